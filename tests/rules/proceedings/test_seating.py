"""Whoever is asked to answer takes part from then on, so that he can."""

from __future__ import annotations

import datetime

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, begin, fold
from rules.proceedings.state import Case, Party, Seat
from rules.proceedings.waiting import matters, todo
from tests.rules.proceedings.random_acts import CAST

DAY = datetime.date(2024, 3, 1)
BUREAU = CAST["officer"].institution


def alone(kind: str, institution: str, *acts: Act) -> Case:
    """A case of one institution."""
    return fold(acts, begin(seats=(Seat(kind, institution),), parties=(Party("甲"),), day=DAY))


NOT_PROSECUTED = Act(
    "not_prosecute", DAY, CAST["prosecutor"], (), {"kind": "相对", "basis": "刑诉法177(2)", "approval": "检察长"}
)


@pytest.mark.parametrize(
    ("before", "asks"),
    [
        ((NOT_PROSECUTED,), Act("opine", DAY, CAST["prosecutor"], (), {"to": BUREAU})),
        ((), Act("advise", DAY, CAST["prosecutor"], (), {"bureau": BUREAU, "term": "2 months"})),
    ],
)
def test_a_bureau_that_is_asked_takes_part_and_answers(before: tuple[Act, ...], asks: Act) -> None:
    asked = apply(alone("procuratorate", CAST["prosecutor"].institution, *before), asks)
    assert asked.institutions("bureau") == (BUREAU,)
    assert "answer" in {one.act for one in todo(asked, CAST["officer"], DAY)}
    apply(asked, Act("answer", DAY, CAST["officer"], (), {"result": "已经处理"}))


def test_a_bureau_names_the_procuratorate_to_which_its_case_goes() -> None:
    opened = alone("bureau", BUREAU, Act("open_case", DAY, CAST["officer"], (), {"tracks": ["administrative"]}))
    place = CAST["prosecutor"].institution
    moved = apply(
        opened, Act("move_to_police", DAY, CAST["officer"], (), {"ground": "涉嫌犯罪", "procuratorate": place})
    )
    assert moved.institutions("procuratorate") == (place,)


def test_a_plan_in_a_case_without_proceedings_waits_for_whoever_can_end_it() -> None:
    planned = alone("bureau", BUREAU, Act("propose", DAY, CAST["officer"], (), {"o1": "补植 3亩"}))
    assert {(one.role, one.act) for one in matters(planned, DAY)} >= {("officer", "drop")}
