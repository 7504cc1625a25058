"""Published courses can be walked to their end, and every act on the way is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.proceedings.script import read_script
from tests.rules.proceedings.walking import COURSES, NAMES, acts, played, script, variations, walks_through, without
from tests.testrun import long, sample

REMOVALS = [(name, place) for name in NAMES for place in acts(script(name))]
SAMPLE = 40


def removals() -> list[tuple[str, int]]:
    if long():
        return REMOVALS
    return [REMOVALS[at] for at in sample(SAMPLE, len(REMOVALS), "walks without an act")]


def test_there_are_twenty_five_published_courses_and_four_made_up_ones() -> None:
    assert sorted(name[0] for name in NAMES) == ["c"] * 4 + ["s"] * 16 + ["w"] * 5 + ["x"] * 4


@pytest.mark.parametrize("name", NAMES)
def test_a_course_is_walked_as_it_is_told(name: str) -> None:
    steps = played(script(name))
    assert [str(step.told) for step in steps if not step.ok] == []
    assert {step.number for step in steps} == set(range(1, len(script(name).steps) + 1))


@pytest.mark.parametrize("path", COURSES, ids=lambda path: path.stem)
def test_a_course_in_other_words_is_walked(path: Path) -> None:
    steps = played(read_script(path))
    assert [str(step.told) for step in steps if not step.ok] == []


@pytest.mark.parametrize("title", variations())
def test_a_variation_of_a_course_is_walked(title: str) -> None:
    steps = played(variations()[title])
    assert [str(step.told) for step in steps if not step.ok] == []
    assert {step.number for step in steps} == set(range(1, len(variations()[title].steps) + 1))


def test_a_course_without_one_of_its_acts_is_not_walked() -> None:
    spared = [
        (name, script(name).steps[at].do, at) for name, at in removals() if walks_through(without(script(name), at))
    ]
    assert spared == []
