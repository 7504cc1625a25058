"""Bamboo, burned strata, surveys and agreed values: told on the page, added in the form, refused in their place."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from casework.documents.kinds.report import stand_row
from rules.casefile import canonical, load
from rules.record.measuring import StandRecord
from tests.casework import markup
from tests.casework.cases.answers import send
from tests.casework.office import Office
from tests.casework.pages import text

TEACHING = Path(__file__).resolve().parents[3] / "examples" / "teaching"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


@one_database
@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("bamboo", ["竹龄组成：1 度 0.25、2 度 0.45、3 度 0.30", "平均胸径：9.6 cm"]),
        ("fire", ["重度占 0.35，损失 1；轻度占 0.45，损失 0.2；未过火占 0.20，损失 0", "过火面积：0.8 公顷"]),
        (
            "converted-land",
            ["土壤受扰动面积的份额：0.85", "灌木盖度：0.4", "调查所得的幼树生物量：每株 0.75 千克（全株"],
        ),
        ("orchard-and-shrubs", ["调查所得的生物量：每公顷 21.5 吨（地上，含碳率 0.48，鉴定意见书（示例））"]),
        (
            "area-value",
            ["每公顷 85.5 吨二氧化碳当量（示例县林业局，示例文件一，2025年12月1日）", "每亩 180.00 元"],
        ),
    ],
)
def test_the_rare_facts_of_a_stand_are_told_before_filing(office: Office, example: str, told: list[str]) -> None:
    client = office.browser("prosecutor")
    stored = canonical(load((TEACHING / f"{example}.yaml").read_bytes()).as_json())
    page = client.post("/cases/new", data={"do": "edit", "document": stored})
    fields = markup.form(page.text, "/cases/new").fields
    institutions = {"case-institutions-court": "", "case-institutions-forestry_bureau": ""}
    shown = text(client.post("/cases/new", data={**fields, **institutions, "do": "check"}).text)
    for sentence in told:
        assert sentence in shown


@one_database
def test_ages_and_strata_are_added_and_removed(office: Office) -> None:
    client = office.browser("prosecutor")
    for list_of in ("stands-0-culm_ages", "stands-0-damage-strata"):
        added = markup.form(send(client, f"add:{list_of}").text, "/cases/new").fields
        assert f"{list_of}-1-share" in added
        gone = client.post("/cases/new", data={**added, "do": f"remove:{list_of}-1"})
        assert f"{list_of}-1-share" not in markup.form(gone.text, "/cases/new").fields


@one_database
def test_a_mistake_of_a_folded_fact_is_told_there_and_unfolded(office: Office) -> None:
    page = send(office.browser("prosecutor"), "check", **{"stands-0-shrub_cover": "1.5"})
    assert 'href="#stands-0-shrub_cover"' in page.text
    assert "不能超过 1" in text(page.text)
    stand = page.text.split('<fieldset class="group" id="stands-0"')[1].split("</fieldset>")[0]
    assert re.findall(r'<details class="more" open><summary>(.*?)</summary>', stand) == ["灌木与土壤"]


def measured(lost_stock_m3: str | None) -> StandRecord:
    nothing: dict[str, Any] = {"standing_stock_m3": None, "agb_kg": None, "bgb_kg": None, "loss_tco2e": None}
    return StandRecord(id="A", lost_stock_m3=lost_stock_m3, **nothing)


def test_the_report_tells_the_part_lost_over_all_strata_and_culms_as_such() -> None:
    burned = load((TEACHING / "fire.yaml").read_bytes()).stands[0]
    bamboo = load((TEACHING / "bamboo.yaml").read_bytes()).stands[0]
    assert stand_row(burned, measured("168.96"))["damage"] == f"烧毁，受损份额 {Decimal('0.44')}"
    assert stand_row(bamboo, measured(None))["trees"] == "竹1250"
