"""Facts of parties and claims: units, organisers, hired labour, heads of loss, several wrongdoers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from rules.casefile.claims import Claims
from rules.casefile.party import Party

Fact = Decimal | Fraction | int | str | bool | datetime.date | None


def people_facts(liable: Sequence[Party]) -> dict[str, Fact]:
    """Who is a unit, an organiser, hired; ``None`` where a party's part is not stated and nobody else settles it."""
    plain = {party.name: _plain(party) for party in liable}
    excepted = {party.name: _excepted(party) for party in liable}
    return {
        "unit_any": any_known(party.unit for party in liable),
        "organiser_any": any_known(party.organiser for party in liable),
        "organiser_names": _names(party.name for party in liable if party.organiser),
        "hired_plain_any": any_known(plain.values()),
        "hired_plain_names": _names(name for name, value in plain.items() if value),
        "hired_liable_any": any_known(excepted.values()),
        "hired_liable_names": _names(name for name, value in excepted.items() if value),
    }


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
    listed = list(values)
    if any(value is True for value in listed):
        return True
    return None if not listed or any(value is None for value in listed) else False


def other_service_loss(claims: Claims | None) -> bool | None:
    """Whether a loss of other services than carbon is claimed; None where no total is."""
    if claims is None or claims.service_total_cny is None:
        return None
    return claims.service_carbon_cny is None or claims.service_total_cny > claims.service_carbon_cny
