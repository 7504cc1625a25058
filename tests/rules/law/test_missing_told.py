"""What is still missing, in words: who must act, in which order, and where the fact stands."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import assess, still_missing_of
from rules.casefile import parse
from rules.casefile.schema import fact_at
from rules.deciding.book import load_lawbook
from rules.deciding.decide import Given
from rules.deciding.facts.measurable import fields_of_loss
from rules.deciding.facts.places import ACTORS, DERIVED, place_of
from rules.deciding.missing_told import (
    FOUND_FROM,
    NO_PLACE,
    NO_RULE,
    NOT_WHOLE,
    OPINION_OF,
    Step,
    StillMissing,
    still_missing,
)

DAY = datetime.date(2024, 1, 1)
FACTS: Given = {"offence": "滥伐林木", "credits_requested": False, "opinions_complete": False, "carbon_lost": True}


def lacking(route: str, day: datetime.date = DAY) -> StillMissing:
    (found,) = still_missing(FACTS, day, day, [route])
    return found


def test_the_ways_come_by_number_of_facts_and_each_in_the_order_of_who_must_act() -> None:
    found = lacking("认购碳汇")
    assert found.ways
    assert [len(way) for way in found.ways] == sorted(len(way) for way in found.ways)
    for way in found.ways:
        turns = [list(ACTORS).index(step.actor) for step in way if step.actor]
        assert turns == sorted(turns)


def test_a_step_tells_what_a_fact_is_and_what_it_must_be() -> None:
    (way,) = [way for way in lacking("认购碳汇").ways if "loss_tco2e" in {step.fact for step in way}]
    steps = {step.fact: step for step in way}
    assert (steps["opinions_complete"].now, steps["opinions_complete"].needed) == ("否", "为是")
    assert steps["opinions_complete"].actor == "party"
    assert (steps["loss_tco2e"].now, steps["loss_tco2e"].actor) == ("未查明", "officer")
    assert steps["loss_tco2e"].needed.startswith("超过0吨")


def test_what_the_court_orders_waits_for_the_judge() -> None:
    first, *_ = lacking("管护").ways
    assert [step.actor for step in first] == ["judge"]


def test_a_route_without_a_rule_of_the_day_says_that_no_fact_opens_it() -> None:
    assert NO_RULE in lacking("劳务代偿", datetime.date(2016, 1, 1)).text()


def test_every_place_is_one_of_the_case_file_and_its_fact_is_one_of_the_law() -> None:
    book = load_lawbook().book
    assert DERIVED.keys() <= book.facts.keys()
    for fact in book.facts.values():
        place = place_of(fact)
        assert place is None or fact_at(place.path) is not None, fact.name
    assert {fact.name for fact in book.facts.values() if fact.reads and place_of(fact) is None} == set()


def test_a_fact_without_a_place_of_its_own_is_told_so() -> None:
    assert place_of(load_lawbook().book.facts["theft_fold"]) is None
    step = Step(None, None, "theft_fold", "盗伐折算合计比", "0", "达到1")
    assert NO_PLACE in StillMissing("管护", ((step,),), complete=True, ruled=True).text()


@pytest.mark.parametrize(
    ("fact", "path", "actor"),
    [
        ("minor_any", "parties", "prosecutor"),
        ("pleaded_guilty_all", "parties", "prosecutor"),
        ("other_service_loss", "claims.service_total_cny", "prosecutor"),
        ("graded_stock_m3", "stands", "officer"),
        ("untreated_over_year", "particulars.earlier_acts", "prosecutor"),
    ],
)
def test_a_fact_that_is_found_from_others_leads_to_what_it_is_found_from(fact: str, path: str, actor: str) -> None:
    found = place_of(load_lawbook().book.facts[fact])
    assert found is not None
    assert (found.path, found.actor) == (path, actor)


def test_a_search_that_was_cut_short_says_so() -> None:
    assert NOT_WHOLE in StillMissing("管护", (), complete=False, ruled=True).text()
    assert NOT_WHOLE not in StillMissing("管护", (), complete=True, ruled=True).text()


def opinion_steps(awaited: str) -> list[Step]:
    """What is told of the opinions in one way to buy credits."""
    facts = {**FACTS, "opinions_missing": awaited}
    (found,) = still_missing(facts, DAY, DAY, ["认购碳汇"])
    return [step for step in found.ways[0] if step.fact == "opinions_complete"]


def test_whose_opinion_is_awaited_is_named_with_who_must_act() -> None:
    (own,) = opinion_steps("南靖县人民检察院")
    assert (own.actor, own.needed) == ("prosecutor", OPINION_OF.format(names="南靖县人民检察院"))
    (theirs,) = opinion_steps("陈某、李某")
    assert (theirs.actor, theirs.needed) == ("party", OPINION_OF.format(names="陈某、李某"))
    first, second = opinion_steps("检察院、陈某")
    assert (first.actor, first.needed) == ("prosecutor", OPINION_OF.format(names="检察院"))
    assert (second.actor, second.needed) == ("party", OPINION_OF.format(names="陈某"))


def test_a_loss_is_asked_for_by_the_fields_that_yield_it() -> None:
    (found,) = still_missing(FACTS, DAY, DAY, ["赔偿金"], measured_from="竹林的竹株数")
    (step,) = [step for way in found.ways for step in way if step.fact == "loss_tco2e"]
    assert step.needed == FOUND_FROM.format(fields="竹林的竹株数")


def fields(**stand: Any) -> str:
    data = {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2024-01-01"}},
        "stands": [{"id": "A", "species": "杉木", "damage": {"type": "采伐"}, **stand}],
    }
    return fields_of_loss(parse(data))


def test_the_fields_are_those_of_the_kind_of_forest() -> None:
    trees = fields()
    assert trees.startswith("乔木林")
    assert all(name in trees for name in ("立木蓄积", "原木材积", "每公顷蓄积", "每木检尺表"))
    assert "竹株数" not in trees
    bamboo = fields(forest_type="竹林", species="毛竹")
    assert bamboo.startswith("竹林")
    assert "竹株数" in bamboo
    assert not any(name in bamboo for name in ("立木蓄积", "原木材积", "每公顷蓄积", "每木检尺表"))
    assert "调查所得的生物量" in fields(forest_type="灌木林")


def ways_of(**more: Any) -> list[tuple[str, ...]]:
    head = {"offence": "滥伐林木", "conduct": {"from": "2024-03-01"}}
    found = still_missing_of(assess(parse({"case": head} | more), datetime.date(2026, 11, 1)))
    return [tuple(step.fact for step in way) for one in found for way in one.ways]


# Nobody opens a route by stating grassland where trees were felled, and a stand of forest stands in the case file.
@pytest.mark.parametrize("offence", ["滥伐林木", "非法占用农用地"])
def test_no_way_leads_by_something_else_than_the_forest_of_the_case(offence: str) -> None:
    stand = {"id": "A", "species": "杉木", "damage": {"type": "占用"}}
    head = {"offence": offence, "conduct": {"from": "2024-03-01"}}
    ways = ways_of(case=head, stands=[stand])
    assert ways
    assert not [way for way in ways if "other_resource" in way]


def test_where_no_stand_is_stated_the_other_resource_may_be() -> None:
    ways = ways_of(case={"offence": "非法占用农用地", "conduct": {"from": "2024-03-01"}})
    assert [way for way in ways if "other_resource" in way]
