"""Where a fact of the law stands in the case file, and who has to act for it to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rules.casefile.fact import MEASURER, REQUEST
from rules.casefile.schema import fact_at
from rules.deciding.book.factbook import Fact
from rules.reading.messages import Message, msg

Actor = Literal["prosecutor", "officer", "party", "judge"]

ACTORS: dict[Actor, Message] = {
    "prosecutor": msg("检察院"),
    "officer": msg("林业局"),
    "party": msg("当事人"),
    "judge": msg("法官"),
}
"""In the order in which they act in a case."""


@dataclass(frozen=True, slots=True)
class Place:
    """``path``: of the fact in the case file, or of the list that holds it."""

    path: str
    actor: Actor


_JUDGED = {"restoration.ordered", "options.credit.judge_reason"}

DERIVED: dict[str, Place] = {
    "loss_tco2e": Place("stands", "officer"),
    "loss_cny": Place("stands", "officer"),
    "carbon_lost": Place("stands", "officer"),
    "site_checked": Place("site_check.date", "prosecutor"),
    "restoration_ordered": Place("restoration.ordered", "judge"),
    "requested_by_party": Place("request.by", "party"),
    "credit_certificate": Place("options.credit.certificate", "officer"),
    "credit_out_of_date": Place("options.credit", "officer"),
    "judge_written_reason": Place("options.credit.judge_reason", "judge"),
    "opinions_complete": Place("opinions", "party"),
    "other_service_loss": Place("claims.service_total_cny", "prosecutor"),
    "graded_stock_m3": Place("stands", "officer"),
    "bamboo_only": Place("stands", "officer"),
    "sapling_class_decisive": Place("stands", "officer"),
    "role_unread_decisive": Place("parties", "prosecutor"),
    "without_stock": Place("stands", "officer"),
    "bamboo_below": Place("stands", "officer"),
    "bamboo_decisive": Place("bamboo_value_cny", "prosecutor"),
    **dict.fromkeys(
        (
            "untreated_acts",
            "untreated_over_year",
            "untreated_over_two_years",
            "untreated_decisive",
            "untreated_over_year_decisive",
            "untreated_unsaid_decisive",
            "unhandled_decisive",
        ),
        Place("particulars.earlier_acts", "prosecutor"),
    ),
}
"""Facts that ``facts_of`` finds from something else of the case file: from what, and who gives that."""

_OF_PEOPLE = ("_any", "_all")
"""How facts are named that are found from what is said of each person."""


def place_of(fact: Fact) -> Place | None:
    """The place of a fact; None where it has none of its own."""
    if not fact.reads:
        of_people = fact.name.endswith(_OF_PEOPLE) and fact.type == "bool"
        return DERIVED.get(fact.name) or (Place("parties", "prosecutor") if of_people else None)
    path, _, inner = fact.reads.partition("[]")
    at = fact_at(path) if inner else fact_at(fact.reads)
    if at is None:
        return None
    if path in _JUDGED:
        return Place(path, "judge")
    if at.group is REQUEST:
        return Place(path, "party")
    return Place(path, "officer" if at.fact.asked_of == MEASURER else "prosecutor")
