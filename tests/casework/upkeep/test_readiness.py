"""Whoever watches the server is told whether the work can be done: writing, tables and disk are tried."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from casework.upkeep import readiness
from tests.conftest import dispose, make_app

Usage = namedtuple("Usage", "total used free")


def asked(app: Flask) -> tuple[int, dict[str, str]]:
    answer = app.test_client().get("/ready")
    return answer.status_code, answer.get_json()["checks"]


def test_a_service_that_can_work_is_ready_and_tells_of_nobody(app: Flask) -> None:
    status, checks = asked(app)
    assert status == 200
    assert checks == dict.fromkeys(readiness.PROBES, "ok")


def test_a_program_without_its_database_is_alive_but_not_ready(empty_database_url: str, tmp_path: Path) -> None:
    app = make_app(empty_database_url, tmp_path)
    alive = app.test_client().get("/health")
    status, checks = asked(app)
    dispose(app)
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert status == 503
    assert checks["tables"] != "ok"
    assert checks["writing"] == checks["disk"] == "ok"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_who_holds_the_lock_of_writing_too_long_makes_it_unready(app: Flask) -> None:
    file = str(make_url(app.config["DATABASE_URL"]).database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        status, checks = asked(app)
        other.execute("ROLLBACK")
    assert status == 503
    assert [name for name, said in checks.items() if said != "ok"] == ["writing"]
    assert asked(app)[0] == 200


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_disk_that_is_nearly_full_makes_it_unready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - 10**6, 10**6))
    status, checks = asked(app)
    assert status == 503
    assert [name for name, said in checks.items() if said != "ok"] == ["disk"]
