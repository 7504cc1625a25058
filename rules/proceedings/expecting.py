"""What a script expects of a case on a day, and what is so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rules.proceedings.acts import SYSTEM, Actor
from rules.proceedings.argument_types import TRACK_NAMES, amount_in
from rules.proceedings.book import load_table
from rules.proceedings.clock import due_on, is_late, owed_now, track_state, written_day
from rules.proceedings.headlines import archivable, headline
from rules.proceedings.specs import official
from rules.proceedings.state import NONE, SHARES, Case, Group, Measuring, Obligation
from rules.proceedings.table import Table
from rules.proceedings.together import done_together, members
from rules.proceedings.waiting import todo
from rules.reading.messages import Message, msg, template

NOT_SO = template("应为 {key}：{wanted}，实为 {found}")
UNKNOWN_KEY = template("不认识的期望 {key}")
NO_SUCH_PERSON = template("期望 {key} 中没有这个人物，有：{names}")
YES_OR_NO = template("期望 {key} 应为 true 或 false，现为 {wanted}")
OF_THE_CASE = ("archivable", "case", "folder", "headline")
WORDS = ("todo", "warned", "recorded")
"""What is expected of the case itself, and what is held by its words or their number."""

OF_DUTIES = (
    *("due", "late", "owed_now", "percent", "marked", "obligors", "successors", "over", "held", "rest", "done"),
    *("quantity", "kind", "mode", "payee", "performer", "term", "amount", "owed", "deposit"),
)
SUMS_OF_GROUPS = ("quantity", "amount", "done", "rest", "over", "percent")
OF_MEASURINGS = ("tonnes", "value", "author", "entered_by", "measurer", "marked")
"""What may be asked of an obligation, a group and a measuring: ``o1.due``."""

STANDS_AS = ("late", "逾期", "part", "reopened")
"""What an obligation can be expected to be, besides its states."""

NOTHING = (None, "unknown", "none", "未知", "open")


def unmet(case: Case, wanted: Mapping[str, Any], day: datetime.date, cast: Mapping[str, Actor]) -> Iterator[Message]:
    """Every expectation that is not met, with what is so instead."""
    for key, value in wanted.items():
        for one in value if isinstance(value, list) and not _is_listed(key) else [value]:
            told = _unmet(case, key, one, day, cast)
            if told is not None:
                yield told


def _is_listed(key: str) -> bool:
    return key.startswith(("todo", "warned", "recorded"))


def _unmet(case: Case, key: str, wanted: Any, day: datetime.date, cast: Mapping[str, Actor]) -> Message | None:
    name, _, attribute = key.partition(".")
    head, _, rest = key.partition(":")
    if key == "archivable":
        return _yes_or_no(key, wanted) or _compare(key, wanted, archivable(case, day))
    if key in ("case", "folder"):
        return _one_of(key, wanted, _states(load_table(), "folder", case.state))
    if key == "headline":
        found = headline(case, day)
        return _words(key, wanted, f"{found.told} {found.state}" if found else "")
    if head == "todo":
        actor = cast.get(rest)
        if actor is None:
            return msg(NO_SUCH_PERSON, key=key, names=[name for name in cast if name != SYSTEM])
        waiting = todo(case, actor, day)
        if str(wanted) in (NONE, "无"):  # but for papers that the scripts of published courses do not name
            waiting = tuple(one for one in waiting if one.kind != "paper")
        return _words(key, wanted, " ".join(f"{one.on} {one.act} {one.told}" for one in waiting))
    if head == "warned":
        return _warned(case, key, wanted)
    if head == "recorded":
        return _recorded(case, key, rest, wanted)
    if name in case.obligations or name in case.groups:
        return _of_duty(case, key, name, attribute, wanted, day)
    if name in case.measurings:
        return _of_measuring(case.measurings[name], key, attribute, wanted)
    return _of_track(case, key, wanted, day)


def _yes_or_no(key: str, wanted: Any) -> Message | None:
    return None if isinstance(wanted, bool) else msg(YES_OR_NO, key=key, wanted=str(wanted))


def _compare(key: str, wanted: Any, found: Any) -> Message | None:
    return None if wanted == found else msg(NOT_SO, key=key, wanted=str(wanted), found=str(found))


def _words(key: str, wanted: Any, told: str) -> Message | None:
    """Whether every word stands in a text; nothing wanted means that nothing is told."""
    words = [str(one) for one in (wanted if isinstance(wanted, list) else str(wanted or "").split())]
    words = [] if words in ([NONE], ["无"]) else words
    met = all(word in told for word in words) if words else not told
    return None if met else msg(NOT_SO, key=key, wanted="、".join(words) or "（无）", found=told or "（无）")


def _one_of(key: str, wanted: Any, found: tuple[str, ...]) -> Message | None:
    return None if str(wanted) in found else msg(NOT_SO, key=key, wanted=str(wanted), found="、".join(found[:2]))


def _warned(case: Case, key: str, wanted: Any) -> Message | None:
    told = " ".join(f"{one.rule} {one.told} {one.reason}" for one in case.warnings if not one.open)
    if wanted is True:
        return _compare(key, True, bool(told))
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        return _compare(key, wanted, sum(not one.open for one in case.warnings))
    return _words(key, wanted or [], told)


def _recorded(case: Case, key: str, act: str, wanted: Any) -> Message | None:
    """How often acts were done: ``recorded:hearing: 1``, or ``recorded: {hearing: 1, fact: 2}``."""
    counts = {act: wanted} if act else dict(wanted if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1))
    have = {name: sum(one.do == name for one in case.acts) for name in counts}
    return _compare(key, {name: int(count) for name, count in counts.items()}, have)


def _states(table: Table, kind: str, state: str) -> tuple[str, ...]:
    """The state, what it counts as, and their names on screen."""
    if state == NONE:
        return (NONE, "无")
    names = table.tracks[kind].names_of(state)
    return (*names, *(table.label(kind, one) for one in names))


def _of_track(case: Case, key: str, wanted: Any, day: datetime.date) -> Message | None:
    table = load_table()
    head, _, rest = key.partition(":")
    kind = TRACK_NAMES.get(head.rstrip("0123456789"), head.rstrip("0123456789"))
    if kind not in table.tracks:
        ids_like = len(key) < 5 and key[:1] in "omg" and key[1:2].isdigit()
        if ids_like:
            return _one_of(key, wanted, (NONE, "无"))
        return msg(UNKNOWN_KEY, key=key)
    found = [
        track
        for track in case.of_kind(kind)
        if key == track.id or (rest and rest in track.persons) or (not rest and key in (kind, head))
    ]
    if head != kind and head.rstrip("0123456789") != head:
        found = [track for track in case.of_kind(kind) if track.id == key]
    if not found:
        return _one_of(key, wanted, (NONE, "无"))
    for track in found:
        told = _one_of(key, wanted, _states(table, kind, track_state(table, case, track, day)))
        if told is not None:
            return told
    return None


def _of_duty(case: Case, key: str, name: str, attribute: str, wanted: Any, day: datetime.date) -> Message | None:
    if name not in case.obligations:
        return _of_group(case, key, case.groups[name], attribute, wanted, day)
    duty = case.obligations[name]
    if (attribute, wanted) == ("mode", "several"):
        wanted = SHARES
    if attribute == "kind":
        wanted = official(load_table(), str(wanted))
    if not attribute:
        return _one_of(key, wanted, duty_states(case, duty, day))
    found = _attribute(case, duty, attribute, day)
    if found is _NO_SUCH:
        return msg(UNKNOWN_KEY, key=key)
    return _value(key, wanted, found)


def _of_group(case: Case, key: str, group: Group, attribute: str, wanted: Any, day: datetime.date) -> Message | None:
    """Of a debt that obligations make together: all that was done of any of them counts."""
    done = done_together(case, group)
    if not attribute:
        if done >= group.total:
            return _one_of(key, wanted, ("proven",))
        return _one_of(key, wanted, ("performing", "part") if done else duty_states(case, members(case, group)[0], day))
    found = {
        "quantity": group.total,
        "amount": group.total,
        "done": done,
        "rest": max(group.total - done, Decimal()),
        "over": max(done - group.total, Decimal()),
        "percent": min(done * 100 / group.total, Decimal(100)) if group.total else None,
    }
    return _value(key, wanted, found[attribute]) if attribute in found else msg(UNKNOWN_KEY, key=key)


def duty_states(case: Case, duty: Obligation, day: datetime.date) -> tuple[str, ...]:
    """The state of an obligation and what it counts as; past its day it is late, and 未履行 by the clock."""
    names = _states(load_table(), "obligation", duty.state)
    more: tuple[str, ...] = ()
    if is_late(case, duty, day):
        more += ("late", "逾期", "failed")
    if duty.state in ("performing", "part_failed") or (duty.state in ("failed", "enforced") and duty.counted):
        more += ("part", "performing")
    if duty.state in ("part_failed", "failed") and any(one.result == "pass" for one in duty.looks):
        more += ("reopened",)
    return (*names, *more)


_NO_SUCH = object()


def _attribute(case: Case, duty: Obligation, name: str, day: datetime.date) -> Any:
    plain = {"amount": "quantity", "owed": "rest", "deposit": "held"}
    name = plain.get(name, name)
    match name:
        case "due":
            return due_on(case, duty) or written_day(case, duty)
        case "late":
            return is_late(case, duty, day)
        case "owed_now":
            return owed_now(case, duty, day)
        case "percent":
            return percent(duty)
        case "marked":
            return bool(duty.basis_changed)
        case "obligors" | "successors":
            return "、".join(getattr(duty, name))
        case "over" | "held" | "rest" | "done" | "quantity" | "kind" | "mode" | "payee" | "performer" | "term":
            return getattr(duty, name)
        case _:
            return _NO_SUCH


def percent(duty: Obligation) -> Decimal | None:
    """How much of it is done, in percent; None where that cannot be told."""
    if duty.state == "proven" and not duty.quantity:
        return Decimal(100)
    return min(duty.done * 100 / duty.quantity, Decimal(100)) if duty.quantity else None


def _value(key: str, wanted: Any, found: Any) -> Message | None:
    if found is None:
        return None if wanted in NOTHING else msg(NOT_SO, key=key, wanted=str(wanted), found="unknown")
    if isinstance(found, Decimal):
        try:
            number = amount_in(wanted)
        except ValueError:
            return msg(NOT_SO, key=key, wanted=str(wanted), found=str(found))
        met = found == number or found.quantize(number) == number
        return None if met else msg(NOT_SO, key=key, wanted=str(wanted), found=str(found))
    if isinstance(found, bool):
        return _yes_or_no(key, wanted) or _compare(key, wanted, found)
    if isinstance(found, datetime.date):
        return _compare(key, str(wanted).lstrip("~ "), found.isoformat())
    return _compare(key, "、".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted), found)


def _of_measuring(one: Measuring, key: str, attribute: str, wanted: Any) -> Message | None:
    if not attribute:
        return _one_of(key, wanted, _states(load_table(), "measuring", one.state))
    if attribute == "marked":
        return _yes_or_no(key, wanted) or _compare(key, wanted, bool(one.basis_changed))
    if attribute in ("author", "entered_by", "measurer"):
        return _compare(key, str(wanted), getattr(one, attribute))
    return _value(key, wanted, one.result.get(attribute))
