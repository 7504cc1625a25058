"""Why a case of the former system is not taken over, and why no page is served until then."""

from __future__ import annotations

from casework.errors import CaseworkError


class NotTaken(Exception):
    """The records of a case do not agree with one another; it stays as it is. ``why``: in Chinese, for the command."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class NotReady(CaseworkError):
    """Cases of the former system wait to be taken over: 503."""

    status = 503
