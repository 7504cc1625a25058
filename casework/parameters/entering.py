"""Enter a parameter set: the check's result is shown first, and nothing is stored before it is accepted."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.parameters.errors import SetClosed, SetRefused
from casework.parameters.models import ParameterSetEntry, Withdrawal
from rules.carbon.parameter_forms.check import Checked, check
from rules.carbon.parameter_forms.findings import field_errors
from rules.casefile import canonical
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_REASON = template("疑点须写明采用的理由")
ENTERED_ALREADY = template("内容完全相同的参数集已经录入（摘要 %(hash)s）。")

LONGEST = 2000


def looked_through(person: Person, content: bytes) -> Checked:
    """What the check says of an uploaded form. Stores nothing. Raises ``Forbidden``."""
    permissions.require(person, permissions.ENTER_PARAMETERS)
    return check(content)


def enter(person: Person, document: str, reasons: Mapping[str, str]) -> ParameterSetEntry:
    """Store a set that was checked. ``reasons``: by ``Finding.key``, why a doubtful value is taken all the same.

    Raises ``SetRefused`` with every error of the form and every doubt without a reason (at ``reason-<key>``),
    ``SetClosed`` where the very same set is entered already and not withdrawn.
    """
    found = looked_through(person, document.encode())
    if found.form is None:
        raise SetRefused(gettext("参数集有错误，没有保存。"), tuple(field_errors(found.errors)))
    mistakes = []
    for doubt in found.doubts:
        reason = reasons.get(doubt.key, "").strip()
        if not reason:
            mistakes.append(FieldError(f"reason-{doubt.key}", gettext(NO_REASON)))
        elif len(reason) > LONGEST:
            mistakes.append(FieldError(f"reason-{doubt.key}", gettext("至多 %(longest)s 字", longest=LONGEST)))
    if mistakes:
        raise SetRefused(gettext("参数集没有保存。"), tuple(mistakes))
    return _store(person, found, reasons)


@db.writing()
def _store(person: Person, found: Checked, reasons: Mapping[str, str]) -> ParameterSetEntry:
    form = found.form
    assert form is not None, "a form with errors was refused"
    db.take_turns("parameter sets")
    if _entered_already(form.sha256):
        raise SetClosed(gettext(ENTERED_ALREADY, hash=form.sha256[:16]))
    row = ParameterSetEntry(
        method=form.method,
        code=form.id,
        title=form.title,
        document=form.document,
        sha256=form.sha256,
        value_count=len(form.parameters),
        doubts=canonical(
            [
                {"message": doubt.message, "about": doubt.about, "reason": reasons[doubt.key].strip()}
                for doubt in found.doubts
            ]
        ),
        gaps=canonical([gap.message for gap in found.gaps]),
        institution_id=person.institution_id,
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(row)
    db.session().flush()
    audit.record(
        "enter_parameter_set",
        f"parameter_set:{row.id}",
        {"method": row.method, "code": row.code, "sha256": row.sha256, "values": row.value_count},
        person=person,
        proves=(row,),
    )
    return row


def _entered_already(sha256: str) -> bool:
    withdrawn = select(Withdrawal.set_id)
    query = select(ParameterSetEntry.id).where(
        ParameterSetEntry.sha256 == sha256, ParameterSetEntry.id.not_in(withdrawn)
    )
    return db.session().scalar(query.limit(1)) is not None
