"""The course of a case as a transaction is told it: with its own acts, which nobody keeps once they are taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import SessionTransaction

from casework import db
from rules.proceedings.acts import Act
from rules.proceedings.course import fold
from rules.proceedings.state import Case
from tests.casework.office import COURT, Office


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The acts that are told again while a test lasts."""
    told: list[str] = []

    def listening(acts: Sequence[Act], case: Case) -> Case:
        told.extend(act.do for act in acts)
        return fold(acts, case)

    monkeypatch.setattr("casework.proceedings.history.fold", listening)
    return told


class GivenUp(Exception):
    """Of what a test takes back."""


@contextmanager
def given_up(transaction: SessionTransaction) -> Iterator[None]:
    """A savepoint to which the transaction goes back at the end."""
    yield
    transaction.rollback()


def done(office: Office) -> list[str]:
    return [act.do for act in office.course.acts]


def prosecute_and_give_up(office: Office) -> None:
    with office.work():
        office.record("prosecutor", "prosecute", court=COURT)
        assert done(office)[-1] == "prosecute"
        raise GivenUp


def test_a_transaction_is_told_its_own_acts_and_each_of_them_once(office: Office, replayed: list[str]) -> None:
    office.file()
    with office.work():
        before = done(office)
        replayed.clear()
        office.record("prosecutor", "prosecute", court=COURT)
        assert done(office) == [*before, "prosecute"]
        assert done(office) == [*before, "prosecute"]
    assert replayed == ["prosecute"]
    with office.work():
        assert done(office) == [*before, "prosecute"]
    assert replayed == ["prosecute"]


def test_acts_that_were_taken_back_are_told_no_more(office: Office) -> None:
    office.file()
    with office.work():
        before = done(office)
    with pytest.raises(GivenUp):
        prosecute_and_give_up(office)
    with office.work():
        assert done(office) == before
        office.record("prosecutor", "prosecute", court=COURT)
        assert done(office) == [*before, "prosecute"]


def test_what_was_told_before_a_savepoint_is_taken_back_is_told_anew(office: Office, replayed: list[str]) -> None:
    office.file()
    with office.work():
        office.record("prosecutor", "prosecute", court=COURT)
        before = done(office)
        with given_up(db.session().begin_nested()):
            assert done(office) == before
        replayed.clear()
        assert done(office) == before
    assert replayed == ["prosecute"]
