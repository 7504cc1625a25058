"""Facts of parties and claims: units, organisers, hired labour, heads of loss, several wrongdoers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from rules.casefile import CaseFile
from rules.casefile.claims import Claims
from rules.casefile.party import Party

Fact = Decimal | int | str | bool | datetime.date | None

_CLAIMS = {
    "investigation_cny": "investigation_cny",
    "cleanup_cny": "cleanup_cny",
    "prevention_cny": "prevention_cny",
    "litigation_cny": "litigation_cny",
    "permanent_cny": "permanent_loss_cny",
    "punitive": "punitive_claimed",
    "punitive_multiple": "punitive_multiple",
    "by_organ": "claimed_by_organ",
    "intent": "unlawful_intent",
    "convicted": "convicted",
    "serious_consequence": "serious_consequence",
    "joint": "joint_form",
}
"""Field of the claims, the fact."""


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


def claim_facts(casefile: CaseFile) -> dict[str, Fact]:
    """What is claimed, by the names of ``law/facts.yaml``."""
    claims = casefile.claims or Claims()
    facts: dict[str, Fact] = {fact: getattr(claims, field) for field, fact in _CLAIMS.items()}
    total, carbon = claims.service_total_cny, claims.service_carbon_cny
    facts["other_service_loss"] = None if total is None else carbon is None or total > carbon
    return facts
