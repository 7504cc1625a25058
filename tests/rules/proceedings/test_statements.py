"""A statement of performance that is true no more: whoever is to decide is told, until it is stated anew or decided."""

from __future__ import annotations

from typing import Any

import pytest

from rules.proceedings.state import Case
from rules.proceedings.waiting import UNTRUE, matters
from tests.rules.proceedings.test_ledger import DAY, after
from tests.told import says

PLANTING = {"o1": {"kind": "原地补植", "area_mu": 3, "obligors": ["甲"]}}
STATED: tuple[str, str, str, dict[str, Any]] = ("prosecutor", "note_performance", "", {"statement": ["o1"]})
FAILED: tuple[str, str, str, dict[str, Any]] = ("officer", "inspect", "o1", {"result": "不合格", "rate": 50})


@pytest.fixture
def planted() -> Case:
    """The prosecution examines, and what was promised is planted."""
    opened = ("prosecutor", "open_case", "", {"tracks": ["criminal"]})
    return after(opened, ("judge", "undertake", "", PLANTING), ("officer", "perform", "o1", {"area_mu": 3}))


def told(case: Case, number: int) -> list[str]:
    return [one.role for one in matters(case, DAY) if says(one.told, UNTRUE, number=number)]


def test_who_decides_is_told_that_what_was_stated_failed_since(planted: Case) -> None:
    stated = after(STATED, case=planted)
    assert told(stated, 4) == []
    failed = after(FAILED, case=stated)
    assert told(failed, 4) == ["prosecutor", "judge"]
    anew = after(STATED, case=failed)
    assert (told(anew, 4), told(anew, 6)) == ([], [])


def test_what_was_stated_after_it_failed_is_true(planted: Case) -> None:
    assert told(after(FAILED, STATED, case=planted), 5) == []


def test_an_entry_that_is_void_since_is_told_once_the_promise_failed(planted: Case) -> None:
    void = after(STATED, ("officer", "void", "", {"number": 3, "ground": "登记有误"}), case=planted)
    failed = after(("officer", "inspect", "o1", {"result": "不合格"}), case=void)
    assert told(failed, 4) == ["prosecutor", "judge"]
