"""A database whose cases were kept by their acts already is brought up to date, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from casework import db
from casework.audit.verification import verify
from casework.cli.tables import bring_up
from casework.proceedings import Folder, RecordedAct
from tests.apps import lent
from tests.databases import Databases
from tests.migrations.old_records import ACTS, load

CASES, DONE = 14, 109
"""What the rows hold."""


def test_cases_kept_by_their_acts_are_brought_up_and_every_proof_of_theirs_holds(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.empty()
    load(url, ACTS)
    with lent(url, tmp_path) as app, app.app_context():
        bring_up()
        assert verify(deep=True) is None
        assert db.session().scalar(select(func.count()).select_from(Folder)) == CASES
        assert db.session().scalar(select(func.count()).select_from(RecordedAct)) == DONE
    databases.drop(url)
