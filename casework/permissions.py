"""Who may do what: the roles, and for each action the people who may take it. A role is looked at nowhere else.

A feature asks ``may`` or ``require`` with one of the permissions below; a query asks ``grants`` and puts them into SQL
(``cases.queries.allowed``). The steps of a case and the events that the law lists make their permissions of the same
grants. Whether the stage and the records allow an action is another question, which its feature answers (409).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework import areas
from casework.errors import Forbidden
from rules.reading.messages import template

NOT_ONES_OWN = template("“%(step)s”只能由%(who)s进行，录入人不能核对自己录入的内容。")
ONLY_BY = template("“%(step)s”只能由%(who)s进行。")
OF_PLACE_OR_ABOVE = template("%(place)s或其上级单位的%(role)s")

PROCURATORATE, COURT, FORESTRY_BUREAU, PROVINCE = "procuratorate", "court", "forestry_bureau", "province"
KINDS = (PROCURATORATE, COURT, FORESTRY_BUREAU, PROVINCE)
"""Of institutions."""

PROSECUTOR, FORESTRY_OFFICER, JUDGE = "prosecutor", "forestry_officer", "judge"
CLERK, SUPERVISOR, ADMINISTRATOR = "clerk", "supervisor", "administrator"


@dataclass(frozen=True)
class Role:
    """``seat``: the relation of a case to the institution on whose side people of this role act in it.

    ``assignee``: the relation to the person of this role who took the case over, where one does. ``organ``: the name by
    which the law calls those who meet a period.
    """

    title: object
    seat: str | None = None
    assignee: str | None = None
    organ: str | None = None


ROLES = {
    PROSECUTOR: Role(_("检察官"), seat="procuratorate", organ="人民检察院"),
    FORESTRY_OFFICER: Role(_("林业干部"), seat="bureau", assignee="officer"),
    JUDGE: Role(_("法官"), seat="court", assignee="judge", organ="人民法院"),
    CLERK: Role(_("书记员")),
    SUPERVISOR: Role(_("监督人员")),
    ADMINISTRATOR: Role(_("管理员")),
}

SEATS = tuple(dict.fromkeys(role.seat for role in ROLES.values() if role.seat))
"""The relations of a case to the institutions that take part in it."""


class Where(Enum):
    """Where people of a role may act: on which cases, or on the records of which institution."""

    ANYWHERE = auto()
    PARTY = auto()  # cases in which the own institution takes part
    SEAT = auto()  # cases in which it has the seat of the role
    ASSIGNED = auto()  # of these, the ones that the person took over
    NOT_ANOTHERS = auto()  # of these, also the ones that nobody took over yet
    OWN = auto()  # records of the own institution
    BELOW = auto()  # records of the own institution and of those of its kind in the area below it


@dataclass(frozen=True)
class Grant:
    """People of one role may, there. ``kind``: only those of an institution of this kind."""

    role: str
    where: Where = Where.SEAT
    kind: str | None = None

    @property
    def seat(self) -> str | None:
        """See ``Role``."""
        return ROLES[self.role].seat

    @property
    def assignee(self) -> str | None:
        """See ``Role``."""
        return ROLES[self.role].assignee

    @property
    def organ(self) -> str | None:
        """See ``Role``."""
        return ROLES[self.role].organ


@dataclass(frozen=True)
class Permission:
    """An action in words, and who may take it: whoever one of the grants fits. ``by_another``: never its maker."""

    action: object
    by: tuple[Grant, ...]
    by_another: bool = False


PROSECUTORS = (Grant(PROSECUTOR),)
OFFICERS = (Grant(FORESTRY_OFFICER),)
JUDGES = (Grant(JUDGE),)
ASSIGNED_JUDGE = (Grant(JUDGE, Where.ASSIGNED),)
"""Of the institution that has the seat in the case: what the table of steps is written with."""

FILE_CASE = Permission(_("立案"), (Grant(PROSECUTOR, Where.ANYWHERE),))
SEE_CASES = Permission(
    _("查看案件"),
    (
        *(Grant(role, Where.PARTY) for role in ROLES if role != ADMINISTRATOR),
        Grant(SUPERVISOR, Where.ANYWHERE, PROVINCE),
    ),
)
MEET_PERIODS = Permission(_("在期限内办理"), (*PROSECUTORS, Grant(JUDGE, Where.NOT_ANOTHERS)))
ISSUE_REPORT = Permission(_("制作《碳汇损失计量报告》"), (*OFFICERS, *ASSIGNED_JUDGE))
ISSUE_RETIREMENT = Permission(_("制作《碳汇注销确认书》"), OFFICERS)
KEEP_REGISTER = Permission(_("登记碳汇"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
WITHDRAW_FROM_REGISTER = Permission(_("撤销碳汇登记"), (Grant(FORESTRY_OFFICER, Where.OWN),))
ENTER_PARAMETERS = Permission(_("录入参数集"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
VERIFY_PARAMETERS = Permission(
    _("核对参数集"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),), by_another=True
)
WITHDRAW_PARAMETERS = Permission(_("停用参数集"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),))
REHEARSE_LAW = Permission(_("演练规则改动"), (Grant(JUDGE, Where.ANYWHERE), Grant(SUPERVISOR, Where.ANYWHERE)))
READ_WHOLE_LOG = Permission(
    _("查看整条审计链"), (Grant(SUPERVISOR, Where.ANYWHERE), Grant(ADMINISTRATOR, Where.ANYWHERE))
)


def on_seats(action: object, roles: Iterable[str]) -> Permission:
    """The permission for something that people of these roles do from their seats in a case, as the law lists them."""
    return Permission(action, tuple(Grant(role) for role in roles))


class OfInstitution(Protocol):
    """An institution as permissions see it."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def area_code(self) -> str: ...


class OfPerson(Protocol):
    """A person as permissions see them."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def institution_id(self) -> int: ...
    @property
    def institution(self) -> OfInstitution: ...


class OfCase(Protocol):
    """A case as permissions see it; its seats and assignees are reached by the names in ``ROLES``."""

    @property
    def id(self) -> int: ...


def may(
    person: OfPerson,
    permission: Permission,
    case: OfCase | None = None,
    *,
    of: OfInstitution | None = None,
    made_by: int | None = None,
) -> bool:
    """Whether this person may. ``case``: in which one; ``of``: on whose record; ``made_by``: whose number made it."""
    if permission.by_another and person.id == made_by:
        return False
    return any(_fits(grant, person, case, of) for grant in grants(person, permission))


def require(
    person: OfPerson,
    permission: Permission,
    case: OfCase | None = None,
    *,
    of: OfInstitution | None = None,
    made_by: int | None = None,
) -> None:
    """Raise ``Forbidden`` with the refusal, if there is one."""
    refused = refusal(person, permission, case, of=of, made_by=made_by)
    if refused is not None:
        raise Forbidden(refused)


def refusal(
    person: OfPerson,
    permission: Permission,
    case: OfCase | None = None,
    *,
    of: OfInstitution | None = None,
    made_by: int | None = None,
) -> str | None:
    """Why this person may not, saying who may; None where they may."""
    if may(person, permission, case, of=of, made_by=made_by):
        return None
    told = {"step": str(permission.action), "who": whose(permission, case, of)}
    if permission.by_another:
        return gettext(NOT_ONES_OWN, **told)
    return gettext(ONLY_BY, **told)


def grants(person: OfPerson, permission: Permission) -> list[Grant]:
    """The grants that are meant for people of this person's role and kind of institution."""
    return [grant for grant in permission.by if grant.role == person.role and _of_kind(grant, person)]


def whose(permission: Permission, case: OfCase | None = None, of: OfInstitution | None = None) -> str:
    """Who may, in words: institution and role, or the person who took the case over by name."""
    every = [_in_words(grant, case, of) for grant in permission.by]
    return reduce(lambda one, other: gettext("%(one)s或者%(other)s", one=one, other=other), every)


def assign(case: OfCase, person: OfPerson) -> None:
    """Make this person the one of their role who took the case over."""
    assignee = ROLES[person.role].assignee
    if assignee is None:
        raise ValueError(f"no case is taken over by a {person.role}")
    setattr(case, assignee, person)


def covers(upper: OfInstitution, lower: OfInstitution) -> bool:
    """Whether ``upper`` is the same institution as ``lower`` or one of its kind above it.

    By GB/T 2260, see ``areas``.
    """
    if upper.kind != lower.kind:
        return False
    below = upper.area_code != lower.area_code and areas.contains(upper.area_code, lower.area_code)
    return upper.id == lower.id or below


def _of_kind(grant: Grant, person: OfPerson) -> bool:
    return grant.kind is None or grant.kind == person.institution.kind


def _fits(grant: Grant, person: OfPerson, case: OfCase | None, of: OfInstitution | None) -> bool:
    own = person.institution_id
    match grant.where:
        case Where.ANYWHERE:
            return True
        case Where.PARTY:
            return any(_related(case, seat).id == own for seat in SEATS)
        case Where.OWN:
            return of is not None and of.id == own
        case Where.BELOW:
            return of is not None and covers(person.institution, of)
    if grant.seat is None or _related(case, grant.seat).id != own:
        return False
    if grant.where is Where.SEAT or grant.assignee is None:
        return grant.where is Where.SEAT
    assignee = _related(case, grant.assignee)
    return grant.where is Where.NOT_ANOTHERS if assignee is None else assignee.id == person.id


def _related(case: OfCase | None, name: str) -> Any:
    if case is None:
        raise ValueError("this is asked of a case")
    return getattr(case, name)


def _in_words(grant: Grant, case: OfCase | None, of: OfInstitution | None) -> str:
    title = str(ROLES[grant.role].title)
    if grant.where is Where.BELOW and of is not None:
        return gettext(OF_PLACE_OR_ABOVE, place=of.name, role=title)
    if grant.where is Where.OWN and of is not None:
        return gettext("%(place)s%(role)s", place=of.name, role=title)
    if grant.where not in (Where.SEAT, Where.ASSIGNED) or case is None or grant.seat is None:
        return title
    place = getattr(case, grant.seat).name
    if grant.where is Where.SEAT or grant.assignee is None:
        return gettext("%(place)s%(role)s", place=place, role=title)
    assignee = getattr(case, grant.assignee)
    name = gettext("（尚未确定）") if assignee is None else assignee.name
    return gettext("%(place)s承办%(role)s%(name)s", place=place, role=title, name=name)
