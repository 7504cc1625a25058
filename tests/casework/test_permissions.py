"""Permissions: who may do what, asked of one record in Python and of all in SQL with one answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import Institution, Person, institutions
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import Case
from casework.cases import queries as case_queries
from casework.errors import Forbidden
from casework.permissions import OF_PLACE_OR_ABOVE, ROLES, Grant, Permission, Where
from tests.casework.office import BUREAU, COURT, Office
from tests.told import saying

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""

ON_PLACES = (Where.ANYWHERE, Where.OWN, Where.BELOW, Where.AREA)


PLACES = (
    # name, kind, area: above the three institutions of the case, beside them, and of no seat
    ("福建省人民检察院", "procuratorate", "350000"),
    ("漳州市中级人民法院", "court", "350600"),
    ("泉州市林业局", "forestry_bureau", "350500"),
    ("某省机关", "other_authority", "350000"),
    ("某市机关", "other_authority", "350600"),
    ("某县机关", "other_authority", "350627"),
    ("外省机关", "other_authority", "360000"),
)


def staff(office: Office) -> list[Person]:
    """Somebody of every role in every institution of the case and in each of ``PLACES``, and one of two roles."""
    places = {
        person.institution.id: person.institution for person in map(office.person, ("prosecutor", "judge", "officer"))
    }
    others = [institutions.create_institution(*place) for place in PLACES]
    made = [
        accounts.create_person(place, f"{role}-{place.id}", role, (role,), "Everybody-2026")
        for place in (*places.values(), *others)
        for role in ROLES
    ]
    court = office.person("judge").institution
    both = (permissions.JUDGE, permissions.SUPERVISOR)
    return [*made, accounts.create_person(court, "both", "both", both, "Everybody-2026")]


def test_every_question_about_an_institution_has_the_same_answer_in_a_query(office: Office) -> None:
    every = [
        permissions.READ_LOG,
        *(Permission(f"{role} {where.name}", (Grant(role, where),)) for role in ROLES for where in ON_PLACES),
    ]
    with office.work():
        people = [*staff(office), *map(office.person, ("prosecutor", "judge2"))]
        places = list(db.session().scalars(select(Institution)))
        differing = [
            (person.username, str(permission.action), place.name)
            for person in people
            for permission in every
            for condition in [permissions.places_of(person, permission, Institution.id)]
            for found in [set(db.session().scalars(select(Institution.id).where(condition)))]
            for place in places
            if permissions.may(person, permission, of=place) != (place.id in found)
        ]
    assert len(places) > 10
    assert differing == []


@one_database
def test_who_sees_which_cases(office: Office) -> None:
    office.file()
    with office.work():
        seen = {
            (role, person.institution.name)
            for person in staff(office)
            for role in person.roles
            if len(person.roles) == 1 and db.session().scalar(select(Case.id).where(case_queries.visible_to(person)))
        }
    parties = ("南靖县人民检察院", "南靖县人民法院", "南靖县林业局")
    everybody = {(role, place) for role in ROLES for place in parties if role != permissions.ADMINISTRATOR}
    above = ("福建省人民检察院", "漳州市中级人民法院", "某省机关", "某市机关")
    assert seen == everybody | {(permissions.SUPERVISOR, place) for place in above}


@one_database
def test_whoever_has_two_roles_may_what_either_may(office: Office) -> None:
    with office.work():
        judge = office.person("judge")
        judge.roles = (permissions.JUDGE, permissions.CLERK, permissions.SUPERVISOR)
        audit.record("test", "person:1")
        assert judge.roles == (permissions.JUDGE, permissions.CLERK, permissions.SUPERVISOR)
        assert permissions.may(judge, permissions.REHEARSE_LAW)
        assert permissions.grants(judge, permissions.MEET_PERIODS)
        assert permissions.grants(judge, permissions.WATCH_FOLDERS)


@one_database
def test_a_clerk_sees_the_cases_of_the_court_and_issues_no_paper(office: Office) -> None:
    office.file()
    with office.work():
        clerk = accounts.create_person(
            office.person("judge").institution, "clerk", "书记员", (permissions.CLERK,), "Everybody-2026"
        )
        assert db.session().scalar(select(Case.id).where(case_queries.visible_to(clerk))) == office.case.id
        for permission in (permissions.MEET_PERIODS, permissions.OPEN_FOLDER):
            assert not permissions.may(clerk, permission, office.case)


@pytest.mark.parametrize(
    ("roles", "kind", "mistakes"),
    [
        (("judge",), "court", 0),
        (("judge", "clerk", "supervisor"), "court", 0),
        (("administrator",), "other_authority", 0),
        (("supervisor",), "other_authority", 0),
        ((), "court", 1),
        (("judge",), "procuratorate", 1),
        (("clerk",), "forestry_bureau", 1),
        (("prosecutor", "forestry_officer"), "other_authority", 2),
        (("administrator", "judge"), "court", 1),
        (("administrator", "supervisor"), "court", 1),
    ],
)
@one_database
def test_which_roles_go_together(office: Office, roles: tuple[str, ...], kind: str, mistakes: int) -> None:
    with office.work():
        assert len(permissions.mistakes_in_roles(roles, kind)) == mistakes


@one_database
def test_a_refusal_says_who_may(office: Office) -> None:
    office.file()
    seats = (*permissions.OFFICERS, Grant(permissions.JUDGE, Where.ASSIGNED), *permissions.PROSECUTORS)
    given = Permission("核对", seats)
    with office.work():
        refused = permissions.refusal(office.person("prosecutor2"), given, office.case)
        of = office.person("prosecutor").institution.name
        who = "或者".join((f"{BUREAU}林业干部", f"{COURT}承办法官（尚未确定）", f"{of}检察官"))
        assert refused == permissions.ONLY_BY % {"step": "核对", "who": who}
        assert permissions.refusal(office.person("officer"), given, office.case) is None
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
@one_database
def test_a_bureau_covers_those_of_the_area_below_it(office: Office, upper: str, lower: str, covers: bool) -> None:
    with office.work():
        above = institutions.create_institution("上级", permissions.FORESTRY_BUREAU, upper)
        below = institutions.create_institution("下级", permissions.FORESTRY_BUREAU, lower)
        court = institutions.create_institution("法院", permissions.COURT, lower)
        assert permissions.covers(above, below) is covers
        assert permissions.covers(below, below)
        assert not permissions.covers(above, court)


@one_database
def test_who_entered_a_record_never_checks_it_nor_does_one_below(office: Office) -> None:
    with office.work():
        officer, another = office.person("officer"), office.person("officer2")
        place = officer.institution
        colleague = accounts.create_person(place, "colleague", "林业干部丙", officer.roles, "Colleague-2026")
        verify = permissions.VERIFY_PARAMETERS
        assert permissions.may(colleague, verify, of=place, made_by=officer.id)
        assert not permissions.may(officer, verify, of=place, made_by=officer.id)
        assert not permissions.may(another, verify, of=place, made_by=officer.id)
        with pytest.raises(Forbidden, match=saying(OF_PLACE_OR_ABOVE, place="南靖县林业局", role="林业干部")):
            permissions.require(another, verify, of=place, made_by=officer.id)
