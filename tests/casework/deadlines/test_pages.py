"""The pages of periods, as a browser without scripts sees them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casework.proceedings import todo
from tests.casework.markup import holds
from tests.casework.office import COURT, FACTS, TODAY, Office
from tests.casework.pages import text
from tests.casework.prepared import office_after
from tests.databases import Databases

CASE, PAGE = "/folders/1", "/cases/1/deadlines"


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def events(*told: tuple[str, datetime.date]) -> dict[str, Any]:
    """The facts with events of the proceedings that others had before."""
    return FACTS | {"procedure": {"events": [{"event": name, "date": day.isoformat()} for name, day in told]}}


@pytest.fixture
def reviewed(office: Office) -> Callable[[int], Office]:
    """Opens a case that came to the procuratorate so many days ago."""

    def opened(days: int) -> Office:
        office.file(opened=ago(days))
        office.act("prosecutor", "event", at=ago(days), event="移送审查起诉")
        return office

    return opened


def test_an_event_starts_a_period_with_its_days_left_in_the_head_of_the_case(
    reviewed: Callable[[int], Office],
) -> None:
    prosecutor = reviewed(3).browser("prosecutor")
    page = text(prosecutor.get(PAGE).text)
    assert "审查起诉" in page
    assert "刑事诉讼法第一百七十二条第一款" in page
    assert "自移送审查起诉起算，当日不计入" in page
    assert "剩余天数" in prosecutor.get(CASE).text


def waiting(office: Office, who: str) -> dict[str, int]:
    """How many cases stand on the shelves of last days, which the panel beside the to-do list tells."""
    with office.work():
        counts = todo.todo(office.person(who)).counts
        return {shelf: counts[shelf].number for shelf in todo.DATED}


def test_a_period_that_ends_soon_is_among_what_waits_for_its_office_only(reviewed: Callable[[int], Office]) -> None:
    office = reviewed(25)
    mine = office.browser("prosecutor").get("/").text
    assert holds(mine, "near")
    assert waiting(office, "prosecutor") == {"soon": 1, "late": 0}
    assert "审查起诉" in text(mine)
    assert not holds(office.browser("officer").get("/").text, "near")
    assert not holds(office.browser("prosecutor2").get("/").text, "near")


def test_a_period_that_passed_is_told_as_overdue_until_it_is_met(reviewed: Callable[[int], Office]) -> None:
    office = reviewed(80)
    prosecutor = office.browser("prosecutor")
    assert "逾期" in text(prosecutor.get(CASE).text)
    assert waiting(office, "prosecutor") == {"soon": 0, "late": 1}
    office.act("prosecutor", "prosecute", at=ago(60), court=COURT)
    page = text(prosecutor.get(PAGE).text)
    assert "按期完成" in page
    assert "审查受理" in page  # the court's seven days to accept have passed
    assert not holds(prosecutor.get("/").text, "near")


def test_a_period_that_the_judge_must_settle_stands_with_those_that_run(office: Office) -> None:
    """The five years of the code of 2026 for damage known before it: no text says whether they apply."""
    office.file(events(("知道损害和责任人", datetime.date(2025, 3, 3))))
    running, _, ended = text(office.browser("prosecutor").get(PAGE).text).partition("已经结束的期限")
    assert "诉讼时效（五年）" in running
    assert "待认定" in running
    assert "诉讼时效（五年）" not in ended


def test_a_last_day_in_a_year_whose_holidays_are_not_stored_is_marked(office: Office) -> None:
    office.file(events(("知道损害和责任人", ago(3))))  # three and five years on
    assert "节假日未收录，可能顺延" in text(office.browser("prosecutor").get(PAGE).text)


def test_on_the_last_day_the_page_says_today(office: Office) -> None:
    told = events(("确定履行期限", ago(3)))
    told["procedure"]["events"][0]["until"] = TODAY.isoformat()
    office.file(told)
    assert "今日期满" in text(office.browser("judge").get(PAGE).text)


def tried(office: Office) -> str:
    """The page of periods of a case that the court received five days ago."""
    office.file(opened=ago(6))
    office.accept(at=ago(5))
    return str(office.browser("judge").get(PAGE).text)


def test_every_cell_of_a_table_of_periods_names_its_column_for_a_narrow_screen(office: Office) -> None:
    tables = re.findall(r'<table class="[^"]*stacked">.*?</table>', tried(office), re.S)
    assert len(tables) >= 2
    for table in tables:
        heads = re.findall(r"<th[^>]*>(.*?)</th>", table)
        for row in re.findall(r"<tr>\s*<td.*?</tr>", table, re.S):
            named = re.findall(r'<td(?: data-head="([^"]*)")?', row)
            assert len(named) == len(heads)
            assert named[0] == ""
            assert [name for name in named[1:] if name] == [h for h, n in zip(heads[1:], named[1:], strict=True) if n]


def test_limitations_run_from_the_conduct_without_any_event(filed: Office) -> None:
    page = text(filed.browser("prosecutor").get(PAGE).text)
    assert "行为终了于 2025年1月20日" in page
    assert "追诉期限 滥伐林木 数量较大 5 2030年1月19日 期限未满 刑法第八十七条第一项" in page
    assert "本案档次" not in page
    assert "生态环境损害赔偿磋商的期限与次数（环法规〔2022〕31号的条文没有读到，不作计算）" in page


def test_competing_offences_have_a_limitation_each_by_their_own_grade(databases: Databases, tmp_path: Path) -> None:
    plants = {"wild_or_cultivated": "野生", "class_1_trees": 0, "class_1_stock_m3": "0"}
    facts = FACTS | {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2025-01-05", "to": "2025-01-20"}},
        "particulars": {"protected_plants": plants | {"class_2_trees": 10, "class_2_stock_m3": "0"}},
    }

    def measured(office: Office) -> None:
        office.file(facts)
        office.accept()
        office.measure()

    with office_after(databases, tmp_path, "competing offences", measured) as office:
        page = text(office.browser("judge").get(PAGE).text)
    assert "追诉期限 盗伐林木 数量较大 本案档次 5 2030年1月19日" in page
    assert "追诉期限 危害国家重点保护植物 情节严重 本案档次 10 2035年1月19日" in page


def test_a_limitation_that_has_passed_asks_for_the_exceptions(databases: Databases, tmp_path: Path) -> None:
    old = FACTS | {"case": {"offence": "滥伐林木", "conduct": {"from": "2015-01-05", "to": "2015-01-20"}}}
    with office_after(databases, tmp_path, "filed late", lambda office: office.file(old)) as office:
        page = text(office.browser("prosecutor").get(PAGE).text)
    assert "追诉期限 滥伐林木 数量较大 5 2020年1月19日 期限已过，须认定有无例外" in page


def test_measuring_the_carbon_does_not_stop_the_trial(office: Office) -> None:
    assert "不停止计算： 碳汇损失计量" in text(tried(office))
