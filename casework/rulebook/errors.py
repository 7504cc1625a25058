"""What a rehearsal refuses."""

from __future__ import annotations

from casework.errors import CaseworkError, Impossible, Invalid, NotFound


class UnknownSubject(NotFound):
    """No subject of this name in the law that ships."""


class BadEdition(Invalid):
    """The edition cannot be loaded; each mistake with file, line and reason."""


class TooLong(Impossible):
    """The rehearsal did not finish in the time a page may take."""


class Disagreement(CaseworkError):
    """The two evaluators differ: nothing may be told."""

    status = 409
