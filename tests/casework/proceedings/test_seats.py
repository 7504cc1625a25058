"""Seats from the institutions and people that are registered: chosen, told where nobody is there, taken in later."""

from __future__ import annotations

import pytest

from casework.accounts import administration, institutions
from casework.accounts import service as accounts
from casework.accounts.errors import EntryRefused
from casework.audit import verification
from casework.errors import NotFound
from casework.proceedings import filing, index, listing, people, service
from casework.proceedings.history import courses
from tests.casework.markup import holds, read
from tests.casework.office import PASSWORD, Office
from tests.casework.pages import fields
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago

ELSEWHERE = "华安县人民法院"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


def filed(office: Office) -> Desk:
    desk = Desk(office)
    assert desk.file().status_code == 302
    return desk


def prosecuted_elsewhere(desk: Desk) -> str:
    """Prosecuted at a court that is not registered; the page to check."""
    client, at = desk.client("prosecutor"), desk.address("prosecute")
    given = fields(client.get(at).text) | {"at": ago(39), "a_court": ELSEWHERE, "a_jurisdiction": "集中管辖"}
    checked = client.post(at, data=given | {"do": "check"}, follow_redirects=True)
    assert checked.status_code == 200, checked.text
    assert client.post(at, data=fields(checked.text) | {"do": "save"}).status_code == 302
    return str(checked.text)


def test_that_nobody_at_an_institution_will_see_the_case_is_said_before_and_after(office: Office) -> None:
    desk = filed(office)
    assert holds(prosecuted_elsewhere(desk), "unregistered")
    assert ELSEWHERE in desk.show()
    with office.work():
        assert institutions.unregistered([ELSEWHERE, COURT]) == (ELSEWHERE,)


def test_an_institution_that_is_registered_needs_no_warning(office: Office) -> None:
    desk = filed(office)
    client, at = desk.client("prosecutor"), desk.address("prosecute")
    given = fields(client.get(at).text) | {"at": ago(39), "a_court": COURT, "do": "check"}
    assert not holds(client.post(at, data=given, follow_redirects=True).text, "unregistered")


def test_who_is_registered_later_sees_the_case_and_what_waits_for_him(office: Office) -> None:
    desk = filed(office)
    prosecuted_elsewhere(desk)
    filed(office)  # another case, in which that court has no seat
    with office.work():
        court = institutions.create_institution(ELSEWHERE, "court", "350629")
        accounts.create_person(court, "late", "晚某", ("judge",), PASSWORD)
    with office.work():
        late = office.person("late")
        assert service.get_for(late, 1).id == 1
        assert index.follows_from_the_acts() is None
        with pytest.raises(NotFound):
            service.get_for(late, 2)
    todo = desk.client("late").get("/").text
    assert "/folders/1/acts/receive" in todo


def test_what_goes_up_offers_the_court_above_first(office: Office) -> None:
    with office.work():
        institutions.create_institution("漳州市中级人民法院", "court", "350600")
        own = office.person("judge").institution
        assert filing.institutions_for(own)["court"][0] == COURT
        assert filing.institutions_for(own, higher=True)["court"][0] == "漳州市中级人民法院"
        assert filing.institutions_for(own)["own"] == filing.institutions_for(own)["court"]


def test_who_may_be_put_in_charge_is_chosen_from_those_who_are_there(office: Office) -> None:
    desk = filed(office)
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    with office.work():
        court = office.person("judge").institution
        for username, name, role in (
            ("second", "同某", "judge"),
            ("gone", "去某", "judge"),
            ("admin", "管某", "administrator"),
        ):
            accounts.create_person(court, username, name, (role,), PASSWORD)
        office.person("gone").active = False
    with office.work():
        judge = office.person("judge")
        case = service.state(service.get_for(judge, 1))
        assert {name for name, _ in people.assignable(judge.institution, case)} == {judge.name, "同某"}
        assert {name for name, _ in people.in_charge(judge.institution, case)} == {judge.name}
    page = desk.client("judge").get(desk.address("assign")).text
    assert 'value="同某"' in page
    answer = desk.do("judge", "assign", at=ago(30), a_persons="同某", a_role="法官", a_approval="院长 2026年1月2日批准")
    assert answer.status_code == 302, read(answer.text).ids
    assert desk.do("judge", "recuse", at=ago(29), a_persons="同某", a_ground="同学").status_code == 302
    with office.work():
        case = service.state(service.get_for(office.person("judge"), 1))
        assert "同某" not in dict(people.assignable(office.person("judge").institution, case))


RENAMED = "南靖县人民法院（新）"


def received(office: Office) -> Desk:
    desk = filed(office)
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    return desk


def rename(office: Office, name: str = RENAMED) -> None:
    with office.work():
        institutions.correct_institution(None, office.person("judge").institution_id, name)


def test_who_works_at_an_institution_keeps_its_cases_when_it_is_renamed(office: Office) -> None:
    desk = received(office)
    desk.show("judge")
    rename(office)
    page = desk.show("judge")
    assert RENAMED in page, "the head of the case calls it as it is called now"
    assert f"{COURT} judge" in page, "what it did keeps the name of its day"
    assert desk.do("judge", "order", at=ago(37), a_measurer=BUREAU).status_code == 302
    with office.work():
        case = service.state(service.get_for(office.person("judge"), 1))
        assert case.institutions("court") == (RENAMED,)
        assert [(act.do, act.by.called) for act in case.acts[-2:]] == [("receive", COURT), ("order", RENAMED)]
        assert index.follows_from_the_acts() is None


def test_a_name_that_goes_to_another_institution_takes_no_case_along(office: Office) -> None:
    desk = received(office)
    rename(office)
    with office.work():
        other = institutions.create_institution(COURT, "court", "350627")
        accounts.create_person(other, "heir", "承某", ("judge",), PASSWORD)
    with office.work():
        index.refresh()
        with pytest.raises(NotFound):
            service.get_for(office.person("heir"), 1)
        assert index.follows_from_the_acts() is None
    assert desk.do("judge", "order", at=ago(37), a_measurer=BUREAU).status_code == 302


def test_an_institution_that_is_renamed_twice_and_back_is_the_same(office: Office) -> None:
    desk = received(office)
    rename(office)
    assert desk.do("judge", "order", at=ago(37), a_measurer=BUREAU).status_code == 302
    rename(office, COURT)
    with office.work():
        assert service.state(service.get_for(office.person("judge"), 1)).institutions("court") == (COURT,)


def test_an_order_to_another_bureau_brings_it_into_the_case(office: Office) -> None:
    desk = filed(office)
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    with office.work():
        above = institutions.create_institution("漳州市林业局", "forestry_bureau", "350600")
        accounts.create_person(above, "above", "上某", ("forestry_officer",), PASSWORD)
    with office.work(), pytest.raises(NotFound):
        service.get_for(office.person("above"), desk.folder)
    assert desk.do("judge", "order", at=ago(37), a_measurer="漳州市林业局").status_code == 302
    assert f"/folders/{desk.folder}" in desk.client("above").get("/").text
    assert desk.do("above", "submit", at=ago(36), a_tonnes="47.07", a_own="y").status_code == 302
    with office.work():
        assert index.follows_from_the_acts() is None


def test_the_bureau_above_confirms_what_the_only_officer_measured(office: Office) -> None:
    desk = filed(office)
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    with office.work():
        above = institutions.create_institution("漳州市林业局", "forestry_bureau", "350600")
        accounts.create_person(above, "above", "上某", ("forestry_officer",), PASSWORD)
    ordered = {"a_measurer": "南靖县林业局", "a_bureau": "漳州市林业局"}
    assert desk.do("judge", "order", at=ago(37), **ordered).status_code == 302
    assert desk.do("officer", "submit", at=ago(36), a_tonnes="47.07", a_own="y").status_code == 302
    assert desk.client("officer").get(desk.address("review", "m1")).status_code == 403
    assert desk.do("above", "review", on="m1", at=ago(35), a_opinion="同意").status_code == 302


MARRIED = "法某（改）"


def call(office: Office, who: str, name: str) -> str:
    """Call somebody otherwise; gives the name before."""
    with office.work():
        person = office.person(who)
        before = person.name
        administration.correct_name(None, person.id, name)
        return str(before)


@one_database
def test_who_is_renamed_keeps_what_he_has_in_hand_and_what_he_did_keeps_the_name_of_its_day(office: Office) -> None:
    desk = received(office)
    before = call(office, "judge", MARRIED)
    with office.work():
        accounts.create_person(office.person("judge").institution, "second", "同某", ("judge",), PASSWORD)
    assert "/folders/1/acts/order" in read(desk.client("judge").get("/").text).links
    assert desk.do("judge", "order", at=ago(37), a_measurer=BUREAU).status_code == 302
    page = desk.show("judge")
    assert f"{COURT} {before}" in page
    assert f"{COURT} {MARRIED}" in page
    assert MARRIED in page[page.index("case-facts") : page.index("</dl>")]
    with office.work():
        case = service.state(service.get_for(office.person("judge"), 1))
        assert [act.by.signed for act in case.acts[-2:]] == [before, MARRIED]
        assert {act.by.name for act in case.acts[-2:]} == {MARRIED}
        assert courses([1])[1].case() == case
        assert index.follows_from_the_acts() is None
        assert verification.verify() is None


@one_database
def test_who_is_renamed_and_stepped_aside_stays_aside(office: Office) -> None:
    desk = received(office)
    name = office_name(office, "judge")
    assert desk.do("judge", "recuse", at=ago(37), a_persons=name, a_ground="同学").status_code == 302
    call(office, "judge", MARRIED)
    assert desk.do("judge", "order", at=ago(36), a_measurer=BUREAU).status_code == 403


def office_name(office: Office, who: str) -> str:
    with office.work():
        return office.person(who).name


@one_database
def test_who_gets_the_name_of_another_gets_none_of_his_cases(office: Office) -> None:
    desk = received(office)
    with office.work():
        court = office.person("judge").institution
        accounts.create_person(court, "second", "同某", ("judge",), PASSWORD)
        second = office.person("second")
        with pytest.raises(EntryRefused) as refused:
            administration.correct_name(None, second.id, office.person("judge").name)
    assert [one.path for one in refused.value.errors] == ["name"]
    before = call(office, "judge", MARRIED)
    with office.work(), pytest.raises(EntryRefused):
        administration.correct_name(None, office.person("second").id, before)
    call(office, "judge", before)
    assert desk.do("judge", "order", at=ago(37), a_measurer=BUREAU).status_code == 302


@one_database
def test_the_list_tells_who_has_a_case_in_hand_and_until_when_and_gives_the_cases_of_one(office: Office) -> None:
    desk = received(office)
    filed(office)
    with office.work():
        accounts.create_person(office.person("judge").institution, "second", "同某", ("judge",), PASSWORD)
    judge, name = desk.client("judge"), office_name(office, "judge")

    def listed(handler: str, order: str = "") -> list[str]:
        page = judge.get(f"/folders?handler={handler}&{order}").text
        return [link for link in read(page).links if link[:9] == "/folders/"]

    for order in ("", "sort=filed", "sort=filed&state=open&offence=滥伐林木", "sort=due", "sort=due&text=张某"):
        assert "/folders/1" in listed(name, order), order
        assert "/folders/1" not in listed("同某", order), order
    with office.work():
        found = listing.listing(office.person("judge")).page.rows
        (mine,) = (one for one in found if one.id == 1)
        assert mine.people == (name,)
        assert mine.due is not None  # the trial has a last day
        assert listing.handlers(office.person("judge")) == (name, "同某")
    assert "/folders/1" in listed("某某某"), "a name of nobody there asks for nothing"
    call(office, "judge", MARRIED)
    assert "/folders/1" in listed(MARRIED)


@one_database
def test_that_somebody_need_not_step_aside_is_recorded_with_the_heads_decision(office: Office) -> None:
    desk = received(office)
    with office.work():
        accounts.create_person(office.person("judge").institution, "second", "同某", ("judge",), PASSWORD)
    assert desk.do("judge", "assign", at=ago(37), a_persons="同某", a_role="法官", a_approval="院长").status_code == 302
    name = office_name(office, "judge")
    assert desk.do("second", "recuse", at=ago(36), a_persons=name, a_ground="同学").status_code == 302
    assert desk.do("judge", "order", at=ago(36), a_measurer=BUREAU).status_code == 403
    decision = {"at": ago(35), "a_persons": name, "a_granted": "否"}
    assert desk.do("judge", "decide_recusal", **decision, a_approval="院长").status_code == 403, "not by himself"
    assert desk.do("second", "decide_recusal", **decision).status_code == 422
    assert desk.do("second", "decide_recusal", **decision, a_approval="院长 2026年1月5日决定").status_code == 302
    assert desk.do("judge", "order", at=ago(34), a_measurer=BUREAU).status_code == 302
