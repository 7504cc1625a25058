"""Acts that say a new duty under the name of one that the case had already.

A page once gave the second new duty of an act the name of another: that took over kind, sum and persons of the new one,
and the new one stands nowhere. What is stored is not rewritten; such acts are named, for somebody to look at the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.proceedings.acts import Act
from rules.proceedings.book import load_table
from rules.proceedings.course import understood
from rules.proceedings.refusals import Refused
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Case, Obligation


@dataclass(frozen=True)
class Taken:
    """A name that an act gave to another duty. ``was``, ``said``: the duty of before, what the act said, in words."""

    act: int
    name: str
    was: str
    said: str


def taken_names(before: Case, act: Act) -> Iterator[Taken]:
    """The names that an act took from duties that were there before it."""
    try:
        _act, args = understood(load_table(), act, len(before.acts) + 1, [one.name for one in before.parties])
    except Refused:
        return
    for name, spec in args.items.items():
        known = before.obligations.get(name)
        if known is not None and name not in act.on and _is_another(known, spec):
            yield Taken(len(before.acts) + 1, name, _words(known), _said(spec))


def _is_another(known: Obligation, spec: Mapping[str, Any]) -> bool:
    """Whether what is said is of a duty of its own: it says what that is, and is of another kind, person or object."""
    kind, obligors, object_ = spec.get("obligation_kind"), spec.get("obligors"), spec.get("object")
    other_person = bool(obligors) and bool(known.obligors) and set(obligors or ()) != set(known.obligors)
    return bool(kind) and (
        kind != known.kind or other_person or (bool(object_) and bool(known.object) and object_ != known.object)
    )


def _words(duty: Obligation) -> str:
    quantity = "" if duty.quantity is None else f" {duty.quantity.normalize():f} {UNIT_LABELS.get(duty.unit, '')}"
    return f"{duty.kind}{quantity}（{'、'.join(duty.obligors) or '未写义务人'}）"


def _said(spec: Mapping[str, Any]) -> str:
    unit = next((one for one in UNIT_LABELS if spec.get(one) is not None), "")
    quantity = f" {spec[unit].normalize():f} {UNIT_LABELS[unit]}" if unit else ""
    return f"{spec.get('obligation_kind')}{quantity}（{'、'.join(spec.get('obligors') or ()) or '未写义务人'}）"
