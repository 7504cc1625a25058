"""The pages of periods, as a browser without scripts sees them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from casework.deadlines import recording
from casework.deadlines.recording import EventEntry
from tests.casework.markup import holds
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.pages import text
from tests.casework.prepared import office_after
from tests.databases import Databases

PAGE = "/cases/1/deadlines"


def ago(days: int) -> datetime.date:
    return TODAY - datetime.timedelta(days=days)


def record(office: Office, who: str, event: str, date: datetime.date, until: datetime.date | None = None) -> None:
    """An event of the proceedings, put down by somebody."""
    with office.work():
        recording.record(office.case, office.person(who), EventEntry(event, date, until))


def test_without_events_the_page_says_what_will_stand_there(filed: Office) -> None:
    page = filed.browser("prosecutor").get(PAGE)
    assert holds(page.text, "nothing-runs")
    assert "剩余天数" not in page.text


def test_an_event_starts_a_period_with_its_days_left_in_the_head_of_the_case(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(filed, "prosecutor", "移送审查起诉", ago(3))
    page = text(prosecutor.get(PAGE).text)
    assert "审查起诉" in page
    assert "刑事诉讼法第一百七十二条第一款" in page
    assert "自移送审查起诉起算，当日不计入" in page
    assert "剩余天数" in prosecutor.get("/cases/1").text
    assert "记录程序事项" in text(prosecutor.get("/cases/1/history").text)


def test_a_period_that_ends_soon_is_among_what_waits_for_its_office_only(filed: Office) -> None:
    record(filed, "prosecutor", "移送审查起诉", ago(25))
    mine = filed.browser("prosecutor").get("/").text
    assert holds(mine, "near")
    assert "0 件有逾期" in text(mine)
    assert "审查起诉" in text(mine)
    assert not holds(filed.browser("officer").get("/").text, "near")
    assert not holds(filed.browser("prosecutor2").get("/").text, "near")


def test_events_told_in_the_case_file_count_as_well(databases: Databases, tmp_path: Path) -> None:
    told = FACTS | {
        "procedure": {"events": [{"event": "移送审查起诉", "date": ago(25).isoformat(), "note": "来自案件文件"}]}
    }
    with office_after(databases, tmp_path, "filed with events", lambda office: office.file(told)) as office:
        prosecutor = office.browser("prosecutor")
        assert "来自案件文件" in text(prosecutor.get(PAGE).text)
        assert "剩余天数" in prosecutor.get("/cases/1").text
        todo = prosecutor.get("/").text
        assert holds(todo, "near")
        assert "0 件有逾期" in text(todo)


def test_a_period_that_passed_is_told_as_overdue_until_it_is_met(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(filed, "prosecutor", "移送审查起诉", ago(80))
    assert "逾期 1 项" in text(prosecutor.get("/cases/1").text)
    record(filed, "prosecutor", "提起公诉", ago(60))
    page = text(prosecutor.get(PAGE).text)
    assert "按期完成" in page
    assert "逾期 1 项" in page  # the court's seven days to accept have passed as well
    assert "审查受理" in page


def test_a_period_that_the_judge_must_settle_stands_with_those_that_run(filed: Office) -> None:
    """The five years of the code of 2026 for damage known before it: no text says whether they apply."""
    prosecutor = filed.browser("prosecutor")
    record(filed, "prosecutor", "知道损害和责任人", datetime.date(2025, 3, 3))
    running, _, ended = text(prosecutor.get(PAGE).text).partition("已经结束的期限")
    assert "诉讼时效（五年）" in running
    assert "待认定" in running
    assert "诉讼时效（五年）" not in ended


def test_a_last_day_in_a_year_whose_holidays_are_not_stored_is_marked(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(filed, "prosecutor", "知道损害和责任人", ago(3))  # three and five years on
    assert "节假日未收录，可能顺延" in text(prosecutor.get(PAGE).text)


def test_on_the_last_day_the_page_says_today(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(accepted, "judge", "确定履行期限", ago(3), until=TODAY)
    assert "今日期满" in text(judge.get(PAGE).text)
    assert "今日期满（裁判确定的履行）" in text(judge.get("/cases/1").text)


def test_every_cell_of_a_table_of_periods_names_its_column_for_a_narrow_screen(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(accepted, "judge", "受理公诉案件", ago(5))
    tables = re.findall(r'<table class="[^"]*stacked">.*?</table>', judge.get(PAGE).text, re.S)
    assert len(tables) == 3
    for table in tables:
        heads = re.findall(r"<th[^>]*>(.*?)</th>", table)
        for row in re.findall(r"<tr>\s*<td.*?</tr>", table, re.S):
            named = re.findall(r'<td(?: data-head="([^"]*)")?', row)
            assert len(named) == len(heads)
            assert named[0] == ""
            assert [name for name in named[1:] if name] == [h for h, n in zip(heads[1:], named[1:], strict=True) if n]
            assert {"剩余（日）", "程序事项", "最后一日"} & set(named)


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


def test_measuring_the_carbon_does_not_stop_the_trial(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(accepted, "judge", "受理公诉案件", ago(5))
    page = text(judge.get(PAGE).text)
    assert "不停止计算： 碳汇损失计量" in page
    assert "由本案的委托与提交得出" in page


def test_a_hearing_may_lie_ahead_and_counts_backwards(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(accepted, "judge", "开庭", ago(-20))
    page = text(judge.get(PAGE).text)
    assert "送达起诉书副本" in page
    assert "送达传票、通知书" in page
