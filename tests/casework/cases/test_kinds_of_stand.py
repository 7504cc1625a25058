"""Bamboo, burned strata, surveys and agreed values: told on the page, added in the form, refused in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.cases import drafts
from rules.casefile import load
from tests.casework import markup
from tests.casework.cases.answers import changed, fill
from tests.casework.office import Office
from tests.casework.pages import text

TEACHING = Path(__file__).resolve().parents[3] / "examples" / "teaching"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


@one_database
@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("bamboo", ["竹龄组成", "0.45", "9.6 厘米"]),
        ("fire", ["重度", "0.35", "未过火", "0.8 公顷"]),
        ("converted-land", ["土壤受扰动面积的份额", "0.85", "灌木盖度", "0.75 千克/株"]),
        ("orchard-and-shrubs", ["调查所得的生物量", "21.5 吨/公顷", "0.48", "鉴定意见书（示例）"]),
        ("area-value", ["85.5 吨二氧化碳当量/公顷", "示例县林业局", "示例文件一", "2025年12月1日", "180.00 元/亩"]),
    ],
)
def test_the_rare_facts_of_a_stand_are_told_before_filing(office: Office, example: str, told: list[str]) -> None:
    given = load((TEACHING / f"{example}.yaml").read_bytes()).as_json()
    with office.work():
        number = drafts.begin(office.person("prosecutor"), given).id
    shown = text(office.browser("prosecutor").get(f"/cases/drafts/{number}/check").text)
    for sentence in told:
        assert sentence in shown


@one_database
def test_ages_and_strata_are_asked_of_their_stands_added_and_removed(office: Office) -> None:
    client = office.browser("prosecutor")
    address = fill(client, changed(stands__0__forest_type="竹林", stands__0__damage__type="烧毁"))
    for list_of in ("stands-0-culm_ages", "stands-0-damage-strata"):
        fields = markup.form(client.get(f"{address}/stands").text, f"{address}/stands").fields
        added = client.post(f"{address}/stands", data={**fields, "do": f"add:{list_of}"})
        more = markup.form(added.text, f"{address}/stands").fields
        assert f"{list_of}-0-share" in more
        gone = client.post(f"{address}/stands", data={**more, "do": f"remove:{list_of}-0"})
        assert f"{list_of}-0-share" not in markup.form(gone.text, f"{address}/stands").fields
