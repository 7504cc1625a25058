"""损失与义务: each adopted head of the loss with the duties that make it good, and what the law says may be set up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.proceedings import hooks
from casework.proceedings.models import Folder
from casework.proceedings.names import things
from rules.proceedings.book import load_table
from rules.proceedings.covering import (
    COVERED,
    OPEN,
    OVER,
    PART,
    Suggestion,
    covers,
    owed_words,
    stated_loss,
    suggestions,
)
from rules.proceedings.specs import MEASURES
from rules.proceedings.state import Case
from rules.settlement.heads import CREDITS
from rules.settlement.loss import Loss
from rules.values.quantity import plain

STATES = {OPEN: _("尚无义务"), PART: _("部分弥补"), COVERED: _("已安排弥补"), OVER: _("超出损失")}
MARKS = {OPEN: "waiting", PART: "now", COVERED: "done", OVER: "warn"}
_PERCENT = Decimal(100)


@dataclass(frozen=True)
class By:
    """A duty that makes a head good: its key, name and which part, where that can be told."""

    key: str
    name: str
    part: str


@dataclass(frozen=True)
class Row:
    """A head of the loss in words. ``state``: one of ``STATES``; ``lost``: whether it is a head of the loss at all."""

    head: str
    owed: str
    by: tuple[By, ...]
    state: str
    mark: str
    lost: bool

    @property
    def state_told(self) -> str:
        """The state in words."""
        return str(STATES[self.state]) if self.lost else gettext("测算结果未列此项")


def rows(folder: Folder, case: Case) -> tuple[Row, ...]:
    """Every head of the adopted loss; none where no result was adopted."""
    loss = loss_of(folder, case)
    if loss is None:
        return ()
    names = things(case)
    return tuple(
        Row(
            one.head,
            owed_words(one.head, loss),
            tuple(By(share.duty, names[share.duty], _part(share.part)) for share in one.shares),
            one.state,
            MARKS[one.state] if one.head in loss.heads else MARKS[OPEN],
            one.head in loss.heads,
        )
        for one in covers(load_table(), case, loss)
    )


def loss_of(folder: Folder, case: Case) -> Loss | None:
    """The assessed loss that was adopted, else what the adopted results say of it."""
    return hooks.loss_of(folder, case) or stated_loss(case)


def _part(part: Decimal | None) -> str:
    return "" if part is None else f"{plain(round(part * _PERCENT, 1).normalize())}%"


@dataclass(frozen=True)
class Proposal:
    """A duty as the law would have it: its kind, what would be filled in by the names of a form, what it rests on.

    ``open``: whether the law has it by the facts as they are; else it is set up with a written reason.
    """

    kind: str
    data: dict[str, Any]
    rests_on: tuple[str, ...]
    open: bool = True


def proposals(folder: Folder, case: Case, *, own_will: bool = False) -> tuple[Proposal, ...]:
    """What the form of an act may be filled with; none where no assessed loss was adopted.

    ``own_will``: whether the party offers it himself: then credits are among them before all their conditions are met,
    since his request is one of these.
    """
    loss = hooks.loss_today(folder, case)
    closed = loss.way(CREDITS) if loss is not None and own_will else None
    if loss is not None and closed is not None and not closed.open:
        loss = replace(loss, ways=tuple(replace(one, open=one.open or one is closed) for one in loss.ways))
    found = suggestions(load_table(), case, loss)
    return tuple(
        Proposal(
            one.kind,
            _data(one),
            tuple(map(str, one.rests_on)),
            one.kind != CREDITS or closed is None or closed.open,
        )
        for one in found
    )


def _data(one: Suggestion) -> dict[str, Any]:
    data = {name: value for name, value in one.spec.items() if name not in MEASURES}
    for unit in MEASURES:
        if unit in one.spec:
            data |= {"count": one.spec[unit], "unit": unit}
    return data
