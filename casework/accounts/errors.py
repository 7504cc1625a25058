"""Why somebody could not sign in or change a password."""

from __future__ import annotations

from casework.errors import CaseworkError, Impossible, Invalid, NotFound


class SignInRefused(CaseworkError):
    """Wrong name or password. Which of the two is not said."""

    status = 422


class SignInLocked(CaseworkError):
    """Too many wrong passwords; ``message`` says when to try again, ``seconds`` how long that is."""

    status = 429

    def __init__(self, message: str, seconds: int = 0) -> None:
        super().__init__(message)
        self.seconds = seconds


class PasswordRefused(Invalid):
    """The old password is wrong or the new one is too weak; ``errors`` name the field."""


class EntryRefused(Invalid):
    """What was entered of a person or an institution is wrong; ``errors`` name the fields."""


class Unknown(NotFound):
    """No such person or institution, or none that this administrator looks after."""


class NotNow(Impossible):
    """The state of the person or institution does not allow this."""


class LinkRefused(CaseworkError):
    """A one-time link that was used, has expired or never was one. Which of these is not said."""

    status = 410
