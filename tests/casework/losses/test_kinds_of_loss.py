"""Every method with its options on the measuring page; facts of bamboo, fire, shrubs and soil corrected there."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from casework.cases import service as cases
from casework.losses import measuring, reviewing
from casework.wording import without_keys
from rules.carbon.methods.area_value.r2026_11.method import NO_VALUE
from rules.carbon.methods.registry import editions, load, superseded
from tests.casework.markup import form, holds
from tests.casework.office import Office
from tests.casework.pages import fields, text

NEW = "/folders/1/measurings/m1/measure"


def preview(client: FlaskClient, method: str, options: dict[str, str], **stand: str) -> str:
    """The text of the page that a preview answers with."""
    form = fields(client.get(NEW).text)
    number = [item.name for item in measuring.methods() if not item.whole_case].index(method)
    typed = {f"parameter_{number}_{key}": value for key, value in options.items()}
    corrected = {f"stands-0-{key}": value for key, value in stand.items()}
    data = {**form, **typed, "method": method, "reason": "现场复核", "step": "preview"}
    # What a stand is opens what is asked of it: the page comes back once with these questions.
    opening = {key: value for key, value in corrected.items() if key.endswith(("-forest_type", "-damage-type"))}
    answer = client.post(NEW, data=data | opening, follow_redirects=True)
    if opening:
        assert holds(answer.text, "opened")
        shown = fields(answer.text)
        assert corrected.keys() <= shown.keys()
        answer = client.post(NEW, data=data | shown | corrected, follow_redirects=True)
    else:
        answer = client.post(NEW, data=data | corrected, follow_redirects=True)
    assert answer.status_code == 200, text(answer.text)
    return text(answer.text)


def test_every_method_is_offered_with_every_option_that_it_declares(commissioned: Office) -> None:
    page = commissioned.browser("officer").get(NEW)
    offered = fields(page.text)
    for number, declaration in enumerate(one for one in measuring.methods() if not one.whole_case):
        assert declaration.title_with_edition in text(page.text)
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


def test_methods_without_an_edition_stand_first_and_leave_the_edition_to_the_day(commissioned: Office) -> None:
    page = commissioned.browser("officer").get(NEW).text
    names = re.findall(r'name="method"[^>]*value="([^"]+)"', page)
    unnamed = [id for id in editions() if id != "stated-loss"]
    assert sorted(names[: len(unnamed)]) == sorted(unnamed)
    assert all("@" in name for name in names[len(unnamed) :])
    assert page.index('id="by-day"') < page.index('id="named-editions"')
    assert holds(page, "no-finding")
    client = commissioned.browser("officer")
    answer = client.post(
        NEW, data=fields(page) | {"method": "national-default", "step": "preview"}, follow_redirects=True
    )
    assert answer.status_code == 200
    sent = form(answer.text, NEW).fields
    assert client.post(NEW, data=sent | {"step": "submit"}).status_code == 302
    with commissioned.work():
        latest = reviewing.latest(commissioned.case)
        assert latest is not None
        assert latest.row.method == "national-default@2026-11-28"
        assert cases.current_casefile(commissioned.case).options.method == "national-default"


def test_an_edition_that_another_corrects_says_so_where_it_is_offered(commissioned: Office) -> None:
    page = text(commissioned.browser("officer").get(NEW).text)
    for id, edition in (("national-default", "2026-11"), ("fujian-trial-2022", "2026-11")):
        found = superseded(id, edition)
        assert found is not None
        assert all(error in page for error in found.errors)


def test_a_change_between_editions_names_both(commissioned: Office) -> None:
    commissioned.measure(method="national-default@2026-11")
    commissioned.send_back("改按新版")
    with commissioned.work():
        wanted = commissioned.choice(method="national-default@2026-11-28")
        (change,) = commissioned.draft(wanted).changes
        titles = [load("national-default", name).declaration.title_with_edition for name in ("2026-11", "2026-11-28")]
        assert [change.before, change.after] == titles
        assert titles[0] != titles[1]


def test_a_finding_is_offered_where_the_case_file_states_one(measured_in_money: Office) -> None:
    measured_in_money.send_back("再核")
    page = measured_in_money.browser("officer").get(NEW).text
    assert 'value="stated-loss"' in page
    assert not holds(page, "no-finding")
