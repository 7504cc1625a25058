"""What the check says of doubtful and missing values, in words."""

from __future__ import annotations

import re

from rules.carbon.parameter_forms.check import check
from tests.rules.parameter_forms.forms import as_yaml, row, teaching


def test_the_density_commonly_quoted_for_masson_pine_needs_a_reason() -> None:
    # 0.485 ± 0.053 measured: 22 % more, though within two deviations.
    form = teaching()
    for entry in form["parameters"]:
        if entry.get("species") == "阔叶混":
            entry["species"] = "马尾松"
    row(form, "马尾松", "D")["value"] = "0.380"
    told = [doubt.message for doubt in check(as_yaml(form)).doubts if doubt.about == "马尾松.D"]
    assert len(told) == 1
    assert "独立测得的木材密度为 0.485 ± 0.053 t/m³" in told[0]
    assert "相差 22 %，合 2 个标准差" in told[0]


def test_optional_values_that_are_missing_are_named() -> None:
    form = teaching() | {"method": "fujian-trial-2022@2026-11"}
    found = check(as_yaml(form))
    assert found.form is not None
    (told,) = [gap.message for gap in found.gaps if gap.message.startswith("没有参数")]
    assert told.startswith(
        "没有参数 枯死木占林木碳的百分数 5 个、枯落物占林木碳的百分数 5 个、扰动后损失的土壤有机碳份额、"
    )
    assert "、每千克的克数、" in told
    assert told.endswith("，共 109 个：选用到它们的选项时不能计量")
    numbers = [int(found) for found in re.findall(r" (\d+) 个", told.partition("，共")[0])]
    # 13 stand alone, by their whole title.
    assert sum(numbers) + 13 == 109
    assert any("枯死木" in gap.message and "一个树种也没有" in gap.message for gap in found.gaps)
