"""Standard errors that the officer states while measuring: beside their numbers, each with its source."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.losses import reviewing
from tests.casework.office import FACTS, Office
from tests.casework.pages import fields, text

NEW = "/folders/1/measurings/m1/measure"
ROW = "stands-0-standard_errors-{}-{}"
STOCK = {"value": "1.2", "source": "鉴定意见书第 4 页"}

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


def row(number: int, field: str, value: str, source: str) -> dict[str, str]:
    given = {"key": field, "value": value, "source": source}
    return {ROW.format(number, name): text for name, text in given.items()}


def preview(client: FlaskClient, **values: str) -> Any:
    return client.post(NEW, data=fields(client.get(NEW).text) | values | {"step": "preview"}, follow_redirects=True)


def stated(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts["stands"][0]["standard_errors"] = {"standing_stock_m3": STOCK, "trees": {"value": "3", "source": "清点"}}
    office.file(facts)
    office.accept()


def errors(office: Office, **stand: Any) -> dict[str, Any]:
    """The standard errors after the officer's choice for the first stand."""
    with office.work():
        wanted = office.choice({f"stands__0__{key}": value for key, value in stand.items()}, reason="复测")
        found = office.draft(wanted).casefile.as_json()["stands"][0]
        return dict(found.get("standard_errors", {}))


def test_the_officer_states_an_error_and_the_measurement_has_its_range(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    typed = row(0, "standing_stock_m3", "0.9", "样木 24 株，检尺登记表第 2 页")
    shown = preview(officer, **typed, reason="补充标准误")
    words = text(shown.text)
    assert shown.status_code == 200
    assert "第1地块 · 标准误 · 立木蓄积" in words
    assert "样木 24 株" in words
    officer.post(NEW, data=fields(shown.text) | {"step": "submit"})
    with commissioned.work():
        made = reviewing.latest(commissioned.case)
        assert made is not None
        told = made.result.loss_range
    low, loss, high = (Decimal(str(figure)) for figure in (told.low, made.loss_tco2e, told.high))
    assert low < loss < high
    of_stands = [item.path for item in told.covered if item.path.startswith("stands")]
    assert of_stands == ["stands[0].standing_stock_m3"]


@one_database
def test_an_error_without_a_reason_is_asked_for_it(commissioned: Office) -> None:
    answer = preview(commissioned.browser("officer"), **row(0, "standing_stock_m3", "0.9", "样木 24 株"))
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text


@one_database
@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (row(0, "", "0.9", "样木"), "key", "请选定标准误所指的数字"),
        (row(0, "standing_stock_m3", "0.9", ""), "source", ""),
        (row(0, "standing_stock_m3", "", "样木"), "value", ""),
        (row(0, "standing_stock_m3", "约1", "样木"), "value", "应为十进制数"),
        (row(0, "area_ha", "0.9", "样木"), "key", "没有写明"),
    ],
)
def test_a_mistake_in_a_row_is_told_in_its_field_and_nothing_typed_is_lost(
    commissioned: Office, typed: dict[str, str], field: str, said: str
) -> None:
    answer = preview(commissioned.browser("officer"), **typed, reason="补充")
    assert answer.status_code == 422
    assert f'id="{ROW.format(0, field)}-error"' in answer.text
    assert f'href="#{ROW.format(0, field)}"' in answer.text
    assert said in text(answer.text)
    again = fields(answer.text)
    assert {name: again.get(name, "") for name in typed} == typed


@one_database
def test_the_same_number_twice_is_refused(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    first = fields(officer.get(NEW).text) | row(0, "trees", "2", "清点")
    more = fields(officer.post(NEW, data=first | {"step": "edit"}, follow_redirects=True).text)
    assert ROW.format(1, "value") in more
    answer = officer.post(
        NEW, data=more | row(1, "trees", "3", "清点") | {"reason": "补充", "step": "preview"}, follow_redirects=True
    )
    assert answer.status_code == 422
    assert f'id="{ROW.format(1, "key")}-error"' in answer.text
    assert f'id="{ROW.format(0, "key")}-error"' not in answer.text


def test_what_was_stated_before_stands_in_the_rows_with_an_empty_one_below(office: Office) -> None:
    stated(office)
    shown = fields(office.browser("officer").get(NEW).text)
    assert shown[ROW.format(0, "key")] == "standing_stock_m3"
    assert shown[ROW.format(1, "source")] == "清点"
    assert shown[ROW.format(2, "value")] == ""
    assert ROW.format(3, "value") not in shown


ROWS = {"standing_stock_m3": STOCK, "trees": {"value": "3", "source": "清点"}}
RESTATED = ROWS | {"standing_stock_m3": STOCK | {"source": "复测报告"}}


@one_database
@pytest.mark.parametrize(
    ("stand", "left"),
    [
        ({"standard_errors": ROWS}, {"standing_stock_m3", "trees"}),
        ({"standing_stock_m3": "17", "standard_errors": ROWS}, {"trees"}),
        ({"standing_stock_m3": "17", "standard_errors": RESTATED}, {"standing_stock_m3", "trees"}),
        ({"standard_errors": {"trees": ROWS["trees"]}}, {"trees"}),
        ({"standard_errors": None}, set()),
        ({"standing_stock_m3": "18.649300"}, {"standing_stock_m3", "trees"}),
        ({"standing_stock_m3": "17"}, {"trees"}),
    ],
    ids=[
        "as before",
        "of a corrected number",
        "restated for it",
        "one taken out",
        "all taken out",
        "said again",
        "kept by itself",
    ],
)
def test_an_error_goes_with_its_number_unless_it_is_stated_anew(
    office: Office, stand: dict[str, Any], left: set[str]
) -> None:
    stated(office)
    assert set(errors(office, **stand)) == left


@one_database
def test_the_part_lost_of_a_burned_stratum_may_be_off_too(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    strata = [
        {"severity": "重度", "share": "0.4", "fraction": "0.9"},
        {"severity": "轻度", "share": "0.6", "fraction": "0"},
    ]
    facts["case"]["offence"] = "失火"
    facts["stands"][0]["damage"] = {"type": "烧毁", "strata": strata}
    office.file(facts)
    office.accept()
    shown = preview(
        office.browser("officer"), **row(0, "damage.strata[0].fraction", "0.05", "样地 6 个"), reason="补充"
    )
    assert shown.status_code == 200
    assert "第1地块 · 标准误 · 受损情况 · 第1层 · 受损份额" in text(shown.text)
