"""Whose record is sealed: of who was under eighteen, once the proceedings came to one of the ends the law names."""

from __future__ import annotations

import pytest

from rules.proceedings import sealing
from rules.proceedings.state import Case, Party, Track
from tests.told import told


def case(state: str, *, minor: bool = True, sentence: str = "", name: str = "甲") -> Case:
    track = Track(f"criminal:{name}", "criminal", state, (name,), data={"sentence": sentence} if sentence else {})
    return Case(parties=(Party("甲", minor=minor), Party("乙")), tracks={track.id: track})


@pytest.mark.parametrize(
    ("ground", "state", "sentence"),
    [
        ("sentenced", "handed_over", "有期徒刑5年"),  # with the number itself
        ("sentenced", "done", "拘役3个月，缓刑6个月"),
        ("sentenced", "handed_over", ""),  # what is not said in figures is for who seals
        ("exempted", "exempted", ""),
        ("not_prosecuted", "not_prosecuted", ""),
        ("not_pursued", "dropped", ""),
        ("acquitted", "acquitted", ""),
    ],
)
def test_each_end_that_the_law_names_is_a_ground(ground: str, state: str, sentence: str) -> None:
    assert sealing.refusal(case(state, sentence=sentence), ground) == ""
    assert ground in sealing.to_be_sealed(case(state, sentence=sentence))


def test_more_than_five_years_are_not_sealed() -> None:
    heavy = case("handed_over", sentence="有期徒刑5年1个月")
    assert told(sealing.refusal(heavy, "sentenced"), sealing.TOO_HEAVY, name="甲", months=61)
    assert sealing.to_be_sealed(heavy) == ()


def test_the_end_of_another_s_proceedings_is_none_of_the_minor_s() -> None:
    assert told(sealing.refusal(case("not_prosecuted", name="乙"), "not_prosecuted"), sealing.NOT_COME_TO_THAT)


def test_nothing_is_sealed_while_the_proceedings_go_on() -> None:
    for state in ("investigating", "examining", "first_instance", "judged_1", "appeal_open", "probation_6_12m"):
        assert sealing.to_be_sealed(case(state)) == ()


def test_where_nobody_was_a_minor_only_acts_around_the_day_of_full_age_are_sealed() -> None:
    grown = case("handed_over", minor=False, sentence="有期徒刑1年")
    assert told(sealing.refusal(grown, "sentenced"), sealing.NOBODY_WAS_A_MINOR)
    assert sealing.to_be_sealed(grown) == ()
    assert sealing.refusal(grown, "around") == ""


def test_an_unknown_ground_is_none() -> None:
    assert told(sealing.refusal(case("exempted"), "because"), sealing.NO_SUCH_GROUND)
