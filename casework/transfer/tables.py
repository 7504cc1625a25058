"""Which rows make up a case: the tables in the order in which they are written, and whence each hangs.

Every table that hangs on a case stands here, or with its reason among those that stay behind or keep a case at home.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework import db


@dataclass(frozen=True)
class Part:
    """Rows of ``table`` whose ``column`` is an id among the values of ``of``, a column of a table before it.

    ``known``: of the register, which several cases rest on: what is there already, by these columns, is used. ``also``:
    a second such column.
    """

    table: str
    column: str
    of: tuple[str, str]
    known: tuple[str, ...] = ()
    also: tuple[str, str] | None = None


READ = (
    Part("cases", "id", ("folders", "case_id")),
    Part("folder_beginnings", "folder_id", ("folders", "id")),
    Part("casefile_versions", "case_id", ("cases", "id")),
    Part("tally_files", "version_id", ("casefile_versions", "id")),
    Part("acts", "folder_id", ("folders", "id")),
    Part("act_files", "folder_id", ("folders", "id")),
    Part("assessments", "case_id", ("cases", "id")),
    Part("line_remarks", "assessment_id", ("assessments", "id")),
    Part("papers", "folder_id", ("folders", "id")),
    Part("paper_edits", "paper_id", ("papers", "id")),
    Part("issued_papers", "paper_id", ("papers", "id")),
    Part("paper_signatures", "issued_paper_id", ("issued_papers", "id")),
    Part("paper_steps", "paper_id", ("papers", "id")),
    Part("planting_designs", "folder_id", ("folders", "id")),
    Part("planting_plots", "folder_id", ("folders", "id")),
    Part("planting_surveys", "folder_id", ("folders", "id")),
    Part("site_photos", "folder_id", ("folders", "id")),
    Part("labour_plans", "folder_id", ("folders", "id")),
    Part("labour_sheets", "folder_id", ("folders", "id")),
    Part("insurance_policies", "folder_id", ("folders", "id")),
    Part("insured_duties", "policy_id", ("insurance_policies", "id")),
    Part("insurance_claims", "policy_id", ("insurance_policies", "id")),
    Part("insurance_claim_steps", "claim_id", ("insurance_claims", "id")),
    Part("purchases", "case_id", ("cases", "id")),
    Part("purchase_steps", "purchase_id", ("purchases", "id")),
    Part("retirements", "case_id", ("cases", "id")),
    Part("retirement_entries", "case_id", ("cases", "id")),
    Part("credit_reservations", "case_id", ("cases", "id")),
    Part("used_serials", "folder_id", ("folders", "id")),
    Part("serial_uses", "id", ("purchases", "use_id"), also=("credit_reservations", "use_id")),
    Part("credit_projects", "id", ("serial_uses", "project_id"), ("registry_name", "code")),
    Part("credit_lots", "id", ("serial_uses", "lot_id"), ("project_id", "serial_from", "serial_to")),
)
"""In the order in which they are read, after the case itself (``folders``)."""

_FIRST = ("credit_projects", "credit_lots", "cases", "folders")
REGISTER = (
    *("serial_uses", "credit_reservations", "purchases", "purchase_steps", "retirements", "retirement_entries"),
    "used_serials",
)
"""Written after the case was derived from its acts: the database asks whether the obligations are there."""
WRITTEN = (*_FIRST, *(part.table for part in READ if part.table not in (*_FIRST, *REGISTER)), *REGISTER)
"""In the order in which they are written."""

KNOWN: Mapping[str, tuple[str, ...]] = {part.table: part.known for part in READ if part.known}

MAY_CHANGE = (
    *("folders", "cases", "serial_uses", "credit_projects", "credit_lots", "used_serials"),
    *("planting_plots", "labour_sheets", "retirement_entries"),
)
"""Of these the excerpt of the log proves no single row: they are an index over acts, or of the register."""

BLOCKING: Mapping[str, str] = {
    "documents": "case_id",
    "stage_events": "case_id",
    "judgments": "case_id",
    "plans": "case_id",
    "procedure_events": "case_id",
}
"""Tables of the line of stages that was there before: a case with rows of these stays where it is."""

LEFT_OUT: Mapping[str, str] = {
    "access_records": "who looked at a case where it was",
    "case_dues": "derived",
    "case_seats": "derived",
    "casefile_drafts": "working paper",
    "folder_days": "derived",
    "folder_obligations": "derived",
    "folder_people": "derived",
    "folder_postings": "derived",
    "folder_seals": "who sealed it and lifted the seal where it is: a case that is sealed is not given away",
    "folder_search_terms": "derived",
    "folder_seats": "derived",
    "folder_shelves": "derived",
    "folder_tasks": "derived",
    "folder_tracks": "derived",
    "foreign_cases": "whence a case came before: its papers prove themselves by the log of the first place",
    "job_ends": "work that was done where it was",
    "job_files": "work that was done where it was",
    "job_papers": "which work issued a paper where it was",
    "job_progress": "work under way",
    "job_steps": "work under way",
    "jobs": "work that was asked for where it was",
    "old_cases": "waits to be taken over where it is",
    "paper_numbers": "the series of an office counts on where it is; the number stands on the paper",
    "plan_decisions": "of cases that stay",
    "plan_item_proofs": "of cases that stay",
    "plan_items": "of cases that stay",
    "reviews": "of cases that stay",
    "assessment_parameter_sets": "of cases that stay: a set that a bureau entered belongs to it",
    "seal_readings": "who was let into it while it was sealed where it is",
    "tally_uploads": "looked at and kept for a day",
}
"""What does not go along, with the reason."""


def model_of(table: str) -> type[Any]:
    """The model of a table."""
    found: dict[str, type[Any]] = {
        one.class_.__tablename__: one.class_ for one in db.Base.registry.mappers if hasattr(one.class_, "__tablename__")
    }
    return found[table]


def target(column: Any) -> str | None:
    """The table whose id a column holds; None of a column that holds none."""
    return next((key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None)
