"""The tables whose rows no entry of the log proves, each with its reason. Every other table is proven whole.

A column that only repeats another is marked ``derived`` in its model, and held against that other by its digest.
"""

from __future__ import annotations

from collections.abc import Mapping

WITH_THE_CASE = "its digest stands with the case, which is proven; the deep check makes it of the acts anew"

OF_THE_REGISTER = "sums of lots and uses, which are proven; each check adds them up anew"

RECOMPUTED: Mapping[str, str] = {
    "folder_seats": WITH_THE_CASE,
    "folder_people": WITH_THE_CASE,
    "folder_shelves": WITH_THE_CASE,
    "folder_days": WITH_THE_CASE,
    "folder_tracks": WITH_THE_CASE,
    "folder_obligations": WITH_THE_CASE,
    "folder_postings": WITH_THE_CASE,
    "folder_tasks": WITH_THE_CASE,
    "folder_search_terms": WITH_THE_CASE,
    "credit_project_totals": OF_THE_REGISTER,
    "credit_lot_totals": OF_THE_REGISTER,
}
"""What follows from proven records; ``audit verify`` compares it with them, or with the digest in them."""

NOT_PROVEN: Mapping[str, str] = {
    "audit_entries": "the log: each entry is proven by its hash, the one after it, and its seal",
    "access_records": "who read what: reading waits for no lock, so its record is stored after the fact and by lines",
    "sign_in_failures": "counters that forget; guessed names would fill the log",
    "tally_uploads": "sheets that are looked at and kept for a day; what is stored is proven as tally_files",
    "typed_forms": "what was typed and is not recorded; kept for a day",
    "lot_uploads": "files of lots that are looked at and kept for a day; what is registered is proven as credit_lots",
    "case_counters": "spares looking for the last running number, which stands with its case",
    "old_cases": "which cases wait to be taken over; each row goes with the transaction that tells the case anew",
    "due_editions": "by which law the ends of periods were derived last; another makes them derived anew",
    "folder_editions": "by which table of acts the lists were derived last; another makes them derived anew",
    "job_progress": "how far work has come, and who has it in hand; gone when it ends, which is proven as job_ends",
    "job_steps": "what was done of work under way; gone when it ends, whose report tells of each step and is proven",
    "job_workers": "which workers are there at the moment",
    "alembic_version": "the revision of the tables, which migrations write",
}
"""What says nothing of a case, a person or a right that is not proven elsewhere."""
