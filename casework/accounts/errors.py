"""Why somebody could not sign in or change a password."""

from __future__ import annotations

from casework.errors import CaseworkError, Invalid


class SignInRefused(CaseworkError):
    """Wrong name or password. Which of the two is not said."""

    status = 422


class SignInLocked(CaseworkError):
    """Too many wrong passwords for this name; ``message`` says when to try again."""

    status = 429


class PasswordRefused(Invalid):
    """The old password is wrong or the new one is too weak; ``errors`` name the field."""
