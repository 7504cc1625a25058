"""Why a job is not shown, or its work breaks off."""

from __future__ import annotations

from casework.errors import Forbidden, Impossible, Invalid, NotFound


class UnknownJob(NotFound):
    """No such job or file, or none of a case and institution of this person."""


class NotTheJobs(Forbidden):
    """Somebody else asked for it."""


class HasEnded(Impossible):
    """It has ended: nothing is left of it to cancel."""


class NoReason(Invalid):
    """It is not said why."""


class Lost(Exception):
    """Another worker has taken the job meanwhile: this one stops and stores nothing."""
