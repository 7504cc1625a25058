"""The pages of the measurement, as a browser without scripts sees them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.cases import service as cases
from casework.losses import reviewing
from casework.web.errors import NOTHING_RELIABLE
from casework.web.facts import field_name
from rules.casefile import answers
from rules.casefile.fact import STANDS
from rules.casefile.walk import STRUCTURE
from rules.closed_lists import LISTS
from rules.deciding.book import Stage
from rules.deciding.book.conditions import Values
from rules.deciding.decide import DISAGREEMENT
from rules.deciding.durable_engine import Engine
from tests.casework import markup
from tests.casework.markup import holds
from tests.casework.office import Office
from tests.casework.pages import fields, links, text
from tests.told import says

RESULT = "/folders/1/measurings/m1"
NEW = f"{RESULT}/measure"


def preview(client: FlaskClient, **values: str) -> Any:
    form = fields(client.get(f"{NEW}?fresh=1").text)
    return client.post(NEW, data=form | values | {"step": "preview"}, follow_redirects=True)


def test_the_officer_chooses_looks_and_submits(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    page = officer.get(RESULT)
    assert NEW in links(page.text)
    form = officer.get(NEW)
    assert "待与办法原文核对" in text(form.text)
    assert fields(form.text)["method"] == "national-default"
    assert fields(form.text)["stands-0-standing_stock_m3"] == "18.6493"
    shown = preview(officer)
    assert shown.status_code == 200
    assert "42.90" in text(shown.text)
    assert "尚未保存" in text(shown.text)
    answer = officer.post(NEW, data=fields(shown.text) | {"step": "submit"})
    assert (answer.status_code, answer.location) == (302, RESULT)
    listed = text(officer.get(RESULT).text)
    assert "第 1 次计量" in listed
    assert "42.90" in listed


def test_where_the_evaluators_differ_nothing_is_shown_or_stored_but_why(
    commissioned: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = commissioned.browser("officer")
    sound = Engine.fired

    def misses(self: Engine, stage: Stage, known: Values) -> frozenset[int]:
        return frozenset(sorted(sound(self, stage, known))[:-1])

    monkeypatch.setattr(Engine, "fired", misses)
    answer = preview(officer)
    assert answer.status_code == 500
    assert says(text(answer.text), NOTHING_RELIABLE)
    assert says(text(answer.text), DISAGREEMENT)
    assert "42.90" not in answer.text
    with commissioned.work():
        assert reviewing.latest(commissioned.case) is None
        assert commissioned.course.measurings["m1"].state == "ordered"


def test_a_preview_can_be_gone_back_from_with_everything_typed(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    typed = {"stands-0-standing_stock_m3": "20", "reason": "现场复测", "options-multiplier": "3"}
    shown = preview(officer, **typed)
    assert "第1地块 · 立木蓄积" in text(shown.text)
    assert [one.status_code for one in shown.history] == [303]  # the browser's Back never meets a POST
    assert holds(officer.get(NEW).text, "resumed")
    assert fields(officer.get(NEW).text)["reason"] == "现场复测"
    assert fields(officer.get(f"{NEW}?fresh=1").text)["reason"] == ""
    back = officer.post(NEW, data=fields(shown.text) | {"step": "edit"}, follow_redirects=True)
    assert back.status_code == 200
    again = fields(back.text)
    assert {key: again[key] for key in typed} == typed
    with commissioned.work():
        assert reviewing.latest(commissioned.case) is None


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"stands-0-standing_stock_m3": "-1"}, "stands-0-standing_stock_m3", "不能为负数"),
        ({"stands-0-species-0-species": "龙血树王"}, "stands-0-species-0-species", "不认识的树种"),
        ({"options-multiplier": "两倍"}, "options-multiplier", "应为十进制数"),
        ({"options-price-cny_per_t": "58", "options-price-rule": ""}, "options-price-rule", ""),
        ({"stands-0-species-0-share": "0.5"}, "stands-0-species", "份额之和应为 1"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    commissioned: Office, typed: dict[str, str], field: str, said: str
) -> None:
    answer = preview(commissioned.browser("officer"), **typed, reason="更正")
    assert answer.status_code == 422
    assert said in text(answer.text)
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    again = fields(answer.text)
    assert all(again[key] == value for key, value in typed.items())


def test_an_answer_that_opens_questions_shows_the_page_once_more_and_their_mistakes_stand_at_them(
    commissioned: Office,
) -> None:
    officer = commissioned.browser("officer")
    part = {"stands-0-damage-type": "部分损伤", "reason": "更正"}
    assert "stands-0-damage-soil_disturbed_share" not in fields(officer.get(NEW).text)
    again = preview(officer, **part)
    assert again.status_code == 200
    assert "#stands-0-damage-soil_disturbed_share" in links(again.text)
    assert holds(again.text, "opened")
    answer = officer.post(NEW, data=fields(again.text) | {"step": "preview"}, follow_redirects=True)
    assert answer.status_code == 422
    assert 'href="#stands-0-damage-fraction"' in answer.text
    assert 'id="stands-0-damage-fraction-error"' in answer.text


def test_every_fact_of_a_stand_that_the_officer_may_correct_is_asked_in_its_official_words_and_no_other(
    commissioned: Office,
) -> None:
    officer = commissioned.browser("officer")
    shown = fields(officer.get(NEW).text)
    with commissioned.work():
        casefile = cases.current_casefile(commissioned.case)
    offered = [leaf for answer in answers.offered(casefile, STANDS, LISTS) for leaf in answer.leaves()]
    asked = {leaf.path: leaf for leaf in offered if leaf.at.kind not in STRUCTURE}
    mine = {path for path, leaf in asked.items() if "officer" in leaf.at.corrected_by}
    assert {"stands[0].damage.soil_disturbed_share", "stands[0].sapling_biomass.covers"} - mine == {
        "stands[0].damage.soil_disturbed_share"
    }
    for path, leaf in asked.items():
        assert (field_name(path) in shown) == (path in mine), path
        if path in mine:
            assert str(leaf.name) in text(officer.get(NEW).text)


def test_entries_are_added_to_the_lists_of_a_stand_and_never_another_stand(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    typed = fields(officer.get(NEW).text) | {"stands-0-trees": "111"}
    more = fields(officer.post(NEW, data=typed | {"do": "add:stands-0-species"}, follow_redirects=True).text)
    assert {"stands-0-species-1-species", "stands-0-species-1-share"} <= more.keys()
    assert more["stands-0-trees"] == "111"
    for do in ("add:stands", "remove:stands-0"):
        again = fields(officer.post(NEW, data=typed | {"do": do}, follow_redirects=True).text)
        assert "stands-1-trees" not in again
        assert again["stands-0-trees"] == "111"
    page = officer.get(NEW).text
    assert "add:stands" not in [value for _, value in markup.form(page, "").buttons]
    shown = preview(officer, **{"stands-0-id": "Z", "stands-1-trees": "5", "stands-0-land_category": "公益林"})
    assert holds(shown.text, "changes")
    assert "第1地块" not in text(shown.text)


def test_a_correction_without_a_reason_is_asked_for_it(commissioned: Office) -> None:
    answer = preview(commissioned.browser("officer"), **{"stands-0-trees": "111"})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert fields(answer.text)["stands-0-trees"] == "111"


def test_the_judge_reads_every_line_with_a_field_beside_it(measured: Office) -> None:
    page = measured.browser("judge").get(RESULT).text
    with measured.work():
        stored = reviewing.latest(measured.case)
        assert stored is not None
        lines = stored.result.worksheet
    names = fields(page)
    assert all(f"remark-{line.no}" in names for line in lines)
    assert all(f'id="line-{line.no}"' in page for line in lines)
    words = text(page)
    assert all(line.result in words for line in lines)
    assert "待核" in words
    assert stored.result.loss_range.low is None
    assert str(stored.result.loss_range.reason) in words


def test_two_assessments_stand_side_by_side(measured: Office) -> None:
    judge = measured.browser("judge")
    measured.send_back("请改用扩展法")
    measured.measure(method="storage-expansion@2026-11")
    page = judge.get(RESULT).text
    address = next(link for link in links(page) if "compare" in link)
    shown = text(judge.get(address).text)
    assert "第 1 次与第 2 次计量对照" in shown
    assert "42.90" in shown
    assert "国家方法学缺省参数法" in shown
    assert "森林蓄积量扩展法" in shown
    assert "42.90" in text(judge.get(f"{RESULT}/assessments/1").text)
    assert judge.get(f"{RESULT}/assessments/9").status_code == 404
    assert judge.get(f"{RESULT}/compare?before=1&after=9").status_code == 404


@pytest.mark.parametrize(("username", "status"), [("prosecutor", 403), ("judge", 403), ("officer2", 404)])
def test_measuring_belongs_to_the_officer_of_the_bureau(commissioned: Office, username: str, status: int) -> None:
    assert commissioned.browser(username).post(NEW, data={"step": "submit"}).status_code == status


def test_before_the_measurement_the_page_says_who_is_to_measure(commissioned: Office) -> None:
    page = commissioned.browser("judge").get(RESULT).text
    assert "南靖县林业局" in text(page)
    assert NEW not in links(page)
