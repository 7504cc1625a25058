"""Policies: on the planting of a duty, or on a project of the register."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person
from casework.audit import service as audit
from casework.credits import CreditProject, registration
from casework.errors import Forbidden
from casework.insurance.errors import PolicyRefused, UnknownPolicy
from casework.insurance.models import InsurancePolicy, InsuredDuty
from casework.mistakes import Mistakes as Checked
from casework.proceedings import Folder, history, service
from rules.proceedings.book import load_table
from rules.proceedings.state import Obligation
from rules.reading.messages import template
from rules.settlement.insurance_kinds import insurance_kind, insurance_kinds
from rules.values.quantity import Rounding

NOT_INSURED = template("这项义务不是补植，不登记林业碳汇保险")
ENDS_BEFORE = template("保险期间的止日不早于起日 %(day)s")
NO_CENTS = template("金额应大于 0，至多两位小数")
NOT_KEEPER = template("由登记该项目的林业主管部门的林业干部登记")
OTHER, OTHER_SAID = "other", "其他：{name}"
NO_KIND = template("选择险种；没有列出的选“其他”")
HAS_KIND = template("列出的险种中有“%(title)s”，请直接选择")
NOT_OTHER = template("选了“%(title)s”，不填其他险种的名称")
CENT = Rounding.parse("half_up 0.01")


class Mistakes(Checked):
    """Collects mistakes; ``stop`` raises ``PolicyRefused`` with all of them."""

    refusal = PolicyRefused

    def money(self, name: str, amount: Decimal | None) -> None:
        """A sum in cents above zero."""
        if amount is None or amount <= 0 or CENT.apply(amount) != amount:
            self.add(name, gettext(NO_CENTS))


@dataclass(frozen=True)
class PolicyEntry:
    """What a policy says. ``kind``: one on record, or ``OTHER``, named in ``other``."""

    insurer: str
    policy_no: str
    kind: str
    holder: str
    beneficiary: str
    perils: str
    sum_cny: Decimal | None
    begins_on: datetime.date
    ends_on: datetime.date
    other: str = ""


@db.writing()
def insure_duty(
    folder: Folder, person: Person, key: str, entry: PolicyEntry, others: Collection[str] = ()
) -> InsurancePolicy:
    """Enter a policy on what is planted for a duty, and for ``others`` of the case. Raises ``PolicyRefused`` with every
    mistake and its field, ``UnknownPolicy`` of another duty, ``Forbidden``."""
    db.lock(folder)
    keys = tuple(dict.fromkeys((key, *others)))
    for one in keys:
        to_insure(folder, person, one)
    made = _made(person, entry, folder_id=folder.id, obligation=key)
    more = [InsuredDuty(policy_id=made.id, obligation=one) for one in keys[1:]]
    db.session().add_all(more)
    db.session().flush()
    detail = {"policy": made.id, "obligation": "、".join(keys), "policy_no": made.policy_no}
    audit.record("insure", f"folder:{folder.id}", detail, person=person, proves=(made, *more))
    return made


def insurable(folder: Folder) -> list[Obligation]:
    """The plantings of a case that a policy may be on."""
    known = load_table().duties
    owed = history.history(folder).obligations.values()
    return [one for one in owed if (kind := known.get(one.kind)) is not None and kind.restores]


def duties_of(policy: InsurancePolicy) -> tuple[str, ...]:
    """The duties of the case whose plantings a policy is on; none of a policy on a project."""
    query = select(InsuredDuty.obligation).where(InsuredDuty.policy_id == policy.id).order_by(InsuredDuty.id)
    return tuple(one for one in (policy.obligation, *db.session().scalars(query)) if one)


def to_insure(folder: Folder, person: Person, key: str) -> None:
    """Raise where this person may not enter a policy on this duty."""
    duty = history.history(folder).obligations.get(key)
    known = load_table().duties.get(duty.kind) if duty is not None else None
    if known is None or not known.restores:
        raise UnknownPolicy(gettext(NOT_INSURED))
    permissions.require(person, permissions.RECORD_INSURANCE)


@db.writing()
def insure_project(person: Person, project: CreditProject, entry: PolicyEntry) -> InsurancePolicy:
    """Enter a policy on a project. Raises ``PolicyRefused`` with every mistake and its field, ``Forbidden``."""
    require_keeper(person, project)
    made = _made(person, entry, project_id=project.id)
    detail = {"policy": made.id, "policy_no": made.policy_no}
    audit.record("insure", f"credit_project:{project.id}", detail, person=person, proves=(made,))
    return made


def require_keeper(person: Person, project: CreditProject) -> None:
    """Raise ``Forbidden`` unless this person keeps the project in the register."""
    if not registration.may_keep(person, project):
        raise Forbidden(gettext(NOT_KEEPER))


def _made(person: Person, entry: PolicyEntry, **on: Any) -> InsurancePolicy:
    mistakes = Mistakes()
    longest = {"insurer": 200, "policy_no": 100, "holder": 200, "beneficiary": 200, "perils": 2000}
    said = {name: mistakes.need(name, getattr(entry, name), most) for name, most in longest.items()}
    said["kind"] = _kind(mistakes, entry)
    mistakes.money("sum_cny", entry.sum_cny)
    if entry.ends_on < entry.begins_on:
        mistakes.add("ends_on", gettext(ENDS_BEFORE, day=entry.begins_on))
    mistakes.stop(gettext("保险没有登记，请改正下列各处。"))
    made = InsurancePolicy(
        **on,
        **said,
        sum_cny=entry.sum_cny,
        begins_on=entry.begins_on,
        ends_on=entry.ends_on,
        recorded_by=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    return made


def _kind(mistakes: Mistakes, entry: PolicyEntry) -> str:
    """The kind as it is kept: its title, or what it is called where it is not on record."""
    if entry.kind != OTHER:
        known = insurance_kinds().get(entry.kind)
        if known is None:
            mistakes.add("kind", gettext(NO_KIND))
        elif entry.other.strip():
            mistakes.add("other", gettext(NOT_OTHER, title=known.title))
        return known.title if known is not None else ""
    name = mistakes.need("other", entry.other, 100)
    if (known := insurance_kind(name)) is not None:
        mistakes.add("other", gettext(HAS_KIND, title=known.title))
    return OTHER_SAID.format(name=name)


def of_duty(folder: Folder, key: str) -> list[InsurancePolicy]:
    """The policies on a duty, the newest first."""
    also = select(InsuredDuty.policy_id).where(InsuredDuty.obligation == key)
    on_it = (InsurancePolicy.obligation == key) | InsurancePolicy.id.in_(also)
    return _found(InsurancePolicy.folder_id == folder.id, on_it)


def of_project(project_id: int) -> list[InsurancePolicy]:
    """The policies on a project, the newest first."""
    return _found(InsurancePolicy.project_id == project_id)


def _found(*conditions: Any) -> list[InsurancePolicy]:
    query = select(InsurancePolicy).where(*conditions).order_by(InsurancePolicy.id.desc())
    return list(db.session().scalars(query))


def policy_for(person: Person, policy_id: int) -> InsurancePolicy:
    """A policy on a project, or of a case that this person may see. Raises ``UnknownPolicy``, ``UnknownFolder``."""
    found = db.session().get(InsurancePolicy, policy_id)
    if found is None:
        raise UnknownPolicy(gettext("没有这份保险的登记。"))
    if found.folder_id is not None:
        service.get_for(person, found.folder_id)
    return found


def require(person: Person, policy: InsurancePolicy) -> Folder | None:
    """The case of a policy, for whoever may enter something about it. Raises ``Forbidden``."""
    if policy.project_id is not None:
        require_keeper(person, db.session().get_one(CreditProject, policy.project_id))
        return None
    permissions.require(person, permissions.RECORD_INSURANCE)
    return service.get_for(person, policy.folder_id or 0)


def may_record(person: Person, policy: InsurancePolicy) -> bool:
    """The same, as a question."""
    if policy.project_id is not None:
        return registration.may_keep(person, db.session().get_one(CreditProject, policy.project_id))
    return permissions.may(person, permissions.RECORD_INSURANCE)
