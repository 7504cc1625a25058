"""The range of a loss, what moves it, and why two losses differ, on the pages."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from casework import db
from casework.cases import history as case_history
from casework.losses import Assessment, attribution, measuring, reviewing
from casework.losses import queries as loss_queries
from rules.carbon.uncertainty import NOTHING_STATED
from tests.casework.markup import holds
from tests.casework.office import FACTS, Office
from tests.casework.pages import fields, links, text
from tests.casework.prepared import office_after
from tests.databases import Databases
from tests.told import says

LOSSES = "/folders/1/measurings/m1"
RIVAL = f"{LOSSES}/rival"

STATED = copy.deepcopy(FACTS)
STATED["stands"][0]["standard_errors"] = {"standing_stock_m3": {"value": "1.2", "source": "鉴定意见书第 4 页"}}


def _stated(office: Office) -> None:
    office.file(STATED)
    office.accept()
    office.measure()


@pytest.fixture
def stated(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Measured once; the stock has a standard error."""
    with office_after(databases, tmp_path, "stated", _stated) as office:
        yield office


def rival_file(**stand: Any) -> dict[str, Any]:
    facts = copy.deepcopy(FACTS)
    facts["stands"][0].update(stand)
    return {"file": (io.BytesIO(json.dumps(facts).encode()), "rival.json")}


def versions(office: Office) -> int:
    with office.work():
        return len(case_history.versions(office.case))


def test_the_judge_sees_the_range_with_its_figures_and_sources(stated: Office) -> None:
    page = stated.browser("judge").get(LOSSES).text
    with stated.work():
        shown = reviewing.latest(stated.case)
        assert shown is not None
        told = shown.result.loss_range
    words = text(page)
    assert told.first_order is not None
    for figure in (told.low, told.high, told.first_order.low, told.first_order.high):
        assert str(figure) in words
    assert "鉴定意见书第 4 页" in words
    assert "90 % 区间" in words
    assert all(note in words for note in told.notes)
    # Each of the three charts twice: wide, and for a screen as wide as a hand.
    assert page.count('<svg class="chart wide"') == page.count('<svg class="chart narrow"') == 3
    assert "style=" not in page


def test_the_ranking_stands_beside_its_chart(stated: Office) -> None:
    page = stated.browser("officer").get(LOSSES).text
    with stated.work():
        shown = reviewing.latest(stated.case)
        assert shown is not None
        ranked = attribution.ranking_of(shown.result)
    words = text(page)
    (row,) = ranked.by_error
    assert f"{row.low} {row.high} {row.swing}" in words
    assert {row.path for row in ranked.by_tenth} == {f"硬阔类.{symbol}" for symbol in ("BEF", "D", "R", "CF")}
    assert all(row.name in words for row in ranked.by_tenth)


def test_without_standard_errors_the_page_says_why_there_is_no_range(measured: Office) -> None:
    page = measured.browser("judge").get(LOSSES).text
    assert says(text(page), NOTHING_STATED)
    assert holds(page, "by-tenth")


def test_two_measurements_are_set_against_each_other_input_by_input(stated: Office) -> None:
    stated.send_back("重新检尺")
    pine = {"stands__0__standing_stock_m3": "16.5", "stands__0__species": [{"species": "马尾松", "share": "1"}]}
    stated.measure(changes=pine, reason="复测")
    page = stated.browser("judge").get(f"{LOSSES}/compare?before=1&after=2").text
    words = text(page)
    with stated.work():
        found = loss_queries.compare(stated.case, 1, 2)
    told = found.weighed.attribution
    assert told is not None
    assert {change.name for change in told.changes} == {"地块 A：立木蓄积", "地块 A：树种组成"}
    shared = sum(Decimal(change.attributed_tco2e) for change in told.changes)
    assert shared == Decimal(str(found.after.loss_tco2e)) - Decimal(str(found.before.loss_tco2e))
    assert holds(page, "shared-out")
    assert all(change.attributed_tco2e.replace("-", "−") in words for change in told.changes)


def test_an_uploaded_case_file_is_set_against_the_present_one_and_not_stored(stated: Office) -> None:
    judge = stated.browser("judge")
    assert RIVAL in links(judge.get(LOSSES).text)
    before = versions(stated)
    token = fields(judge.get(RIVAL).text)
    sent = token | rival_file(standing_stock_m3="15")
    shown = judge.post(RIVAL, data=sent, content_type="multipart/form-data", follow_redirects=True)
    assert shown.status_code == 200
    assert [one.status_code for one in shown.history] == [303]  # the browser's Back never meets a POST
    words = text(shown.text)
    assert "地块 A：立木蓄积" in words
    assert "rival.json" in words
    assert "没有保存" in words
    assert versions(stated) == before
    with stated.work():
        assert db.session().scalar(select(func.count()).select_from(Assessment)) == 1


def test_the_present_case_file_is_measured_by_another_method_beside_its_own(stated: Office) -> None:
    judge = stated.browser("judge")
    form = fields(judge.get(RIVAL).text) | {"method": "storage-expansion@2026-11"}
    words = text(judge.post(RIVAL, data=form, content_type="multipart/form-data", follow_redirects=True).text)
    assert "森林蓄积量扩展法" in words
    assert "计量方法" in words


@pytest.mark.parametrize(
    ("posted", "status", "said"),
    [
        ({}, 422, "请选择对照的对象"),
        ({"method": "none"}, 422, "none"),
        ({"file": b"stands: ["}, 422, "没有保存任何内容"),
        ({"file": b"\xff\xfe\x00"}, 400, "UTF-8"),
    ],
)
def test_what_cannot_be_compared_is_told_and_nothing_is_stored(
    stated: Office, posted: dict[str, Any], status: int, said: str
) -> None:
    judge = stated.browser("judge")
    before = versions(stated)
    form = fields(judge.get(RIVAL).text)
    given = {name: (io.BytesIO(value), "x.yaml") if name == "file" else value for name, value in posted.items()}
    answer = judge.post(RIVAL, data=form | given, content_type="multipart/form-data", follow_redirects=True)
    assert answer.status_code == status
    assert said in text(answer.text)
    assert versions(stated) == before


def test_another_county_sees_neither_range_nor_rival(stated: Office) -> None:
    assert stated.browser("judge2").get(RIVAL).status_code == 404


def test_a_corrected_number_loses_its_standard_error_and_the_others_keep_theirs(office: Office) -> None:
    facts = copy.deepcopy(STATED)
    facts["stands"][0]["standard_errors"]["trees"] = {"value": "3", "source": "现场清点"}
    office.file(facts)
    office.accept()
    with office.work():
        same = office.draft(measuring.Choice("national-default@2026-11"))
        assert set(same.casefile.stands[0].standard_errors) == {"standing_stock_m3", "trees"}
        wanted = office.choice({"stands__0__standing_stock_m3": "17"}, reason="复测")
        corrected = office.draft(wanted)
    assert set(corrected.casefile.stands[0].standard_errors) == {"trees"}
    assert corrected.result.loss_range.low is None
