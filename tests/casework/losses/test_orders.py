"""Measuring on order in a case kept by its acts: by the officer's form, read line by line, returned, adopted."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.audit import verification
from casework.cases import filing
from casework.errors import STALE, Stale
from casework.losses import ordered, reviewing
from casework.losses.measuring import RESULT_CHANGED, Choice
from casework.proceedings import facts, index, people, service
from casework.proceedings.errors import NotPermitted, NotPossible
from rules.assess import assess
from rules.carbon.workbook.book import cell_of
from rules.casefile import parse
from rules.proceedings.state import Case
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, Office
from tests.casework.pages import fields, links, text
from tests.casework.prepared import app_after
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago
from tests.casework.statements import statements
from tests.casework.tallies.conftest import FIR
from tests.casework.tallies.sheets import GOOD, accept, send
from tests.databases import Databases
from tests.rules.workbook.spreadsheet import Book
from tests.told import says

RESULT = "/folders/1/measurings/m1"
MEASURE = f"{RESULT}/measure"
OUTSIDE = "某林业评估公司"
one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def _before_court(app: Any) -> Desk:
    office = Office(app)
    office.open()
    desk = Desk(office)
    assert desk.file().status_code == 302
    for who, act, given in (
        ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}),
        ("judge", "receive", {"at": ago(38), "a_number": NUMBER}),
        ("judge", "order", {"at": ago(37), "a_measurer": BUREAU}),
    ):
        answer = desk.do(who, act, **given)
        assert answer.status_code == 302, answer.text
    return desk


def _with_facts(app: Any) -> None:
    desk = _before_court(app)
    with desk.office.work():
        folder, prosecutor = folder_of(desk), desk.office.person("prosecutor")
        facts.keep(folder, prosecutor, facts.completed(folder, parse(copy.deepcopy(FIR))), "立案")


@pytest.fixture
def bare(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """The court has ordered a measurement; the facts are not entered."""
    with app_after(databases, tmp_path, "an order without facts", _before_court) as app:
        yield Desk(Office(app), folder=1)


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """The court has ordered a measurement of a stand of 杉木."""
    with app_after(databases, tmp_path, "an order with facts", _with_facts) as app:
        yield Desk(Office(app), folder=1)


def folder_of(desk: Desk, who: str = "prosecutor") -> Any:
    return service.get_for(desk.office.person(who), 1)


def case_of(desk: Desk) -> Case:
    with desk.office.work():
        return service.state(folder_of(desk))


def preview(desk: Desk, who: str = "officer", at: str = MEASURE, **typed: str) -> TestResponse:
    client = desk.client(who)
    form = client.get(at)
    assert form.status_code == 200, form.text
    return client.post(
        at, data=fields(form.text) | {"method": "national-default"} | typed | {"step": "preview"}, follow_redirects=True
    )


def measured(desk: Desk, who: str = "officer", at: str = MEASURE, **typed: str) -> TestResponse:
    shown = preview(desk, who, at, **typed)
    assert shown.status_code == 200, text(shown.text)
    return desk.client(who).post(at, data=fields(shown.text) | {"step": "submit"})


def decided(desk: Desk, act: str, who: str = "judge", at: str = RESULT, **typed: str) -> TestResponse:
    """Decide on the page of a result: the last answer, the redirect or the page that says why not."""
    client = desk.client(who)
    page = client.get(at)
    checked = client.post(
        f"{at}/decide", data=fields(page.text) | {"act": act, "do": "check"} | typed, follow_redirects=True
    )
    if checked.status_code != 200:
        return checked
    return client.post(f"{at}/decide", data=fields(checked.text) | {"do": "save"})


def test_a_corrected_stand_and_a_tally_are_stored_with_the_acts_that_say_so(desk: Desk) -> None:
    officer, tally = desk.client("officer"), f"{RESULT}/stands/1/tally"
    assert MEASURE in links(desk.show("officer"))
    assert tally in links(officer.get(MEASURE).text)
    sheet = send(officer, GOOD, f"{tally}/enter")
    assert accept(officer, sheet, address=f"{tally}/enter").location == tally
    assert officer.get(f"{tally}/file").data == GOOD.encode()
    answer = measured(desk, **{"stands-1-standing_stock_m3": "3.5", "reason": "现场复测"})
    assert (answer.status_code, answer.location) == (302, RESULT)
    stored = assessment_of(desk, 1)
    with desk.office.work():
        case = facts.case_of(folder_of(desk))
        assert case is not None
        version = filing.current_version(case)
        assert stored.version == version.version == 3
        again = assess(filing.casefile_of(version), on=None).record
        assert verification.verify() is None
    assert (stored.row.measuring, stored.measurer.name) == ("m1", "officer")
    assert stored.loss_tco2e == again.loss_tco2e is not None
    course = case_of(desk)
    one = course.measurings["m1"]
    assert (one.state, str(one.result["tonnes"]), one.result["assessment"]) == ("submitted", stored.loss_tco2e, 1)
    assert [act.do for act in course.acts[-3:]] == ["correct", "correct", "submit"]
    assert (one.author, one.basis_changed) == ("officer", ())


def assessment_of(desk: Desk, number: int) -> reviewing.Reviewed:
    with desk.office.work():
        case = facts.case_of(folder_of(desk))
        assert case is not None
        found = reviewing.assessment(case, number)
        assert found.result.hash == found.row.hash
        assert found.remarks is not None
        return found


def test_it_is_returned_with_remarks_and_nothing_is_recorded_before_the_page_to_check(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    judge, remark = desk.client("judge"), "remark-1"
    page = judge.get(RESULT)
    assert remark in fields(page.text)
    form = fields(page.text) | {"act": "return", "text": "请说明蓄积来源", remark: "此数与笔录不符"}
    checked = judge.post(f"{RESULT}/decide", data=form | {"do": "check"}, follow_redirects=True)
    assert holds(checked.text, "remarks")
    assert case_of(desk).measurings["m1"].state == "submitted"
    back = judge.post(f"{RESULT}/decide", data=fields(checked.text) | {"do": "edit"}, follow_redirects=True)
    assert fields(back.text)[remark] == "此数与笔录不符"
    assert judge.post(f"{RESULT}/decide", data=fields(checked.text) | {"do": "save"}).status_code == 302
    course = case_of(desk)
    assert course.measurings["m1"].state == "returned"
    said = assessment_of(desk, 1).remarks[1]
    assert [(one.text, one.row.act) for one in said] == [("此数与笔录不符", len(course.acts))]
    assert holds(desk.client("officer").get(MEASURE).text, "returned")
    assert "此数与笔录不符" in text(desk.client("officer").get(RESULT).text)


def test_what_was_returned_is_measured_again_and_adopted(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    assert decided(desk, "return", text="请说明蓄积来源").status_code == 302
    assert measured(desk).status_code == 302
    assert case_of(desk).measurings["m1"].result["assessment"] == 2
    judge = desk.client("judge")
    assert f"{RESULT}/assessments/1" in links(judge.get(RESULT).text)
    for address in (f"{RESULT}/assessments/1", f"{RESULT}/compare?before=1&after=2", f"{RESULT}/rival"):
        assert judge.get(address).status_code == 200, address
    book = judge.get(f"{RESULT}/assessments/1.xlsx")
    assert float(Book(book.data).value(cell_of(1))) == float(assessment_of(desk, 1).result.worksheet[0].result)
    assert judge.get(f"{RESULT}/assessments/9.xlsx").status_code == 404
    assert decided(desk, "adopt").status_code == 302
    assert case_of(desk).measurings["m1"].adoptions[0].by == "judge"
    with desk.office.work():
        assert verification.verify() is None
        assert index.follows_from_the_acts() is None


@one_database
def test_without_facts_the_form_says_what_is_missing_and_where(bare: Desk) -> None:
    answer = bare.client("officer").get(MEASURE)
    assert answer.status_code == 409
    assert holds(answer.text, "no-facts")
    assert "/folders/1/facts" in links(answer.text)


def test_a_result_from_outside_stands_beside_the_own_and_each_is_adopted_for_its_head(desk: Desk) -> None:
    answer = desk.do("judge", "order", a_measurer=OUTSIDE, a_heads="服务功能损失", at=ago(0))
    assert answer.status_code == 302, answer.text
    outside = "/folders/1/measurings/m2"
    sent_on = desk.client("officer").get(f"{outside}/measure")
    assert (sent_on.status_code, sent_on.location) == (302, "/folders/1/acts/submit?on=m2")
    with desk.office.work(), pytest.raises(NotPossible):
        ordered.check(ordered.find(folder_of(desk), "m2"), desk.office.person("officer"))
    given = {"a_value": "46880", "a_author": OUTSIDE}
    assert desk.do("officer", "submit", {"a_report": "评估报告.pdf"}, "m2", **given).status_code == 302
    assert measured(desk).status_code == 302
    page = desk.client("judge").get(outside).text
    assert holds(page, "not-calculated")
    assert "/folders/1/papers/%E8%AF%84%E4%BC%B0%E6%8A%A5%E5%91%8A.pdf" in links(page)
    beside = desk.client("judge").get("/folders/1/results").text
    assert {"/folders/1/measurings/m1", outside} <= set(links(beside))
    assert "46,880 元" in text(beside)
    assert holds(beside, "head-2")
    assert decided(desk, "adopt").status_code == 302
    assert decided(desk, "adopt", at=outside).status_code == 302
    adopted = {name: one.adoptions[0].heads for name, one in case_of(desk).measurings.items()}
    assert adopted == {"m1": ("全部损失",), "m2": ("服务功能损失",)}


def test_a_second_result_of_one_head_is_adopted_only_in_place_of_the_first(desk: Desk) -> None:
    assert desk.do("judge", "order", a_measurer=BUREAU, at=ago(0)).status_code == 302
    second = "/folders/1/measurings/m2"
    assert measured(desk).status_code == measured(desk, at=f"{second}/measure").status_code == 302
    assert {one.result["assessment"] for one in case_of(desk).measurings.values()} == {1, 2}
    assert decided(desk, "adopt").status_code == 302
    assert decided(desk, "adopt", at=second).status_code == 409
    assert decided(desk, "adopt", at=second, replaces="m1").status_code == 302
    first, other = (case_of(desk).measurings[name].adoptions[0] for name in ("m1", "m2"))
    assert first.ended > 0
    assert other.ended == 0


def test_whoever_measured_neither_adopts_nor_reviews_and_whoever_decides_does_not_measure(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    page = desk.client("officer").get(RESULT).text
    for act in ("adopt", "review", "return"):
        assert f'value="{act}"' not in page
        assert f'value="{act}"' in desk.client("judge").get(RESULT).text
        sent = {"act": act, "text": "意见", "do": "save", "row_version": str(len(case_of(desk).acts))}
        assert desk.client("officer").post(f"{RESULT}/decide", data=fields(page) | sent).status_code == 403
    assert case_of(desk).measurings["m1"].state == "submitted"
    assert decided(desk, "return", text="请补充").status_code == 302
    with desk.office.work(), pytest.raises(NotPermitted):
        ordered.check(ordered.find(folder_of(desk), "m1"), desk.office.person("judge"))


def test_corrected_facts_mark_the_result_and_say_what_changed(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    with desk.office.work():
        folder = folder_of(desk)
        found = facts.filed(folder)
        assert found is not None
        data = found.as_json()
        data["stands"][0]["standing_stock_m3"] = "21.5"
        facts.correct(folder, desk.office.person("prosecutor"), parse(data), "复核笔录")
    page = desk.client("judge").get(RESULT).text
    assert holds(page, "basis-changed")
    assert {"18.6493", "21.5"} <= set(text(page).split())
    assert "#handling" in links(page)
    assert f"{RESULT}#basis-changed" in links(desk.show("judge"))
    assert decided(desk, "return", text="事实已经更正，请重新测算").status_code == 302
    assert measured(desk).status_code == 302
    assert not holds(desk.client("judge").get(RESULT).text, "basis-changed")


def test_whoever_comes_second_sees_what_was_done_and_loses_nothing_typed(desk: Desk) -> None:
    shown = preview(desk, **{"stands-1-standing_stock_m3": "3.5", "reason": "现场复测"})
    assert desk.do("judge", "hearing", at=ago(0)).status_code == 302
    answer = desk.client("officer").post(MEASURE, data=fields(shown.text) | {"step": "submit"})
    assert answer.status_code == 409
    assert holds(answer.text, "stale")
    kept = fields(answer.text)
    assert (kept["stands-1-standing_stock_m3"], kept["reason"]) == ("3.5", "现场复测")
    again = desk.client("officer").post(MEASURE, data=kept | {"step": "preview"}, follow_redirects=True)
    assert desk.client("officer").post(MEASURE, data=fields(again.text) | {"step": "submit"}).status_code == 302

    page = desk.client("judge").get(RESULT)
    typed = fields(page.text) | {"act": "return", "text": "请补充", "remark-1": "此行存疑", "do": "check"}
    assert desk.do("prosecutor", "hearing", at=ago(0)).status_code == 302
    late = desk.client("judge").post(f"{RESULT}/decide", data=typed, follow_redirects=True)
    assert late.status_code == 409
    assert holds(late.text, "stale")
    assert says(text(late.text), STALE)
    assert (fields(late.text)["text"], fields(late.text)["remark-1"]) == ("请补充", "此行存疑")


def test_what_another_submitted_meanwhile_is_told_with_what_was_typed(desk: Desk) -> None:
    shown = preview(desk, **{"reason": "现场复测", "stands-1-standing_stock_m3": "3.5"})
    assert desk.do("judge", "cancel", on="m1", a_ground="不再需要").status_code == 302
    answer = desk.client("officer").post(MEASURE, data=fields(shown.text) | {"step": "submit"})
    assert answer.status_code == 409
    assert holds(answer.text, "stale")
    assert fields(answer.text)["reason"] == "现场复测"


def test_a_result_that_is_not_the_previewed_one_is_shown_anew_and_not_stored(desk: Desk) -> None:
    shown = preview(desk)
    sent = fields(shown.text) | {"previewed": "0" * 64, "step": "submit"}
    answer = desk.client("officer").post(MEASURE, data=sent)
    assert answer.status_code == 409
    assert says(text(answer.text), RESULT_CHANGED)
    assert case_of(desk).measurings["m1"].state == "ordered"


def test_of_two_who_submit_at_once_the_second_is_refused_and_nothing_is_stored_of_his(desk: Desk) -> None:
    with desk.office.app.app_context():
        person, order = desk.office.person("officer"), ordered.find(folder_of(desk), "m1")
        choice = Choice(method="national-default")
        previewed = ordered.draft(order, person, choice).result.hash
        with ThreadPoolExecutor(1) as elsewhere:
            assert elsewhere.submit(desk.do, "judge", "hearing", at=ago(0)).result().status_code == 302
        with pytest.raises(Stale):
            ordered.submit(order, person, choice, previewed)
    with desk.office.work():
        case = facts.case_of(folder_of(desk))
        assert case is not None
        assert reviewing.latest(case) is None
        assert filing.current_version(case).version == 1


@one_database
def test_more_results_take_no_more_statements(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    client = desk.client("judge")
    addresses = ("/folders/1", RESULT, "/folders/1/results")
    few = [statements(desk.office.app, client, one) for one in addresses]
    for number in (2, 3, 4):
        assert desk.do("judge", "order", a_measurer=BUREAU, at=ago(0)).status_code == 302
        assert measured(desk, at=f"/folders/1/measurings/m{number}/measure").status_code == 302
    assert [statements(desk.office.app, client, one) for one in addresses] == few
    assert max(few) <= 22


@one_database
def test_nobody_else_meets_the_pages_of_an_order(desk: Desk) -> None:
    assert measured(desk).status_code == 302
    pages = (RESULT, MEASURE, f"{RESULT}/rival", f"{RESULT}/assessments/1", "/folders/1/results")
    for address in (*pages, f"{RESULT}/compare?before=1&after=1", f"{RESULT}/stands/1/tally"):
        assert desk.client("judge2").get(address).status_code == 404, address
        assert desk.client("judge").get(address).status_code in (200, 302), address
    assert desk.client("judge").get("/folders/1/measurings/m9").status_code == 404
    assert desk.client("judge").get(f"{RESULT}/assessments/7").status_code == 404


@one_database
def test_where_a_bureau_has_one_officer_the_bureau_above_reviews(desk: Desk) -> None:
    with desk.office.work():
        city = institutions.create_institution("漳州市林业局", "forestry_bureau", "350600")
        accounts.create_person(city, "city", "市某", ("forestry_officer",), PASSWORD)
        mine = desk.office.person("officer").institution
        assert [name for name, _ in people.assignable(mine, service.state(folder_of(desk)))] == ["officer"]
    assert measured(desk).status_code == 302
    case = case_of(desk)
    assert case.acts[-1].args["reviewer"] == "漳州市林业局"
    client = desk.client("city")
    assert RESULT in "".join(links(client.get("/").text))
    answer = decided(desk, "review", "city", text="方法和数据无误")
    assert answer.status_code == 302, answer.text
    assert case_of(desk).measurings["m1"].state == "reviewed"
    with desk.office.work():
        assert index.follows_from_the_acts() is None
