"""What kinds of work there are: each is planned in steps, done step by step, and brought to an end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import Flask, current_app

from casework.jobs.models import Job

PASSED, REFUSED = "passed", "refused"
_KEY = "kinds of jobs"


@dataclass(frozen=True)
class Step:
    """A part of a job that is done whole or not at all. ``detail``: plain data for who does it."""

    key: str
    name: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of a step: ``passed``, or refused for a ``reason`` in words; ``content``: what it made."""

    passed: bool
    reason: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class Done:
    """A step with what came of it."""

    step: Step
    outcome: Outcome


@dataclass(frozen=True)
class Made:
    """A file that a job made."""

    name: str
    media_type: str
    content: bytes


class Work(ABC):
    """A kind of job. What it does is asked again after a worker was killed, so that each step does nothing twice.

    An error of casework that ``plan``, ``do`` or ``finish`` raises ends the job with its message.
    """

    kind: ClassVar[str]
    title: ClassVar[object]

    @abstractmethod
    def plan(self, job: Job) -> Sequence[Step]:
        """All its steps, in order. Asked once: they are stored."""

    @abstractmethod
    def do(self, job: Job, step: Step) -> Outcome:
        """Do a step."""

    def came_of(self, job: Job, step: Step) -> Outcome | None:
        """What came of a step that nobody put down, since the worker was killed at it; None where nothing did."""
        return None

    def finish(self, job: Job, steps: Sequence[Done]) -> Sequence[Made]:
        """Make the files of what the steps made."""
        return ()


def declare(app: Flask, *works: Work) -> None:
    """Tell of kinds of work that a feature does."""
    app.extensions.setdefault(_KEY, {}).update({work.kind: work for work in works})


def work_of(kind: str) -> Work:
    """The work of this kind. Raises ``LookupError``."""
    found: Work = current_app.extensions.get(_KEY, {})[kind]
    return found
