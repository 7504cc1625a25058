"""What was done to a person or an institution, by whom and why: the entries of the audit log in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework import permissions
from casework.accounts.models import Institution, Person
from casework.audit import service as audit

COMING_AND_GOING = ("sign_in", "sign_out", "give_code", "wrong_code")
"""Said in the list of sign-ins, and no change of anything."""

NAMES: Mapping[str, object] = {
    "name": _("名称"),
    "roles": _("岗位"),
    "institution": _("所在单位"),
    "active": _("状态"),
    "certainty": _("名称来历"),
    "username": _("用户名"),
    "kind": _("类别"),
    "area_code": _("行政区划代码"),
}
"""Keys of the details -> what they are called."""

CERTAINTIES: Mapping[str | None, object] = {
    "listed": _("见于法院、检察院名录"),
    "seen": _("见于公开材料"),
    "dated": _("仅见于 2019 年机构改革以前或者未注日期的材料，待核"),
    "pattern": _("按通常名称推定，待核"),
    None: _("管理员登记或者确认"),
}


@dataclass(frozen=True)
class Change:
    """One thing that was written otherwise; ``before`` is empty where it was written for the first time."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Act:
    """What somebody did; ``by`` is empty for the server's command line."""

    at: datetime.datetime
    by: str
    action: str
    changes: tuple[Change, ...]
    reason: str


def of_person(person: Person) -> list[Act]:
    """Newest first."""
    return _acts(f"person:{person.id}")


def of_institution(place: Institution) -> list[Act]:
    """Newest first."""
    return _acts(f"institution:{place.id}")


def _acts(subject: str) -> list[Act]:
    return [_act(entry) for entry in audit.entries(subject, without=COMING_AND_GOING)]


def _act(entry: Any) -> Act:
    detail = orjson.loads(entry.detail)
    changes = [_change(key, said) for key, said in detail.items() if key in NAMES]
    by = entry.person.name if entry.person else ""
    return Act(entry.at, by, audit.action_name(entry.action), tuple(changes), str(detail.get("reason", "")))


def _change(key: str, said: Any) -> Change:
    if isinstance(said, dict):
        return Change(str(NAMES[key]), _words(key, said.get("from")), _words(key, said.get("to")))
    return Change(str(NAMES[key]), "", _words(key, said))


def _words(key: str, value: Any) -> str:
    if key == "roles":
        return permissions.titles(value)
    if key == "active":
        return gettext("在用") if value else gettext("停用")
    if key == "kind":
        return str(permissions.KINDS.get(value, value))
    if key == "certainty":
        return str(CERTAINTIES.get(value, value))
    return str(value)
