"""What an act says of obligations: those it names itself, those it orders, those it claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.proceedings.argument_types import amount_in
from rules.proceedings.arguments import ITEM
from rules.proceedings.doing import Doing
from rules.proceedings.specs import read_spec

Spec = Mapping[str, Any]

FLAT = re.compile(r"([og]\d+[a-z]?)\b[：:]?\s*(.*)")


def specs_of(doing: Doing) -> dict[str, Spec]:
    """Each obligation that an act names, with what is said of it and of all of them together."""
    args, table = doing.args, doing.table
    common = {
        name: value
        for name, value in args.given.items()
        if (table.arguments[name].obligation and name not in ("object", "plan")) or name == "plan"
    }
    if args.items:
        return {name: {**_shared(common), **spec} for name, spec in args.items.items()}
    names = [name for name in (doing.id, *doing.act.on) if ITEM.match(name)] if doing.kind == "obligation" else []
    named = {one for one in args.given if table.arguments[one].obligation}
    if not names or (not named and names[0] in doing.case.obligations):
        return {name: {} for name in names}
    own = dict(common) | ({"object": args.given["object"]} if "object" in args.given else {})
    if "kind" in args.given:
        own.setdefault("obligation_kind", args.given["kind"])
    if isinstance(own.get("plan"), str) and "obligation_kind" not in own:
        own = {**read_spec(table, own.pop("plan")), **own}
    return dict.fromkeys(names, own)


def stated_flat(doing: Doing) -> dict[str, Any]:
    """What an act says of one obligation without naming it."""
    return {name: value for name, value in doing.args.given.items() if doing.table.arguments[name].obligation}


def _shared(common: Mapping[str, Any]) -> dict[str, Any]:
    return dict(common)


def orders_of(doing: Doing) -> dict[str, Spec]:
    """The obligations that a decision orders: named by ``ordered``, or said under their own names."""
    made = _listed(doing, doing.args.get("ordered"))
    for name, spec in specs_of(doing).items():
        made[name] = {**made.get(name, {}), **spec}
    return made


def claims_of(doing: Doing) -> dict[str, Spec]:
    """The obligations that a suit claims."""
    found = _listed(doing, doing.args.get("claims"))
    for name, spec in specs_of(doing).items():
        found[name] = {**found.get(name, {}), **spec}
    return found


def names_duties(value: Any) -> bool:
    """Whether what is claimed or ordered says for which obligations, by their names."""
    if isinstance(value, Mapping):
        return any(ITEM.match(str(key)) for key in value)
    parts = value if isinstance(value, list | tuple) else [value]
    return any(names_duties(part) if isinstance(part, Mapping) else bool(FLAT.match(str(part))) for part in parts)


def _listed(doing: Doing, value: Any) -> dict[str, Spec]:
    """``[o1, "o2 补植 30亩"]``, ``{o1: …}``, ``o1``, or claims without names: each gets the next free one."""
    if value is None or value is True or value is False:
        return {}
    if isinstance(value, Mapping):
        named = {str(key): item for key, item in value.items() if ITEM.match(str(key))}
        if named:
            return {name: read_spec(doing.table, item) for name, item in named.items()}
        words = [f"{key} {item}" for key, item in value.items()]
        return _numbered(doing, words)
    parts = list(value) if isinstance(value, list | tuple) else [value]
    made: dict[str, Spec] = {}
    loose = []
    for part in parts:
        if isinstance(part, Mapping):
            made |= _listed(doing, part)
        elif found := FLAT.match(str(part).strip()):
            said = found[2].strip()
            made[found[1]] = read_spec(doing.table, said) if said and not said.startswith(("by ", "per ")) else {}
        else:
            loose.append(part)
    return {**made, **_numbered(doing, loose, len(made))}


def _numbered(doing: Doing, words: list[Any], after: int = 0) -> dict[str, Spec]:
    made: dict[str, Spec] = {}
    number = 1
    for word in words:
        while f"o{number}" in doing.case.obligations or f"o{number}" in made:
            number += 1
        made[f"o{number}"] = read_spec(doing.table, word)
    return made


def denied(doing: Doing) -> dict[str, str]:
    """What a ruling does not grant, with the reason."""
    value = doing.args.get("denied") or {}
    if isinstance(value, dict):
        return {str(name): str(why) for name, why in value.items()}
    names = value if isinstance(value, list | tuple) else [value]
    return {str(name): doing.act.reason or doing.args.text("ground") for name in names}


REPLACED = re.compile(r"([og]\d+[a-z]?)(?:\s*(?:[：:→]|->)\s*([og]\d+[a-z]?))?")


def replaced(doing: Doing) -> dict[str, str]:
    """The obligations that a ruling replaces, each with the one that takes its place, empty where none is named:
    o1、o2; o1：o5，o2：o6."""
    return {found[1]: found[2] or "" for found in REPLACED.finditer(doing.args.text("replaces"))}


def heirs_named(doing: Doing) -> dict[str, str]:
    """Which new obligation takes the place of which old one: as it is said, the only one that is ordered, else the only
    one of the same kind; empty where that cannot be told."""
    old, here = replaced(doing), doing.case.obligations
    new = {name: spec for name, spec in orders_of(doing).items() if name not in old}

    def heir(name: str) -> str:
        kind = here[name].kind if name in here else ""
        alike = [one for one, spec in new.items() if kind and _kind_of(doing, one, spec) == kind]
        return next(iter(new)) if len(new) == 1 or (len(old) == 1 and new) else alike[0] if len(alike) == 1 else ""

    return {name: to or heir(name) for name, to in old.items()}


def _kind_of(doing: Doing, name: str, spec: Spec) -> str:
    duty = doing.case.obligations.get(name)
    return str(spec.get("obligation_kind") or (duty.kind if duty is not None else ""))


def higher_court(doing: Doing) -> str:
    """The court of second instance: named, or the only other one of the case."""
    named = doing.args.text("court")
    if not named and doing.there.state == "second_instance":
        return doing.there.court
    others = [name for name in doing.case.institutions("court") if name != doing.there.court]
    return named or (others[0] if others else "")


def is_conditional(doing: Doing) -> bool:
    """附条件不起诉, which begins a time of probation; once that is over the decision is the final one."""
    if doing.track is not None and doing.track.state == "probation_6_12m":
        return False
    return "附条件" in doing.args.text("kind") or "conditional" in doing.args.text("kind")


def stated_sum(doing: Doing) -> Decimal | None:
    """A sum that an act states as a whole: ``amount: 4658.07``, ``joint: 4658.07``."""
    joint = doing.args.get("joint")
    if joint is not None and not isinstance(joint, bool | list | tuple | Mapping):
        try:
            return amount_in(joint)
        except ValueError:
            return None
    return doing.args.number("amount")
