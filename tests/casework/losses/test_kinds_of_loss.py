"""Every method with its options on the measuring page; facts of bamboo, fire, shrubs and soil corrected there."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from casework.losses import measuring
from casework.wording import without_keys
from rules.carbon.methods.area_value.r2026_11.method import NO_VALUE
from tests.casework.markup import holds
from tests.casework.office import Office
from tests.casework.pages import fields, text

NEW = "/cases/1/losses/new"


def preview(client: FlaskClient, method: str, options: dict[str, str], **stand: str) -> str:
    """The text of the page that a preview answers with."""
    form = fields(client.get(NEW).text)
    number = [item.name for item in measuring.methods()].index(method)
    typed = {f"parameter_{number}_{key}": value for key, value in options.items()}
    corrected = {f"stands-0-{key}": value for key, value in stand.items()}
    data = {**form, **typed, "method": method, "reason": "现场复核", "step": "preview"}
    # What a stand is opens what is asked of it: the page comes back once with these questions.
    opening = {key: value for key, value in corrected.items() if key.endswith(("-forest_type", "-damage-type"))}
    answer = client.post(NEW, data=data | opening)
    if opening:
        assert holds(answer.text, "opened")
        shown = fields(answer.text)
        assert corrected.keys() <= shown.keys()
        answer = client.post(NEW, data=data | shown | corrected)
    else:
        answer = client.post(NEW, data=data | corrected)
    assert answer.status_code == 200, text(answer.text)
    return text(answer.text)


def test_every_method_is_offered_with_every_option_that_it_declares(commissioned: Office) -> None:
    page = commissioned.browser("officer").get(NEW)
    offered = fields(page.text)
    for number, declaration in enumerate(measuring.methods()):
        assert declaration.title in text(page.text)
        for key, option in declaration.options.items():
            assert offered[f"parameter_{number}_{key}"] == option.default


@pytest.mark.parametrize(
    ("method", "options", "stand", "loss"),
    [
        # 1 × 258.4 × 1.246 × 0.47 × 44 ÷ 12 = 554.86
        ("ipcc-tier1@2026-11", {"natural": "secondary"}, {"origin": "天然", "area_ha": "1"}, "554.86"),
        # 1000 × 15.6 ÷ 1000 × 0.47 × 44 ÷ 12 = 26.88
        (
            "fujian-trial-2022@2026-11",
            {"bamboo": "review"},
            {"species-0-species": "毛竹", "forest_type": "竹林", "culms": "1000", "standing_stock_m3": ""},
            "26.88",
        ),
        # 2 × 0.10 × 258.4 × 0.5 × 1.4 × 0.47 × 44 ÷ 12 = 62.34
        (
            "fujian-trial-2022@2026-11",
            {"shrub_herb": "ar-tool14", "forest_agb": "natural-secondary"},
            {
                "species-0-species": "灌木林",
                "forest_type": "灌木林",
                "area_ha": "2",
                "shrub_cover": "0.5",
                "standing_stock_m3": "",
            },
            "62.34",
        ),
        # 0 m³ of stock; 2 × 50.4 × (4.7 × 28 + 0.26 × 265) ÷ 1000 = 20.21
        (
            "fujian-trial-2022@2026-11",
            {"fire": "fuel.temperate-all"},
            {"damage-type": "烧毁", "damage-fraction": "1", "damage-burned_area_ha": "2", "standing_stock_m3": "0"},
            "20.21",
        ),
        # 0 m³ of stock; 2 × 55 × 0.1 × 44 ÷ 12 = 40.33
        (
            "fujian-trial-2022@2026-11",
            {"soil": "wtm-lac"},
            {"damage-type": "占用", "damage-soil_disturbed_share": "0.6", "area_ha": "2", "standing_stock_m3": "0"},
            "40.33",
        ),
    ],
)
def test_the_officer_measures_other_kinds_of_loss(
    commissioned: Office, method: str, options: dict[str, str], stand: dict[str, str], loss: str
) -> None:
    assert loss in preview(commissioned.browser("officer"), method, options, **stand)


def test_an_agreed_value_that_nobody_stated_gives_no_loss(commissioned: Office) -> None:
    page = preview(commissioned.browser("officer"), "area-value@2026-11", {})
    assert without_keys(NO_VALUE) in page
    assert "未能计量" in page
