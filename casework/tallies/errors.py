"""Why a tally is not taken."""

from __future__ import annotations

from casework.errors import CaseworkError, Impossible, Invalid, NotFound
from rules.carbon.tally.marked import MarkedSheet
from rules.reading.errors import FieldError


class UnknownStand(NotFound):
    """The case has no stand of this place."""


class NoFile(NotFound):
    """The file of this tally was not kept."""


class NoTally(Impossible):
    """The stand cannot have a tally as it is described; the message says what to change first."""


class TallyRefused(Invalid):
    """The sheet or what was stated with it has mistakes: ``errors`` by path below the tally, ``sheet`` at its cells."""

    def __init__(self, message: str, errors: tuple[FieldError, ...] = (), sheet: MarkedSheet | None = None) -> None:
        super().__init__(message, errors)
        self.sheet = sheet


class SheetUnreadable(CaseworkError):
    """What was sent is neither CSV nor an XLSX workbook."""

    status = 415


class TallyTooLarge(CaseworkError):
    """The sheet, or the case file that it would make, is larger than the system takes."""

    status = 413
