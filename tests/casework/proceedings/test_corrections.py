"""案情 of a case kept by its acts on its pages: completed, corrected by an act, and what rests on it marked."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from casework import db
from casework.audit import verification
from casework.cases.errors import NothingChanged, ReasonMissing
from casework.errors import STALE
from casework.proceedings import facts, filing, history, index, service
from casework.proceedings.errors import NotPermitted
from casework.proceedings.filing import Opening
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.casefile import CaseFile, parse
from tests.casework import markup
from tests.casework.cases.answers import FILLED, file, fill
from tests.casework.office import FACTS, TODAY, Office, with_changes
from tests.casework.proceedings.desk import BUREAU, Desk
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def filed(office: Office) -> Office:
    with office.work():
        filing.open_with_facts(office.person("prosecutor"), changed(), Opening(("examining",), TODAY))
    return office


def changed(**changes: Any) -> CaseFile:
    return parse(with_changes(copy.deepcopy(FACTS), **changes))


def folder_of(office: Office, who: str = "prosecutor") -> Folder:
    return service.get_for(office.person(who), 1)


def measured(office: Office) -> None:
    """Ordered and submitted."""
    folder, today = folder_of(office), TODAY
    service.record(folder, office.person("prosecutor"), Doing("order", today, (), {"measurer": BUREAU}))
    service.record(folder, office.person("officer"), Doing("submit", today, ("m1",), {"tonnes": "42.90", "own": True}))


EDIT = "/folders/1/facts/edit"


def test_what_a_short_opening_left_open_is_completed_page_by_page(office: Office) -> None:
    desk = Desk(office)
    assert desk.file().status_code == 302
    client = desk.client("prosecutor")
    assert markup.holds(client.get("/folders/1/facts").text, "no-facts")
    assert markup.holds(client.get("/folders/1/rules").text, "nothing-decided")
    known = markup.form(client.get(f"{EDIT}/parties").text, f"{EDIT}/parties").fields
    assert known["parties-0-name"] == "张某泉"
    head = markup.form(client.get(f"{EDIT}/head").text, f"{EDIT}/head").fields
    assert (head["case-offence"], head["case-conduct-to"]) == ("滥伐林木", "2025-01-20")
    assert "case-institutions-court" not in head
    fill(client, {**FILLED, "case-conduct-from": "2025-01-05", "case-conduct-to": "2025-01-20"}, EDIT)
    assert file(client, EDIT).location == "/folders/1/facts"
    page = client.get("/folders/1/facts").text
    assert markup.holds(page, "versions")
    assert not markup.holds(client.get("/folders/1/rules").text, "nothing-decided")
    with office.work():
        folder = folder_of(office)
        case = history.history(folder)
        assert [act.do for act in case.acts] == ["open_case", "fact"]
        assert case.acts[-1].args["version"] == 1
        assert case.stands == {"A": ()}
        assert verification.verify() is None


def test_a_correction_is_a_version_and_an_act_that_names_it(filed: Office) -> None:
    client = filed.browser("prosecutor")
    fill(client, {"stands-0-trees": "111"}, EDIT)
    assert file(client, EDIT, reason="复点").location == "/folders/1/facts"
    page = client.get("/folders/1/facts/versions/2").text
    assert markup.holds(page, "changes")
    assert "复点" in page
    assert client.get("/folders/1/facts/versions/3").status_code == 404
    with filed.work():
        act = history.history(folder_of(filed)).acts[-1]
        assert (act.do, act.args["version"], act.args["old"], act.args["new"]) == ("correct", 2, "110", "111")
        assert act.reason == "复点"
        assert verification.verify() is None


@pytest.mark.parametrize(("change", "marked"), [({"stands__0__trees": 111}, True), ({"value_cny": "88.00"}, False)])
def test_what_rests_on_a_fact_is_marked_where_stands_or_the_measuring_changed(
    filed: Office, change: dict[str, Any], marked: bool
) -> None:
    with filed.work():
        measured(filed)
        facts.correct(folder_of(filed), filed.person("prosecutor"), changed(**change), "复核")
        case = history.history(folder_of(filed))
        assert bool(case.measurings["m1"].basis_changed) is marked


def test_a_correction_may_stand_in_the_transaction_of_another_act(filed: Office) -> None:
    officer, prosecutor = filed.person, filed.person
    with filed.work():
        order = Doing("order", TODAY, (), {"measurer": BUREAU})
        service.record(folder_of(filed), prosecutor("prosecutor"), order)
    with filed.app.app_context():
        folder = folder_of(filed, "officer")
        with db.writing():
            facts.correct(folder, officer("officer"), changed(stands__0__trees=112), "现场复点")
            submitted = Doing("submit", TODAY, ("m1",), {"tonnes": "42.90", "own": True})
            service.record(folder, officer("officer"), submitted)
    with filed.work():
        case = history.history(folder_of(filed))
        assert [act.do for act in case.acts] == ["open_case", "order", "correct", "submit"]
        assert case.measurings["m1"].basis_changed == ()
        filed_now = facts.filed(folder_of(filed))
        assert filed_now is not None
        assert filed_now.stands[0].trees == 112
        assert verification.verify() is None


def test_a_person_who_is_added_is_a_party_of_the_proceedings(filed: Office) -> None:
    more = [*FACTS["parties"], {"name": "李某", "role": "被告人"}]
    with filed.work():
        told = changed(parties=more, stands__0__persons=["张某", "李某"])
        facts.correct(folder_of(filed), filed.person("prosecutor"), told, "追加")
        case = history.history(folder_of(filed))
        assert [party.name for party in case.parties] == ["张某", "李某"]
        assert case.stands == {"A": ("张某", "李某")}


@one_database
def test_a_correction_without_reason_or_change_is_refused(filed: Office) -> None:
    with filed.work():
        folder, person = folder_of(filed), filed.person("prosecutor")
        with pytest.raises(ReasonMissing):
            facts.correct(folder, person, changed(value_cny="1.00"), "  ")
        with pytest.raises(NothingChanged):
            facts.correct(folder, person, facts.filed(folder) or changed(), "再来一次")
    client = filed.browser("prosecutor")
    fill(client, {"value_cny": "2.00"}, EDIT)
    refused = file(client, EDIT, reason=" ")
    assert refused.status_code == 422
    assert "#reason" in markup.read(refused.text).links


@one_database
def test_who_comes_second_sees_both_versions_and_loses_nothing(filed: Office) -> None:
    client = filed.browser("prosecutor")
    fill(client, {"stands-0-trees": "111"}, EDIT)
    sent = markup.form(client.get(f"{EDIT}/check").text, f"{EDIT}/check").fields
    with filed.work():
        facts.correct(folder_of(filed), filed.person("prosecutor"), changed(value_cny="1.00"), "评估")
    refused = client.post(f"{EDIT}/check", data={**sent, "reason": "复点", "do": "file"})
    assert refused.status_code == 409
    assert says(refused.text, STALE)
    assert markup.holds(refused.text, "changes")
    again = markup.form(refused.text, f"{EDIT}/check").fields
    assert again["reason"] == "复点"
    assert client.post(f"{EDIT}/check", data={**again, "do": "file"}).status_code == 302


@one_database
def test_who_takes_no_part_changes_nothing_and_who_may_not_is_not_offered_it(filed: Office) -> None:
    assert filed.browser("prosecutor2").get(EDIT).status_code == 404
    assert EDIT in markup.read(filed.browser("officer").get("/folders/1/facts").text).links
    with filed.work():
        stranger = filed.person("prosecutor2")
        with pytest.raises(NotPermitted):
            facts.check_may_change(folder_of(filed), stranger)


@one_database
def test_each_office_has_its_own_draft_of_the_facts(filed: Office) -> None:
    fill(filed.browser("prosecutor"), {"value_cny": "7.00"}, EDIT)
    fill(filed.browser("officer"), {"value_cny": "8.00"}, EDIT)
    for who, value in (("prosecutor", "7.00"), ("officer", "8.00")):
        page = filed.browser(who).get(f"{EDIT}/head").text
        assert markup.form(page, f"{EDIT}/head").fields["value_cny"] == value
    client = filed.browser("officer")
    assert client.post(f"{EDIT}/discard").location == "/folders/1/facts"
    assert markup.form(client.get(f"{EDIT}/head").text, f"{EDIT}/head").fields["value_cny"] == ""


@one_database
def test_pages_of_the_old_line_lead_to_those_of_the_case(filed: Office) -> None:
    client = filed.browser("prosecutor")
    for old, new in (
        ("", ""),
        ("/rules", "/rules"),
        ("/history", "/facts"),
        ("/versions/1", "/facts/versions/1"),
    ):
        assert client.get(f"/cases/1{old}").location == f"/folders/1{new}", old
    assert client.get("/cases/1/stands").location.startswith("/folders/1")
    assert client.get("/folders/1/facts").status_code == 200
    for end in ("yaml", "json"):
        assert client.get(f"/cases/1/casefile.{end}").status_code == 200


def test_facts_on_file_are_corrected_on_their_pages_alone(filed: Office) -> None:
    answer = filed.browser("prosecutor").get("/folders/1/acts/correct")
    assert answer.location == EDIT


def test_a_name_that_was_written_wrongly_is_put_right_everywhere_and_history_stays(filed: Office) -> None:
    desk = Desk(filed, folder=1)
    tending = {"duties-0-obligation_kind": "管护", "duties-0-count": "6", "duties-0-unit": "months"}
    answer = desk.do("prosecutor", "undertake", {"a_undertaking": "承诺书.pdf"}, a_signed="张某", **tending)
    assert answer.status_code == 302, answer.text
    with filed.work():
        renamed = parse({**copy.deepcopy(FACTS), "parties": [{"name": "章某", "role": "被告人"}]})
        facts.correct(folder_of(filed), filed.person("prosecutor"), renamed, "姓名误写")
        folder = folder_of(filed)
        case = history.history(folder)
        assert [party.name for party in case.parties] == ["章某"]
        assert list(case.tracks) == ["criminal:章某"]
        assert case.obligations["o1"].obligors == ("章某",)
        assert case.acts[1].args["signed"] == "张某", "what was recorded stays"
        assert folder.title == "章某滥伐林木案"
    with filed.work():
        assert index.follows_from_the_acts() is None
        assert verification.verify() is None
    page = desk.show()
    assert "criminal:" not in page
    assert desk.do("prosecutor", "prosecute", a_court="南靖县人民法院").status_code == 302
