"""The register of parameter sets: each with its values, checks, freezing and withdrawal, as they stand now."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.parameters.errors import UnknownSet
from casework.parameters.models import AGREES, DIFFERS, Freezing, ParameterSetEntry, ValueCheck, Withdrawal
from rules.carbon.methods import registry
from rules.carbon.parameter_forms.build import parameter_set
from rules.carbon.parameter_forms.form import Form, FormValue
from rules.carbon.parameters.sets import ParameterSet
from rules.values.clock import BEIJING

TO_VERIFY, FROZEN, WITHDRAWN = "to_verify", "frozen", "withdrawn"


@dataclass(frozen=True)
class Done:
    """Something that was done to a set: by whom and when is in ``row``."""

    row: Any
    person: Person


@dataclass(frozen=True)
class Entered:
    """A set with everything that was done to it."""

    row: ParameterSetEntry
    person: Person
    bureau: Institution
    checks: Mapping[int, Done]
    freezing: Done | None
    withdrawal: Done | None

    @property
    def state(self) -> str:
        """``to_verify``, ``frozen`` or ``withdrawn``."""
        if self.withdrawal is not None:
            return WITHDRAWN
        return FROZEN if self.freezing is not None else TO_VERIFY

    @cached_property
    def form(self) -> Form:
        """The set as it was entered. A document that is not that of its hash is a fault of the records."""
        if hashlib.sha256(self.row.document.encode()).hexdigest() != self.row.sha256:
            raise RuntimeError(f"parameter set {self.row.id} is not what was entered")
        return Form.model_validate(json.loads(self.row.document))

    @property
    def values(self) -> list[tuple[int, FormValue, Done | None]]:
        """The values with their numbers and the last look at each."""
        return [(number, value, self.checks.get(number)) for number, value in enumerate(self.form.parameters, 1)]

    @property
    def agreeing(self) -> int:
        return sum(check.row.verdict == AGREES for check in self.checks.values())

    @property
    def differing(self) -> int:
        return sum(check.row.verdict == DIFFERS for check in self.checks.values())

    @property
    def complete(self) -> bool:
        """Whether every value was found to agree with its source."""
        return self.agreeing == self.row.value_count

    @cached_property
    def doubts(self) -> list[dict[str, str]]:
        """Each doubt of the check: ``message``, ``about`` (a parameter id or empty) and the ``reason`` given."""
        data: list[dict[str, str]] = json.loads(self.row.doubts)
        return data

    @cached_property
    def gaps(self) -> list[str]:
        data: list[str] = json.loads(self.row.gaps)
        return data

    def as_proof(self) -> dict[str, Any]:
        """The form and what ``parameter_forms.build`` takes besides, as plain data: whoever holds them has the
        same set. Only of a frozen set."""
        if self.freezing is None:
            raise RuntimeError(f"parameter set {self.row.id} is not frozen")
        entered_by = f"{self.bureau.name}{self.person.name}"
        others = {check.person.id: check.person for check in [*self.checks.values(), self.freezing]}
        verified_by = "、".join(f"{person.institution.name}{person.name}" for person in others.values())
        day = self.freezing.row.at.astimezone(BEIJING).date().isoformat()
        told: dict[str, str] = {}
        for doubt in self.doubts:
            if doubt["about"]:
                sentence = f"{doubt['message']}；采用理由：{doubt['reason']}"
                told[doubt["about"]] = "；".join(part for part in (told.get(doubt["about"]), sentence) if part)
        return {
            "form": json.loads(self.row.document),
            "provenance": "register",
            "status": f"由{entered_by}录入，{verified_by}逐项核对，{day}冻结",
            "verification": {"entered_by": entered_by, "verified_by": verified_by, "frozen_on": day},
            "doubts": told,
        }

    def as_set(self) -> ParameterSet:
        """The set for a measurement, which tells who entered and verified it. Only of a frozen set."""
        proof = self.as_proof()
        del proof["form"]
        return parameter_set(self.form, **proof)


def entered_sets(*methods: str) -> list[Entered]:
    """Every set, or those of some method editions, the newest first."""
    query = (
        select(ParameterSetEntry, Person, Institution)
        .join(Person, Person.id == ParameterSetEntry.person_id)
        .join(Institution, Institution.id == ParameterSetEntry.institution_id)
        .order_by(ParameterSetEntry.id.desc())
    )
    if methods:
        query = query.where(ParameterSetEntry.method.in_(methods))
    return [_entered(row, person, bureau) for row, person, bureau in db.session().execute(query)]


def entered_set(set_id: int) -> Entered:
    """The set of this id. Raises ``UnknownSet``."""
    row = db.session().get(ParameterSetEntry, set_id)
    if row is None:
        raise UnknownSet(gettext("没有这个参数集。"))
    person, bureau = (
        db.session().get_one(Person, row.person_id),
        db.session().get_one(Institution, row.institution_id),
    )
    return _entered(row, person, bureau)


def _entered(row: ParameterSetEntry, person: Person, bureau: Institution) -> Entered:
    last = (
        select(func.max(ValueCheck.id)).where(ValueCheck.set_id == row.id).group_by(ValueCheck.number).scalar_subquery()
    )
    looks = db.session().execute(
        select(ValueCheck, Person).join(Person, Person.id == ValueCheck.person_id).where(ValueCheck.id.in_(last))
    )
    checks = {check.number: Done(check, checker) for check, checker in looks}
    return Entered(row, person, bureau, checks, _done(Freezing, row.id), _done(Withdrawal, row.id))


def _done(model: type[Any], set_id: int) -> Done | None:
    found = db.session().execute(
        select(model, Person).join(Person, Person.id == model.person_id).where(model.set_id == set_id)
    )
    one = found.one_or_none()
    return Done(one[0], one[1]) if one is not None else None


@dataclass(frozen=True)
class Withdrawn:
    """That a set is used no more, since when and why."""

    title: str
    at: datetime.datetime
    reason: str


def withdrawn(set_ids: Iterable[int]) -> dict[int, Withdrawn]:
    """Those of these sets that were withdrawn, by their ids."""
    query = (
        select(Withdrawal.set_id, ParameterSetEntry.title, Withdrawal.at, Withdrawal.reason)
        .join(ParameterSetEntry, ParameterSetEntry.id == Withdrawal.set_id)
        .where(Withdrawal.set_id.in_(list(set_ids)))
    )
    return {id: Withdrawn(title, at, reason) for id, title, at, reason in db.session().execute(query)}


def offered_for(bureau: Institution, method: str) -> list[Entered]:
    """The same of a method (``id``), whatever its edition, or of one edition (``id@edition``); the newest first."""
    return offered_by_method(bureau, [method])[method]


def offered_by_method(bureau: Institution, methods: Iterable[str]) -> dict[str, list[Entered]]:
    """The same of several methods, by the name of each, in one query."""
    editions = {method: _editions(method) for method in methods}
    found: dict[str, list[Entered]] = {}
    for item in _usable(bureau, entered_sets(*dict.fromkeys(name for names in editions.values() for name in names))):
        found.setdefault(item.row.method, []).append(item)
    return {method: [item for name in names for item in found.get(name, ())] for method, names in editions.items()}


def _editions(method: str) -> list[str]:
    known = registry.editions().get(method)
    return [f"{method}@{edition}" for edition in reversed(known)] if known else [method]


def offered(bureau: Institution, method: str) -> list[Entered]:
    """The frozen sets of a method edition that this bureau may measure with: its own and those of bureaus above it."""
    return _usable(bureau, entered_sets(method))


def _usable(bureau: Institution, sets: Iterable[Entered]) -> list[Entered]:
    return [item for item in sets if item.state == FROZEN and permissions.covers(item.bureau, bureau)]
