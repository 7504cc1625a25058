"""A case that moves to another place takes its designs, parcels, figures, photos, plans and sheets along."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework import db
from casework.audit.verification import verify
from casework.proceedings import Folder
from casework.proceedings.files import Paper
from casework.restoring import designing, surveying, working
from casework.restoring.errors import WorkRefused
from tests.casework.office import TODAY, Office, colleague
from tests.casework.prepared import app_after
from tests.casework.restoring.cases import (
    LABOUR,
    design,
    folder_of,
    owing,
    photo,
    planted,
    row,
    sheet,
    state_of,
    survey,
)
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.mark.usefixtures("made_with_long")
def test_what_is_on_record_of_a_planting_moves_with_its_case(
    office: Office, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    folder_id = planted(office)
    with office.work():
        folder, officer = folder_of(folder_id), office.person("officer")
        designing.save(folder, officer, "o1", design())
        surveying.record(folder, officer, "o1", survey(900, photos=(Paper("图.jpg", photo()),)))
    before = surveyed(office, folder_id)
    with moved(office, folder_id, sqlite_databases, tmp_path) as (there, number):
        assert surveyed(there, number) == before


def test_sheets_move_too_so_that_no_hour_is_worked_twice_and_none_waits_for_nobody(
    office: Office, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    folder_id = owing(office, LABOUR)
    with office.work():
        folder, officer, day = folder_of(folder_id), office.person("officer"), TODAY - datetime.timedelta(days=9)
        done = working.enter(folder, officer, "o1", sheet(row(day)))
        working.confirm(folder, colleague(), done.id)
        working.enter(folder, officer, "o1", sheet(row(day + datetime.timedelta(days=1))))
    with moved(office, folder_id, sqlite_databases, tmp_path) as (there, number):
        with there.app.app_context():
            found = working.sheets(folder_of(number), "o1")
            assert [one.row.outcome for one in found] == ["confirmed", None]
            assert found[0].row.act == len(state_of(there, number).acts)
        with pytest.raises(WorkRefused), there.work():
            working.enter(folder_of(number), there.person("officer"), "o1", sheet(row(day)))
        with there.work():
            working.confirm(folder_of(number), colleague(), found[1].row.id)
        assert state_of(there, number).obligations["o1"].done == 2


@contextmanager
def moved(office: Office, folder_id: int, databases: SqliteDatabases, tmp_path: Path) -> Iterator[tuple[Office, int]]:
    """The office to which the case was moved, and its number there."""
    file, second = tmp_path / "case.zip", tmp_path / "second"
    second.mkdir()
    with office.app.app_context():
        reference = folder_of(folder_id).reference
    done = office.app.test_cli_runner().invoke(args=["case-export", reference, str(file)])
    assert done.exit_code == 0, done.output

    def opened(app: Flask) -> None:
        there = Office(app)
        there.open()
        with there.work():
            colleague()

    with app_after(databases, second, "an office with colleagues, without cases", opened) as app:
        run = app.test_cli_runner().invoke(args=["case-import", str(file)])
        assert run.exit_code == 0, run.output
        with app.app_context():
            (number,) = db.session().scalars(select(Folder.id)).all()
        yield Office(app), number
        with app.app_context():
            assert verify() is None


def surveyed(office: Office, folder_id: int) -> tuple[object, ...]:
    """What is told of the planting, without the numbers that its rows have."""
    with office.app.app_context():
        folder = folder_of(folder_id)
        (one,) = surveying.looked(folder, state_of(office, folder_id), "o1")
        (kept,) = designing.designs(folder, "o1")
        plots = [row.key for row in designing.plots_of(folder, ["o1"])["o1"]]
        return kept.entry, plots, one.found.percent, one.found.result, [shot.sha256 for shot in one.photos]
