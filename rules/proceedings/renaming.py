"""A party whose name was written wrongly: the case goes on under the right one. Acts stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.state import Case, Rename

APART = ("acts", "seats", "assignments", "approvals", "renames")
"""Of a case: what was done, and what names officials and institutions."""


def renamed(case: Case, old: str, new: str, act: int) -> Case:
    """The case with a party under his right name: tracks, duties, groups and whatever else names him."""
    follow = [one.name for one in fields(case) if one.name not in (*APART, "title")]
    made = {name: named(getattr(case, name), {old: new}) for name in follow}
    title = "、".join(new if part == old else part for part in case.title.split("、"))
    return replace(case, **made, title=title, renames=(*case.renames, Rename(act, old, new)))


def as_named_now(case: Case, act: Act) -> Act:
    """An act with the names that parties have by now, for telling what it said of them."""
    for one in case.renames:
        if act.number < one.act:
            names = {one.old: one.new}
            act = replace(act, on=named(act.on, names), args=named(act.args, names))
    return act


def named(value: Any, names: Mapping[str, str]) -> Any:
    """A value in which each of these names gave way to another, also where it ends the key of a track."""
    if isinstance(value, str):
        head, mark, name = value.rpartition(":")
        return f"{head}{mark}{names[name]}" if name in names else value
    if isinstance(value, Mapping):
        return {named(key, names): named(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(named(item, names) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: named(getattr(value, one.name), names) for one in fields(value) if one.init}
        return replace(value, **changed)
    return value
