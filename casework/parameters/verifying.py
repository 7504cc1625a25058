"""The second officer's side: hold each value against its source, freeze the set; and the withdrawal of a set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.parameters.errors import SetClosed, SetRefused
from casework.parameters.models import AGREES, DIFFERS, Freezing, ValueCheck, Withdrawal
from casework.parameters.register import TO_VERIFY, WITHDRAWN, Entered, entered_set
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_ORIGINAL = template("与原件不一致的，写明原件所载")
NOT_ALL_AGREE = template("共 %(count)s 个数值，已核对一致 %(agreeing)s 个，不一致 %(differing)s 个：全部一致才能冻结。")
OTHER_SET = template("页面上的参数集与系统中的不同，请刷新后重新核对。")

LONGEST = 2000


@dataclass(frozen=True)
class Look:
    """What the officer found of one value: ``agrees`` or ``differs``, and for a difference what the source says."""

    verdict: str
    note: str = ""


def to_verify(person: Person, set_id: int) -> Entered:
    """The set, for an officer who may verify it now. Raises ``Forbidden``, ``SetClosed``."""
    found = entered_set(set_id)
    permissions.require(person, permissions.VERIFY_PARAMETERS, of=found.bureau, made_by=found.row.person_id)
    if found.state != TO_VERIFY:
        raise SetClosed(gettext("参数集已冻结或已停用，不再核对。"))
    return found


@db.writing()
def verify(person: Person, set_id: int, looks: Mapping[int, Look]) -> int:
    """Keep what was found of these values (by number); a value looked at before is looked at anew only if that changed.

    Gives how many were kept. Raises ``SetRefused`` at ``note-<number>`` or ``verdict-<number>``.
    """
    db.take_turns(f"parameter set {set_id}")
    found = to_verify(person, set_id)
    mistakes: list[FieldError] = []
    rows = []
    for number, look in sorted(looks.items()):
        note = look.note.strip()
        before = found.checks.get(number)
        if before is not None and (before.row.verdict, before.row.note) == (look.verdict, note):
            continue
        if not 1 <= number <= found.row.value_count or look.verdict not in (AGREES, DIFFERS):
            mistakes.append(FieldError(f"verdict-{number}", gettext("参数集没有第 %(no)s 个数值", no=number)))
        elif look.verdict == DIFFERS and not note:
            mistakes.append(FieldError(f"note-{number}", gettext(NO_ORIGINAL)))
        elif len(note) > LONGEST:
            mistakes.append(FieldError(f"note-{number}", gettext("至多 %(longest)s 字", longest=LONGEST)))
        else:
            rows.append(_check(set_id, number, look.verdict, note, person))
    if mistakes:
        raise SetRefused(gettext("核对结果没有保存。"), tuple(mistakes))
    if rows:
        db.session().add_all(rows)
        db.session().flush()
        detail = {
            "agrees": [row.number for row in rows if row.verdict == AGREES],
            "differs": [row.number for row in rows if row.verdict == DIFFERS],
        }
        audit.record("verify_parameters", f"parameter_set:{set_id}", detail, person=person, proves=rows)
    return len(rows)


def _check(set_id: int, number: int, verdict: str, note: str, person: Person) -> ValueCheck:
    return ValueCheck(set_id=set_id, number=number, verdict=verdict, note=note, person_id=person.id, at=db.now())


@db.writing()
def freeze(person: Person, set_id: int, sha256: str) -> None:
    """Fix the set for measurements. ``sha256``: the hash on the page from which it was frozen.

    Raises ``SetClosed`` unless every value agrees with its source.
    """
    db.take_turns(f"parameter set {set_id}")
    found = to_verify(person, set_id)
    if not found.complete:
        raise SetClosed(
            gettext(
                NOT_ALL_AGREE,
                count=found.row.value_count,
                agreeing=found.agreeing,
                differing=found.differing,
            )
        )
    if sha256 != found.form.sha256:
        raise SetClosed(gettext(OTHER_SET))
    row = Freezing(set_id=set_id, sha256=found.form.sha256, person_id=person.id, at=db.now())
    db.session().add(row)
    db.session().flush()
    audit.record(
        "freeze_parameter_set", f"parameter_set:{set_id}", {"sha256": row.sha256}, person=person, proves=(row,)
    )


def to_withdraw(person: Person, set_id: int) -> Entered:
    """The set, for an officer who may withdraw it now. Raises ``Forbidden``, ``SetClosed``."""
    found = entered_set(set_id)
    permissions.require(person, permissions.WITHDRAW_PARAMETERS, of=found.bureau)
    if found.state == WITHDRAWN:
        raise SetClosed(gettext("参数集已经停用。"))
    return found


@db.writing()
def withdraw(person: Person, set_id: int, reason: str) -> None:
    """Use the set for no further measurement; what was measured with it stays. Raises ``SetRefused`` at ``reason``."""
    db.take_turns(f"parameter set {set_id}")
    to_withdraw(person, set_id)
    text = reason.strip()
    if not text or len(text) > LONGEST:
        message = gettext("至多 %(longest)s 字", longest=LONGEST) if text else gettext("停用须写明理由")
        raise SetRefused(message, (FieldError("reason", message),))
    row = Withdrawal(set_id=set_id, reason=text, person_id=person.id, at=db.now())
    db.session().add(row)
    db.session().flush()
    audit.record("withdraw_parameter_set", f"parameter_set:{set_id}", {"reason": text}, person=person, proves=(row,))
