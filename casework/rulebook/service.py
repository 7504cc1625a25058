"""What the pages and commands may ask of the law that ships and of a change of it."""

from __future__ import annotations

from casework.rulebook.periods import Volume, volume, volumes
from casework.rulebook.queries import (
    Rulebook,
    Search,
    Shown,
    Subject,
    rulebook,
    search,
    search_periods,
    subject,
)
from casework.rulebook.rehearsing import MOST_CASES, Result, beside, every_case, may_rehearse, rehearse
from rules.deciding.book.left_out import left_out

__all__ = [
    "MOST_CASES",
    "Result",
    "Rulebook",
    "Search",
    "Shown",
    "Subject",
    "Volume",
    "beside",
    "every_case",
    "left_out",
    "may_rehearse",
    "rehearse",
    "rulebook",
    "search",
    "search_periods",
    "subject",
    "volume",
    "volumes",
]
