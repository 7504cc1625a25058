"""Why a step on a case is refused."""

from __future__ import annotations

from casework.errors import CaseworkError, Impossible, Invalid, NotFound


class UnknownCase(NotFound):
    """No such case, or the person's institution takes no part in it."""


class UnknownDraft(NotFound):
    """No such draft, or another office's."""


class DraftMoved(Impossible):
    """Somebody else saved the draft since this page was made."""


class TooManyFacts(CaseworkError):
    """The draft is larger than a case file may be."""

    status = 413


class ReasonMissing(Invalid):
    """The step needs a written reason."""


class WrongFacts(Invalid):
    """The case file does not fit the institutions or another case."""


class NothingChanged(Invalid):
    """The amended case file says what the stored one says."""


class UploadTooLarge(CaseworkError):
    """The uploaded case file is larger than a case file may be."""

    status = 413


class UploadNotText(CaseworkError):
    """The upload is no text, so it cannot be a case file."""

    status = 400
