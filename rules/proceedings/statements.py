"""履行情况 that was stated before a decision and is true no more: what it names has failed since.

Whoever is to decide is told, so that it is withdrawn or stated anew; nothing follows from it by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.proceedings.arguments import read
from rules.proceedings.state import Case, Obligation
from rules.proceedings.table import Table

BROKEN = ("failed", "part_failed", "enforced", "closed_unpaid", "lapsed")
"""States in which an obligation is not what a statement of its performance said."""


def untrue(table: Table, case: Case) -> Iterator[tuple[int, Obligation]]:
    """Each obligation that failed after a statement of its performance, with the number of the act that stated it."""
    stated = _stated(table, case)
    for duty in case.obligations.values():
        number = stated.get(duty.id, 0)
        if number and duty.state in BROKEN and _failed_by(case, duty) > number:
            yield number, duty


def _stated(table: Table, case: Case) -> dict[str, int]:
    """By obligation, the last act with a statement of its performance."""
    found: dict[str, int] = {}
    for act in case.acts:
        kind = table.acts.get(act.do)
        if kind is not None and "statement" in kind.takes and act.args:
            args = read(table, act.do, act.args, list(act.args))
            found |= dict.fromkeys(args.texts("statement"), act.number)
    return found


def _failed_by(case: Case, duty: Obligation) -> int:
    """The last act by which it is known not to be done: it was said so, an inspection failed, an entry was void."""
    said = [act.number for act in case.acts if act.do in ("declare_failed", "lapse") and duty.id in act.on]
    looks = [look.act for look in duty.looks if look.result != "pass"]
    return max([0, *said, *looks, *(one.void for one in duty.performances)])
