"""W12: a restoration that was ordered opens its route on every day of decision, whatever edition of the law applies."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from rules.assess import assess
from rules.casefile import parse
from rules.deciding.book import load_lawbook
from rules.deciding.book.conditions import Value
from rules.deciding.decide import decide
from tests.rules.cases import stand

KINDS = {"原地补植": "原地补植", "补种复绿": "原地补植", "异地补植": "异地补植", "管护": "管护"}
FIRST = datetime.date(1997, 10, 1)
ONE_DAY = datetime.timedelta(days=1)


def days() -> list[datetime.date]:
    """The first day of each period of a rule of routes, the last of the one before, and days far off."""
    rules = [rule for rule in load_lawbook().rules if rule.stage == "routing"]
    starts = {rule.in_force.start for rule in rules} | {
        rule.in_force.end + ONE_DAY for rule in rules if rule.in_force.end
    }
    found = {FIRST, datetime.date(2030, 1, 1), *starts, *(day - ONE_DAY for day in starts)}
    return sorted(day for day in found if day >= FIRST)


@pytest.mark.parametrize(("kind", "route"), KINDS.items())
def test_a_restoration_on_record_opens_its_route_on_every_day(kind: str, route: str) -> None:
    facts: dict[str, Value | None] = {
        "offence": "失火",
        "restoration_ordered": True,
        "restoration_kind": kind,
        "loss_tco2e": Decimal("33.60"),
    }
    for day in days():
        opened = {one.route for one in decide(facts, conduct=FIRST, on=day).routes if one.open}
        assert opened & {"原地补植", "异地补植", "管护"} == {route}, day


def test_the_fire_of_2019_whose_replanting_was_ordered_in_2021_is_replanted() -> None:
    # 5 ha burned, 30 m³ lost; on 2021-12-01 the special interpretation of 2022 was not yet in force
    data = {
        "case": {"offence": "失火", "conduct": {"from": "2019-05-01"}},
        "parties": [{"name": "甲", "role": "被告人"}],
        "stands": [stand(species="马尾松", damage={"type": "烧毁"}, standing_stock_m3="30")],
        "restoration": {"ordered": "补种复绿"},
        "options": {"method": "national-default", "on": "2021-12-01"},
    }
    result = assess(parse(data)).record
    opened = {route.route: route.rules for route in result.routes if route.open}
    assert opened["原地补植"] == ("routing.in-place-ordered",)
    assert "赔偿金" in opened
