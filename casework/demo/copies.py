"""Copies of a case that the services have made: the same rows under new ids, names, numbers and serials.

To take twenty thousand cases through every service takes half an hour, most of it to decide the same again.
A copy is what the services would have written for its own facts: its documents and results name its own parties and
number, are hashed anew, and each row is proven by an entry of its own in the audit log. Guards and triggers of the
database see every row. That a copy measures and decides to the very hash that it stores is tested.

Which tables belong to a case follows from the foreign keys.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, insert, or_, select, text

from casework import db
from casework.accesses import AccessRecord
from casework.audit import AuditEntry
from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.cases import search
from casework.credits import CreditProject
from casework.demo.courses import CERTIFICATE, CONTRACT
from casework.losses.ordered import SUBMIT
from casework.migrate import metadata
from casework.proceedings import Folder, FolderTerm, history, index, kept
from rules.casefile import canonical, parse
from rules.proceedings.file_of_day import file_of_day
from rules.settlement.serials import told

Row = dict[str, Any]
Place = tuple[str, int]
"""Of a row: table and id."""

NOT_COPIED = {table.__tablename__ for table in (FolderTerm, AuditEntry, AccessRecord)}
"""Written anew for every copy, or nothing that was done to it."""

AFTER = {"used_serials": "purchases"}
"""A table whose rows the database takes only after those of another, to which no column refers."""

USED_BY = {"serial_uses": ("purchases", "use_id")}
"""A table whose rows belong to a case by a row that refers to them."""

NUMBERS = {"purchase": "purchases"}
"""Ids in the details of audit entries."""


@cache
def tables() -> tuple[Table, ...]:
    """All tables, each after those that its rows need."""
    every = metadata().tables
    needs = {name: {key.column.table.name for key in table.foreign_keys} - {name} for name, table in every.items()}
    for name, before in AFTER.items():
        needs[name].add(before)
    return tuple(every[name] for name in TopologicalSorter(needs).static_order())


@cache
def _parents(table: Table) -> Mapping[str, str]:
    """Columns of a table that refer to the ids of another."""
    return {
        key.parent.name: key.column.table.name
        for constraint in table.foreign_key_constraints
        for key in constraint.elements
        if key.column.name == "id"
    }


@dataclass
class Pattern:
    """A case with every row that belongs to it. ``names``, ``number``, ``papers``: what only this case may be called;
    ``texts``, ``marks``: what it is found by. ``measured``: the case files that its results seal, as canonical JSON.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    entries: list[AuditEntry] = field(default_factory=list)
    names: tuple[str, ...] = ()
    number: str = ""
    papers: str = ""
    texts: tuple[str | None, ...] = ()
    marks: frozenset[str] = frozenset()
    measured: tuple[str, ...] = ()

    @property
    def folder(self) -> Row:
        return self.rows["folders"][0]

    @property
    def code(self) -> str:
        """Of the project from which was bought."""
        used = self.rows["serial_uses"][0]["project_id"]
        return db.session().get_one(CreditProject, used).code

    @property
    def serials(self) -> tuple[int, int] | None:
        """The range that was bought."""
        uses = self.rows.get("serial_uses")
        return (uses[0]["serial_from"], uses[0]["serial_to"]) if uses else None


def read(folder: Folder, names: tuple[str, ...], number: str, papers: str) -> Pattern:
    """The pattern of a case. ``papers``: the name that its papers bear."""
    every = metadata().tables
    found: dict[str, list[Row]] = {
        "folders": _rows(every["folders"], [("id", [folder.id])]),
        "cases": _rows(every["cases"], [("id", [folder.case_id or 0])]),
    }
    for table in tables():
        keys = [(column, [row["id"] for row in found[of]]) for column, of in _parents(table).items() if of in found]
        if keys and table.name not in NOT_COPIED and table.name not in found:
            found[table.name] = _rows(table, keys)
    for name, (user, column) in USED_BY.items():
        ids = [row[column] for row in found.get(user, ())]
        found[name] = _rows(metadata().tables[name], [("id", ids)]) if ids else []
    rows = {name: every for name, every in found.items() if every}
    subjects = [_subject(name, row["id"]) for name, every in rows.items() for row in every if "id" in row]
    query = select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.seq)
    course = history.history(folder)
    texts, marks = tuple(index.searched_texts(folder, course)), frozenset(index.marks(folder, course))
    entries, measured = list(db.session().scalars(query)), tuple(_measured(folder, rows))
    return Pattern(rows, entries, names, number, papers, texts, marks, measured)


def _measured(folder: Folder, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """What was measured and decided of, in each assessment: the facts with what the acts done until then add."""
    submitted = {act.args.get("assessment"): act for act in history.acts(folder) if act.do == SUBMIT}
    versions = {row["id"]: row["document"] for row in rows.get("casefile_versions", ())}
    for row in rows.get("assessments", ()):
        act = submitted[row["number"]]
        filed = parse(json.loads(versions[row["casefile_version_id"]]))
        told = canonical(file_of_day(history.before(folder, act.number), filed, act.at).as_json())
        if _of_text(told) not in row["result"]:
            raise RuntimeError(f"{folder.reference}: the result does not seal what was measured")
        yield told


def _rows(table: Table, keys: Sequence[tuple[str, Sequence[int]]]) -> list[Row]:
    query = select(table).where(or_(*(table.c[column].in_(ids) for column, ids in keys)))
    if "id" in table.c:
        query = query.order_by(table.c.id)
    return [dict(row) for row in db.session().execute(query).mappings()]


def _subject(table: str, id: int) -> str:
    return f"{table.removesuffix('s')}:{id}"


@dataclass(frozen=True)
class Copy:
    """What a copy is called. ``first_serial``: where the range begins that was bought for it."""

    pattern: Pattern
    reference: str
    names: tuple[str, ...]
    number: str
    papers: str
    first_serial: int


def write(copies: Sequence[Copy]) -> None:
    """Write copies: their rows table by table, then their entries, in a transaction that is under way."""
    ids = {table.name: _new_ids(table, copies) for table in tables() if "id" in table.c}
    written = [_Written(copy, ids, db.now()) for copy in copies]
    connection, provable = db.session().connection(), audit.provable_tables()
    for table in tables():
        proven = provable.get(table.name)
        rows = [row for each in written for row in each.rows_of(table, proven)]
        if rows:
            connection.execute(insert(table), rows)
        if proven is not None and proven.changes:
            for row in rows:
                audit.touch(proven.model, row[proven.key])
    connection.execute(
        insert(metadata().tables[FolderTerm.__tablename__]), [t for each in written for t in each.terms()]
    )
    kept.write_digests([each.folder_id for each in written])
    audit.append([entry for each in written for entry in each.entries()])


def _new_ids(table: Table, copies: Sequence[Copy]) -> Iterator[int]:
    count = sum(len(copy.pattern.rows.get(table.name, ())) for copy in copies)
    if not count:
        return iter(())
    if db.session().get_bind().dialect.name == "postgresql":
        taken = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return iter(list(db.session().scalars(taken, {"name": table.name, "count": count})))
    last = db.session().scalar(select(table.c.id).order_by(table.c.id.desc()).limit(1)) or 0
    return iter(range(last + 1, last + count + 1))


class _Written:
    """The rows of one copy as they are made, table after table."""

    def __init__(self, copy: Copy, ids: Mapping[str, Iterator[int]], now: datetime.datetime) -> None:
        self.copy, self.now = copy, now
        pattern = copy.pattern
        self.id_of: dict[Place, int] = {
            (table, row["id"]): next(ids[table]) for table, rows in pattern.rows.items() for row in rows if "id" in row
        }
        self.shift = copy.first_serial - pattern.serials[0] if pattern.serials else 0
        self.words = dict(zip(pattern.names, copy.names, strict=True))
        self.words[pattern.folder["reference"]] = copy.reference
        self.words |= {mark.format(pattern.papers): mark.format(copy.papers) for mark in PAPERS}
        if pattern.number and copy.number:
            self.words[pattern.number] = copy.number
        sealed = {_of_text(whole): _of_text(self._said(whole)) for whole in pattern.measured}
        self.words |= sealed
        if pattern.serials:
            first, last = pattern.serials
            code, shift = pattern.code, self.shift
            self.words[f"{first}–{last}"] = f"{first + shift}–{last + shift}"
            self.words[told(code, first, last)] = told(code, first + shift, last + shift)
        self.digests: dict[Place, str] = {}

    def rows_of(self, table: Table, proven: Proven | None) -> list[Row]:
        """The rows of a table, after those it needs. ``proven``: how the log proves them, where it does."""
        found = self.copy.pattern.rows.get(table.name)
        if not found:
            return []
        parents = _parents(table)
        made = [self._row(table, row, parents) for row in found]
        if proven is not None and not proven.changes:
            for row in made:
                self.digests[table.name, row["id"]] = proven.sha256(SimpleNamespace(**row))
        return made

    def _row(self, table: Table, row: Row, parents: Mapping[str, str]) -> Row:
        made = {column: self._value(column, value) for column, value in row.items()}
        for column, of in parents.items():
            made[column] = self.id_of.get((of, row[column]), row[column])
        if "id" in row:
            made["id"] = self.id_of[table.name, row["id"]]
        if seal := SEALS.get(table.name):
            column, hashed, hash_of = seal
            made[hashed] = self.words.get(row[hashed]) or hash_of(made[column])
            made[column] = made[column].replace(row[hashed], made[hashed])
            self.words[row[hashed]] = made[hashed]
        return made

    def _value(self, column: str, value: Any) -> Any:
        if isinstance(value, str):
            return self._said(value)
        if isinstance(value, datetime.datetime):
            return self.now
        return value + self.shift if column in ("serial_from", "serial_to") else value

    def _said(self, said: str) -> str:
        for old, new in self.words.items():
            said = said.replace(old, new)
        return said

    def terms(self) -> list[Row]:
        found = search.terms_of(*(self._said(text) if text else text for text in self.copy.pattern.texts))
        marks = self.copy.pattern.marks
        return [{"folder_id": self.folder_id, "term": term} for term in sorted(found | marks)]

    @property
    def folder_id(self) -> int:
        return self.id_of["folders", self.copy.pattern.folder["id"]]

    def entries(self) -> Iterator[AuditEntry]:
        subjects = {_subject(*place): _subject(place[0], id) for place, id in self.id_of.items()}
        for entry in self.copy.pattern.entries:
            yield AuditEntry(
                at=self.now,
                person_id=entry.person_id,
                institution_id=entry.institution_id,
                action=entry.action,
                subject=subjects[entry.subject],
                detail=self._detail(entry.detail),
            )

    def _detail(self, detail: str) -> str:
        content = json.loads(self._said(detail))
        for key, table in NUMBERS.items():
            if key in content:
                content[key] = self.id_of[table, content[key]]
        # Of rows that may change, how they stand is proven once for all copies.
        proofs = [proof for proof in content.pop("proves", ()) if not audit.provable_tables()[proof["table"]].changes]
        if proofs:
            content["proves"] = proofs
        for proof in proofs:
            proof["id"] = self.id_of[proof["table"], proof["id"]]
            proof["sha256"] = self.digests[proof["table"], proof["id"]]
        return canonical(content)


PAPERS = (CONTRACT, CERTIFICATE)
"""How papers are named that no two cases may share."""


def _of_text(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _of_result(result: str) -> str:
    """The hash of a stored result, which seals all of it but itself."""
    content = json.loads(result)
    del content["hash"]
    return _of_text(canonical(content))


Hash = Callable[[str], str]
SEALS: dict[str, tuple[str, str, Hash]] = {
    "casefile_versions": ("document", "sha256", _of_text),
    "assessments": ("result", "hash", _of_result),
}
"""Texts that a column beside them seals, by table: the text, its hash, and how that is computed."""
