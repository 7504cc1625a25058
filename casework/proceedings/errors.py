"""Why an act is not recorded: whoever else may do it, what stands in the way, or what is still missing."""

from __future__ import annotations

from casework.errors import CaseworkError, Forbidden, Impossible, Invalid, NotFound
from rules.proceedings.refusals import Refused


class UnknownFolder(NotFound):
    """No such case, or none that this person may know of."""


class UnknownFile(NotFound):
    """The case has no paper of this name."""


class NotPermitted(Forbidden):
    """Another may do it; ``refused`` says who."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


class NotPossible(Impossible):
    """Nobody may do it as things stand; ``refused`` says what would open it."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


class Incomplete(Invalid):
    """It may be done once what ``refused`` names is added: a fact, a paper, or a written reason."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused))
        self.refused = refused


class FileRefused(Invalid):
    """A paper that is not kept: too large, empty, or of a kind that is not taken."""


def answer_to(refused: Refused) -> CaseworkError:
    """The error that a refusal by the table is."""
    kinds = {"not_permitted": NotPermitted, "impossible": NotPossible}
    return kinds.get(refused.kind, Incomplete)(refused)


class WrongDay(Invalid):
    """No day to which anything can be stated."""
