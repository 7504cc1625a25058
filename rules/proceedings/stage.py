"""Where a script is played: a small protocol, and a stage in memory that is the pure model itself."""

from __future__ import annotations

import datetime
from typing import Protocol

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, begin, tick
from rules.proceedings.script import Script
from rules.proceedings.state import Case
from rules.settlement.loss import Loss


class Stage(Protocol):
    """What a script needs: to begin, to act, to let time pass, and to see the case as it stands."""

    def begin(self, script: Script) -> None:
        """The case, its seats and its people are there; nothing has been done."""

    def act(self, act: Act) -> None:
        """Does an act. ``act.by`` is one of the script's cast. Raises ``Refused``."""

    def tick(self, day: datetime.date) -> None:
        """It is a later day now."""

    @property
    def case(self) -> Case:
        """The case as it stands."""


class PureStage:
    """A stage in memory."""

    def __init__(self) -> None:
        self._case = Case()
        self._loss: Loss | None = None

    def begin(self, script: Script) -> None:
        facts, self._loss = script.facts, script.loss
        self._case = begin(
            title=script.title,
            seats=script.seats,
            parties=facts.parties,
            offences=facts.offences,
            stands=facts.stands,
        )

    def act(self, act: Act) -> None:
        self._case = apply(self._case, act, self._loss)

    def tick(self, day: datetime.date) -> None:
        self._case = tick(self._case, day)

    @property
    def case(self) -> Case:
        return self._case
