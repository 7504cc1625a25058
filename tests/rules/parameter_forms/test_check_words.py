"""What the check says of doubtful and missing values, in words."""

from __future__ import annotations

import re

from rules.carbon.parameter_forms.check import NO_SPECIES, NOT_GIVEN, check
from rules.carbon.parameter_forms.plausible import MEASURED, OFF_MEASURED
from rules.reading.messages import Message
from tests.rules.parameter_forms.forms import as_yaml, row, teaching
from tests.told import says, told


def test_the_density_commonly_quoted_for_masson_pine_needs_a_reason() -> None:
    # 0.485 ± 0.053 measured: 22 % more, though within two deviations.
    form = teaching()
    for entry in form["parameters"]:
        if entry.get("species") == "阔叶混":
            entry["species"] = "马尾松"
    row(form, "马尾松", "D")["value"] = "0.380"
    (doubt,) = [doubt for doubt in check(as_yaml(form)).doubts if doubt.about == "马尾松.D"]
    assert told(doubt.message, OFF_MEASURED, share="22", away="2")
    assert says(doubt.message, MEASURED, mean="0.485", sd="0.053")


def test_optional_values_that_are_missing_are_named() -> None:
    form = teaching() | {"method": "fujian-trial-2022@2026-11"}
    found = check(as_yaml(form))
    assert found.form is not None
    (missing,) = [gap.message for gap in found.gaps if told(gap.message, NOT_GIVEN, count=109)]
    assert isinstance(missing, Message)
    named = [str(name) for name in missing.values["named"]]
    assert named[:3] == ["枯死木占林木碳的百分数 5 个", "枯落物占林木碳的百分数 5 个", "扰动后损失的土壤有机碳份额"]
    assert "每千克的克数" in named
    numbers = [int(number) for number in re.findall(r" (\d+) 个", "、".join(named))]
    # 13 stand alone, by their whole title.
    assert sum(numbers) + 13 == 109
    assert any(told(gap.message, NO_SPECIES) and "枯死木" in gap.message for gap in found.gaps)
