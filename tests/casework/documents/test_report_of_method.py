"""What the report says of the choices of a method and of a value in yuan; earlier results still print."""

from __future__ import annotations

import json

from tests.casework.documents.conftest import Issued
from tests.casework.documents.test_paper import worded


def test_the_choices_of_a_method_are_told(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    data["assessment"]["result"]["method"]["choices"] = [{"title": "增温潜势", "meaning": "第五次评估报告（28、265）"}]
    assert "选定的选项：增温潜势：第五次评估报告（28、265）。" in worded(issued, "report", data)


def test_a_value_in_yuan_stands_where_there_are_no_tonnes(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    data["assessment"]["result"] |= {"loss_tco2e": None, "loss_value_cny": "5415.00"}
    text = worded(issued, "report", data)
    assert "碳汇损失以金额计，碳汇损失价值为5,415.00元；没有吨数，不产生应认购量。" in text


def test_a_result_from_before_these_were_told_still_prints(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    del data["assessment"]["result"]["method"]["choices"]
    del data["assessment"]["result"]["loss_value_cny"]
    data["assessment"]["result"]["loss_tco2e"] = None
    text = worded(issued, "report", data)
    assert "碳汇损失量不能得出" in text
    assert "选定的选项" not in text
