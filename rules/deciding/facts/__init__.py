"""From the case file and its measurement to the facts that the law asks for. The vocabulary is ``law/facts.yaml``."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from rules.casefile import CaseFile
from rules.casefile.charges import with_facts_of_persons
from rules.casefile.options import Credit
from rules.casefile.party import Party
from rules.deciding.facts.ages import responsible_from
from rules.deciding.facts.counting import Counted
from rules.deciding.facts.guardians import speaks_for_a_ward, wards_of
from rules.deciding.facts.particular import particular_facts
from rules.deciding.facts.people import age_facts, mitigating_facts, other_service_loss, people_facts
from rules.deciding.facts.place import province_of, several_provinces
from rules.deciding.facts.standing import answering, judged, perhaps_answering
from rules.settlement.credit_types import credit_type, out_of_date
from rules.values.exact import Number

Fact = Decimal | Fraction | int | str | bool | datetime.date | None
Facts = Mapping[str, Fact]

NOT_ORDERED = "尚未确定"
"""The kind of restoration while none is ordered or agreed."""

_PROSECUTION = ("检察院", "检察机关", "公诉机关", "人民检察院", "公益诉讼起诉人")


def facts_of(
    casefile: CaseFile, *, on: datetime.date, counted: Counted, loss: Number | None, money: Number | None = None
) -> dict[str, Fact]:
    """The facts. ``counted``: the graded quantities; ``loss`` in tCO2e, ``None`` where not known or not measurable;
    ``money``: the loss as a value in CNY where it was found as that and not as tonnes.

    A fact that the case file does not state is ``None``; no rule takes silence for a yes or a no.
    """
    return StatedFacts(casefile, on).with_found(counted, loss, money)


class StatedFacts:
    """What a case file itself says to the law on one day; what is counted and measured of it comes to it later, and
    for one case several times."""

    def __init__(self, casefile: CaseFile, on: datetime.date) -> None:
        self.asked_of = casefile
        self._casefile = casefile = with_facts_of_persons(casefile)
        self._on = on
        self._particulars = particular_facts(casefile)
        self._persons = _of_persons(casefile)
        self._beside = _of_credit(casefile.options.credit, on) | _of_place(casefile)
        missing = missing_opinions(casefile, on)
        self._of_case: dict[str, Fact] = {
            "bamboo_only": all(stand.is_bamboo for stand in casefile.stands) if casefile.stands else None,
            "other_service_loss": other_service_loss(casefile.claims),
            "site_checked": casefile.site_check is not None,
            "restoration_ordered": casefile.restoration.ordered is not None,
            "restoration_kind": casefile.restoration.ordered or NOT_ORDERED,
            "requested_by_party": _requested_by_party(casefile, on),
            "opinions_complete": not missing,
            "opinions_missing": "、".join(missing),
        }

    def with_found(self, counted: Counted, loss: Number | None, money: Number | None) -> dict[str, Fact]:
        """All facts, with these quantities and this loss."""
        return {
            **counted.with_earlier(self._particulars),
            **self._persons,
            **counted.facts,
            **self._beside,
            "conduct_to": self._casefile.case.conduct.ended,
            "decided_on": self._on,
            "graded_stock_m3": counted.graded_stock_m3,
            "saplings": counted.saplings,
            "value_cny": counted.value_cny,
            "loss_tco2e": loss,
            "loss_cny": money,
            "carbon_lost": carbon_lost(self._casefile, loss, money),
            **self._of_case,
        }


def _of_place(casefile: CaseFile) -> dict[str, Fact]:
    counties = [stand.county for stand in casefile.stands]
    return {"province": province_of(counties), "provinces": several_provinces(counties)}


def _requested_by_party(casefile: CaseFile, on: datetime.date) -> bool | None:
    """Whether who asked for credits is one who answers for the loss, or his guardian (民法典第二十三条); not known
    where his role does not tell it."""
    by, liable = casefile.request.by, answering(casefile)
    if by is None or not liable or any(party.is_called(by) for party in liable):
        return by is not None
    if speaks_for_a_ward(casefile, by, on):
        return True
    return None if any(party.is_called(by) for party in perhaps_answering(casefile)) else False


def _of_persons(casefile: CaseFile) -> dict[str, Fact]:
    """What is known of those whose acts are judged, at the end of the act.

    What would be another if somebody were among them whose role does not tell it is not known.
    """
    ended, own, perhaps = casefile.case.conduct.ended, judged(casefile), perhaps_answering(casefile)
    sure = _of_each(own, ended)
    if not perhaps:
        return sure | {"role_unread_decisive": None}
    other = _of_each([*own, *perhaps], ended)
    told = {name: None if isinstance(value, bool) and other[name] != value else value for name, value in sure.items()}
    too_young = f"under_{responsible_from(casefile.case.offence)}_all"
    return told | {"role_unread_decisive": (sure[too_young] is True) != (other[too_young] is True) or None}


def _of_each(judged_: Sequence[Party], ended: datetime.date) -> dict[str, Fact]:
    return {
        **people_facts(judged_),
        **mitigating_facts(judged_),
        **age_facts(judged_, ended),
        "first_offence_all": _all(party.first_offence for party in judged_),
        "pleaded_guilty_all": _all(party.pleaded_guilty for party in judged_),
    }


def _of_credit(credit: Credit | None, on: datetime.date) -> dict[str, Fact]:
    """What is known of the credit that is to be bought: its type by id, where it is on record under this name."""
    if credit is None:
        return {
            **dict.fromkeys(("credit_type", "credit_certificate", "credit_out_of_date")),
            "judge_written_reason": False,
        }
    known = credit_type(credit.type)
    return {
        "credit_type": known.id if known else credit.type,
        "credit_certificate": credit.certificate is not None,
        "credit_out_of_date": out_of_date(credit, on),
        "judge_written_reason": credit.judge_reason is not None,
    }


def carbon_lost(casefile: CaseFile, loss: Number | None, money: Number | None) -> bool | None:
    """Whether forest carbon was lost. A case file without stands says nothing of it, unless no forest was harmed: then
    a stand of which nothing is measured is no loss that waits for its measurement, and a warning asks about it."""
    known = [found for found in (loss, money) if found is not None]
    if known:
        return any(found > 0 for found in known)
    if casefile.harms_no_forest:
        return False
    return True if casefile.stands else None


def missing_opinions(casefile: CaseFile, on: datetime.date) -> list[str]:
    """Whose opinion on the compensation is not on file: the prosecution's, and every party's but the requester's.

    What a guardian said is what his ward says on the day.
    """
    given = {opinion.by for opinion in casefile.opinions}
    named = casefile.case.institutions.procuratorate
    missing = []
    if not any(by == named or is_prosecution(by) for by in given):
        missing.append(named or "检察院")
    heard = [*given, casefile.request.by]
    spoken = wards_of(casefile, on) if any(speaks_for_a_ward(casefile, by, on) for by in heard) else []
    missing += [
        party.name
        for party in casefile.parties
        if not any(party.is_called(by) for by in heard) and not any(party is ward for ward in spoken)
    ]
    return missing


def is_prosecution(name: str) -> bool:
    """Whether this is the prosecution, by its name."""
    return name.endswith(_PROSECUTION)


def _all(values: Iterable[bool | None]) -> bool | None:
    listed = list(values)
    if not listed or any(value is None for value in listed):
        return None
    return all(listed)
