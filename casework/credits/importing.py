"""Lots from a file: looked at whole with every mistake at its row and column, then registered in one transaction.

The same file, or one that holds the same lots, changes nothing a second time.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial

from flask_babel import gettext
from sqlalchemy import delete, func, select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.credits import exchange
from casework.credits.checks import Mistakes
from casework.credits.duplicates import plain_name
from casework.credits.errors import CreditRefused, RecordKept
from casework.credits.lot_sheets import HEADINGS, SheetRow, read_rows
from casework.credits.models import CreditLot, CreditProject, LotUpload
from casework.credits.refusals import flush
from casework.credits.register import lots_meeting, type_name
from casework.credits.registration import LotEntry, ProjectEntry, may_keep, new_lot, new_project
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.values.quantity import plain

KEPT = datetime.timedelta(days=1)
"""So long a file is there that was looked at and not registered."""

NO_NUMBER = template("应为十进制数，不用千分位和单位")
NOT_YOURS = template("该项目由%(place)s登记，您不能登记它的批次")
MEETS_ROW = template("与第 %(row)s 行的序列号重叠")
OTHER_PROJECT = template("与第 %(row)s 行登记的同一项目不一致")
OTHER_THAN_KEPT = template("与登记簿不一致，登记簿中为：%(own)s")
MEETS_LOT = template("与已登记的批次重叠：%(lots)s")
TICKET_TWICE = template("第 %(row)s 行已有这一票号")
GONE = template("上传的文件已不在系统中，没有登记。请重新上传。")
STILL_WRONG = template("文件现在有 %(count)s 处错误，没有登记任何批次。")


@dataclass(frozen=True, order=True)
class CellMistake:
    """What is wrong at a row (as the spreadsheet counts) and a column, by its heading."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class StagedLot:
    """A row that can be registered: ``new_project``: with its project; ``known``: it is registered as it stands."""

    row: int
    project: CreditProject
    lot: CreditLot
    new_project: bool
    known: bool

    @property
    def told(self) -> str:
        """The serials or the ticket."""
        return self.lot.ticket_no or self.lot.told(self.lot.serial_from, self.lot.serial_to)

    @property
    def tonnes(self) -> Decimal:
        """What the lot has."""
        return self.project.tonnes(self.lot.quantity)


@dataclass(frozen=True)
class Staged:
    """A file as it would be registered. ``sha256``: by which it is registered after it was looked at."""

    sha256: str
    name: str
    lots: tuple[StagedLot, ...]
    mistakes: tuple[CellMistake, ...]

    @property
    def fresh(self) -> tuple[StagedLot, ...]:
        """The lots that are not registered yet."""
        return tuple(one for one in self.lots if not one.known)


def stage(person: Person, content: bytes, name: str) -> Staged:
    """Look at a file and keep it for a day; nothing is registered. Raises ``Forbidden``, ``CreditRefused`` at
    ``file``."""
    permissions.require(person, permissions.KEEP_REGISTER)
    sha256 = hashlib.sha256(content).hexdigest()
    rows = rows_of(content)
    with db.writing():
        _keep(person, content, sha256, name)
    return _staged(person, rows, sha256, name)


def looked_at(person: Person, sha256: str) -> Staged:
    """The same of a file that was looked at within a day. Raises ``Forbidden``, ``RecordKept`` where it is gone."""
    permissions.require(person, permissions.KEEP_REGISTER)
    query = select(LotUpload.content, LotUpload.name).where(
        LotUpload.person_id == person.id, LotUpload.sha256 == sha256
    )
    sent = db.session().execute(query).one_or_none()
    if sent is None:
        raise RecordKept(gettext(GONE))
    return _staged(person, rows_of(sent.content), sha256, sent.name)


def rows_of(content: bytes) -> list[SheetRow]:
    """The rows of a file: of an exchange file in JSON, or of a table. Raises ``CreditRefused`` at ``file``."""
    return exchange.rows(content) if exchange.is_json(content) else read_rows(exchange.without_checksum(content))


def enter(person: Person, sha256: str) -> int:
    """Register what was looked at, all of it or nothing; gives how many lots were new.

    Raises ``Forbidden``, ``RecordKept`` where the file is no longer there, ``CreditRefused`` where it has mistakes
    by now, ``SerialsTaken`` where somebody was faster.
    """
    permissions.require(person, permissions.KEEP_REGISTER)
    query = select(LotUpload.content, LotUpload.name).where(
        LotUpload.person_id == person.id, LotUpload.sha256 == sha256
    )
    sent = db.session().execute(query).one_or_none()
    if sent is None:
        raise RecordKept(gettext(GONE))
    rows = rows_of(sent.content)
    db.end_reading()
    return _registered(person, rows, sha256, sent.name)


@db.writing()
def _registered(person: Person, rows: list[SheetRow], sha256: str, name: str) -> int:
    staged = _staged(person, rows, sha256, name)
    if staged.mistakes:
        message = gettext(STILL_WRONG, count=len(staged.mistakes))
        raise CreditRefused(message, (FieldError("file", message),))
    projects = {id(one.project): one.project for one in staged.fresh if one.new_project}
    db.session().add_all(projects.values())
    flush()
    for one in staged.fresh:
        lot = one.lot
        lot.project_id = one.project.id
        if lot.ticket_no:
            _after_the_last(lot)
        db.session().add(lot)
        flush(partial(lots_meeting, lot.project_id, lot.serial_from, lot.serial_to))
    if staged.fresh:
        detail = {"file": name, "sha256": sha256, "lots": len(staged.fresh), "projects": len(projects)}
        audit.record("import_credit_lots", f"institution:{person.institution_id}", detail, person=person)
    db.session().execute(delete(LotUpload).where(LotUpload.person_id == person.id, LotUpload.sha256 == sha256))
    return len(staged.fresh)


def _after_the_last(lot: CreditLot) -> None:
    """The units of a ticket are counted after those before it, which stand in the same file perhaps."""
    last = db.session().scalar(select(func.max(CreditLot.serial_to)).where(CreditLot.project_id == lot.project_id))
    first = max(lot.serial_from, (last or 0) + 1)
    lot.serial_from, lot.serial_to = first, first + lot.quantity - 1


def _keep(person: Person, content: bytes, sha256: str, name: str) -> None:
    session = db.session()
    session.execute(delete(LotUpload).where(LotUpload.at < db.now() - KEPT))
    own = select(LotUpload).where(LotUpload.person_id == person.id, LotUpload.sha256 == sha256)
    found = session.scalar(own)
    if found is None:
        session.add(LotUpload(person_id=person.id, sha256=sha256, name=name[:500], content=content, at=db.now()))
    else:
        found.at = db.now()


@dataclass
class _Looking:
    """What the rows before said: the projects by registry and code, and the lots of each."""

    person: Person
    projects: dict[tuple[str, str], tuple[CreditProject, bool, int]] = field(default_factory=dict)
    lots: dict[int, list[StagedLot]] = field(default_factory=dict)
    mistakes: list[CellMistake] = field(default_factory=list)

    def wrong(self, row: SheetRow, errors: Iterable[FieldError]) -> None:
        self.mistakes += [CellMistake(row.number, HEADINGS.get(one.path, ""), one.message) for one in errors]


def _staged(person: Person, rows: list[SheetRow], sha256: str, name: str) -> Staged:
    looking = _Looking(person)
    with db.session().no_autoflush:
        found = [_looked_at(looking, row) for row in rows]
    return Staged(sha256, name, tuple(one for one in found if one is not None), tuple(sorted(looking.mistakes)))


def _looked_at(looking: _Looking, row: SheetRow) -> StagedLot | None:
    mistakes = Mistakes()
    project, fresh = _project(looking, row, mistakes)
    entry = LotEntry(
        vintage=row.text("vintage"),
        serial_from=row.text("serial_from"),
        serial_to=row.text("serial_to"),
        quantity_t=_number(mistakes, row, "quantity_t"),
        source=row.text("source"),
        ticket_no=row.text("ticket_no"),
        elsewhere=row.text("elsewhere"),
    )
    known = None if project is None or fresh else _registered_already(project, entry)
    lot = known or (None if project is None else new_lot(mistakes, looking.person, project, entry))
    if project is not None and lot is not None and known is None:
        _meeting(looking, mistakes, project, lot, fresh)
    looking.wrong(row, mistakes.errors)
    if project is None or lot is None or mistakes.errors:
        return None
    staged = StagedLot(row.number, project, lot, fresh, known is not None)
    looking.lots.setdefault(id(project), []).append(staged)
    return staged


def _project(looking: _Looking, row: SheetRow, mistakes: Mistakes) -> tuple[CreditProject | None, bool]:
    """The project of a row, and whether the file enters it."""
    key = (row.text("registry_name"), row.text("code"))
    if key in looking.projects:
        project, fresh, before = looking.projects[key]
        _same_project(mistakes, row, project, before if fresh else 0)
        return project, fresh
    query = select(CreditProject).where(CreditProject.registry_name == key[0], CreditProject.code == key[1])
    found = db.session().scalar(query)
    if found is None:
        unit = _number(mistakes, row, "unit_t")
        texts = {name: row.text(name) for name in ("registry_name", "name", "code", "credit_type", "methodology")}
        made = new_project(mistakes, looking.person, ProjectEntry(**texts, unit_t=unit))
        if mistakes.errors:
            return None, True
        looking.projects[key] = made, True, row.number
        return made, True
    if not may_keep(looking.person, found):
        place = found.institution.name if found.institution else ""
        mistakes.add("code", gettext(NOT_YOURS, place=place))
    looking.projects[key] = found, False, row.number
    _same_project(mistakes, row, found)
    return found, False


def _same_project(mistakes: Mistakes, row: SheetRow, project: CreditProject, before: int = 0) -> None:
    """Name what a row says otherwise of its project than the register, or than the row ``before`` that enters it."""
    unit = _number(mistakes, row, "unit_t")
    alike = {
        "name": plain_name(row.text("name")) == plain_name(project.name),
        "methodology": plain_name(row.text("methodology")) == plain_name(project.methodology),
        "credit_type": type_name(row.text("credit_type")) == project.credit_type,
        "unit_t": unit is None or unit == project.unit,
    }
    for name in (one for one in alike if row.text(one) and not alike[one]):
        own = plain(project.unit) if name == "unit_t" else getattr(project, name)
        told = gettext(OTHER_PROJECT, row=before) if before else gettext(OTHER_THAN_KEPT, own=own)
        mistakes.add(name, told)


def _number(mistakes: Mistakes, row: SheetRow, name: str) -> Decimal | None:
    text = row.text(name)
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "e" in text.lower() or "_" in text:
        mistakes.add(name, gettext(NO_NUMBER))
        return None
    return value


def _registered_already(project: CreditProject, entry: LotEntry) -> CreditLot | None:
    """The lot of the register that a row repeats: the same units, period and source."""
    number = entry.ticket_no.strip()
    scratch = Mistakes()
    lot = new_lot(scratch, db.session().get_one(Person, project.recorded_by), project, _said_apart(entry))
    if lot is None:
        return None
    query = select(CreditLot).where(CreditLot.project_id == project.id, CreditLot.quantity == lot.quantity)
    same = (
        CreditLot.ticket_no == number
        if number
        else (CreditLot.serial_from == lot.serial_from) & (CreditLot.serial_to == lot.serial_to)
    )
    found = db.session().scalar(query.where(same, CreditLot.vintage == lot.vintage))
    return found


def _said_apart(entry: LotEntry) -> LotEntry:
    """Asked without the question whether another registry has the same tonnes."""
    return replace(entry, elsewhere=entry.elsewhere or "—")


def _meeting(looking: _Looking, mistakes: Mistakes, project: CreditProject, lot: CreditLot, fresh: bool) -> None:
    """Whether the lot meets one of the register, or one of the rows before."""
    if not fresh and not lot.ticket_no and (held := lots_meeting(project.id, lot.serial_from, lot.serial_to)):
        mistakes.add("serial_from", gettext(MEETS_LOT, lots="；".join(held)))
    for other in looking.lots.get(id(project), []):
        one = other.lot
        if lot.ticket_no:
            if one.ticket_no == lot.ticket_no:
                mistakes.add("ticket_no", gettext(TICKET_TWICE, row=other.row))
        elif not one.ticket_no and one.serial_from <= lot.serial_to and lot.serial_from <= one.serial_to:
            mistakes.add("serial_from", gettext(MEETS_ROW, row=other.row))
