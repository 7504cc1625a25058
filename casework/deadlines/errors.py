"""Why an event of the proceedings is not recorded."""

from __future__ import annotations

from casework.errors import Impossible, Invalid, NotFound


class UnknownEvent(NotFound):
    """The case has no event of this number, or it was corrected since."""


class WrongEvent(Invalid):
    """The event cannot be kept as written; every mistake with its field."""


class CaseWithdrawn(Impossible):
    """The case was withdrawn: no period runs."""


class MadeByActs(Impossible):
    """The events of this case are its acts: none is put down beside them."""
