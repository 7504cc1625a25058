"""Of several offences each is asked: its routes, and its own rules, with which offence it is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from rules.assess import Assessment, assess
from rules.casefile import parse
from rules.deciding.headlines import BY_OFFENCE
from tests.rules.cases import stand
from tests.told import says

DAY = datetime.date(2024, 6, 3)


def two(first: str, second: str, **more: Any) -> Assessment:
    """甲 is charged with ``first`` and 乙 with ``second``, each on a stand of his own."""
    parties = [
        {"name": "甲", "role": "被告人", "charges": [{"offence": first, "stands": ["A"]}]},
        {"name": "乙", "role": "被告人", "charges": [{"offence": second, "stands": ["B"], "value_cny": "10"}]},
    ]
    stands = [stand(standing_stock_m3="30", saplings=0), stand(id="B", standing_stock_m3="60", saplings=0)]
    head = {"offence": first, "conduct": {"from": "2024-03-01"}}
    return assess(parse({"case": head, "parties": parties, "stands": stands} | more), DAY)


def test_the_rules_of_every_charge_are_told_with_it() -> None:
    # 法释〔2023〕8号第四条: 60 m³ stolen are above 5 and 50; 第六条: 30 m³ felled above 20
    made = two("滥伐林木", "盗伐林木").record
    felled, stolen = (person.charges[0] for person in made.persons)
    assert {rule.id for rule in stolen.rules if rule.fired} >= {"theft.grade-1.stock", "theft.grade-2.stock"}
    assert {rule.id for rule in felled.rules if rule.fired} >= {"felling.grade-1.stock"}
    assert not any(rule.id.startswith("felling.") for rule in stolen.rules)
    assert "theft.grade-1.stock" not in {rule.id for rule in made.rules}


def test_of_one_offence_no_rule_is_told_twice() -> None:
    assert not any(charge.rules for person in two("盗伐林木", "盗伐林木").record.persons for charge in person.charges)


# 法释〔2022〕16号第二十一条: labour in place of a loss of forest carbon. In hunting there is none, so only the felling
# opens it, whichever of both the case is named by; restoration that was ordered is open for both.
@pytest.mark.parametrize("offences", [("非法狩猎", "滥伐林木"), ("滥伐林木", "非法狩猎")])
def test_a_route_that_one_offence_opens_is_open_with_which_it_is(offences: tuple[str, str]) -> None:
    stated: dict[str, Any] = {
        "restoration": {"ordered": "原地补植"},
        "request": {"labour": True, "by": "乙"},
    }
    charges = {"非法狩猎": [{"offence": "非法狩猎"}], "滥伐林木": [{"offence": "滥伐林木", "stands": ["B"]}]}
    parties = [
        {"name": name, "role": "被告人", "charges": charges[of]} for name, of in zip("甲乙", offences, strict=True)
    ]
    doer = "甲乙"[offences.index("滥伐林木")]
    stands = [stand(id="B", standing_stock_m3="60", saplings=0, persons=[doer])]
    made = two(*offences, **stated, parties=parties, stands=stands, options={"method": "national-default"}).record
    routes = {route.route: route for route in made.routes}
    assert routes["原地补植"].open
    assert routes["劳务代偿"].open
    told = {name: [one for one in route.reasons if says(str(one), BY_OFFENCE)] for name, route in routes.items()}
    assert told["原地补植"] == []
    assert told["劳务代偿"] == [BY_OFFENCE.format(open="滥伐林木", closed="非法狩猎")]
    assert "劳务代偿" in made.conclusions["routes"]


def test_a_route_of_which_all_offences_say_the_same_is_told_of_none() -> None:
    made = two("滥伐林木", "盗伐林木", restoration={"ordered": "原地补植"}).record
    assert any(route.open for route in made.routes)
    assert not any(says(str(reason), BY_OFFENCE) for route in made.routes for reason in route.reasons)
