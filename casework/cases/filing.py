"""File a case and add versions of its case file. The index columns of a case are derived here and nowhere else."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import orjson
from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update

from casework import db, permissions
from casework.accounts import Institution, Person, institutions
from casework.audit import service as audit
from casework.cases.errors import UploadNotText, UploadTooLarge, WrongFacts
from casework.cases.models import ACTS, Case, CaseCounter, CasefileVersion
from rules.carbon.methods import registry
from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile, canonical, load, parse
from rules.casefile.charges import offences_of
from rules.reading.apart import text_read
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template
from rules.reading.yaml_reader import MAX_BYTES
from rules.settlement.settle import check_options
from rules.values.clock import BEIJING

NOT_THE_OWN = template("只能以本单位（%(own)s）名义立案，现为%(given)s")
NUMBER_TAKEN = template("案号 %(number)s 已用于另一案件")

SAME_FILING = datetime.timedelta(minutes=10)
"""Within which the same page sent twice is one filing."""

_PARTS = {
    # field of the case file -> kind of institution, column of the case, name on the screen
    "procuratorate": ("procuratorate", "procuratorate_id", "检察院"),
    "court": ("court", "court_id", "法院"),
    "forestry_bureau": ("forestry_bureau", "bureau_id", "林业局"),
}

ACTIONS = {"file_facts": _("登记案情"), "revise_facts": _("修改案情")}
"""What the log calls these acts."""


@dataclass(frozen=True)
class Index:
    """What stands beside the case file in columns."""

    number: str | None
    offence: str
    offences: str
    area_code: str
    parties: str
    procuratorate_id: int | None
    court_id: int | None
    bureau_id: int | None


def read_upload(content: bytes) -> CaseFile:
    """The case file in an uploaded YAML or JSON file.

    Raises ``UploadTooLarge`` (413), ``UploadNotText`` (400) or ``InputError`` with every mistake (422).
    """
    if len(content) > MAX_BYTES:
        size, limit = f"{len(content):,}", f"{MAX_BYTES:,}"
        raise UploadTooLarge(gettext("案件文件过大：%(size)s 字节，上限为 %(limit)s 字节。", size=size, limit=limit))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        said = gettext(
            "文件不是 UTF-8 编码的文本（第 %(at)s 个字节无法识别），请另存为 UTF-8 后重新上传。", at=problem.start + 1
        )
        raise UploadNotText(said) from None
    if "\0" in text:
        raise UploadNotText(gettext("文件含有空字符，不是文本文件。"))
    return text_read(load, content)


def _registered_names(written: str) -> list[str]:
    """The names an institution may be registered by: papers write 福建省南靖县人民法院 for 南靖县人民法院."""
    return [
        written,
        *(written[end.end() :] for end in re.finditer("(?<=.)[省市区]", written) if end.end() < len(written)),
    ]


@dataclass(frozen=True)
class Complete:
    """A case file as it may be stored, with its index."""

    casefile: CaseFile
    index: Index

    @cached_property
    def document(self) -> str:
        """The text that is stored."""
        return canonical(self.casefile.as_json())

    @cached_property
    def sha256(self) -> str:
        return digest(self.document)


def seats_named(casefile: CaseFile, own: Institution) -> dict[str, str]:
    """The institutions of a case that is opened from its facts: field of ``case.institutions`` -> name.

    The own one; those that are named, by their registered names, or as they are written where none has them; for a
    procuratorate also the only court and bureau of its area. Any other seat stays empty. Raises ``WrongFacts`` where
    the case file names another institution in the own seat.
    """
    found: dict[str, str] = {}
    for field, (kind, _column, _title) in _PARTS.items():
        name = getattr(casefile.case.institutions, field)
        if kind == own.kind:
            _refuse_another(field, name, own)
            found[field] = own.name
        elif name is not None:
            known = institutions.institution_named(kind, _registered_names(name))
            found[field] = known.name if known is not None else name
        elif own.kind == permissions.PROCURATORATE:
            local = institutions.institutions_of(kind, own.area_code)
            found |= {field: local[0].name} if len(local) == 1 else {}
    return found


def _refuse_another(field: str, name: str | None, own: Institution) -> None:
    if name is None or own.name in _registered_names(name):
        return
    told = gettext(NOT_THE_OWN, own=own.name, given=name)
    raise WrongFacts(told, (FieldError(f"case.institutions.{field}", told),))


def complete_by_acts(casefile: CaseFile, seats: Mapping[str, str], area_code: str) -> Complete:
    """The case file as it may be stored, with the institutions that have the seats.

    ``seats``: field of ``case.institutions`` -> the institution that has the seat; a seat may be empty. ``area_code``:
    of whoever opened the case, where no stand names a county. Raises ``InputError`` as ``check``.
    """
    check(casefile)
    found = {
        field: place.id
        for field, (kind, _column, _title) in _PARTS.items()
        if field in seats and (place := institutions.institution_named(kind, _registered_names(seats[field])))
    }
    whole = casefile.with_institutions(**{field: name for field, name in seats.items() if field in _PARTS})
    return Complete(whole, _index(whole, area_code, found))


def check(casefile: CaseFile) -> None:
    """Raise ``InputError`` for a method, options and species that no assessment would accept."""
    check_options(casefile.options)
    if casefile.options.method is not None:
        registry.named(casefile.options.method)
    check_species(casefile)


def _index(casefile: CaseFile, area_code: str, institution_ids: Mapping[str, int]) -> Index:
    counties = [stand.county for stand in casefile.stands if stand.county]
    return Index(
        number=casefile.case.number,
        offence=casefile.case.offence,
        offences="、".join(offences_of(casefile)),
        area_code=counties[0] if counties else area_code,
        parties="、".join(party.name for party in casefile.parties),
        procuratorate_id=institution_ids.get("procuratorate"),
        court_id=institution_ids.get("court"),
        bureau_id=institution_ids.get("forestry_bureau"),
    )


def check_species(casefile: CaseFile) -> None:
    """Raise ``InputError`` at each species that is not on record. A name for several (松) is left to the officer."""
    errors: list[FieldError] = []
    for number, stand in enumerate(casefile.stands):
        for place, part in enumerate(stand.species):
            try:
                vocabulary().look_up(part.species, f"stands[{number}].species[{place}].species", may_be_ambiguous=True)
            except InputError as unknown:
                errors += unknown.errors
    if errors:
        raise InputError(errors)


@db.writing()
def file_by_acts(person: Person, whole: Complete, reference: str, reason: str) -> Case:
    """Keep the facts of a case whose course is kept by its acts, under its running number."""
    _refuse_taken_number(whole.index.number, None)
    now = db.now()
    case = Case(
        reference=reference,
        stage=ACTS,
        filed_by=person.id,
        created_at=now,
        updated_at=now,
        row_version=1,
        **vars(whole.index),
    )
    db.session().add(case)
    db.session().flush()
    version = _store(case, whole, person, reason)
    audit.record("file_facts", f"case:{case.id}", {"version": version.version}, person=person, proves=(version,))
    return case


def filed_lately(person: Person, whole: Complete) -> Case | None:
    """The facts of the case kept by its acts that this person filed with the very same content just now, if any."""
    query = (
        select(Case)
        .join(CasefileVersion, CasefileVersion.case_id == Case.id)
        .where(
            Case.stage == ACTS,
            Case.filed_by == person.id,
            Case.created_at >= db.now() - SAME_FILING,
            CasefileVersion.version == 1,
            CasefileVersion.sha256 == whole.sha256,
        )
    )
    return db.session().scalar(query)


@dataclass(frozen=True)
class Revision:
    """The version that now holds; ``new`` unless the case file says what it said before."""

    version: CasefileVersion
    new: bool

    @property
    def proves(self) -> tuple[CasefileVersion, ...]:
        """What the caller names to the audit log."""
        return (self.version,) if self.new else ()


def add_version(case: Case, whole: Complete, person: Person, reason: str) -> Revision:
    """Store a further version of the case file, if it says anything new, and bring the index up to date.

    For services whose act allows it; checking the act is theirs.
    """
    latest = current_version(case)
    if latest.sha256 == whole.sha256:
        return Revision(latest, new=False)
    _refuse_taken_number(whole.index.number, case)
    for column, value in vars(whole.index).items():
        setattr(case, column, value)
    return Revision(_store(case, whole, person, reason, latest.version), new=True)


def _store(case: Case, whole: Complete, person: Person, reason: str, after: int = 0) -> CasefileVersion:
    version = CasefileVersion(
        case_id=case.id,
        version=after + 1,
        document=whole.document,
        sha256=whole.sha256,
        reason=reason,
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(version)
    db.session().flush()
    _keep(version, whole.casefile)
    return version


def current_version(case: Case) -> CasefileVersion:
    """The latest version of the case file."""
    query = select(CasefileVersion).where(CasefileVersion.case_id == case.id)
    version = db.session().scalar(query.order_by(CasefileVersion.version.desc()).limit(1))
    assert version is not None, "a case is never without a case file"
    return version


def casefile_of(version: CasefileVersion) -> CaseFile:
    """The typed case file of a stored version. Read and validated once in a request, however often it is asked for."""
    kept: dict[str, CaseFile] = g.setdefault("casefiles", {})
    found = kept.get(version.sha256)
    if found is None:
        found = parse(orjson.loads(version.document), recorded=True)
        _keep(version, found)
    return found


_KEPT = 4
"""Case files that are kept for a request: two that are compared, and what is made of them. Commands go through many."""


def _keep(version: CasefileVersion, casefile: CaseFile) -> None:
    kept: dict[str, CaseFile] = g.setdefault("casefiles", {})
    while len(kept) >= _KEPT:
        del kept[next(iter(kept))]
    kept[version.sha256] = casefile


def digest(document: str) -> str:
    """SHA-256 of a stored document's text."""
    return hashlib.sha256(document.encode()).hexdigest()


def _refuse_taken_number(number: str | None, case: Case | None) -> None:
    if number is None:
        return
    db.take_turns("case number")  # of two that take it at the same moment, one is told so
    holder = db.session().scalar(select(Case).where(Case.number == number))
    if holder is not None and holder is not case:
        message = gettext(NUMBER_TAKEN, number=number)
        raise WrongFacts(message, (FieldError("case.number", message),))


def references(now: datetime.datetime, count: int) -> list[str]:
    """The next running numbers: year and four digits or more, without gaps while nothing fails."""
    db.take_turns("case reference")
    year = now.astimezone(BEIJING).year
    counted = update(CaseCounter).where(CaseCounter.year == year).values(filed=CaseCounter.filed + count)
    last = db.session().scalar(counted.returning(CaseCounter.filed), execution_options={"synchronize_session": False})
    if last is None:
        last = count
        db.session().execute(insert(CaseCounter).values(year=year, filed=last))
    return [f"{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
