"""What lists show follows from the acts and the table: a new edition of the table derives it anew."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from casework import db
from casework.audit import service as audit
from casework.proceedings import index
from casework.proceedings.models import Folder, FolderEdition, FolderTask, FolderTrack
from tests.casework.office import Office
from tests.casework.proceedings.desk import Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    made = Desk(office)
    assert made.file().status_code == 302
    return made


def otherwise(desk: Desk) -> tuple[str, int]:
    """As another edition had told it; gives how it was."""
    with desk.office.work():
        session = db.session()
        folder = session.get_one(Folder, desk.folder)
        before = (folder.headline, folder.row_version)
        folder.headline = "从前的说法"
        session.execute(delete(FolderTask))
        session.execute(update(FolderTrack).values(state="court"))
        session.execute(update(FolderEdition).values(edition="0" * 64))
        audit.record("test", f"folder:{folder.id}")
    return before


def test_a_new_edition_derives_the_lists_of_every_case_anew_and_changes_nothing_else(desk: Desk) -> None:
    before = otherwise(desk)
    with desk.office.app.app_context():
        assert index.refresh() == 1
    with desk.office.work():
        folder = db.session().get_one(Folder, desk.folder)
        assert (folder.headline, folder.row_version) == before
        assert index.follows_from_the_acts() is None
        assert db.session().scalar(select(FolderEdition.edition)) == index.edition()


def test_the_same_edition_leaves_all_as_it_is(desk: Desk) -> None:
    with desk.office.app.app_context():
        assert index.refresh() == 0
