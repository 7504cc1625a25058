"""The tests run on one day, however long they take; the product's own calendar is Beijing's."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from casework import db
from rules.values import clock
from rules.values.clock import BEIJING
from tests.casework.office import TODAY


def test_a_run_stays_on_the_day_on_which_it_began() -> None:
    assert db.today() is TODAY
    assert db.now().astimezone(BEIJING).date() == TODAY


def test_the_day_is_that_of_beijing_not_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Evening(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]  # datetime.now gives its own type
            return datetime.datetime(2026, 3, 1, 16, 30, tzinfo=datetime.UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", SimpleNamespace(datetime=Evening))
    assert clock.today() == datetime.date(2026, 3, 2)
