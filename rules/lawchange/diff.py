"""What two editions of the law differ in: rules, texts, figures, facts; entry by entry, the old beside the new.

Order, file and line of an entry do not count, nor the order of the parts of a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.deciding import printing
from rules.deciding.book import LawBook
from rules.deciding.book.types import Rule
from rules.deciding.edition import LawSource
from rules.deciding.printing import LABELS, Pairs, Printer
from rules.lawchange.deadlines import LABELS as OF_DEADLINES
from rules.lawchange.deadlines import deadline_entries, digest

FORMAT = "tanheng-law-diff/1"
"""Name of the JSON form; changes when a key changes its meaning."""

KINDS = {
    "text": "规范文件",
    "figure": "本省数额",
    "fact": "事实",
    "conclusion": "结论",
    "scale": "各罪的档次",
    "tier": "法定刑档次",
    "rule": "规则",
    "deadline": "期限",
}
"""The kinds of entries, in the order they are told."""

_UNSAID = (None, "")

STATES = {"added": "新增", "removed": "删去", "changed": "改动"}

Unit = tuple[str, str]
"""Kind and name of what changes together: a rule with all its editions, a text, a figure, a fact."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One key of an entry. ``old`` is None in an entry that is added, ``new`` in one that is removed."""

    field: str
    old: str | None
    new: str | None

    @property
    def label(self) -> str:
        return LABELS.get(self.field) or OF_DEADLINES.get(self.field, self.field)

    def as_json(self) -> dict[str, str | None]:
        return {"field": self.field, "label": self.label, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that is added, removed or changed.

    ``edition``: the first day in force, for a rule or a tier; empty for other entries. ``subject``: the file it is in.
    """

    state: str
    kind: str
    name: str
    edition: str
    title: str
    subject: str
    fields: tuple[FieldChange, ...]

    @property
    def unit(self) -> Unit:
        return self.kind, self.name

    @property
    def ref(self) -> str:
        """The name of the entry: felling.grade-1.stock@2023-08-15."""
        return f"{self.name}@{self.edition}" if self.edition else self.name

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "kind": self.kind,
            "id": self.name,
            "edition": self.edition or None,
            "title": self.title,
            "subject": self.subject,
            "fields": [field.as_json() for field in self.fields],
        }


@dataclass(frozen=True, eq=False)
class Difference:
    """All changes from one edition to another, in order: by kind, then by subject and name."""

    old: LawSource
    new: LawSource
    changes: tuple[Change, ...]

    def of(self, units: Iterable[Unit]) -> tuple[Change, ...]:
        """The changes of these units."""
        wanted = set(units)
        return tuple(change for change in self.changes if change.unit in wanted)

    @property
    def units(self) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys(change.unit for change in self.changes))

    def as_json(self) -> dict[str, Any]:
        """Plain data: format, old, new, same, changes."""
        return {
            "format": FORMAT,
            "old": described(self.old),
            "new": described(self.new),
            "same": not self.changes,
            "changes": [change.as_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    subject: str
    pairs: Pairs


def described(source: LawSource) -> dict[str, Any]:
    """An edition as plain data: name, hash and number of rules; of its deadlines too, where it has any."""
    told = {"name": source.name, "hash": source.lawbook.hash, "rules": len(_rules(source.lawbook))}
    if source.deadlines is None:
        return told
    return told | {"deadlines": len(source.deadlines.rules), "deadlines_hash": digest(source)}


def diff(old: LawSource, new: LawSource) -> Difference:
    """The difference of two editions. Raises ``LawError`` when one of them cannot be loaded."""
    before, after = old.lawbook, new.lawbook
    changes: list[Change] = []
    for kind in KINDS:
        if kind == "deadline":
            found = _compared(kind, *_deadlines(old, new))
        else:
            found = _compared(kind, _entries(before)[kind](), _entries(after)[kind]())
        changes += sorted(found, key=lambda change: (change.subject, change.name, change.edition, change.state))
    return Difference(old, new, tuple(changes))


def _entries(book: LawBook) -> Mapping[str, Callable[[], dict[tuple[str, str], _Entry]]]:
    """By kind, what a lawbook states, by name and edition."""
    vocabulary, printer = book.book, Printer(book)
    of = {
        "text": lambda: _named(book.texts, lambda t: _Entry(t.title, "texts.yaml", printing.text(t))),
        "figure": lambda: _named(book.figures, lambda f: _Entry(f.label, "figures.yaml", printing.figure(f))),
        "fact": lambda: _named(vocabulary.facts, lambda f: _Entry(f.label, "facts.yaml", printing.fact(f))),
        "conclusion": lambda: _named(
            vocabulary.conclusions, lambda c: _Entry(c.label, "facts.yaml", printing.conclusion(c))
        ),
        "scale": lambda: _named(vocabulary.scales, lambda s: _Entry(s.offence, "facts.yaml", printing.scale(s))),
    }
    return of | {
        "tier": lambda: {
            (f"{t.offence}·{t.grade}", t.in_force.start.isoformat()): _Entry(
                f"{t.offence}·{t.grade}", "tiers.yaml", printing.tier(t)
            )
            for t in book.tiers
        },
        "rule": lambda: {
            (r.id, r.in_force.start.isoformat()): _Entry(r.says, r.file, printer.rule(r)) for r in _rules(book)
        },
    }


def _deadlines(old: LawSource, new: LawSource) -> tuple[dict[tuple[str, str], _Entry], dict[tuple[str, str], _Entry]]:
    """Those of both editions; of neither where one is silent on deadlines."""
    before, after = deadline_entries(old), deadline_entries(new)
    if not before or not after:
        return {}, {}
    return {key: _Entry(*stated) for key, stated in before.items()}, {k: _Entry(*stated) for k, stated in after.items()}


def _named(items: Mapping[str, Any], entry: Callable[[Any], _Entry]) -> dict[tuple[str, str], _Entry]:
    return {(name, ""): entry(item) for name, item in items.items()}


def _rules(book: LawBook) -> list[Rule]:
    """The rules as written: one, where a missing figure makes it two."""
    return [rule for rule in book.rules if rule.end_of_range != "high"]


def _compared(
    kind: str, old: Mapping[tuple[str, str], _Entry], new: Mapping[tuple[str, str], _Entry]
) -> Iterable[Change]:
    moved = _moved(old, new)
    for key in dict.fromkeys((*old, *new)):
        if key in moved.values():
            continue
        there = moved.get(key, key)
        before, after = old.get(key), new.get(there)
        if before is not None and after is not None:
            both = [
                (field, before.pairs.get(field, _UNSAID), after.pairs.get(field, _UNSAID))
                for field in dict.fromkeys((*before.pairs, *after.pairs))
            ]
            fields = tuple(_changed(*pair) for pair in both if pair[1][0] != pair[2][0])
            if fields:
                # the lesser of each, so that the order is the same both ways
                subject = min(before.subject, after.subject)
                yield Change("changed", kind, key[0], min(key[1], there[1]), after.title, subject, fields)
        elif after is not None:
            stated = tuple(FieldChange(field, None, said) for field, (_, said) in after.pairs.items() if said)
            yield Change("added", kind, *key, after.title, after.subject, stated)
        elif before is not None:
            stated = tuple(FieldChange(field, said, None) for field, (_, said) in before.pairs.items() if said)
            yield Change("removed", kind, *key, before.title, before.subject, stated)


def _moved(
    old: Mapping[tuple[str, str], _Entry], new: Mapping[tuple[str, str], _Entry]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Editions whose first day alone tells them apart: the only one of their name left on either side."""
    gone: dict[str, list[tuple[str, str]]] = {}
    come: dict[str, list[tuple[str, str]]] = {}
    for key in old.keys() - new.keys():
        gone.setdefault(key[0], []).append(key)
    for key in new.keys() - old.keys():
        come.setdefault(key[0], []).append(key)
    return {gone[name][0]: come[name][0] for name in gone if len(gone[name]) == len(come.get(name, ())) == 1}


def _changed(field: str, old: tuple[object, str], new: tuple[object, str]) -> FieldChange:
    if old[1] == new[1]:  # alike as read, such as two facts of one label: told by what is compared
        return FieldChange(field, f"{old[1]}（{old[0]}）", f"{new[1]}（{new[0]}）")
    return FieldChange(field, old[1], new[1])
