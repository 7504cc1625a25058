"""The pages on which an administrator looks after people and institutions."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from casework.accounts import administration, institutions, links
from casework.accounts import service as accounts
from casework.accounts.administration import NAME_TAKEN, NOT_ONESELF
from casework.accounts.institutions import STILL_STAFFED
from casework.permissions import ADMINISTRATOR, CLERK, COURT, JUDGE, SUPERVISOR
from tests.casework import markup, pages
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, Office
from tests.told import says

NEW = "Qinggang-Shu-77"

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def root(office: Office) -> FlaskClient:
    """A browser of the first administrator."""
    with office.work():
        links.use(administration.first_administrator("root", "管理员甲"), PASSWORD)
    return office.browser("root")


def number(office: Office, username: str) -> int:
    with office.work():
        return office.person(username).id


def place(office: Office, username: str) -> int:
    with office.work():
        return office.person(username).institution_id


def issued(page: str) -> str:
    found = re.search(r'value="http://localhost(/link/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_an_administrator_comes_to_the_people_and_is_led_to_no_case(office: Office, root: FlaskClient) -> None:
    assert root.get("/").location == "/people"
    page = root.get("/people").text
    links_there = set(markup.read(page).links)
    navigation = set(re.findall(r'<a href="(/[a-z]*)"(?: aria-current="page")?>', page))
    assert {"/people", "/institutions", "/audit"} <= navigation
    assert not {"/folders", "/documents"} & navigation
    assert f"/people/{number(office, 'judge2')}" in links_there


def test_a_judge_has_no_pages_of_people(office: Office) -> None:
    client = office.browser("judge")
    assert "/people" not in client.get("/").text
    for address in ("/people", "/people/new", "/people/1", "/institutions", "/institutions/1", "/institutions/missing"):
        assert client.get(address).status_code == 403, address


def test_a_person_is_entered_and_sets_a_password_by_the_link_that_is_shown_once(
    office: Office, root: FlaskClient
) -> None:
    court = place(office, "judge")
    form = markup.form(root.get(f"/people/new?institution={court}").text, "").fields
    assert form["institution"] == str(court)
    data = {"institution": court, "name": "李某", "username": "li", "roles": [CLERK, JUDGE]}
    answer = root.post("/people/new", data=data)
    shown = root.get(answer.location)
    assert (answer.status_code, shown.status_code, shown.headers["Cache-Control"]) == (302, 200, "no-store")
    link = issued(shown.text)
    assert root.get(answer.location).location == f"/people/{number(office, 'li')}", "once"
    page = root.get(f"/people/{number(office, 'li')}").text
    assert "法官、书记员" in page
    assert link.rpartition("/")[2] not in page
    visitor = office.app.test_client()
    assert visitor.post(link, data={"new": NEW, "again": NEW}).status_code == 302
    assert visitor.post("/sign-in", data={"username": "li", "password": NEW}).status_code == 302


def test_mistakes_stand_at_their_fields_and_what_was_typed_stays(office: Office, root: FlaskClient) -> None:
    court = place(office, "judge")
    data = {"institution": court, "name": "李某", "username": "judge", "roles": [ADMINISTRATOR, JUDGE]}
    answer = root.post("/people/new", data=data)
    assert answer.status_code == 422
    assert says(answer.text, NAME_TAKEN, username="judge")
    assert 'id="roles-error"' in answer.text
    assert 'value="李某"' in answer.text


def test_an_empty_form_names_everything_that_is_missing_at_once(root: FlaskClient) -> None:
    answer = root.post("/people/new", data={})
    assert answer.status_code == 422
    assert all(f'id="{name}-error"' in answer.text for name in ("institution", "name", "username", "roles"))


def test_roles_and_institution_change_with_a_reason_and_the_history_tells(office: Office, root: FlaskClient) -> None:
    judge = number(office, "judge")
    assert root.post(f"/people/{judge}/roles", data={"roles": [JUDGE, SUPERVISOR], "reason": ""}).status_code == 422
    done = root.post(f"/people/{judge}/roles", data={"roles": [JUDGE, SUPERVISOR], "reason": "兼任"})
    assert done.location == f"/people/{judge}"
    moved = {"institution": place(office, "judge2"), "roles": [JUDGE], "reason": "轮岗"}
    assert root.post(f"/people/{judge}/transfer", data=moved).status_code == 302
    page = pages.text(root.get(f"/people/{judge}").text)
    for told in ("管理员甲", "法官 → 法官、监督人员", "南靖县人民法院 → 漳浦县人民法院", "轮岗"):
        assert told in page
    assert root.post(f"/people/{judge}/name", data={"name": "法官甲甲"}).status_code == 302
    assert "judge → 法官甲甲" in pages.text(root.get(f"/people/{judge}").text)


def test_what_an_act_does_is_told_before_it_is_done(office: Office, root: FlaskClient) -> None:
    judge, browser = number(office, "judge"), office.browser("judge")
    for action in ("disable", "reset", "sign-out"):
        assert holds(root.get(f"/people/{judge}/{action}").text, "what-happens")
    assert browser.get("/").status_code == 200
    assert root.post(f"/people/{judge}/sign-out").status_code == 302
    assert browser.get("/").status_code == 302
    link = issued(root.post(f"/people/{judge}/reset", follow_redirects=True).text)
    assert root.post(f"/people/{judge}/disable", data={"reason": "离职"}).status_code == 302
    assert office.app.test_client().get(link).status_code == 410
    assert root.post(f"/people/{judge}/disable", data={"reason": "再次"}).status_code == 409
    enabled = root.post(f"/people/{judge}/enable", data={"reason": "返岗"}, follow_redirects=True)
    assert issued(enabled.text) != link


def test_an_administrator_is_not_offered_to_act_on_the_own_account(office: Office, root: FlaskClient) -> None:
    mine = number(office, "root")
    page = root.get(f"/people/{mine}").text
    assert holds(page, "oneself")
    assert f"/people/{mine}/disable" not in page
    answer = root.post(f"/people/{mine}/disable", data={"reason": "理由"})
    assert answer.status_code == 409
    assert says(answer.text, NOT_ONESELF)


def test_people_are_searched_and_an_empty_search_says_so(office: Office, root: FlaskClient) -> None:
    assert f"/people/{number(office, 'officer2')}" in root.get("/people?text=officer2").text
    assert holds(root.get("/people?text=nobody").text, "none-found")
    assert holds(root.get("/people?state=disabled").text, "none-found")


def test_the_tree_shows_each_institution_below_its_area(office: Office, root: FlaskClient) -> None:
    page = pages.text(root.get("/institutions").text)
    places = [page.index(name) for name in ("福建省 350000", "漳州市 350600", "漳浦县 350623", "南靖县 350627")]
    assert places == sorted(places)
    assert page.index("南靖县 350627") < page.index("南靖县林业局")


def test_reference_institutions_are_looked_at_and_registered(office: Office, root: FlaskClient) -> None:
    page = root.get("/institutions/missing").text
    assert "福建省漳州市中级人民法院" in page
    assert "南靖县人民法院" not in page
    assert root.post("/institutions/missing").location == "/institutions"
    assert holds(root.get("/institutions/missing").text, "none-missing")
    with office.work():
        found = institutions.institution_named("forestry_bureau", ["华安县林业局"])
        assert found is not None
        uncertain = found.id
    assert 'class="mark must-check"' in root.get("/institutions").text
    root.post(f"/institutions/{uncertain}/name", data={"name": "华安县林业局"})
    with office.work():
        assert institutions.institution_for(None, uncertain).certainty is None


def test_an_institution_is_entered_closed_and_reopened(office: Office, root: FlaskClient) -> None:
    data = {"name": "漳州市自然资源局", "kind": "other_authority", "area_code": "350600"}
    made = root.post("/institutions/new", data=data).location
    assert holds(root.get(made).text, "no-people")
    assert root.post("/institutions/new", data={**data, "area_code": "35"}).status_code == 422
    assert root.post("/institutions/new", data={"name": "", "area_code": ""}).status_code == 422
    assert root.post(f"{made}/close", data={"reason": ""}).status_code == 422
    assert root.post(f"{made}/close", data={"reason": "机构改革"}).location == made
    assert "机构改革" in root.get(made).text
    assert root.post(f"{made}/reopen").location == made
    staffed = root.post(f"/institutions/{place(office, 'judge')}/close", data={"reason": "机构改革"})
    assert staffed.status_code == 409
    assert says(staffed.text, STILL_STAFFED, count=1)


def test_an_administrator_of_a_court_meets_nobody_elsewhere(office: Office) -> None:
    with office.work():
        court = office.person("judge").institution
        assert court.kind == COURT
        accounts.create_person(court, "court-admin", "管理员乙", (ADMINISTRATOR,), PASSWORD)
    client = office.browser("court-admin")
    assert client.get(f"/people/{number(office, 'judge')}").status_code == 200
    for other in ("judge2", "prosecutor", "officer"):
        foreign = number(office, other)
        for page in ("", "/roles", "/name", "/transfer", "/disable", "/reset"):
            assert client.get(f"/people/{foreign}{page}").status_code == 404
            if page:
                assert client.post(f"/people/{foreign}{page}", data={"reason": "x"}).status_code == 404
        assert client.get(f"/institutions/{place(office, other)}").status_code == 404
    listed = client.get("/people").text
    assert "judge2" not in listed
    assert "prosecutor" not in listed


def test_the_pages_are_told_in_english_too(office: Office, root: FlaskClient) -> None:
    root.set_cookie("language", "en")
    judge = number(office, "judge")
    for address in ("/people", f"/people/{judge}", f"/people/{judge}/reset", "/institutions", "/people/new"):
        heading = re.search(r"<h1>(.*?)</h1>", root.get(address).text)
        assert heading is not None
        assert heading[1].isascii(), address
