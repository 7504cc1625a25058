"""What an administrator does with people, and what nobody may do: to oneself, elsewhere, without a reason."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select

from casework import db, permissions
from casework.accounts import administration, institutions, links, queries
from casework.accounts import service as accounts
from casework.accounts.administration import NAME_TAKEN, NOT_ONESELF, PersonEntry
from casework.accounts.errors import EntryRefused, LinkRefused, NotNow, PasswordRefused, SignInRefused, Unknown
from casework.accounts.institutions import OUT_OF_REACH, STILL_STAFFED
from casework.accounts.models import OneTimeLink
from casework.audit import service as audit
from casework.audit import verification
from casework.proceedings import queries as proceedings
from tests.casework.office import PASSWORD, Office
from tests.told import says

NEW = "Qinggang-Shu-77"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


@pytest.fixture
def managed(office: Office) -> Office:
    """An office with the first administrator (``root``), who looks after all of it, and one of the court alone."""
    with office.work():
        links.use(administration.first_administrator("root", "管理员甲"), NEW)
        court = office.person("judge").institution
        accounts.create_person(court, "court-admin", "管理员乙", (permissions.ADMINISTRATOR,), PASSWORD)
    return office


def entry(office: Office, at: str = "judge", **values: object) -> PersonEntry:
    complete = {"username": "clerk.li", "name": "李书记", "roles": ("clerk",)}
    return PersonEntry(office.person(at).institution_id, **(complete | values))  # type: ignore[arg-type]


def details(office: Office, username: str) -> list[tuple[str, str]]:
    """Actions on a person with what the log says of them, newest first."""
    with office.work():
        return [(one.action, one.detail) for one in audit.entries(f"person:{office.person(username).id}")]


def test_a_new_person_sets_a_password_by_a_link_and_signs_in(managed: Office) -> None:
    with managed.work():
        person, token = administration.add_person(managed.person("court-admin"), entry(managed))
        assert person.password_hash == ""
    assert details(managed, "clerk.li")[0][0] == "create_person"
    with managed.app.app_context(), pytest.raises(SignInRefused):
        accounts.sign_in("clerk.li", "")
    client = managed.app.test_client()
    page = client.get(f"/link/{token}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "clerk.li" in page.text
    assert client.post(f"/link/{token}", data={"new": NEW, "again": NEW}).location == "/sign-in"
    assert client.post("/sign-in", data={"username": "clerk.li", "password": NEW}).status_code == 302
    assert client.get(f"/link/{token}").status_code == 410
    with managed.app.app_context():
        assert verification.verify() is None
        assert token not in "".join(one.token_hash for one in db.session().scalars(select(OneTimeLink)))


@one_database
@pytest.mark.parametrize("new", ["short-1", "my-Clerk.Li-2026", "aaaaaabbbbbb"])
def test_a_link_takes_no_weak_password_and_can_be_tried_again(managed: Office, new: str) -> None:
    with managed.work():
        _, token = administration.add_person(None, entry(managed))
    client = managed.app.test_client()
    assert client.post(f"/link/{token}", data={"new": new, "again": new}).status_code == 422
    assert client.post(f"/link/{token}", data={"new": NEW, "again": NEW + "x"}).status_code == 422
    assert client.post(f"/link/{token}", data={"new": NEW, "again": NEW}).status_code == 302


@one_database
def test_a_link_ends_by_time_by_another_and_with_the_account(managed: Office) -> None:
    with managed.work():
        person, first = administration.add_person(None, entry(managed))
        second = administration.reset(None, person.id)
        with pytest.raises(LinkRefused):
            links.whose(first)
        assert links.whose(second) is person
        assert links.open_until(person) is not None
        for made in db.session().scalars(select(OneTimeLink)):
            made.expires_at -= links.LASTS + datetime.timedelta(seconds=1)
        audit.record("test", "person:1")
        db.session().flush()
        with pytest.raises(LinkRefused):
            links.whose(second)
        third = administration.reset(None, person.id)
        administration.disable(None, person.id, "离职")
        with pytest.raises(LinkRefused):
            links.use(third, NEW)
        with pytest.raises(LinkRefused):
            links.whose("nonsense")


@one_database
def test_a_link_refuses_what_the_page_did_not_check(managed: Office) -> None:
    with managed.work():
        _, token = administration.add_person(None, entry(managed))
        with pytest.raises(PasswordRefused):
            links.use(token, "short")


def test_a_person_who_leaves_is_out_at_the_next_click_and_comes_back_by_a_link(managed: Office) -> None:
    client = managed.browser("judge")
    with managed.work():
        judge, admin = managed.person("judge"), managed.person("court-admin")
        administration.disable(admin, judge.id, "调离法院系统")
        with pytest.raises(NotNow):
            administration.disable(admin, judge.id, "再次")
    assert client.get("/").location.startswith("/sign-in")
    with managed.work():
        token = administration.enable(managed.person("court-admin"), managed.person("judge").id, "返岗")
    assert [action for action, _ in details(managed, "judge")][:2] == ["enable_person", "disable_person"]
    assert "调离法院系统" in details(managed, "judge")[1][1]
    again = managed.app.test_client()
    assert again.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 422
    with managed.work():
        links.use(token, NEW)
    assert again.post("/sign-in", data={"username": "judge", "password": NEW}).status_code == 302


def test_a_reset_voids_the_password_and_every_browser(managed: Office) -> None:
    client = managed.browser("judge")
    with managed.work():
        administration.reset(managed.person("root"), managed.person("judge").id)
    assert client.get("/").location.startswith("/sign-in")
    assert client.post("/sign-in", data={"username": "judge", "password": PASSWORD}).status_code == 422


def test_signing_out_everywhere_leaves_the_password(managed: Office) -> None:
    browsers = [managed.browser("judge"), managed.browser("judge")]
    with managed.work():
        administration.sign_out_everywhere(managed.person("root"), managed.person("judge").id)
    assert {client.get("/").location for client in browsers} == {"/sign-in"}
    managed.browser("judge")


def test_who_is_transferred_loses_the_old_cases_and_keeps_what_was_done(managed: Office) -> None:
    managed.file()
    managed.accept()
    with managed.work():
        root, judge = managed.person("root"), managed.person("judge")
        elsewhere = managed.person("judge2").institution
        administration.transfer(root, judge.id, elsewhere.id, ("judge", "clerk"), "调任")
        assert (judge.institution.id, judge.roles) == (elsewhere.id, ("judge", "clerk"))
        assert not proceedings.visible_to(judge, managed.folder)
        assert managed.course.acts[2].by.name == judge.name
        with pytest.raises(NotNow):
            administration.transfer(root, judge.id, elsewhere.id, ("judge",), "再次")
    action, detail = details(managed, "judge")[0]
    assert action == "transfer"
    for told in ("南靖县人民法院", "漳浦县人民法院", "调任"):
        assert told in detail


@one_database
def test_roles_are_given_and_taken_with_a_reason(managed: Office) -> None:
    with managed.work():
        admin, judge = managed.person("court-admin"), managed.person("judge")
        administration.set_roles(admin, judge.id, ("supervisor", "judge"), "兼任监督")
        assert judge.roles == ("judge", "supervisor")
        with pytest.raises(NotNow):
            administration.set_roles(admin, judge.id, ("judge", "supervisor"), "同上")
        for roles, reason in (
            (("judge",), " "),
            ((), "理由"),
            (("prosecutor",), "理由"),
            (("administrator", "judge"), "x"),
        ):
            with pytest.raises(EntryRefused):
                administration.set_roles(admin, judge.id, roles, reason)
        assert judge.roles == ("judge", "supervisor")


@one_database
def test_what_is_wrong_with_a_new_person_is_told_field_by_field(managed: Office) -> None:
    with managed.work():
        with pytest.raises(EntryRefused) as refused:
            administration.add_person(None, entry(managed, username="a b", name=" ", roles=("prosecutor",)))
        assert {error.path for error in refused.value.errors} == {"username", "name", "roles"}
        with pytest.raises(EntryRefused) as taken:
            administration.add_person(None, entry(managed, username="judge2"))
        assert says(taken.value.errors[0].message, NAME_TAKEN, username="judge2")


@one_database
def test_an_administrator_of_one_institution_knows_nobody_elsewhere(managed: Office) -> None:
    with managed.work():
        admin = managed.person("court-admin")
        for username in ("judge2", "prosecutor", "root"):
            person = managed.person(username)
            with pytest.raises(Unknown):
                administration.disable(admin, person.id, "理由")
            with pytest.raises(Unknown):
                administration.reset(admin, person.id)
        with pytest.raises(Unknown):
            administration.add_person(admin, entry(managed, at="officer", roles=("forestry_officer",)))
        with pytest.raises(Unknown):
            administration.transfer(
                admin, managed.person("judge").id, managed.person("judge2").institution_id, ("judge",), "理由"
            )
        seen = {person.username for person in queries.people(admin, queries.Filter()).rows}
        assert seen == {"judge", "court-admin"}
        assert {place.name for place in institutions.managed(admin)} == {"南靖县人民法院"}


@one_database
@pytest.mark.parametrize("username", ["judge", "prosecutor", "officer"])
def test_nobody_but_an_administrator_manages_anybody(managed: Office, username: str) -> None:
    with managed.work():
        actor = managed.person(username)
        with pytest.raises(Unknown):
            administration.disable(actor, managed.person("court-admin").id, "理由")
        with pytest.raises(Unknown):
            administration.set_roles(actor, actor.id, ("administrator",), "理由")
        assert institutions.managed(actor) == []
        assert queries.people(actor, queries.Filter()).rows == []


@one_database
def test_nobody_shuts_themselves_out_or_gives_themselves_rights(managed: Office) -> None:
    with managed.work():
        admin = managed.person("root")
        for attempt in (
            lambda: administration.disable(admin, admin.id, "理由"),
            lambda: administration.set_roles(admin, admin.id, ("supervisor",), "理由"),
            lambda: administration.transfer(admin, admin.id, managed.person("judge").institution_id, ("judge",), "x"),
            lambda: administration.reset(admin, admin.id),
        ):
            with pytest.raises(NotNow) as refused:
                attempt()
            assert says(refused.value.message, NOT_ONESELF)


@one_database
def test_there_is_one_first_administrator(office: Office) -> None:
    with office.work():
        first = administration.first_administrator("root", "管理员甲")
        second = administration.first_administrator("root", "管理员甲")
        with pytest.raises(LinkRefused):
            links.whose(first)
        links.use(second, NEW)
        root = office.person("root")
        assert (root.institution.kind, root.institution.area_code) == ("other_authority", "350000")
        with pytest.raises(NotNow):
            administration.first_administrator("other", "管理员乙")
        everybody = {person.username for person in queries.people(root, queries.Filter()).rows}
    assert {"judge", "judge2", "officer", "root"} <= everybody


@one_database
def test_institutions_are_entered_corrected_and_closed(managed: Office) -> None:
    with managed.work():
        root, admin = managed.person("root"), managed.person("court-admin")
        made = institutions.add_institution(root, "漳州市自然资源局", permissions.OTHER_AUTHORITY, "350600")
        with pytest.raises(EntryRefused) as outside:
            institutions.add_institution(admin, "漳州市某局", permissions.OTHER_AUTHORITY, "350600")
        assert says(outside.value.errors[0].message, OUT_OF_REACH)
        for name, kind, code in (("", "court", "350627"), ("甲法院", "x", "350627"), ("甲法院", "court", "35062")):
            with pytest.raises(EntryRefused):
                institutions.add_institution(root, name, kind, code)
        institutions.correct_institution(root, made.id, "漳州市自然资源和规划局")
        institutions.close_institution(root, made.id, "机构改革")
        with pytest.raises(NotNow):
            institutions.close_institution(root, made.id, "再次")
        institutions.reopen_institution(root, made.id)
        with pytest.raises(NotNow) as staffed:
            institutions.close_institution(root, managed.person("judge").institution_id, "机构改革")
        assert says(staffed.value.message, STILL_STAFFED, count=2)
        number = made.id
    with managed.work():
        actions = [one.action for one in audit.entries(f"institution:{number}")]
    assert actions == ["reopen_institution", "close_institution", "correct_institution", "create_institution"]


@one_database
def test_an_uncertain_name_is_certain_once_an_administrator_said_so(managed: Office) -> None:
    with managed.work():
        institutions.load_reference()
        place = institutions.institution_named(permissions.FORESTRY_BUREAU, ["华安县林业局"])
        assert place is not None
        assert place.certainty == "pattern"
        institutions.correct_institution(managed.person("root"), place.id, place.name)
        assert place.certainty is None


@one_database
def test_people_are_found_by_name_institution_and_state(managed: Office) -> None:
    with managed.work():
        root = managed.person("root")
        administration.disable(root, managed.person("judge2").id, "理由")

        def found(**wanted: object) -> set[str]:
            return {one.username for one in queries.people(root, queries.Filter(**wanted)).rows}  # type: ignore[arg-type]

        assert found(text="judge") == {"judge", "judge2"}
        assert found(text="%") == set()
        assert found(state="disabled") == {"judge2"}
        assert found(institution_id=managed.person("judge").institution_id) == {"judge", "court-admin"}
