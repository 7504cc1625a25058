"""Check a parameter form before import: everything that is wrong, doubtful or missing, at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rules.carbon.declaration import Declaration
from rules.carbon.methods import registry
from rules.carbon.parameter_forms.findings import Finding, Findings
from rules.carbon.parameter_forms.form import Form, FormValue
from rules.carbon.parameter_forms.plausible import plausible
from rules.carbon.parameter_forms.reading import Cells, Row, read_cells
from rules.carbon.parameter_forms.slots import Slot, Slots, slots_of
from rules.carbon.parameter_forms.values import is_empty, slot_of, species_of, value_of
from rules.carbon.parameters.species import vocabulary
from rules.reading.errors import InputError
from rules.reading.messages import Message, msg, template
from rules.reading.pydantic_errors import field_errors

NOT_GIVEN = template("没有参数 {named}，共 {count} 个：选用到它们的选项时不能计量")

MISSING = template("缺少必需的参数 {key}（{title}，{unit}）：没有它不能计量")
UNCHECKED = template("{count} 个数值标为待核，没有与原件核对：{names}")
OVERLAP = template("{name} 与{other}的施行日期重叠：同一天只能有一个数值")
GAP = template("{name} 在 {first} 至 {last} 之间没有数值")
NO_SPECIES = template("“{title}”一个树种也没有（{named}）：用到时一律不计")
NO_METHOD = template("应写明方法及其版本，为 {known} 之一，现为“{written}”")

_FIRST, _LAST = datetime.date.min, datetime.date.max


@dataclass(frozen=True)
class Checked:
    """A form that was read. ``form`` is None while it has errors; ``head`` is what it says of itself."""

    form: Form | None
    findings: tuple[Finding, ...]
    head: dict[str, str]
    values: int

    def of(self, level: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == level)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self.of("error")

    @property
    def doubts(self) -> tuple[Finding, ...]:
        return self.of("doubt")

    @property
    def gaps(self) -> tuple[Finding, ...]:
        return self.of("gap")

    def as_json(self) -> dict[str, Any]:
        """The finding lists with ``path`` and ``message``, and what the set would be called and hashed to."""
        told = {
            f"{level}s": [{"path": item.where, "message": item.message} for item in self.of(level)]
            for level in ("error", "doubt", "gap")
        }
        return {
            "importable": self.form is not None,
            **{key: self.head.get(key) or None for key in ("method", "id", "title")},
            "values": self.values,
            "sha256": self.form.sha256 if self.form else None,
            **told,
        }


def check(content: bytes) -> Checked:
    """Read and check a form. Never raises for what a person wrote: a file that is no form is one error."""
    findings = Findings()
    try:
        cells = read_cells(content, findings)
    except InputError as problem:
        return unreadable(problem)
    head = dict(cells.head)
    declaration = _declaration(cells, findings)
    if declaration is None:
        return Checked(None, tuple(findings.found), head, 0)
    head["method"] = declaration.name
    slots = slots_of(declaration)
    placed = _values(cells.rows, slots, findings)
    _trust([value for _, value in placed], findings)
    _periods(placed, findings)
    _coverage(cells.rows, [value for _, value in placed], slots, findings)
    form = _form(cells, head, [value for _, value in placed], findings)
    errors = findings.of("error")
    return Checked(None if errors else form, _ordered(findings), head, len(placed))


def unreadable(problem: InputError) -> Checked:
    """What is told of a file that is no form."""
    findings = Findings()
    for error in problem.errors:
        findings.error(error.path, error.message)
    return Checked(None, tuple(findings.found), {}, 0)


def _ordered(findings: Findings) -> tuple[Finding, ...]:
    return (*findings.of("error"), *findings.of("doubt"), *findings.of("gap"))


def _declaration(cells: Cells, findings: Findings) -> Declaration | None:
    """The edition that the form is for: named in full, for an edition never changes its meaning later."""
    written, at = cells.head.get("method", ""), cells.places["method"]
    known = [f"{id}@{edition}" for id, editions in registry.editions().items() for edition in editions]
    if written not in known:
        told = msg(NO_METHOD, known=known, written=written[:60])
        findings.error(at, told)
        return None
    return registry.load(*registry.named(written)).declaration


def _values(rows: Iterable[Row], slots: Slots, findings: Findings) -> list[tuple[Row, FormValue]]:
    placed = []
    for row in rows:
        if is_empty(row):
            slot = slot_of(row, slots, findings)
            if slot is not None and (row["species"] or not slot.by_species):
                species_of(row, slot, findings)
            continue
        value = value_of(row, slots, findings)
        if value is not None:
            plausible().doubt(value, slots.by_key[value.parameter], row.at("value"), findings)
            placed.append((row, value))
    return placed


def _trust(values: Iterable[FormValue], findings: Findings) -> None:
    """Values that nobody held against their original, in one doubt for all."""
    names = [value.name for value in values if value.confidence == "unverified"]
    if names:
        findings.doubt("", msg(UNCHECKED, count=len(names), names=names))


def _periods(placed: Iterable[tuple[Row, FormValue]], findings: Findings) -> None:
    """No two values of one parameter on the same day; days between two periods without any are in doubt."""
    by_id: dict[str, list[tuple[datetime.date, datetime.date, Row, FormValue]]] = {}
    for row, value in placed:
        by_id.setdefault(value.id, []).append((value.from_ or _FIRST, value.to or _LAST, row, value))
    for entries in by_id.values():
        entries.sort(key=lambda entry: (entry[0], entry[1], entry[2].number))
        _, end, before, _ = entries[0]
        for begin, until, row, value in entries[1:]:
            if begin <= end:
                told = msg(OVERLAP, name=value.name, other=before.at())
                findings.error(row.at(), told)
            elif end + datetime.timedelta(days=1) < begin:
                first, last = end + datetime.timedelta(days=1), begin - datetime.timedelta(days=1)
                told = msg(GAP, name=value.name, first=first, last=last)
                findings.doubt(row.at("from"), told, value.id)
            if until > end:
                end, before = until, row


def _coverage(rows: Iterable[Row], values: Iterable[FormValue], slots: Slots, findings: Findings) -> None:
    """What the method needs and the form lacks, and what a measurement by this set will leave out."""
    given = {(value.species or "", value.parameter) for value in values}
    if not given and not findings.of("error"):
        findings.error("", msg("没有一个可用的数值"))
    given |= _attempted(rows, slots)
    single = [slot for slot in slots.by_key.values() if not slot.by_species and ("", slot.key) not in given]
    for slot in single:
        if slot.required:
            words = {"key": slot.key, "title": slot.title, "unit": slot.unit}
            findings.error("", msg(MISSING, **words))
    optional = [slot for slot in single if not slot.required]
    if optional:
        told = msg(NOT_GIVEN, named=_kinds(optional), count=len(optional))
        findings.gap("", told)
    for table, title in slots.tables.items():
        _table_coverage(title, slots.of_table(table), given, findings)


def _kinds(slots: Iterable[Slot]) -> list[Message]:
    """Every parameter by its title; those that differ only in what stands in parentheses by their number."""
    kinds: dict[str, list[Slot]] = {}
    for slot in slots:
        kinds.setdefault(slot.title.partition("（")[0], []).append(slot)
    return [
        msg("{kind} {count} 个", kind=kind, count=len(alike)) if alike[1:] else msg("{title}", title=alike[0].title)
        for kind, alike in kinds.items()
    ]


def _attempted(rows: Iterable[Row], slots: Slots) -> set[tuple[str, str]]:
    """What rows with a value are about: one that is wrong is told once, as what it is, and not as missing too."""
    names = vocabulary().names
    found = set()
    for row in rows:
        slot = None if is_empty(row) else slots.find(row["parameter"])
        if slot is not None:
            found.add((names.get(row["species"], "") if slot.by_species else "", slot.key))
    return {(species, key) for species, key in found if species or not slots.by_key[key].by_species}


def _table_coverage(title: str, columns: list[Slot], given: set[tuple[str, str]], findings: Findings) -> None:
    keys = [slot.key for slot in columns]
    filled = {species for species, key in given if key in keys}
    if not filled:
        named = [slot.named for slot in columns]
        findings.gap("", msg(NO_SPECIES, title=title, named=named))
        return
    partial: dict[tuple[str, ...], list[str]] = {}
    for species in sorted(filled, key=list(vocabulary().canonical).index):
        lacking = tuple(key for key in keys if (species, key) not in given)
        if lacking:
            partial.setdefault(lacking, []).append(species)
    for lacking, names in partial.items():
        told = msg(
            "{names} 缺{lacking}：“{title}”各项须齐全，缺一项的树种不计",
            names=names,
            lacking=[slot.named for slot in columns if slot.key in lacking],
            title=title,
        )
        findings.gap("", told)
    shipped = [name for name in vocabulary().canonical if any(name in slot.shipped for slot in columns)]
    absent = [name for name in shipped if name not in filled]
    if absent:
        words = {"title": title, "names": absent, "count": len(absent)}
        findings.gap("", msg("“{title}”没有随附参数表所列的 {names}：这 {count} 个树种（组）不计", **words))


def _form(cells: Cells, head: dict[str, str], values: list[FormValue], findings: Findings) -> Form | None:
    told = {key: text for key, text in head.items() if text}
    try:
        return Form.model_validate({**told, "parameters": values})
    except ValidationError as problem:
        for error in field_errors(problem):
            findings.error(cells.places.get(error.path, error.path), error.message)
        return None
