"""履约抵消: what a compliance use offsets of an emitter's confirmed emission of a year, within the limits."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext, lazy_gettext
from sqlalchemy import ColumnElement, and_, or_, select

from casework import db
from casework.accounts import Person
from casework.credits.checks import Mistakes
from casework.credits.models import COMPLIANCE, ComplianceOffset, ConfirmedEmission, CreditProject, SerialUse
from casework.wording import told as in_words
from rules.reading.messages import template
from rules.record.worksheet import LineRecord
from rules.settlement import offsets
from rules.settlement.offsets import Emission, OffsetCheck
from rules.values.quantity import plain
from rules.values.unit_code import read_code

NO_YEAR = template("履约抵消须写明年度")
NO_CODE = template("履约抵消须写明该单位的统一社会信用代码，18 位，末位为校验码")
OTHER_CODE = template("“%(emitter)s”已以统一社会信用代码 %(code)s 登记，请核对")
NO_EMISSION = template("该单位%(year)s年度的经确认排放量还没有登记，须写明数量和依据")
NO_PAPER = template("写明了经确认排放量的，须写明依据的文书及其日期")
OTHER_EMISSION = template("该单位%(year)s年度已按“%(paper)s”登记为 %(tonnes)s t；有更正的，写明另一份依据")
YEAR_TO_COME = template("%(year)s年度还没有过去，没有经确认排放量")

TOO_LONG = template("至多 %(longest)s 个字，现为 %(length)s 个")

LONGEST_REASON = 500

KINDS = {offsets.FOREST: lazy_gettext("林业碳汇"), offsets.OTHER: lazy_gettext("其他类型")}


@dataclass(frozen=True)
class OffsetEntry:
    """What a compliance use is for. ``emission_t`` and ``paper`` may be left out once they are on record for the year;
    ``not_first``: why another type was used before the one to be used first; ``code``: 统一社会信用代码 of the emitter,
    by which it is the same whatever it is called."""

    year: int | None
    emission_t: Decimal | None = None
    paper: str = ""
    not_first: str = ""
    emitter_code: str = ""


@dataclass(frozen=True)
class Emitter:
    """An emitter: its name as written and in one spelling, and its code."""

    name: str
    key: str
    code: str

    @property
    def same(self) -> ColumnElement[bool]:
        """What is recorded of it: under its code, or under its name before codes were asked for."""
        named = and_(ConfirmedEmission.emitter_key == self.key, ConfirmedEmission.emitter_code.is_(None))
        return or_(ConfirmedEmission.emitter_code == self.code, named)


@dataclass(frozen=True)
class Offset:
    """What a compliance use offset, as it was worked out when it was entered."""

    row: ComplianceOffset
    emission: ConfirmedEmission
    lines: tuple[LineRecord, ...]


def key_of(emitter: str) -> str:
    """The name of an emitter in one spelling: width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", emitter).split()).lower()


@dataclass(frozen=True)
class Offsetting:
    """What is about to be offset: of which emission, by which worksheet."""

    person: Person
    emission: ConfirmedEmission
    check: OffsetCheck
    project: CreditProject
    not_first: str

    def kept(self, use: SerialUse) -> tuple[ConfirmedEmission | ComplianceOffset, ...]:
        """Keep what the use offsets: the rows that are new."""
        new = self.emission.id is None
        db.session().add(self.emission)
        db.session().flush()
        made = ComplianceOffset(
            use_id=use.id,
            emission_id=self.emission.id,
            kind=offsets.kind_of(self.project.credit_type),
            tonnes=self.project.tonnes(use.serial_to - use.serial_from + 1),
            not_first=self.not_first or None,
            worksheet=json.dumps(self.check.worksheet.as_json(), ensure_ascii=False, sort_keys=True),
            recorded_by=self.person.id,
            at=db.now(),
        )
        db.session().add(made)
        db.session().flush()
        return (self.emission, made) if new else (made,)


def offset_for(
    mistakes: Mistakes, person: Person, holder: str, entry: OffsetEntry | None, project: CreditProject, units: int
) -> Offsetting | None:
    """What so many units offset, with every mistake; None where it cannot be told.

    Within ``db.writing()``: whoever offsets takes turns, so that two together cannot go beyond a limit.
    """
    db.take_turns("compliance_offsets")
    entry = entry or OffsetEntry(None)
    reason = entry.not_first.strip()
    if told := offsets.not_first(project.credit_type, reason):
        mistakes.add("not_first", in_words(told))
    elif len(reason) > LONGEST_REASON:
        mistakes.add("not_first", gettext(TOO_LONG, longest=LONGEST_REASON, length=len(reason)))
    emitter = _emitter(mistakes, holder, entry) if holder else None
    emission = _emission(mistakes, person, emitter, entry) if emitter is not None else None
    if emitter is None or emission is None:
        return None
    said = Emission(emission.year, emission.emission_t, emission.paper)
    taken = used(emitter, emission.year)
    found = offsets.checked(said, taken, project.credit_type, project.tonnes(units))
    for refused in found.refused:
        mistakes.add("quantity_t", in_words(refused))
    return Offsetting(person, emission, found, project, reason)


def _emitter(mistakes: Mistakes, holder: str, entry: OffsetEntry) -> Emitter | None:
    """Whose emission it is; None where its code is none, or its name is on record with another."""
    code, key = read_code(entry.emitter_code), key_of(holder)
    if code is None:
        mistakes.add("emitter_code", gettext(NO_CODE))
        _check_year(mistakes, entry.year)
        return None
    others = select(ConfirmedEmission.emitter_code).where(
        ConfirmedEmission.emitter_key == key, ConfirmedEmission.emitter_code != code
    )
    if (other := db.session().scalar(others.limit(1))) is not None:
        mistakes.add("emitter_code", gettext(OTHER_CODE, emitter=holder, code=other))
        return None
    return Emitter(holder, key, code)


def _check_year(mistakes: Mistakes, year: int | None) -> bool:
    """Whether emissions of the year can be offset."""
    if year is None:
        mistakes.add("year", gettext(NO_YEAR))
        return False
    early = offsets.not_in_force(year)
    if early or year >= db.today().year:
        mistakes.add("year", in_words(early) if early else gettext(YEAR_TO_COME, year=year))
        return False
    return True


def _emission(mistakes: Mistakes, person: Person, emitter: Emitter, entry: OffsetEntry) -> ConfirmedEmission | None:
    """What is on record for the year, or what the entry states of it."""
    if not _check_year(mistakes, entry.year):
        return None
    assert entry.year is not None, "it was checked"
    known = on_record(emitter, entry.year)
    if entry.emission_t is None:
        if known is None:
            mistakes.add("emission_t", gettext(NO_EMISSION, year=entry.year))
        return known
    return _stated(mistakes, person, emitter, entry, entry.emission_t, known)


def _stated(
    mistakes: Mistakes,
    person: Person,
    emitter: Emitter,
    entry: OffsetEntry,
    tonnes: Decimal,
    known: ConfirmedEmission | None,
) -> ConfirmedEmission | None:
    paper = entry.paper.strip()
    if not paper or len(paper) > 500:
        mistakes.add("paper", gettext(NO_PAPER))
        return None
    if known is not None and known.emission_t == tonnes:
        return known
    if known is not None and known.paper == paper:
        said = {"year": entry.year, "paper": known.paper, "tonnes": plain(known.emission_t)}
        mistakes.add("emission_t", gettext(OTHER_EMISSION, **said))
        return None
    return ConfirmedEmission(
        emitter=emitter.name,
        emitter_key=emitter.key,
        emitter_code=emitter.code,
        year=entry.year,
        emission_t=tonnes,
        paper=paper,
        recorded_by=person.id,
        at=db.now(),
    )


def on_record(emitter: Emitter, year: int) -> ConfirmedEmission | None:
    """The confirmed emission of a year: what was recorded last of it."""
    query = (
        select(ConfirmedEmission)
        .where(emitter.same, ConfirmedEmission.year == year)
        .order_by(ConfirmedEmission.id.desc())
    )
    return db.session().scalar(query.limit(1))


def used(emitter: Emitter, year: int) -> dict[str, Decimal]:
    """Tonnes that an emitter has offset for a year, by the limit they come under, without what was taken back."""
    query = (
        select(ComplianceOffset.kind, ComplianceOffset.tonnes)
        .join(ConfirmedEmission, ConfirmedEmission.id == ComplianceOffset.emission_id)
        .join(SerialUse, SerialUse.id == ComplianceOffset.use_id)
        .where(emitter.same, ConfirmedEmission.year == year)
        .where(SerialUse.use == COMPLIANCE, SerialUse.released_at.is_(None))
    )
    found: dict[str, Decimal] = defaultdict(Decimal)
    for kind, tonnes in db.session().execute(query):
        found[kind] += tonnes
    return dict(found)


def of_use(use: SerialUse) -> Offset | None:
    """What a use offset; None of another kind of use, and of one that was entered before limits were checked."""
    query = (
        select(ComplianceOffset, ConfirmedEmission)
        .join(ConfirmedEmission, ConfirmedEmission.id == ComplianceOffset.emission_id)
        .where(ComplianceOffset.use_id == use.id)
    )
    row = db.session().execute(query).first()
    if row is None:
        return None
    lines = tuple(LineRecord.from_json(line) for line in json.loads(row[0].worksheet))
    return Offset(row[0], row[1], lines)
