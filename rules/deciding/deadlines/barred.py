"""Steps that the law forbids as the proceedings stand, each with its article."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.casefile.procedure import ProcedureEvent, in_order
from rules.deciding.book.base import Basis
from rules.deciding.deadlines.book import DeadlineBook, load_book
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.state import state


@dataclass(frozen=True)
class Objection:
    """What is against a step: the rule, its article, and the day from which it would be possible, if there is one."""

    id: str
    says: str
    basis: Basis
    confidence: str
    possible_from: datetime.date | None = None

    @property
    def text(self) -> str:
        """As one sentence with its article."""
        when = f"；最早可于 {self.possible_from} 进行" if self.possible_from else ""
        return f"{self.says}（{self.basis}）{when}"

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "says": self.says,
            "basis": self.basis.as_json(),
            "confidence": self.confidence,
            "possible_from": self.possible_from.isoformat() if self.possible_from else None,
        }


def objections(
    events: Iterable[ProcedureEvent], on: datetime.date, book: DeadlineBook | None = None
) -> list[Objection]:
    """Everything in these proceedings, up to a day, that the law forbids. ``book``: the one that ships unless given."""
    book = book or load_book()
    told = [event for event in in_order(events) if event.date <= on and event.event in book.events]
    found = [
        Objection(item.rule.id, item.rule.says, item.rule.basis, item.rule.confidence, item.end + _DAY)
        for item in deadlines(told, on, book)
        if item.status == "breached" and item.end is not None
    ]
    now = state(told, on, book)
    for bar in book.bars:
        if on not in bar.in_force:
            continue
        often = sum(event.event == bar.event for event in told) > (bar.more_than or 0) if bar.event else False
        held = bool(bar.when) and all(now[name] in values for name, values in bar.when.items())
        if often or held:
            found.append(Objection(bar.id, bar.says, bar.basis, bar.confidence))
    return found + _suits_without_notice(told, book)


def against(events: Sequence[ProcedureEvent], new: ProcedureEvent, on: datetime.date) -> list[Objection]:
    """What speaks against a further event: the objections that it would bring."""
    day = max(on, new.date)
    known = {item.id for item in objections(events, day)}
    return [item for item in objections([*events, new], day) if item.id not in known]


_DAY = datetime.timedelta(days=1)


def _suits_without_notice(events: Sequence[ProcedureEvent], book: DeadlineBook) -> list[Objection]:
    """A waiting period that never began, although what it bars has happened."""
    found = []
    for rule in book.rules:
        barred = [event for event in events if event.event in rule.bars and event.date in rule.in_force]
        begun = [event for event in events if event.event in rule.starts]
        if barred and not any(event.date <= barred[0].date for event in begun):
            missing = "、".join(rule.starts)
            found.append(
                Objection(f"{rule.id}.missing", f"没有记录{missing}：{rule.says}", rule.basis, rule.confidence)
            )
    return found
