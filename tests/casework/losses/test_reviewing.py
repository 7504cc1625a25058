"""What a judge makes of a result: remarks beside its lines, a return with its reason, an adoption; each once."""

from __future__ import annotations

import pytest

from casework.losses import deciding, reviewing
from casework.losses import queries as loss_queries
from casework.losses.deciding import Decision
from casework.losses.errors import ReviewRefused, UnknownAssessment
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from tests.casework.office import Office
from tests.casework.pages import text


def test_a_return_keeps_its_reason_and_the_remarks_beside_their_lines(measured: Office) -> None:
    measured.send_back("蓄积与案卷不符", {1: "案卷为 18.65", 3: " ", 2: "请附出处"})
    with measured.work():
        assert measured.course.measurings["m1"].state == "returned"
        assert measured.course.acts[-1].args["ground"] == "蓄积与案卷不符"
        returned = measured.assessed()
        assert {no: [remark.text for remark in said] for no, said in returned.remarks.items()} == {
            1: ["案卷为 18.65"],
            2: ["请附出处"],
        }
        assert returned.remarks[1][0].person.username == "judge"


def test_a_return_without_a_reason_is_refused_and_keeps_nothing(measured: Office) -> None:
    with pytest.raises(Incomplete):
        measured.decide("return", {1: "批注"})
    with measured.work():
        assert measured.course.measurings["m1"].state == "submitted"
        assert measured.assessed().remarked == 0


@pytest.mark.parametrize(("line", "said"), [(999, "没有这一行"), (0, "没有这一行"), (1, "长" * 2001)])
def test_a_remark_belongs_to_a_line_and_has_an_end(measured: Office, line: int, said: str) -> None:
    with pytest.raises(ReviewRefused) as refused:
        measured.send_back("见批注", {line: said})
    assert [error.path for error in refused.value.errors] == [f"remark-{line}"]


def test_a_result_is_adopted_once(measured: Office) -> None:
    measured.confirm()
    with measured.work():
        assert measured.course.measurings["m1"].state == "adopted"
        (adopted,) = measured.course.measurings["m1"].adoptions
        assert measured.course.acts[adopted.act - 1].by.name == "judge"
    with pytest.raises(NotPossible):
        measured.confirm()


@pytest.mark.parametrize("username", ["officer", "judge2"])
@pytest.mark.parametrize("act", ["adopt", "return"])
def test_neither_the_measurer_nor_a_stranger_decides(measured: Office, username: str, act: str) -> None:
    decision = Decision(act, {"ground": "不当"} if act == "return" else {}, {1: "批注"})
    with pytest.raises(NotPermitted), measured.work():
        deciding.record(measured.order(), measured.person(username), measured.assessed(), decision)
    with measured.work():
        assert measured.assessed().remarked == 0


def test_a_second_measurement_has_the_next_number_and_the_first_stays_readable(measured: Office) -> None:
    measured.send_back("请改用蓄积量扩展法", {1: "见案卷"})
    measured.measure(method="storage-expansion@2026-11")
    with measured.work():
        second, first = reviewing.assessments(measured.case)
        assert (second.row.number, second.latest) == (2, True)
        assert (first.row.number, first.latest) == (1, False)
        assert first.result.loss_tco2e == "42.90"
        assert reviewing.assessment(measured.case, 1).remarked == 1
        assert second.remarks == {}
    with pytest.raises(UnknownAssessment, match="第 3 次"), measured.work():
        reviewing.assessment(measured.case, 3)


def test_a_comparison_lists_the_lines_that_changed_and_no_others(measured: Office) -> None:
    measured.send_back("蓄积有误")
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


def test_a_loss_found_in_money_is_adopted_and_shown_as_one(measured_in_money: Office) -> None:
    measured_in_money.confirm()
    page = text(measured_in_money.browser("judge").get("/folders/1/measurings/m1").text)
    assert "3,344.00" in page
    with measured_in_money.work():
        found = measured_in_money.assessed()
        assert (found.loss_tco2e, found.result.loss_value_cny) == (None, "3344")
