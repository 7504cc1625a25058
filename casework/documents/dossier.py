"""The order of a dossier: which position of the list a paper or a material takes.

Positions are those of the criminal main volume (正卷) as courts list them since 2026, 44 of them; the list is new and
single courts may order otherwise. What is internal lies in the side volume (副卷), which nobody outside reads.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER, SIDE = 44, 99

KINDS: Mapping[str, int] = {
    "public_notice": 5, "pil_open": 5, "indictment_pil": 4, "claim_pil": 4, "proposal": 4,
    "sentence_proposal_part": 7, "plea_part": 10, "notice_rights": 12, "appearance": 12, "purchase_application": 15,
    "forestry_finding": 20, "tally": 20, "site_record": 20, "loss_report": 20, "retirement_confirmation": 20,
    "acceptance": 20, "planting_design": 20, "measure_subcontract": 20,
    "measure_request": 21, "opinions": 21,
    "undertaking": 23, "purchase_agreement": 23, "deposit": 23, "work_agreement": 23, "payment_notice": 23,
    "sentence_adjust": 23, "work_log": 23,
    "settlement": 28, "mediation_notice": 28,
    "judgment_part": 31, "mediation_part": 31, "purchase_decision": 31, "order_purchase": 31, "order_replant": 31,
    "order_care": 31, "service_receipt": 34, "execution_transfer": 39,
    "closing": SIDE, "publication": SIDE, "legal_analysis": SIDE,
}  # fmt: skip
"""By the kind of a paper; what is not named lies at ``OTHER``."""

ACTS: Mapping[str, int] = {
    "sue": 4, "prosecute": 4, "open_claim": 5, "notice": 5, "suggest_sentence": 7, "adjust": 7, "record_plea": 10,
    "record_police": 20, "site_visit": 20, "submit": 20, "review": 20, "inspect": 20, "order": 21, "opinion": 21,
    "hearing": 22, "undertake": 23, "perform": 23, "deposit_paid": 23, "deposit_returned": 23, "deposit_used": 23,
    "agree": 28, "announce": 28, "withdraw_suit": 30, "settle": 31, "rule": 31, "rule_2": 31, "serve": 34, "refer": 39,
}  # fmt: skip
"""By the act that a material came with."""


def place_of_kind(kind: str) -> int:
    """The position of a paper of a kind."""
    return KINDS.get(kind, OTHER)


def place_of_act(act: str) -> int:
    """The position of a material that came with an act."""
    return ACTS.get(act, OTHER)
