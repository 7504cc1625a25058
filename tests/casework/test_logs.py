"""The log of the server ties lines to requests and people by numbers, and names nobody."""

from __future__ import annotations

import json
import logging

import pytest

from casework import logs
from casework.web.requests import HEADER
from tests.casework.office import Office

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

NAMES = ("张某泉", "350627199001010011", "某处山场", "secret-word")


@pytest.fixture
def lines(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose application logs as in earnest."""
    root, of_app = logging.getLogger(), office.app.logger
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(of_app, "handlers", [])
    monkeypatch.setitem(office.app.config, "TESTING", False)
    monkeypatch.setitem(office.app.config, "PROPAGATE_EXCEPTIONS", False)
    logs.init_app(office.app)
    return office


def logged(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[dict[str, object]]]:
    text = capsys.readouterr().err
    return text, [json.loads(line) for line in text.splitlines()]


@one_database
def test_a_request_is_logged_with_its_number_route_status_and_person(
    lines: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = lines.browser("prosecutor")
    capsys.readouterr()
    answer = browser.get("/folders?q=张某泉", headers={HEADER: "given-by-a-proxy-1"})
    with lines.work():
        person = lines.person("prosecutor").id
    text, (line,) = logged(capsys)
    assert answer.headers[HEADER] == "given-by-a-proxy-1"
    assert (line["request"], line["person"], line["status"]) == ("given-by-a-proxy-1", person, answer.status_code)
    assert line["route"] == "/folders"
    assert "张某泉" not in text


@one_database
def test_a_number_that_is_none_is_not_taken_over(lines: Office) -> None:
    answer = lines.app.test_client().get("/health", headers={HEADER: "x\u00e4 {injected}"})
    assert answer.headers[HEADER].isalnum()


@one_database
def test_of_a_fault_the_log_tells_kind_and_place_and_the_page_its_number(
    lines: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError(*NAMES) from ValueError(NAMES[0])

    browser = lines.browser("prosecutor")
    monkeypatch.setitem(lines.app.view_functions, "proceedings.index", fails)
    capsys.readouterr()
    answer = browser.get(f"/folders?q={NAMES[1]}")
    text, told = logged(capsys)
    assert answer.status_code == 500
    assert answer.headers[HEADER] in answer.text
    (fault,) = [line for line in told if "errors" in line]
    assert [error["kind"] for error in fault["errors"]] == ["builtins.KeyError", "builtins.ValueError"]  # type: ignore[attr-defined]
    assert fault["request"] == answer.headers[HEADER]
    assert "test_logs.py" in text
    assert [name for name in NAMES if name in text] == []


@one_database
def test_nothing_of_a_day_in_court_stands_in_the_log(lines: Office, capsys: pytest.CaptureFixture[str]) -> None:
    lines.file()
    lines.accept()
    lines.measure()
    browser = lines.browser("judge")
    for page in ("/", "/folders?q=张", "/folders/1", "/folders/1/facts", "/folders/9", "/none/张某"):
        browser.get(page)
    browser.post("/sign-in", data={"username": "张某泉", "password": "secret-word"})
    text, told = logged(capsys)
    assert len(told) > 6
    assert [name for name in ("张某", "南靖县", *NAMES) if name in text] == []


@one_database
def test_no_file_of_a_case_stays_in_a_browser_and_tls_is_kept_to(office: Office) -> None:
    office.file()
    browser = office.browser("prosecutor")
    for file in (f"/cases/{office.case_id}/casefile.yaml", "/static/css/base.css"):
        with browser.get(file) as answer:
            assert (answer.headers["Cache-Control"] == "no-store") is not file.startswith("/static"), file
    plain, safe = (browser.get("/folders", base_url=f"{scheme}://localhost").headers for scheme in ("http", "https"))
    assert "Strict-Transport-Security" not in plain
    assert safe["Strict-Transport-Security"]


@one_database
def test_every_answer_bears_the_headers_that_shut_it_in(office: Office) -> None:
    stranger = office.app.test_client()
    for address in ("/sign-in", "/health", "/none", "/static/css/base.css", "/folders"):
        with stranger.get(address) as answer:
            policy = answer.headers["Content-Security-Policy"].split("; ")
            for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                assert directive in policy, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"


def test_what_does_not_belong_into_a_line_is_left_out() -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "not recorded: %s", ("张某泉",), None)
    number = logging.LogRecord("x", logging.ERROR, "", 1, "worker %d", (7,), None)
    assert json.loads(logs.Lines().format(record))["event"] == "not recorded: %s"
    assert json.loads(logs.Lines().format(number))["event"] == "worker 7"
