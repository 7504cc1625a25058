"""Steps that belong to the case itself: filing from a page, amending, recording the judgment; reading an upload."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.cases import filing
from casework.cases.errors import (
    NothingChanged,
    ReasonMissing,
    UploadNotText,
    UploadTooLarge,
    WrongFacts,
)
from casework.cases.lifecycle import advance, check_step
from casework.cases.models import Case, CasefileVersion, Judgment, StageEvent
from casework.cases.stages import CONFIRMED, STEPS, WITHDRAWN, Step
from rules.casefile import CaseFile, canonical, load
from rules.reading.errors import FieldError
from rules.reading.yaml_reader import MAX_BYTES

SAME_FILING = datetime.timedelta(minutes=10)


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
    return load(content)


@db.writing()
def file_once(person: Person, casefile: CaseFile) -> Case:
    """File a case from a page. The same page sent twice gives the case of the first time, not a second one."""
    permissions.require(person, permissions.FILE_CASE)
    db.take_turns(f"filing {person.id}")
    whole = filing.complete(casefile, person.institution)
    query = (
        select(Case)
        .join(CasefileVersion, CasefileVersion.case_id == Case.id)
        .where(
            Case.filed_by == person.id,
            Case.stage != WITHDRAWN,  # the court may have been quick; a case taken back may be filed anew
            Case.created_at >= db.now() - SAME_FILING,
            CasefileVersion.version == 1,
            CasefileVersion.sha256 == whole.sha256,
        )
    )
    return db.session().scalar(query) or filing.file_complete(person, whole)


def amending_step(case: Case) -> Step:
    """The step by which the facts are changed now: before acceptance any of them; once the loss is confirmed only what
    comes in later, such as requests and opinions, which must leave the measurement as it is."""
    return STEPS["supplement" if case.stage == CONFIRMED else "amend"]


@db.writing()
def amend(case: Case, person: Person, casefile: CaseFile, reason: str) -> CasefileVersion:
    """Replace the facts of a case by ``amending_step``, with the reason.

    Raises ``ReasonMissing``, ``NothingChanged``, ``WrongFacts`` naming fields, or what the step itself refuses.
    """
    step = amending_step(case)
    check_step(case, step, person)
    if not reason.strip():
        message = gettext("%(step)s须写明理由。", step=str(step.label))
        raise ReasonMissing(message, (FieldError("reason", message),))
    before = filing.current_version(case)
    version = filing.add_version(case, casefile, person, reason.strip())
    if version is before:
        raise NothingChanged(gettext("内容与现有案件文件相同，没有改动。"))
    advance(case, step.action, person, reason=reason, detail={"version": version.version}, proves=(version,))
    return version


@db.writing()
def rule(
    case: Case, person: Person, number: str, date: str, note: str = "", *, checked: Iterable[object]
) -> StageEvent:
    """Record the court's judgment. ``date`` is ISO text; ``checked`` are the proofs that the judge has checked, kept
    in words in the timeline and the log. Raises ``WrongFacts`` naming the field.
    """
    check_step(case, STEPS["rule"], person)
    errors = []
    if not number.strip() or len(number.strip()) > 120:
        errors.append(FieldError("number", gettext("裁判文书号应为 1 至 120 个字")))
    day = _day_of(date)
    conduct = filing.casefile_of(filing.current_version(case)).case.conduct
    if day is None:
        errors.append(FieldError("date", gettext("应为真实存在的日期，写作 2021-12-01")))
    elif day < conduct.ended:
        errors.append(FieldError("date", gettext("裁判日期早于行为终了日 %(day)s", day=conduct.ended.isoformat())))
    elif day > db.today():
        errors.append(FieldError("date", gettext("裁判日期晚于今日")))
    with force_locale("zh"):  # what is kept is kept in the language of the proceedings
        seen = [str(proof) for proof in checked]
        told = gettext("已核对履行证明：%(proofs)s", proofs="；".join(seen))
    if not seen:
        errors.append(FieldError("checked", gettext("请先逐项核对履行证明")))
    if errors or day is None:
        raise WrongFacts(gettext("裁判没有记录。"), tuple(errors))
    judgment = Judgment(
        case_id=case.id, number=number.strip(), date=day, note=note.strip() or None, person_id=person.id, at=db.now()
    )
    db.session().add(judgment)
    db.session().flush()
    detail = {"number": judgment.number, "date": day.isoformat(), "checked": seen}
    return advance(case, "rule", person, reason=told, detail=detail, proves=(judgment,))


def _day_of(text: str) -> datetime.date | None:
    try:
        return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        return None


def judgment_digest(judgment: Judgment) -> str:
    """SHA-256 of what a judgment says."""
    content = {
        "case_id": judgment.case_id,
        "number": judgment.number,
        "date": judgment.date.isoformat(),
        "note": judgment.note,
        "person_id": judgment.person_id,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
