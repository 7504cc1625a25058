"""Figures for Prometheus: told to whom the settings name, adding up all processes, and telling of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from casework import db
from casework.upkeep import metrics, readiness
from tests.casework.office import Office
from tests.conftest import dispose, make_app
from tests.served import served

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

TOKEN = "a-word-for-the-scraper"
BEARER = f"Bearer {TOKEN}"

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Figures:
    """Name and labels of each figure, as Prometheus reads them."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def told(app: Flask) -> Figures:
    answer = app.test_client().get("/metrics", headers={"Authorization": BEARER})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)


def requests(figures: Figures, route: str, status: int) -> float:
    return figures.get(("tanheng_requests_total", (("route", route), ("status", str(status)))), 0)


@pytest.fixture
def counting(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(database_url, tmp_path, METRICS_TOKEN=TOKEN)
    yield app
    dispose(app)


@one_database
def test_by_default_nobody_is_told_figures(app: Flask) -> None:
    assert app.test_client().get("/metrics", headers={"Authorization": BEARER}).status_code == 404
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    ("token", "listed", "address", "given", "allowed"),
    [
        (TOKEN, "", "10.0.0.9", BEARER, True),
        (TOKEN, "", "10.0.0.9", "Bearer another", False),
        (TOKEN, "", "10.0.0.9", "", False),
        (TOKEN, "", "10.0.0.9", "Bearer \u8bcd", False),
        ("", "10.0.0.0/24, ::1", "10.0.0.9", "", True),
        ("", "10.0.0.0/24, ::1", "::1", "", True),
        ("", "10.0.0.0/24, ::1", "10.0.1.9", "Bearer ", False),
        ("", "10.0.0.0/24", None, "Bearer ", False),
    ],
)
def test_figures_are_told_by_word_or_by_address(
    token: str, listed: str, address: str | None, given: str, allowed: bool
) -> None:
    app = Flask(__name__)
    app.config.update(METRICS_TOKEN=token, METRICS_FROM=listed)
    metrics.init_app(app)
    with app.app_context():
        assert metrics.may_read(address, given) is allowed


def test_a_network_that_is_none_stops_the_start() -> None:
    app = Flask(__name__)
    app.config.update(METRICS_TOKEN="", METRICS_FROM="10.0.0.0/24, everywhere")
    with pytest.raises(ValueError, match="everywhere"):
        metrics.init_app(app)


@one_database
def test_requests_are_counted_by_the_name_of_their_route_and_status(counting: Flask) -> None:
    browser = counting.test_client()
    for address in ("/health", "/health", "/folders/17?q=张某", "/none/张某", "/other/350627199001010011"):
        browser.get(address)
    browser.open("/health", method="张某")
    found = told(counting)
    assert requests(found, "upkeep.health", 200) == 2
    assert requests(found, metrics.NO_ROUTE, 404) == 2
    timed = ("tanheng_request_seconds_count", (("route", "upkeep.health"),))
    assert found[timed] == 2


@one_database
def test_labels_come_from_lists_of_the_program(office: Office, tmp_path: Path) -> None:
    app = make_app(office.app.config["DATABASE_URL"], tmp_path, METRICS_TOKEN=TOKEN)
    browser = app.test_client()
    for number in range(20):
        browser.get(f"/folders/{number}?q={number}")
        browser.post("/sign-in", data={"username": f"张某{number}", "password": "secret-word"})
    found = told(app)
    endpoints = {*app.view_functions, metrics.NO_ROUTE}
    for name, labels in found:
        for label, value in labels:
            match label:
                case "route":
                    assert value in endpoints
                case "status":
                    assert value.isdecimal()
                case "le":
                    assert float(value) > 0
                case "probe":
                    assert value in readiness.PROBES
                case _:
                    pytest.fail(f"{name} has a label {label}")
    dispose(app)


@one_database
def test_waits_of_who_writes_and_what_the_work_needs_are_told(counting: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with counting.app_context(), db.writing():
        pass
    monkeypatch.setitem(readiness.PROBES, "disk", lambda: "nearly full")
    found = told(counting)
    assert found["tanheng_write_wait_seconds_count", ()] == 1
    ready = {labels[0][1]: value for (name, labels), value in found.items() if name == "tanheng_ready"}
    assert ready == {**dict.fromkeys(readiness.PROBES, 1.0), "disk": 0.0}
    assert found["tanheng_disk_free_bytes", ()] > 0


@one_database
def test_the_processes_of_a_server_add_up_what_each_has_counted(database_url: str, tmp_path: Path) -> None:
    with served(database_url, tmp_path, TANHENG_METRICS_TOKEN=TOKEN, WEB_CONCURRENCY="2") as server:
        assert server.get("/metrics")[0] == 404
        for _ in range(12):
            server.get("/language-of-nobody")
        status, text = server.get("/metrics", Authorization=BEARER)
        again = server.get("/metrics", Authorization=BEARER)[1]
    assert status == 200
    counts = [requests(read(one), metrics.NO_ROUTE, 404) for one in (text, again)]
    assert counts == [12, 12]
