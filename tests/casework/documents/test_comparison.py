"""Annex 5 of the report: the other methods and the measurement before, and when there is nothing to compare."""

from __future__ import annotations

import copy
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

import pytest

from casework.cases import service as cases
from casework.documents import paper
from casework.losses import method_comparison, reviewing
from tests.casework.documents.conftest import Issued, issue, squeezed
from tests.casework.documents.test_paper import worded
from tests.casework.office import FACTS, Office

pytestmark = pytest.mark.usefixtures("quick_paper")

BY_EXPANSION = Decimal("18.6493") * Decimal("1.90") * Decimal("0.5") * Decimal("0.5") * 44 / 12
"""The stock of ``FACTS`` by 森林蓄积量扩展法 (t), by hand; told to the kilogram."""


def measured(office: Office, facts: dict[str, Any] | None = None, **choice: Any) -> None:
    office.file(facts)
    office.accept()
    office.measure(**choice)


def again(office: Office, **choice: Any) -> None:
    office.send_back("重新检尺")
    office.measure(**choice)


def frozen(office: Office) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(issue(office, "report").data)
    return data


def msg(office: Office, data: dict[str, Any]) -> tuple[str, str]:
    """Annex 5 as markup, and its text."""
    with office.app.app_context():
        html = paper.render_html("report", data, "0" * 64)
    annex = html.partition("<h2>附件5</h2>")[2].partition("</section>")[0]
    return annex, squeezed(unescape(re.sub(r"<[^>]+>", "", annex)))


def test_each_other_method_that_measures_the_case_stands_with_its_difference(office: Office) -> None:
    measured(office)
    data = frozen(office)
    found = {item["id"]: item for item in data["comparison"]["methods"]}
    assert set(found) == {"fujian-trial-2022", "storage-expansion"}
    expansion = found["storage-expansion"]
    loss = BY_EXPANSION.quantize(Decimal("0.001"))
    # 42.90 is the loss that the office's own facts tell by hand.
    assert (expansion["loss_tco2e"], expansion["difference_tco2e"]) == (str(loss), str(loss - Decimal("42.90")))
    text = msg(office, data)[1]
    tonnes = [one.quantize(Decimal("0.01"), ROUND_HALF_UP) for one in (loss, Decimal("42.90") - loss)]
    assert f"森林蓄积量扩展法{tonnes[0]}−{tonnes[1]}" in text
    assert "所得数字只供比较，不作为本案的损失量" in text


def test_the_steps_of_a_method_add_up_to_its_difference_and_multiply_to_its_loss(office: Office) -> None:
    measured(office)
    for item in frozen(office)["comparison"]["methods"]:
        shares = [Decimal(step["attributed_tco2e"]) for step in item["steps"]]
        assert sum(shares) == Decimal(item["difference_tco2e"])
        for side, loss in (("before", "42.90"), ("after", item["loss_tco2e"])):
            product = Decimal(1)
            for step in item["steps"]:
                product *= Decimal(step[side])
            assert product == pytest.approx(Decimal(loss), abs=Decimal("0.01"))


def test_a_method_that_takes_the_same_steps_is_said_to_differ_in_nothing(office: Office) -> None:
    measured(office)
    data = frozen(office)
    assert {item["id"]: item["same"] for item in data["comparison"]["methods"]} == {
        "fujian-trial-2022": True,
        "storage-expansion": False,
    }
    markup, text = msg(office, data)
    assert "已公布结构各步与本报告相同，没有差额。" in text
    assert markup.count('scope="rowgroup"') == 1


def test_a_method_that_cannot_measure_the_case_is_named_with_the_reason(office: Office) -> None:
    measured(office)
    data = frozen(office)
    assert {item["id"] for item in data["comparison"]["unable"]} == {"annual-sink", "area-value", "ipcc-tier1"}
    assert "IPCC第一层级面积法（本法以面积计量，没有写明面积）" in msg(office, data)[1]


def test_the_rebuilt_values_of_another_method_are_called_so(office: Office) -> None:
    measured(office)
    data = frozen(office)
    (rebuilt,) = [item for item in data["comparison"]["methods"] if item["id"] == "fujian-trial-2022"]
    states = "；".join(rebuilt["states"])
    assert "参数依国家方法学重建，待与办法原文核对" in states
    assert "不是办法原文所附参数" in states
    assert squeezed(states) in msg(office, data)[1]


def test_stands_that_another_method_leaves_out_are_named(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    first = facts["stands"][0]
    facts["stands"].append({**first, "id": "B", "species": "树种不明"})
    measured(office, facts, method="storage-expansion@2026-11")
    data = frozen(office)
    (national,) = [item for item in data["comparison"]["methods"] if item["id"] == "national-default"]
    assert [item["stand"] for item in national["without"]] == ["B"]
    assert "没有计入地块B：" in msg(office, data)[1]


def test_the_difference_from_the_measurement_before_is_shared_out_input_by_input(office: Office) -> None:
    measured(office)
    pine = {"stands__0__standing_stock_m3": "16.5", "stands__0__species": [{"species": "马尾松", "share": "1"}]}
    again(office, changes=pine, reason="复测")
    data = frozen(office)
    told = data["comparison"]["earlier"]
    assert told["loss_tco2e"] == "42.90"
    assert {change["name"] for change in told["changes"]} == {"地块 A：立木蓄积", "地块 A：树种组成"}
    difference = Decimal(data["assessment"]["result"]["loss_tco2e"]) - Decimal("42.90")
    assert sum(Decimal(change["attributed_tco2e"]) for change in told["changes"]) == difference
    markup, text = msg(office, data)
    assert markup.count("<svg") == 1
    assert "18.649316.5" in text
    assert "合计：损失量之差" in text


def test_a_difference_that_cannot_be_shared_out_gives_its_reason(office: Office) -> None:
    measured(office)
    again(office, changes={"stands__0__standing_stock_m3": "16.5"}, reason="复测")
    data = frozen(office)
    data["comparison"]["earlier"] |= {"changes": None, "steps": None, "difference_tco2e": None, "reason": "方法已更新"}
    markup, text = msg(office, data)
    assert "方法已更新。" in text
    assert "相差−" not in text.partition("二、上一次计量")[2]
    assert "<svg" not in markup


def test_only_the_measurement_just_before_is_compared(office: Office) -> None:
    measured(office)
    again(office, changes={"stands__0__standing_stock_m3": "16.5"}, reason="复测")
    again(office, changes={"stands__0__standing_stock_m3": "17"}, reason="再次复测")
    told = frozen(office)["comparison"]["earlier"]
    (change,) = told["changes"]
    assert told["number"] == 2
    assert [(field["before"], field["after"]) for field in change["fields"]] == [("16.5", "17")]


def test_a_change_that_moves_no_loss_leaves_nothing_to_share_out(office: Office) -> None:
    measured(office)
    again(office, changes={"options__multiplier": "3"})
    markup, text = msg(office, frozen(office))
    assert "两次计量的案件文件在影响损失量的各项上没有不同。" in text
    assert "<svg" not in markup


def test_another_method_than_before_is_told_step_by_step(office: Office) -> None:
    measured(office)
    again(office, method="storage-expansion@2026-11")
    data = frozen(office)
    steps = data["comparison"]["earlier"]["steps"]
    difference = BY_EXPANSION.quantize(Decimal("0.001")) - Decimal("42.90")
    assert sum(Decimal(step["attributed_tco2e"]) for step in steps) == difference
    assert "两种方法逐步对照" in msg(office, data)[1]


def test_a_first_measurement_has_none_before_it(office: Office) -> None:
    measured(office)
    data = frozen(office)
    assert data["comparison"]["earlier"] is None
    assert "上一次计量" not in msg(office, data)[1]


def test_a_long_worksheet_is_not_compared_and_the_report_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method_comparison, "LONGEST", 3)
    measured(office)
    data = frozen(office)
    assert data["comparison"]["methods"] == []
    assert "本次计量的底稿超过3行，不作比较。" in msg(office, data)[1]


@pytest.mark.parametrize(
    ("loss", "reason"), [("42.91", "结果与当时的计量不同"), (None, "没有得出碳汇损失量，没有可以比较的数字")]
)
def test_a_loss_that_does_not_come_out_again_is_not_compared(office: Office, loss: str | None, reason: str) -> None:
    measured(office)
    with office.work():
        reviewed = reviewing.latest(office.case)
        assert reviewed is not None
        vars(reviewed)["result"] = reviewed.result.model_copy(update={"loss_tco2e": loss})
        casefile = cases.current_casefile(office.case)
        told = method_comparison.beside(office.case, reviewed, casefile)
    assert reason in told["omitted"]
    assert told["methods"] == told["unable"] == []


def test_data_from_before_there_was_an_annex_5_still_print(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    assert "附件5比较" in worded(issued, "report", data)
    del data["comparison"]
    text = worded(issued, "report", data)
    assert "附件5" not in text
    assert "附件4" in text
