"""What is wrong with a script is told before anything of it is played, by step, field and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.proceedings import checking
from rules.proceedings.checking import checked
from rules.reading.located import FileError
from tests.rules.cases import WALKS
from tests.rules.proceedings.walking import COURSES
from tests.told import says

HEAD = "case: 甲\nfacts: {persons: [甲]}\nseats: {procuratorate: 县检察院, court: 县法院}\nsteps:\n"


def told(steps: str) -> FileError:
    with pytest.raises(FileError) as refused:
        checked((HEAD + steps).encode(), "x.yaml", Path())
    return refused.value


@pytest.mark.parametrize(
    ("steps", "line", "template", "values"),
    [
        ("  - {at: 2024-01-05, by: P, do: prosecut}\n", 5, checking.NO_ACT_BUT, {"number": 1, "given": "prosecut"}),
        ("  - {at: 2024-01-05, by: P, do: xyzzyx}\n", 5, checking.NO_ACT, {"number": 1, "given": "xyzzyx"}),
        (
            "  - {at: 2024-01-05}\n  - {by: J9, do: receive}\n",
            6,
            checking.NO_PERSON,
            {"number": 2, "given": "J9"},
        ),
        ("  - {at: 2024-01-05, do: prosecute}\n", 5, checking.BY_NOBODY, {"number": 1}),
        ("  - {by: P, do: prosecute}\n", 5, checking.NO_DAY, {"number": 1}),
        ("  - expect:\n      o1.duee: 2\n", 6, checking.NO_KEY_BUT, {"number": 1, "given": "o1.duee"}),
        ("  - expect: {crimnal: done}\n", 5, checking.NO_KEY_BUT, {"number": 1, "given": "crimnal"}),
        ("  - expect: {m1.due: 2}\n", 5, checking.NO_KEY, {"number": 1, "given": "m1.due"}),
        ("  - expect: {o1: provn}\n", 5, checking.NO_STATE_BUT, {"number": 1, "key": "o1", "given": "provn"}),
        ("  - expect: {civil: [qqq]}\n", 5, checking.NO_STATE, {"number": 1, "key": "civil", "given": "qqq"}),
    ],
)
def test_a_mistake_names_its_step_its_field_and_its_line(
    steps: str, line: int, template: str, values: dict[str, object]
) -> None:
    (mistake,) = told(steps).mistakes
    assert says(mistake.reason, template, **values)
    assert mistake.line == line
    assert "\n" not in str(mistake)


def test_every_mistake_is_told_at_once() -> None:
    steps = "  - {by: P, do: prosecut}\n  - {by: J9, do: receive}\n  - expect: {o1: provn}\n"
    assert len(told(steps).mistakes) == 4


def test_the_day_that_is_missing_is_told_once() -> None:
    assert len(told("  - {by: P, do: prosecute}\n  - {by: J, do: receive}\n").mistakes) == 1


@pytest.mark.parametrize("path", [*sorted(WALKS.glob("*.yaml")), *COURSES], ids=lambda path: path.stem)
def test_the_courses_that_are_walked_have_no_mistake(path: Path) -> None:
    assert checked(path.read_bytes(), path.name, path.parent).steps
