"""From the database's refusal to a sentence: which rule it kept, and what that means to the person."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.credits.errors import CreditRefused, RecordKept, SerialsTaken
from casework.errors import CaseworkError
from rules.reading.errors import FieldError
from rules.reading.messages import template

TAKEN = template("该序列号区间已被占用：%(held)s。")
CERTIFICATE_USED = template("这一注销凭证编号已经登记过，一份凭证只能使用一次")

USED_OUTSIDE = template("这些序列号或者票号已经用于一项义务的履行，同一编号只能使用一次。")
BY_TWO = template("注销须由一人录入、另一人核对。")
NO_OBLIGATION = template("本案没有这一项认购碳汇。")

Holders = Callable[[], list[str]]
"""Looks up, after the rollback, who holds the serials: one phrase each, naming no case."""

_UNIQUE = {
    "retirements.certificate_no": "uq_retirements_certificate_no",
    "credit_lots.project_id, credit_lots.ticket_no": "uq_credit_lots_project_id_ticket_no",
    "credit_projects.registry_name, credit_projects.code": "uq_credit_projects_registry_name_code",
}


def rule_of(problem: IntegrityError) -> str:
    """The name of the constraint or trigger that refused, the same for SQLite and PostgreSQL."""
    diagnosis = getattr(problem.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    text = str(problem.orig)
    kind, _, rest = text.partition(" constraint failed: ")
    if not rest:
        return text.strip()
    return _UNIQUE.get(rest, rest) if kind == "UNIQUE" else rest


def flush(holders: Holders = list) -> None:
    """Send what is pending to the database. Its refusal becomes an error for the person, and nothing is kept."""
    try:
        db.session().flush()
    except IntegrityError as problem:
        db.rollback()
        refused = _error(rule_of(problem), holders)
        if refused is None:
            raise
        raise refused from None


def _error(rule: str, holders: Holders) -> CaseworkError | None:
    if rule.endswith("_no_overlap"):
        held = "；".join(holders())
        return SerialsTaken(
            gettext(TAKEN, held=held) if held else gettext("该序列号区间已被占用，请刷新后在碳汇登记簿中查询。")
        )
    if rule in ("uq_retirements_certificate_no", "retirements_no_replace"):
        return _invalid("certificate_no", gettext(CERTIFICATE_USED))
    if rule == "uq_credit_projects_registry_name_code":
        return _invalid("code", gettext("该登记机构的这一项目编号已经登记过"))
    if rule == "uq_credit_lots_project_id_ticket_no":
        return _invalid("ticket_no", gettext("该项目的这一票号已经登记过"))
    if rule in ("serial_uses_used_elsewhere", "used_serials_in_register"):
        return SerialsTaken(gettext(USED_OUTSIDE))
    if rule in ("retirements_by_two", "ck_retirement_entries_confirmed_by_another"):
        return RecordKept(gettext(BY_TWO))
    if rule == "serial_uses_inside_lot":
        return _invalid("serial_from", gettext("序列号不在任何一个已登记的批次之内"))
    if rule == "retirements_inside_purchase":
        return _invalid("serial_from", gettext("注销的序列号不在这次认购的范围之内，或者这次认购已经撤销"))
    if rule == "purchases_for_an_obligation":
        return RecordKept(gettext(NO_OBLIGATION))
    if rule == "purchases_under_approved_plan":
        return RecordKept(gettext("认购须依据法官已准许的方案，现没有这样的方案。"))
    if rule in ("serial_uses_retired", "serial_uses_only_released"):
        return RecordKept(gettext("这些序列号已有注销记录或已撤销过登记，不能再撤销。"))
    if re.match(r"fk_|FOREIGN KEY", rule):
        return RecordKept(gettext("已有其他记录以它为依据，不能删除。"))
    return None


def _invalid(field: str, message: str) -> CreditRefused:
    return CreditRefused(message, (FieldError(field, message),))
