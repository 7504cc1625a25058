"""What the report says beside its figures: the note of published ones, and no key of the case file."""

from __future__ import annotations

import copy
import json
import re

from rules.assess import assess
from rules.casefile import parse
from tests.casework.documents.conftest import Issued
from tests.casework.documents.test_paper import worded


def test_the_note_of_published_figures_stands_below_them(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    note = "含修复保证金，无法拆分"
    facts = {**data["casefile"]["document"], "published": {"loss_tco2e": "47.07", "note": note}}
    data["assessment"]["result"] = assess(parse(facts)).as_json()
    text = worded(issued, "report", data)
    assert "碳汇损失量（tCO2e）47.0742.90未能复现" in text
    assert f"公布数字的附注：{note}。" in text


def test_no_key_of_the_case_file_is_printed(issued: Issued) -> None:
    data = json.loads(issued.report.data)
    facts = copy.deepcopy(data["casefile"]["document"])
    facts["options"] = {"method": "fujian-trial-2022", "on": "2026-11-08"}
    bamboo = {"id": "B", "forest_type": "竹林", "species": "毛竹", "damage": {"type": "烧毁", "fraction": "1"}}
    facts["stands"].append({**bamboo, "culms": 300})
    data["assessment"]["result"] = result = assess(parse(facts)).as_json()
    # Results of earlier days name fields by their keys; they are printed too.
    result["warnings"].append("没有写明倍数（options.multiplier），按一倍计")
    result["missing"]["required_credits_t"] = "没有写明取整次序（options.rounding_order）"
    assert not re.search(r"options[._]|damage[._]|recovery\.", worded(issued, "report", data))
