"""What other features bring to a case kept by its acts: the loss that was assessed, and what they keep with an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import Flask, current_app

from casework.accounts import Person
from casework.proceedings.models import Folder
from casework.proceedings.tasks import Task
from rules.proceedings.acts import Act
from rules.proceedings.arguments import read
from rules.proceedings.book import load_table
from rules.proceedings.state import Case
from rules.settlement.loss import Loss

LossOf = Callable[[Folder, Case], Loss | None]


@dataclass(frozen=True)
class Recorded:
    """An act that was just stored, in its transaction: the case after it, who recorded it. ``registered``: a register
    stands behind it, which has checked what it says."""

    folder: Folder
    person: Person
    act: Act
    case: Case
    registered: bool

    @property
    def voids(self) -> int:
        """The number of the act that this one voids; 0 of one that voids none."""
        if self.act.do != "void":
            return 0
        number = read(load_table(), "void", self.act.args, list(self.act.args)).text("number")
        return int(number) if number.isdigit() else 0


WaitingOf = Callable[[Folder, Case], Iterable[Task]]

Keeper = Callable[[Recorded], None]
"""Keeps what an act says in a home of its own. Raises ``Refused`` where that has no place; then nothing is kept."""


@dataclass
class _Declared:
    losses: list[LossOf] = field(default_factory=list)
    todays: list[LossOf] = field(default_factory=list)
    keepers: list[Keeper] = field(default_factory=list)
    waiting: list[WaitingOf] = field(default_factory=list)


def declare(
    app: Flask,
    *,
    loss: LossOf | None = None,
    today: LossOf | None = None,
    keeper: Keeper | None = None,
    waiting: WaitingOf | None = None,
) -> None:
    """Bring the assessed loss of a case, with its ways as they were found or of ``today``; keep something with acts;
    tell what waits in a case that no act tells. Who changes that brings the index of the case up to date.
    """
    declared: _Declared = app.extensions.setdefault("proceedings", _Declared())
    declared.losses += [loss] if loss else []
    declared.todays += [today] if today else []
    declared.keepers += [keeper] if keeper else []
    declared.waiting += [waiting] if waiting else []


def _declared() -> _Declared:
    found: _Declared = current_app.extensions.get("proceedings", _Declared())
    return found


def loss_of(folder: Folder, case: Case) -> Loss | None:
    """The loss that was assessed and adopted in a case; None where there is none."""
    return next((loss for ask in _declared().losses if (loss := ask(folder, case)) is not None), None)


def loss_today(folder: Folder, case: Case) -> Loss | None:
    """The same, with the ways that the law has by the facts of today. It is worked out anew each time."""
    return next((loss for ask in _declared().todays if (loss := ask(folder, case)) is not None), None)


def keep(recorded: Recorded) -> None:
    """Let every feature keep what it keeps of an act. Raises ``Refused``."""
    for keeper in _declared().keepers:
        keeper(recorded)


def waiting(folder: Folder, case: Case) -> list[Task]:
    """What waits in a case beside what its acts tell."""
    return [task for ask in _declared().waiting for task in ask(folder, case)]
