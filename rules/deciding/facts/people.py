"""Facts of parties and claims: units, organisers, hired labour, heads of loss, several wrongdoers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from rules.casefile.claims import Claims
from rules.casefile.party import Party
from rules.values.fields import whole_years

Fact = Decimal | Fraction | int | str | bool | datetime.date | None


def people_facts(liable: Sequence[Party]) -> dict[str, Fact]:
    """Who is a unit, an organiser, hired; ``None`` where a party's part is not stated and nobody else settles it."""
    plain = {party.name: _plain(party) for party in liable}
    excepted = {party.name: _excepted(party) for party in liable}
    return {
        "unit_any": any_known(party.is_unit for party in liable),
        "organiser_any": any_known(party.organiser for party in liable),
        "organiser_names": _names(party.name for party in liable if party.organiser),
        "incapable_any": any_known(_incapable(party) for party in liable) or None,
        "incapable_names": _names(party.name for party in liable if _incapable(party)),
        "hired_plain_any": any_known(plain.values()),
        "hired_plain_names": _names(name for name, value in plain.items() if value),
        "hired_liable_any": any_known(excepted.values()),
        "hired_liable_names": _names(name for name, value in excepted.items() if value),
    }


def _incapable(party: Party) -> bool:
    """Whether the party is an adult of whom it is stated that he has no full capacity under civil law."""
    return party.capacity is not None and not party.is_unit


def age_facts(liable: Sequence[Party], ended: datetime.date) -> dict[str, Fact]:
    """How old the persons were when the act ended, by what 刑法第十七条 and 行政处罚法第三十条 ask.

    ``…_all``: True only where every person's age is known and no unit is among them.
    """
    persons = [party for party in liable if not party.is_unit]
    ages = {party.name: None if party.born is None else max(whole_years(party.born, ended), 0) for party in persons}
    under_14 = {name: _within(age, 0, 13) for name, age in ages.items()}
    aged_14_15 = {name: _within(age, 14, 15) for name, age in ages.items()}
    alone = len(persons) == len(liable) > 0
    return {
        "minor_any": any_known(_within(age, 0, 17) for age in ages.values()),
        "under_14_any": any_known(under_14.values()),
        "under_14_names": _names(name for name, value in under_14.items() if value),
        "under_14_all": _all_within(ages.values(), 13) if alone else None,
        "aged_14_15_any": any_known(aged_14_15.values()),
        "aged_14_15_names": _names(name for name, value in aged_14_15.items() if value),
        "under_16_all": _all_within(ages.values(), 15) if alone else None,
        "aged_16_17_any": any_known(_within(age, 16, 17) for age in ages.values()),
        "aged_75_any": any_known(_within(age, 75, None) for age in ages.values()),
        "recidivist_adult_any": any_known(
            False if _within(ages[party.name], 0, 17) else party.recidivist for party in persons
        ),
    }


MITIGATING = (
    "surrendered",
    "confessed",
    "merit",
    "preparation",
    "attempt",
    "abandoned",
    "accessory",
    "coerced",
)
"""What speaks for one person: told with whose it is, and never of the others."""


def mitigating_facts(liable: Sequence[Party]) -> dict[str, Fact]:
    """By circumstance: whether it is found of somebody, and of whom."""
    made: dict[str, Fact] = {}
    for name in MITIGATING:
        found = {party.name: getattr(party, name) for party in liable}
        anybody = made[f"{name}_any"] = any_known(found.values())
        made[f"{name}_names"] = _names(one for one, value in found.items() if value) if anybody else None
    return made


def _within(age: int | None, least: int, most: int | None) -> bool | None:
    return None if age is None else least <= age and (most is None or age <= most)


def _all_within(ages: Iterable[int | None], most: int) -> bool | None:
    """Whether all were at most so old: False as soon as one was older; None where one is not known."""
    told = [_within(age, 0, most) for age in ages]
    if False in told:
        return False
    return None if None in told else True


def _exceptions(party: Party) -> tuple[bool | None, ...]:
    return party.profit_share, party.high_wage, party.punished_before


def _plain(party: Party) -> bool | None:
    """Hired, and every exception found not to be there."""
    if not party.hired:
        return party.hired
    excepted = any_known(_exceptions(party))
    return None if excepted is None else not excepted


def _excepted(party: Party) -> bool | None:
    return any_known(_exceptions(party)) if party.hired else party.hired


def _names(names: Iterable[str]) -> str | None:
    return "、".join(names) or None


def any_known(values: Iterable[bool | None]) -> bool | None:
    """True when one is; False when all are known not to be; else not known."""
    listed = tuple(values)
    if True in listed:
        return True
    return None if not listed or None in listed else False


def other_service_loss(claims: Claims | None) -> bool | None:
    """Whether a loss of other services than carbon is claimed; None where no total is."""
    if claims is None or claims.service_total_cny is None:
        return None
    return claims.service_carbon_cny is None or claims.service_total_cny > claims.service_carbon_cny
