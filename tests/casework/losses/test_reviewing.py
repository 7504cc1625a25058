"""The judge reviews: remarks beside lines, a return with its reason, a confirmation; each once."""

from __future__ import annotations

import pytest

from casework.accounts import service as accounts
from casework.cases.errors import WrongStage
from casework.errors import Forbidden
from casework.losses import queries as loss_queries
from casework.losses import reviewing
from casework.losses.errors import ReviewRefused, UnknownAssessment
from tests.casework.office import PASSWORD, Office
from tests.casework.pages import text


def send_back(office: Office, reason: str, remarks: dict[int, str] | None = None, username: str = "judge") -> None:
    with office.work():
        reviewing.send_back(office.case, office.person(username), reason, remarks or {})


def test_a_return_keeps_its_reason_and_the_remarks_beside_their_lines(measured: Office) -> None:
    send_back(measured, "蓄积与案卷不符", {1: "案卷为 18.65", 3: " ", 2: "请附出处"})
    with measured.work():
        assert measured.case.stage == "commissioned"
        returned = reviewing.latest(measured.case)
        assert returned is not None
        assert returned.state == "returned"
        assert returned.review is not None
        assert returned.review.reason == "蓄积与案卷不符"
        assert {no: [remark.text for remark in said] for no, said in returned.remarks.items()} == {
            1: ["案卷为 18.65"],
            2: ["请附出处"],
        }
        assert returned.remarks[1][0].person.username == "judge"


def test_a_return_without_a_reason_is_refused_and_keeps_nothing(measured: Office) -> None:
    with pytest.raises(ReviewRefused) as refused:
        send_back(measured, "  ", {1: "批注"})
    assert [error.path for error in refused.value.errors] == ["reason"]
    with measured.work():
        current = reviewing.latest(measured.case)
        assert current is not None
        assert (current.state, current.remarked) == ("in_review", 0)


def test_remarks_alone_are_kept_while_the_review_goes_on(measured: Office) -> None:
    with measured.work():
        assert reviewing.remark(measured.case, measured.person("judge"), {1: "一", 2: ""}) == 1
        assert reviewing.remark(measured.case, measured.person("judge"), {1: "二"}) == 1
        assert reviewing.remark(measured.case, measured.person("judge"), {}) == 0
    with measured.work():
        current = reviewing.latest(measured.case)
        assert current is not None
        assert [remark.text for remark in current.remarks[1]] == ["一", "二"]
        assert current.state == "in_review"


@pytest.mark.parametrize(("line", "text"), [(999, "没有这一行"), (0, "没有这一行"), (1, "长" * 2001)])
def test_a_remark_belongs_to_a_line_and_has_an_end(measured: Office, line: int, text: str) -> None:
    with pytest.raises(ReviewRefused) as refused, measured.work():
        reviewing.remark(measured.case, measured.person("judge"), {line: text})
    assert [error.path for error in refused.value.errors] == [f"remark-{line}"]


def test_a_confirmed_loss_is_what_plans_rest_on(measured: Office) -> None:
    with measured.work():
        assert reviewing.confirmed(measured.case) is None
    measured.confirm()
    with measured.work():
        found = reviewing.confirmed(measured.case)
        assert found is not None
        assert found.reviewer is not None
        assert found.reviewer.username == "judge"
        assert measured.case.stage == "confirmed"


def test_an_assessment_is_decided_once(measured: Office) -> None:
    measured.confirm()
    with pytest.raises(WrongStage):
        measured.confirm()
    with pytest.raises(WrongStage):
        send_back(measured, "反悔")


@pytest.mark.parametrize("username", ["prosecutor", "officer", "judge2"])
def test_only_the_assigned_judge_reviews(measured: Office, username: str) -> None:
    with pytest.raises(Forbidden):
        send_back(measured, "不当", username=username)
    with pytest.raises(Forbidden), measured.work():
        reviewing.confirm(measured.case, measured.person(username), "", {})
    with pytest.raises(Forbidden), measured.work():
        reviewing.remark(measured.case, measured.person(username), {1: "批注"})


def test_another_judge_of_the_same_court_does_not_review(measured: Office) -> None:
    with measured.work():
        court = measured.person("judge").institution
        accounts.create_person(court, "judge_b", "法官乙", ("judge",), PASSWORD)
    with pytest.raises(Forbidden, match="承办法官"):
        send_back(measured, "不当", username="judge_b")


def test_a_second_measurement_has_the_next_number_and_the_first_stays_readable(measured: Office) -> None:
    send_back(measured, "请改用蓄积量扩展法", {1: "见案卷"})
    measured.measure(method="storage-expansion@2026-11")
    with measured.work():
        second, first = reviewing.assessments(measured.case)
        assert (second.row.number, second.latest, second.state) == (2, True, "in_review")
        assert (first.row.number, first.latest, first.state) == (1, False, "returned")
        assert first.result.loss_tco2e == "42.90"
        assert reviewing.assessment(measured.case, 1).remarked == 1
        assert second.remarks == {}
    with pytest.raises(UnknownAssessment, match="第 3 次"), measured.work():
        reviewing.assessment(measured.case, 3)


def test_a_comparison_lists_the_lines_that_changed_and_no_others(measured: Office) -> None:
    send_back(measured, "蓄积有误")
    measured.measure(changes={"stands__0__standing_stock_m3": "20"}, reason="复测")
    with measured.work():
        found = loss_queries.compare(measured.case, 1, 2)
        changed = {change.label: change for change in found.changes}
        stock = changed["立木蓄积"]
        assert stock.before is not None
        assert stock.after is not None
        assert (stock.before.result, stock.after.result) == ("18.6493", "20")
        parameters = [change for change in found.changes if change.section.startswith("参数")]
        assert parameters == []
        assert loss_queries.compare(measured.case, 1, 1).changes == ()


def test_a_loss_found_in_money_is_confirmed_and_shown_as_one(measured_in_money: Office) -> None:
    measured_in_money.confirm()
    page = text(measured_in_money.browser("judge").get("/cases/1/losses").text)
    assert "3,344.00" in page
    with measured_in_money.work():
        found = reviewing.confirmed(measured_in_money.case)
        assert found is not None
        assert (found.loss_tco2e, found.result.loss_value_cny) == (None, "3344")
