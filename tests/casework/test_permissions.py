"""Permissions: who may do what, asked of one case in Python and of all cases in SQL with one answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Person, institutions
from casework.accounts import service as accounts
from casework.cases import Case
from casework.cases import queries as case_queries
from casework.cases.stages import TABLE
from casework.errors import Forbidden
from casework.permissions import KINDS, OF_PLACE_OR_ABOVE, ROLES, Grant, Permission, Where
from tests.casework.office import Office
from tests.told import saying

ON_CASES = (Where.ANYWHERE, Where.PARTY, Where.SEAT, Where.ASSIGNED, Where.NOT_ANOTHERS)
EVERY = [
    *(step.permission for step in TABLE),
    permissions.SEE_CASES,
    permissions.MEET_PERIODS,
    permissions.ISSUE_REPORT,
    permissions.ISSUE_RETIREMENT,
    *(Permission(f"{role} {where.name}", (Grant(role, where),)) for role in ROLES for where in ON_CASES),
]


def staff(office: Office) -> list[Person]:
    """Somebody of every role in every institution of the case and in a province."""
    places = {
        person.institution.id: person.institution for person in map(office.person, ("prosecutor", "judge", "officer"))
    }
    province = institutions.create_institution("某省", permissions.PROVINCE, "350000")
    return [
        accounts.create_person(place, f"{role}-{place.id}", role, role, "Everybody-2026")
        for place in (*places.values(), province)
        for role in ROLES
    ]


def test_every_question_has_the_same_answer_for_one_case_and_in_a_query(office: Office) -> None:
    office.file()
    waiting = office.case_id
    office.file()
    office.accept()
    with office.work():
        people = [*staff(office), *map(office.person, ("prosecutor", "judge", "officer", "judge2", "officer2"))]
        cases = [db.session().get_one(Case, number) for number in (waiting, office.case_id)]
        differing = [
            (person.username, str(permission.action), case.id)
            for person in people
            for permission in EVERY
            for found in [set(db.session().scalars(select(Case.id).where(case_queries.allowed(person, permission))))]
            for case in cases
            if permissions.may(person, permission, case) != (case.id in found)
        ]
    assert differing == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_who_sees_which_cases(office: Office) -> None:
    office.file()
    with office.work():
        seen = {
            (person.role, person.institution.kind)
            for person in staff(office)
            if permissions.may(person, permissions.SEE_CASES, office.case)
        }
    everybody = {(role, kind) for role in ROLES for kind in KINDS}
    administrators = {(permissions.ADMINISTRATOR, kind) for kind in KINDS}
    of_the_province = {(role, permissions.PROVINCE) for role in ROLES if role != permissions.SUPERVISOR}
    assert seen == everybody - administrators - of_the_province


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_refusal_says_who_may(office: Office) -> None:
    office.file()
    with office.work():
        refused = permissions.refusal(office.person("prosecutor"), permissions.ISSUE_REPORT, office.case)
        assert refused == (
            "“制作《碳汇损失计量报告》”只能由南靖县林业局林业干部或者南靖县人民法院承办法官（尚未确定）进行。"
        )
        assert permissions.refusal(office.person("officer"), permissions.ISSUE_REPORT, office.case) is None
        with pytest.raises(Forbidden, match="“登记碳汇”只能由林业干部进行"):
            permissions.require(office.person("judge"), permissions.KEEP_REGISTER)


@pytest.mark.parametrize(
    ("upper", "lower", "covers"),
    [
        ("350600", "350627", True),
        ("350000", "350627", True),
        ("350627", "350600", False),
        ("350700", "350627", False),
        ("350627", "350627", False),
        ("000000", "350627", False),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_bureau_covers_those_of_the_area_below_it(office: Office, upper: str, lower: str, covers: bool) -> None:
    with office.work():
        above = institutions.create_institution("上级", permissions.FORESTRY_BUREAU, upper)
        below = institutions.create_institution("下级", permissions.FORESTRY_BUREAU, lower)
        court = institutions.create_institution("法院", permissions.COURT, lower)
        assert permissions.covers(above, below) is covers
        assert permissions.covers(below, below)
        assert not permissions.covers(above, court)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_who_entered_a_record_never_checks_it_nor_does_one_below(office: Office) -> None:
    with office.work():
        officer, another = office.person("officer"), office.person("officer2")
        place = officer.institution
        colleague = accounts.create_person(place, "colleague", "林业干部丙", officer.role, "Colleague-2026")
        verify = permissions.VERIFY_PARAMETERS
        assert permissions.may(colleague, verify, of=place, made_by=officer.id)
        assert not permissions.may(officer, verify, of=place, made_by=officer.id)
        assert not permissions.may(another, verify, of=place, made_by=officer.id)
        with pytest.raises(Forbidden, match=saying(OF_PLACE_OR_ABOVE, place="南靖县林业局", role="林业干部")):
            permissions.require(another, verify, of=place, made_by=officer.id)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_case_is_taken_over_only_by_a_role_that_takes_cases_over(office: Office) -> None:
    office.file()
    with office.work(), pytest.raises(ValueError, match="taken over"):
        permissions.assign(office.case, office.person("prosecutor"))
