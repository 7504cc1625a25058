"""The order of a dossier: which position of the list a paper or a material takes.

Positions are those of the criminal main volume (正卷) as courts list them since 2026, 44 of them; the list is new and
single courts may order otherwise. What is internal lies in the side volume (副卷), which nobody outside reads. The
position of a kind of paper stands with the kind.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER, SIDE = 44, 99
"""Positions: of what has none of its own, and in the side volume."""

ACTS: Mapping[str, int] = {
    "sue": 4, "prosecute": 4, "open_claim": 5, "notice": 5, "suggest_sentence": 7, "adjust": 7, "record_plea": 10,
    "record_police": 20, "site_visit": 20, "submit": 20, "review": 20, "inspect": 20, "order": 21, "opinion": 21,
    "hearing": 22, "undertake": 23, "perform": 23, "deposit_paid": 23, "deposit_returned": 23, "deposit_used": 23,
    "deposit_forfeited": 23,
    "refund": 23, "spend": 23, "insurance_paid": 23, "decide_rest": 31,
    "agree": 28, "announce": 28, "withdraw_suit": 30, "settle": 31, "rule": 31, "rule_2": 31, "serve": 34, "refer": 39,
}  # fmt: skip
"""By the act that a material came with."""


FORMER: Mapping[str, int] = {"report": 20, "retirement": 20}
"""By the kind of a paper that was issued before decision 31: the report and the confirmation are evidence."""


def place_of_act(act: str) -> int:
    """The position of a material that came with an act."""
    return ACTS.get(act, OTHER)
