"""Who may do what: the roles, and for each action the people who may take it. A role is looked at nowhere else.

A feature asks ``may`` or ``require`` with one of the permissions below; a query takes the same answer as a condition:
``cases_of`` for rows of cases, ``places_of`` for rows that belong to an institution. The steps of a case and the events
that the law lists make their permissions of the same grants. Whether the stage and the records allow an action is
another question, which its feature answers (409).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import reduce
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, column, false, or_, select, table, true

from casework import areas
from casework.errors import Forbidden
from rules.reading.messages import template

NOT_ONES_OWN = template("“%(step)s”只能由%(who)s进行，录入人不能核对自己录入的内容。")
ONLY_BY = template("“%(step)s”只能由%(who)s进行。")
ROLE_OF_OTHERS = template("“%(role)s”只能是%(kind)s的人员")
ROLE_ALONE = template("“%(role)s”不能同时担任其他岗位")
OF_PLACE_OR_ABOVE = template("%(place)s或其上级单位的%(role)s")

PROCURATORATE, COURT, FORESTRY_BUREAU = "procuratorate", "court", "forestry_bureau"
OTHER_AUTHORITY = "other_authority"
KINDS = {
    PROCURATORATE: _("检察院"),
    COURT: _("法院"),
    FORESTRY_BUREAU: _("林业主管部门"),
    OTHER_AUTHORITY: _("其他机关"),
}
"""Of institutions -> the name of the kind. Any that is neither of the first three is an other authority."""

PROSECUTOR, FORESTRY_OFFICER, JUDGE = "prosecutor", "forestry_officer", "judge"
CLERK, SUPERVISOR, ADMINISTRATOR = "clerk", "supervisor", "administrator"


@dataclass(frozen=True)
class Role:
    """``seat``: the relation of a case to the institution on whose side people of this role act in it.

    ``assignee``: the relation to the person of this role who took the case over, where one does. ``organ``: the name by
    which the law calls those who meet a period. ``kinds``: of the institutions that may have people of this role, empty
    where all may. ``alone``: nobody has it together with another role.
    """

    title: object
    kinds: tuple[str, ...] = ()
    alone: bool = False
    seat: str | None = None
    assignee: str | None = None
    organ: str | None = None


ROLES = {
    PROSECUTOR: Role(_("检察官"), (PROCURATORATE,), seat="procuratorate", organ="人民检察院"),
    FORESTRY_OFFICER: Role(_("林业干部"), (FORESTRY_BUREAU,), seat="bureau", assignee="officer"),
    JUDGE: Role(_("法官"), (COURT,), seat="court", assignee="judge", organ="人民法院"),
    CLERK: Role(_("书记员"), (COURT,), seat="court"),
    SUPERVISOR: Role(_("监督人员")),
    # Whoever gives rights has none in cases, or could give them to themselves unseen.
    ADMINISTRATOR: Role(_("管理员"), alone=True),
}

SEATS = tuple(dict.fromkeys(role.seat for role in ROLES.values() if role.seat))
"""The relations of a case to the institutions that take part in it."""


class Where(Enum):
    """Where people of a role may act: on which cases, or on the records of which institution."""

    ANYWHERE = auto()
    SEAT = auto()  # cases in which it has the seat of the role
    ASSIGNED = auto()  # of these, the ones that the person took over
    NOT_ANOTHERS = auto()  # of these, also the ones that nobody took over yet
    OWN = auto()  # records of the own institution
    BELOW = auto()  # records of the own institution and of those of its kind in the area below it; cases of these
    AREA = auto()  # records of every institution in the own area, cases of that area, where it is more than a county


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

    @property
    def acting(self) -> str:
        """The seat of the table of acts in which people of the role act."""
        return _ACTING_AS.get(self.role, self.role)


@dataclass(frozen=True)
class Permission:
    """An action in words, and who may take it: whoever one of the grants fits. ``by_another``: never its maker."""

    action: object
    by: tuple[Grant, ...]
    by_another: bool = False


PROSECUTORS = (Grant(PROSECUTOR),)
OFFICERS = (Grant(FORESTRY_OFFICER),)

SEE_FOLDERS = Permission(
    _("查看案件"),
    (
        *(Grant(role, Where.OWN) for role in ROLES if role != ADMINISTRATOR),
        Grant(SUPERVISOR, Where.BELOW),
        Grant(SUPERVISOR, Where.AREA, OTHER_AUTHORITY),
    ),
)
OPEN_FOLDER = Permission(_("立案"), (Grant(PROSECUTOR, Where.ANYWHERE), Grant(FORESTRY_OFFICER, Where.ANYWHERE)))
MEET_PERIODS = Permission(_("在期限内办理"), (*PROSECUTORS, Grant(JUDGE, Where.NOT_ANOTHERS)))
DRAW_UP_PAPERS = Permission(
    _("拟制文书"), tuple(Grant(role, Where.OWN) for role in (PROSECUTOR, JUDGE, CLERK, FORESTRY_OFFICER))
)
ISSUE_PAPERS = Permission(
    _("签发文书"), tuple(Grant(role, Where.OWN) for role in (PROSECUTOR, JUDGE, FORESTRY_OFFICER))
)
CHECK_PAPERS = Permission(
    _("复核文书"),
    tuple(Grant(role, Where.OWN) for role in (PROSECUTOR, JUDGE, FORESTRY_OFFICER)),
    by_another=True,
)
"""Papers of a case kept by its acts, each of the own institution; which kinds, and in which case, the kinds say."""
CONFIRM_RETIREMENT = Permission(
    _("核对注销凭证"),
    tuple(Grant(role, Where.ANYWHERE) for role in (FORESTRY_OFFICER, PROSECUTOR, CLERK)),
    by_another=True,
)
"""What somebody else entered in a case that one sees: a bureau with one officer has nobody of its own for it."""
DESIGN_PLANTING = Permission(_("编制作业设计书"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
RECORD_INSURANCE = Permission(_("登记保险和索赔"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
CONFIRM_LABOUR = Permission(
    _("确认履行记录"),
    tuple(Grant(role, Where.ANYWHERE) for role in (FORESTRY_OFFICER, PROSECUTOR, CLERK)),
    by_another=True,
)
"""As of a retirement: what somebody else entered in a case that one sees."""
ANSWER_PROPOSALS = Permission(_("签发年度答复"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),))
"""Its sums are those of the cases of the own bureau and of those below it."""
KEEP_DOSSIERS = Permission(
    _("制作卷宗"), tuple(Grant(role, Where.OWN) for role in (PROSECUTOR, JUDGE, CLERK, FORESTRY_OFFICER))
)
SEAL_RECORDS = Permission(_("封存犯罪记录"), (Grant(PROSECUTOR, Where.OWN), Grant(JUDGE, Where.OWN)))
"""Seal, lift a seal, be let into what is sealed: each in cases in which the own institution takes part."""
KEEP_ACCOUNTS = Permission(
    _("登记账户"), tuple(Grant(role, Where.OWN) for role in (PROSECUTOR, CLERK, FORESTRY_OFFICER, ADMINISTRATOR))
)
"""The bank accounts of the own institution. Those who rule on money keep none."""
KEEP_REGISTER = Permission(_("登记碳汇"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
KEEP_PROJECT = Permission(_("登记或者撤销此项目的批次和用途"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),))
ENTER_PARAMETERS = Permission(_("录入参数集"), (Grant(FORESTRY_OFFICER, Where.ANYWHERE),))
VERIFY_PARAMETERS = Permission(
    _("核对参数集"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),), by_another=True
)
WITHDRAW_PARAMETERS = Permission(_("停用参数集"), (Grant(FORESTRY_OFFICER, Where.BELOW, FORESTRY_BUREAU),))
REHEARSE_LAW = Permission(_("演练规则改动"), (Grant(JUDGE, Where.ANYWHERE), Grant(SUPERVISOR, Where.ANYWHERE)))
READ_LOG = Permission(
    _("查看审计记录"),
    (
        *(Grant(role, Where.OWN) for role in ROLES),
        *(Grant(role, Where.BELOW) for role in (SUPERVISOR, ADMINISTRATOR)),
        *(Grant(role, Where.AREA, OTHER_AUTHORITY) for role in (SUPERVISOR, ADMINISTRATOR)),
    ),
)
READ_ACCESSES = Permission(
    _("查看查阅记录"), (Grant(SUPERVISOR, Where.BELOW), Grant(SUPERVISOR, Where.AREA, OTHER_AUTHORITY))
)
WATCH_FOLDERS = Permission(
    _("监督案件"), (Grant(SUPERVISOR, Where.BELOW), Grant(SUPERVISOR, Where.AREA, OTHER_AUTHORITY))
)
MANAGE_PEOPLE = Permission(
    _("管理单位和人员"), (Grant(ADMINISTRATOR, Where.BELOW), Grant(ADMINISTRATOR, Where.AREA, OTHER_AUTHORITY))
)


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
    def name(self) -> str: ...
    @property
    def roles(self) -> Collection[str]: ...
    @property
    def institution_id(self) -> int: ...
    @property
    def institution(self) -> OfInstitution: ...


class OfCase(Protocol):
    """A case as permissions see it; its seats and assignees are reached by the names in ``ROLES``."""

    @property
    def id(self) -> int: ...
    @property
    def area_code(self) -> str: ...


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


def require_any(person: OfPerson, permission: Permission) -> None:
    """Raise ``Forbidden`` unless this person may somewhere: on which records is asked of each."""
    if not grants(person, permission):
        raise Forbidden(gettext(ONLY_BY, step=str(permission.action), who=whose(permission)))


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
    """The grants that are meant for people of this person's roles and kind of institution."""
    return [grant for grant in permission.by if grant.role in person.roles and _of_kind(grant, person)]


def whose(permission: Permission, case: OfCase | None = None, of: OfInstitution | None = None) -> str:
    """Who may, in words: institution and role, or the person who took the case over by name."""
    every = dict.fromkeys(_in_words(grant, case, of) for grant in permission.by)
    return reduce(lambda one, other: gettext("%(one)s或者%(other)s", one=one, other=other), every)


def role_named(text: str) -> str | None:
    """The role of this name, by its word in the records or its title."""
    titles = {str(role.title): name for name, role in ROLES.items()}
    return text if text in ROLES else titles.get(text)


def titles(roles: Collection[str]) -> str:
    """Roles in words."""
    return gettext("、").join(str(ROLES[role].title) for role in roles)


_ACTING = {PROCURATORATE: "procuratorate", COURT: "court", FORESTRY_BUREAU: "bureau", OTHER_AUTHORITY: "authority"}
_ACTING_AS = {FORESTRY_OFFICER: "officer"}
_FORMER = {"procuratorate": "prosecutor", "court": "judge", "bureau": "officer", "authority": "officer"}


def acting_kind(place: OfInstitution) -> str:
    """The kind of an institution as the table of acts calls it (``rules.proceedings.roles.KINDS``)."""
    return _ACTING[place.kind]


def acting_seats(person: OfPerson) -> tuple[str, ...]:
    """The seats in which a person acts, as the table of acts calls them (``rules.proceedings.roles.ROLES``)."""
    return tuple(_ACTING_AS.get(role, role) for role in person.roles)


def readers(person: OfPerson) -> list[str]:
    """As whom a person reads shelves (``proceedings.shelves``): for each of his seats, whoever may take a case there,
    and himself."""
    return [reader for seat in acting_seats(person) for reader in (f"{seat}:", f"{seat}:{person.name}")]


def only_watches(person: OfPerson) -> bool:
    """Whether a person acts in no seat of a case, and looks at those of others."""
    return bool(grants(person, WATCH_FOLDERS)) and not any(ROLES[role].seat for role in person.roles)


def former_seat(person: OfPerson, place: OfInstitution, *, records: bool) -> str:
    """In which seat a person of an institution acted while cases went by stages: there was one for each kind.

    ``records``: it was something that a clerk may put down.
    """
    own = _FORMER[acting_kind(place)]
    seats = acting_seats(person)
    return CLERK if records and own not in seats and CLERK in seats else own


def kind_acting_as(kind: str) -> str:
    """The kind of institution that the table of acts calls so."""
    return next(own for own, acting in _ACTING.items() if acting == kind)


def roles_acting_as(seats: Iterable[str]) -> tuple[str, ...]:
    """The roles whose people act in these seats; what a head decides, an administrator puts down on his word."""
    of = {acting: role for role, acting in _ACTING_AS.items()} | {"head": ADMINISTRATOR}
    return tuple(dict.fromkeys(of.get(seat, seat) for seat in seats))


def mistakes_in_roles(roles: Collection[str], kind: str) -> list[str]:
    """Why one person of an institution of this kind cannot have these roles together; empty where they can."""
    found = [] if roles else [gettext("请至少选择一种岗位")]
    for name in roles:
        role = ROLES[name]
        if role.kinds and kind not in role.kinds:
            told = {"role": str(role.title), "kind": gettext("、").join(str(KINDS[one]) for one in role.kinds)}
            found.append(gettext(ROLE_OF_OTHERS, **told))
        if role.alone and len(roles) > 1:
            found.append(gettext(ROLE_ALONE, role=str(role.title)))
    return found


_INSTITUTIONS = table("institutions", column("id"), column("kind"), column("area_code"))


def places_of(person: OfPerson, permission: Permission, institution_id: Any) -> ColumnElement[bool]:
    """The condition on a column of institutions' numbers under which ``may(person, permission, of=…)`` holds."""
    return or_(false(), *(_in_places(person, grant, institution_id) for grant in grants(person, permission)))


def only_own(person: OfPerson, permission: Permission) -> bool:
    """Whether this person may on the records of his own institution, and on no others."""
    granted = grants(person, permission)
    return bool(granted) and all(grant.where is Where.OWN for grant in granted)


def _in_places(person: OfPerson, grant: Grant, institution_id: Any) -> ColumnElement[bool]:
    match grant.where:
        case Where.ANYWHERE:
            return true()
        case Where.OWN:
            return _equals_own(institution_id, person)
        case Where.BELOW:
            below: ColumnElement[bool] = institution_id.in_(_ids_below(person.institution))
            return below
        case Where.AREA:
            if not _above_counties(person.institution):
                return _equals_own(institution_id, person)
            inside = select(_INSTITUTIONS.c.id).where(_starts(_INSTITUTIONS.c.area_code, person.institution))
            around: ColumnElement[bool] = or_(institution_id == person.institution.id, institution_id.in_(inside))
            return around
    return false()


def _equals_own(institution_id: Any, person: OfPerson) -> ColumnElement[bool]:
    own: ColumnElement[bool] = institution_id == person.institution.id
    return own


def everywhere(person: OfPerson, permission: Permission) -> bool:
    """Whether this person may on the records of every institution of the province, and on those of none as well."""
    whole = areas.level_of(person.institution.area_code) == areas.PROVINCE
    return any(
        grant.where is Where.ANYWHERE or (grant.where is Where.AREA and whole) for grant in grants(person, permission)
    )


def _ids_below(own: OfInstitution) -> Any:
    rows = _INSTITUTIONS.c
    below = and_(rows.kind == own.kind, _starts(rows.area_code, own), rows.area_code != own.area_code)
    return select(rows.id).where(or_(rows.id == own.id, below))


def _starts(code: Any, own: OfInstitution) -> ColumnElement[bool]:
    start = areas.beginning(own.area_code)
    within: ColumnElement[bool] = and_(code >= start, code < f"{start}A") if start else false()
    return within


def _above_counties(own: OfInstitution) -> bool:
    return areas.level_of(own.area_code) != areas.COUNTY


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
        case Where.OWN:
            return of is not None and of.id == own
        case Where.BELOW:
            return of is not None and covers(person.institution, of)
        case Where.AREA:
            if of is None:
                return False
            inside = areas.contains(person.institution.area_code, of.area_code)
            return of.id == own or (inside and _above_counties(person.institution))
    if grant.seat is None or getattr(_related(case, grant.seat), "id", None) != own:
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
    if grant.where in (Where.BELOW, Where.AREA) and of is not None:
        return gettext(OF_PLACE_OR_ABOVE, place=of.name, role=title)
    if grant.where is Where.OWN and of is not None:
        return gettext("%(place)s%(role)s", place=of.name, role=title)
    if grant.where not in (Where.SEAT, Where.ASSIGNED) or case is None or grant.seat is None:
        return title
    seat = getattr(case, grant.seat)
    if seat is None:
        return title
    place = seat.name
    if grant.where is Where.SEAT or grant.assignee is None:
        return gettext("%(place)s%(role)s", place=place, role=title)
    assignee = getattr(case, grant.assignee)
    name = gettext("（尚未确定）") if assignee is None else assignee.name
    return gettext("%(place)s承办%(role)s%(name)s", place=place, role=title, name=name)
