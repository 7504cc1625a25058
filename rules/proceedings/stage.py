"""Where a script is played: a small protocol, and a stage in memory that is the pure model itself."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Protocol

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, begin, tick
from rules.proceedings.other_cases import INTO, MERGE, SPLIT, move_of, split_from, taken_in
from rules.proceedings.refusals import Refused
from rules.proceedings.script import Script
from rules.proceedings.state import Case, Seat
from rules.reading.messages import msg, template
from rules.settlement.loss import Loss

NO_SUCH_CASE = template("脚本中没有另案“{name}”")


class Stage(Protocol):
    """What a script needs: to begin, to act, to let time pass, and to see the case as it stands."""

    def begin(self, script: Script) -> None:
        """The case, its seats and its people are there; nothing has been done."""

    def act(self, act: Act) -> None:
        """Does an act. ``act.by`` is one of the script's cast. Raises ``Refused``."""

    def tick(self, day: datetime.date) -> None:
        """It is a later day now."""

    def turn_to(self, name: str, opens: bool = False) -> None:
        """What follows is done in the case of this name, to which 分案 gave it; empty for the first one. ``opens``:
        where there is none, one begins, with the seats of the script and no party yet. Raises ``Refused``.
        """

    @property
    def case(self) -> Case:
        """The case as it stands."""


def no_such_case(name: str) -> Refused:
    """Why nothing is done in a case that there is not."""
    return Refused(
        "missing", msg(NO_SUCH_CASE, name=name), msg("另案由分案（split）产生，或者在其中立案（open_case）"), "case"
    )


class PureStage:
    """A stage in memory."""

    def __init__(self) -> None:
        self._cases = {"": Case()}
        self._at = ""
        self._loss: Loss | None = None
        self._seats: tuple[Seat, ...] = ()

    def begin(self, script: Script) -> None:
        facts, self._loss, self._seats = script.facts, script.loss, script.seats
        self._cases = {
            "": begin(
                title=script.title,
                seats=script.seats,
                parties=facts.parties,
                offences=facts.offences,
                stands=facts.stands,
            )
        }
        self._at = ""

    def act(self, act: Act) -> None:
        before = self.case
        move = move_of(before, act)
        after = apply(before, act, self._loss)
        if move is not None and move.act == SPLIT:
            self._cases[move.other] = split_from(before, move.persons, move.other, act.at)
        elif move is not None and move.other in self._cases:
            other = self._cases[move.other]
            if move.act == INTO:
                self._cases[move.other] = taken_in(
                    apply(other, replace(act, do=MERGE, args={"case": self._at or before.title})), before
                )
            else:
                after = taken_in(after, other)
                self._cases[move.other] = apply(other, replace(act, do=INTO, args={"case": self._at or other.title}))
        self._cases[self._at] = after

    def tick(self, day: datetime.date) -> None:
        self._cases = {name: tick(one, day) for name, one in self._cases.items()}

    def turn_to(self, name: str, opens: bool = False) -> None:
        if name not in self._cases and opens:
            self._cases[name] = begin(title=name, seats=self._seats)
        if name not in self._cases:
            raise no_such_case(name)
        self._at = name

    @property
    def case(self) -> Case:
        return self._cases[self._at]
