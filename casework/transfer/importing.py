"""A case of another installation taken in: checked whole first, then written in one transaction.

Each row that is written once must be as the entries of the other log proved it. Here it gets numbers of its own and is
proven anew by the log of this place; the entries of the other log are kept beside it, not continued (``ForeignCase``).
The case gets the next number of this place, since each place counts its own; the number that it had is kept with it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import String, cast, select
from sqlalchemy.exc import IntegrityError

from casework import db, migrate
from casework.accounts import Institution, Person
from casework.audit import AuditEntry, excerpt
from casework.audit import service as audit
from casework.audit.excerpt import Excerpt
from casework.audit.export import NotWhole
from casework.audit.keys import present
from casework.bundles import archive
from casework.cases import Case, filing
from casework.proceedings import Folder, ForeignCase, index
from casework.proceedings.history import told_anew
from casework.transfer import rows
from casework.transfer.errors import NotMoved
from casework.transfer.exporting import FORMAT, LOG, RECORDS
from casework.transfer.tables import KNOWN, MAY_CHANGE, REGISTER, WRITTEN, model_of, target
from rules.proceedings.refusals import Refused
from rules.reading.messages import template

OTHER_REVISION = template("数据库结构版本为 %(found)s，本机为 %(here)s：请两处使用同一版本后再导出、导入")
NOT_READ = template("记录不能读取：%(why)s")
NOT_PROVEN = template("表 %(table)s 第 %(id)s 行与原单位的审计记录不符（记录被改动）")
GONE = template("缺少原单位审计记录所证明的表 %(table)s 第 %(id)s 行")
THERE = template("本机已有案号为“%(number)s”的案件，没有导入")
HERE = template("本案已在本机，编号 %(number)s，没有再次导入")
NOT_REGISTERED = template("本机没有登记：%(names)s。请先登记这些单位和人员，再导入")
CONFLICT = template("与本机已有的记录冲突，没有导入：%(rule)s")
NOT_ALLOWED = template("办案记录不能按本机的办案事项表重新得出：%(why)s")


@dataclass(frozen=True)
class Came:
    """A case that was taken in. ``former``: its number there; ``sealed``: whether the seals of the other log could be
    checked here."""

    reference: str
    former: str
    title: str
    papers: int
    files: int
    acts: int
    sealed: bool


@dataclass(frozen=True)
class _Checked:
    """What an archive holds, once it was checked. ``tables``: rows by table, as they were kept there."""

    content: Mapping[str, Any]
    tables: Mapping[str, list[Any]]
    people: Mapping[str, Any]
    institutions: Mapping[str, Any]
    log: bytes
    said: Excerpt
    sha256: str
    sealed: bool

    @property
    def reference(self) -> str:
        """The number of the case where it was."""
        return str(self.tables["folders"][0].reference)


def take_in(file: Path) -> Came:
    """Take a case in. Raises ``NotMoved`` with the first thing in the way, ``OSError``."""
    checked = _checked(file)
    _refuse_known(checked)
    numbers = _registered(checked)
    try:
        with db.writing():
            folder = _write(checked, numbers)
    except IntegrityError as problem:
        raise NotMoved(gettext(CONFLICT, rule=str(problem.orig).splitlines()[0])) from problem
    counts = {name: len(checked.tables[name]) for name in ("issued_papers", "act_files", "acts")}
    return Came(
        folder.reference,
        checked.reference,
        folder.title,
        counts["issued_papers"],
        counts["act_files"],
        counts["acts"],
        checked.sealed and not checked.said.unchecked,
    )


def _checked(file: Path) -> _Checked:
    try:
        found = archive.read(file, FORMAT, present())
        if found.content.get("revision") != migrate.head():
            raise NotMoved(gettext(OTHER_REVISION, found=found.content.get("revision"), here=migrate.head()))
        said = excerpt.read(found.files[LOG], present())
        told = orjson.loads(found.files[RECORDS])
        tables = {name: [rows.as_kept(name, row, found.files) for row in told["tables"][name]] for name in WRITTEN}
        people, places = told["people"], told["institutions"]
    except (archive.BadArchive, NotWhole) as problem:
        raise NotMoved(str(problem)) from problem
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise NotMoved(gettext(NOT_READ, why=f"{type(problem).__name__} {problem}")) from problem
    _refuse_unproven(tables, said)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return _Checked(found.content, tables, people, places, found.files[LOG], said, digest, found.sealed)


def _refuse_unproven(tables: Mapping[str, list[Any]], said: Excerpt) -> None:
    """Every row that is written once is as it was proven, and none that was proven is missing."""
    proofs = {
        (one["table"], one["id"]): one["sha256"]
        for entry in said.entries
        for one in orjson.loads(entry.detail).get("proves", ())
    }
    proven = audit.provable_tables()
    checked = [name for name in WRITTEN if name not in MAY_CHANGE]
    for name in checked:
        for row in tables[name]:
            if proofs.pop((name, row.id), None) != proven[name].sha256(row):
                raise NotMoved(gettext(NOT_PROVEN, table=name, id=row.id))
    for name, number in proofs:
        if name in checked:
            raise NotMoved(gettext(GONE, table=name, id=number))


def _refuse_known(checked: _Checked) -> None:
    session = db.session()
    first = checked.said.entries[0].hash
    own = select(Folder.reference).join(AuditEntry, AuditEntry.subject == "folder:" + cast(Folder.id, String))
    came = select(Folder.reference).join(ForeignCase).where(ForeignCase.log.contains(f'"{first}"'))
    known = session.scalar(own.where(AuditEntry.hash == first)) or session.scalar(came)
    if known is not None:
        raise NotMoved(gettext(HERE, number=known))
    for number in [one.number for one in checked.tables["cases"] if one.number]:
        if session.scalar(select(Case.id).where(Case.number == number)) is not None:
            raise NotMoved(gettext(THERE, number=number))


def _registered(checked: _Checked) -> dict[str, dict[int, int]]:
    """The numbers here of the institutions and people that the rows name. Raises ``NotMoved`` with each missing."""
    session, missing = db.session(), []
    numbers: dict[str, dict[int, int]] = defaultdict(dict)
    for key, place in checked.institutions.items():
        same = (Institution.name == place["name"], Institution.kind == place["kind"])
        found = session.scalar(select(Institution.id).where(*same, Institution.area_code == place["area_code"]))
        if found is None:
            missing.append(str(place["name"]))
        else:
            numbers["institutions"][int(key)] = found
    for key, person in checked.people.items():
        query = select(Person.id).join(Institution, Institution.id == Person.institution_id)
        some = session.scalars(query.where(Person.name == person["name"], Institution.name == person["at"])).all()
        if len(some) != 1:
            missing.append(f"{person['at']} {person['name']}")
        else:
            numbers["people"][int(key)] = some[0]
    if missing:
        raise NotMoved(gettext(NOT_REGISTERED, names="、".join(missing)))
    return numbers


def _write(checked: _Checked, numbers: dict[str, dict[int, int]]) -> Folder:
    made: list[Any] = []
    (reference,) = filing.references(db.now(), 1)
    for name in WRITTEN:
        if name not in REGISTER:
            made += _written(checked, name, numbers, {"reference": reference} if name in NUMBERED else {})
    (number,) = numbers["folders"].values()
    folder = db.session().get_one(Folder, number)
    foreign = _foreign(checked, folder)
    try:
        index.bring_up_to_date(folder, told_anew(folder), folder.updated_at)
    except Refused as refused:
        raise NotMoved(gettext(NOT_ALLOWED, why=refused)) from refused
    for name in REGISTER:
        made += _written(checked, name, numbers, {})
    # What waits in the register stands in the lists of the case too: a certificate that is to be confirmed.
    index.bring_up_to_date(folder, told_anew(folder), folder.updated_at)
    detail = {"archive": checked.sha256, "origin": {"seq": foreign.seq, "hash": foreign.head}}
    audit.record("import_case", f"folder:{folder.id}", detail, proves=(foreign, *made))
    return folder


NUMBERED = ("folders", "cases")
"""Whose rows bear the number of the case."""


def _written(checked: _Checked, name: str, numbers: dict[str, dict[int, int]], own: Mapping[str, str]) -> list[Any]:
    """Write the rows of a table, with the values that are of here; gives those that whoever writes them has proven."""
    session, made = db.session(), []
    for row in checked.tables[name]:
        known = _known(name, row, numbers)
        if known is None:
            fresh = model_of(name)(**{**_values(name, row, numbers), **own})
            session.add(fresh)
            session.flush()
            known = fresh.id
            made.append(fresh)
        numbers[name][row.id] = known
    proven = audit.provable_tables().get(name)
    return made if proven is not None and not proven.changes else []


def _foreign(checked: _Checked, folder: Folder) -> ForeignCase:
    row = ForeignCase(
        folder_id=folder.id,
        archive_sha256=checked.sha256,
        log=checked.log.decode(),
        seq=checked.said.seq,
        head=checked.said.head,
        at=db.now(),
        reference=checked.reference,
    )
    db.session().add(row)
    db.session().flush()
    return row


def _known(name: str, row: Any, numbers: Mapping[str, dict[int, int]]) -> int | None:
    """The number of a row of the register that is here already."""
    if name not in KNOWN:
        return None
    model, values = model_of(name), _values(name, row, numbers)
    same = [getattr(model, one) == values[one] for one in KNOWN[name]]
    found: int | None = db.session().scalar(select(model.id).where(*same))
    return found


def _values(name: str, row: Any, numbers: Mapping[str, dict[int, int]]) -> rows.Row:
    """The columns of a row with the numbers that the rows have here; its own it gets when it is written."""
    told = rows.values(name, row)
    del told["id"]
    for one in model_of(name).__table__.columns:
        above = target(one)
        if one.name in told and above is not None and told[one.name] is not None:
            told[one.name] = numbers[above][told[one.name]]
    if name == "papers" and ":" in told["subject"]:  # a receipt is about a paper, by its number, and a recipient
        number, _, whom = told["subject"].partition(":")
        told["subject"] = f"{numbers[name][int(number)]}:{whom}" if number.isdecimal() else told["subject"]
    return told
