"""The pages of periods, as a browser without scripts sees them."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from casework.deadlines.recording import NO_REASON
from casework.errors import STALE
from rules.deciding.deadlines.results import STATUSES
from tests.casework.markup import holds
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.pages import fields, links, text
from tests.casework.prepared import office_after
from tests.databases import Databases
from tests.told import says

PAGE = "/cases/1/deadlines"


def ago(days: int) -> str:
    return (TODAY - datetime.timedelta(days=days)).isoformat()


def record(client: FlaskClient, event: str, date: str, **values: str) -> Any:
    form = fields(client.get(PAGE).text)
    return client.post(PAGE, data=form | {"event": event, "date": date} | values)


def test_without_events_the_page_says_what_will_stand_there(filed: Office) -> None:
    page = filed.browser("prosecutor").get(PAGE)
    assert holds(page.text, "nothing-runs")
    assert "#record" in links(page.text)
    assert "剩余天数" not in page.text


def test_an_event_starts_a_period_with_its_days_left_in_the_head_of_the_case(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    answer = record(prosecutor, "移送审查起诉", ago(3))
    assert (answer.status_code, answer.location) == (302, PAGE)
    page = text(prosecutor.get(PAGE).text)
    assert "审查起诉" in page
    assert "刑事诉讼法第一百七十二条第一款" in page
    assert "自移送审查起诉起算，当日不计入" in page
    assert "剩余天数" in prosecutor.get("/cases/1").text
    assert "记录程序事项" in text(prosecutor.get("/cases/1/history").text)


def test_a_period_that_ends_soon_is_among_what_waits_for_its_office_only(filed: Office) -> None:
    record(filed.browser("prosecutor"), "移送审查起诉", ago(25))
    mine = filed.browser("prosecutor").get("/cases/todo").text
    assert holds(mine, "near")
    assert "0 件有逾期" in text(mine)
    assert "审查起诉" in text(mine)
    assert not holds(filed.browser("officer").get("/cases/todo").text, "near")
    assert not holds(filed.browser("prosecutor2").get("/cases/todo").text, "near")


def test_events_told_in_the_case_file_count_as_well(databases: Databases, tmp_path: Path) -> None:
    told = FACTS | {"procedure": {"events": [{"event": "移送审查起诉", "date": ago(25), "note": "来自案件文件"}]}}
    with office_after(databases, tmp_path, "filed with events", lambda office: office.file(told)) as office:
        prosecutor = office.browser("prosecutor")
        assert "来自案件文件" in text(prosecutor.get(PAGE).text)
        assert "剩余天数" in prosecutor.get("/cases/1").text
        todo = prosecutor.get("/cases/todo").text
        assert holds(todo, "near")
        assert "0 件有逾期" in text(todo)


def test_a_period_that_passed_is_told_as_overdue_until_it_is_met(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "移送审查起诉", ago(80))
    assert "逾期 1 项" in text(prosecutor.get("/cases/1").text)
    record(prosecutor, "提起公诉", ago(60))
    page = text(prosecutor.get(PAGE).text)
    assert "按期完成" in page
    assert "逾期 1 项" in page  # the court's seven days to accept have passed as well
    assert "审查受理" in page


def test_a_period_that_the_judge_must_settle_stands_with_those_that_run(filed: Office) -> None:
    """The five years of the code of 2026 for damage known before it: no text says whether they apply."""
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "知道损害和责任人", "2025-03-03")
    running, _, ended = text(prosecutor.get(PAGE).text).partition("已经结束的期限")
    assert "诉讼时效（五年）" in running
    assert "待认定" in running
    assert "诉讼时效（五年）" not in ended


def test_a_last_day_in_a_year_whose_holidays_are_not_stored_is_marked(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "知道损害和责任人", ago(3))  # three and five years on
    assert "节假日未收录，可能顺延" in text(prosecutor.get(PAGE).text)


def test_on_the_last_day_the_page_says_today(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(judge, "确定履行期限", ago(3), until=TODAY.isoformat())
    assert "今日期满" in text(judge.get(PAGE).text)
    assert "今日期满（裁判确定的履行）" in text(judge.get("/cases/1").text)


def test_every_cell_of_a_table_of_periods_names_its_column_for_a_narrow_screen(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(judge, "受理公诉案件", ago(5))
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


def test_a_suit_before_the_notice_ended_is_recorded_only_with_a_ground(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "诉前公告", ago(10))
    refused = record(prosecutor, "提起刑事附带民事公益诉讼", ago(1))
    assert refused.status_code == 422
    assert "检察公益诉讼解释第十三条第一款" in text(refused.text)
    assert "最早可于" in text(refused.text)
    assert fields(refused.text)["event"] == "提起刑事附带民事公益诉讼"
    form = fields(refused.text) | {"ground": "已先行起诉，补正公告"}
    assert prosecutor.post(PAGE, data=form).status_code == 302
    page = text(prosecutor.get(PAGE).text)
    assert STATUSES["breached"] in page
    assert "已先行起诉，补正公告" in page


def test_the_fast_track_with_an_open_civil_claim_is_told(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(judge, "受理公诉案件", ago(5))
    record(judge, "提起附带民事诉讼", ago(4))
    refused = record(judge, "适用速裁程序", ago(3))
    assert refused.status_code == 422
    assert "刑事诉讼法第二百二十三条第五项" in text(refused.text)
    assert record(judge, "附带民事达成调解或者和解", ago(3)).status_code == 302
    assert record(judge, "适用速裁程序", ago(3)).status_code == 302


def test_measuring_the_carbon_does_not_stop_the_trial(accepted: Office) -> None:
    judge = accepted.browser("judge")
    record(judge, "受理公诉案件", ago(5))
    page = text(judge.get(PAGE).text)
    assert "不停止计算： 碳汇损失计量" in page
    assert "由本案的委托与提交得出" in page


def test_an_event_is_corrected_with_a_reason_and_the_former_record_stays(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "移送审查起诉", ago(3))
    address = next(link for link in links(prosecutor.get(PAGE).text) if link.startswith(f"{PAGE}/"))
    form = fields(prosecutor.get(address).text)
    assert (form["event"], form["date"]) == ("移送审查起诉", ago(3))
    without = prosecutor.post(address, data=form | {"date": ago(4), "step": "correct"})
    assert without.status_code == 422
    assert says(text(without.text), NO_REASON)
    done = prosecutor.post(address, data=form | {"date": ago(4), "reason": "收案日看错", "step": "correct"})
    assert done.status_code == 302
    shown = prosecutor.get(PAGE).text
    assert "收案日看错" in text(shown)
    assert holds(shown, "former")
    assert prosecutor.get(address).status_code == 404


def test_an_event_recorded_by_mistake_is_struck(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    record(prosecutor, "移送审查起诉", ago(3))
    address = next(link for link in links(prosecutor.get(PAGE).text) if link.startswith(f"{PAGE}/"))
    form = fields(prosecutor.get(address).text)
    assert prosecutor.post(address, data=form | {"reason": "属于另案", "step": "strike"}).status_code == 302
    shown = prosecutor.get(PAGE).text
    assert holds(shown, "nothing-runs")
    page = text(shown)
    assert "属于另案" in page


def test_mistakes_stand_at_their_fields_and_what_was_typed_stays(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    tomorrow = ago(-1)
    for event, date, more, reason in (
        ("", ago(1), {}, "请选择程序事项"),
        ("移送审查起诉", "2026-02-30", {}, "应为真实存在的日期"),
        ("移送审查起诉", "", {}, "不能为空"),
        ("移送审查起诉", tomorrow, {}, "日期晚于今日"),
        ("移送审查起诉", "2024-12-31", {}, "日期早于行为开始日 2025-01-05"),
        ("移送审查起诉", ago(3), {"until": ago(2)}, "不写 until"),
        ("移送审查起诉", ago(3), {"note": "长" * 2001}, "至多 2000 字"),
    ):
        refused = record(prosecutor, event, date, whom="张某", **more)
        assert refused.status_code == 422, reason
        assert reason in text(refused.text)
        assert fields(refused.text)["whom"] == "张某"
    assert holds(prosecutor.get(PAGE).text, "nothing-runs")


def test_a_page_made_before_another_change_is_refused(filed: Office) -> None:
    prosecutor = filed.browser("prosecutor")
    form = fields(prosecutor.get(PAGE).text)
    record(prosecutor, "诉前公告", ago(10))
    late = prosecutor.post(PAGE, data=form | {"event": "诉前公告", "date": ago(9)})
    assert late.status_code == 409
    assert says(text(late.text), STALE)


def test_the_court_does_not_record_for_the_procuratorate(filed: Office) -> None:
    judge = filed.browser("judge")
    refused = record(judge, "移送审查起诉", ago(3))
    assert refused.status_code == 403
    stale = fields(judge.get(PAGE).text) | {"row_version": "0", "event": "移送审查起诉", "date": ago(3)}
    assert judge.post(PAGE, data=stale).status_code == 403, "however old the page"
    assert filed.browser("prosecutor2").get(PAGE).status_code == 404


def test_a_hearing_may_lie_ahead_and_counts_backwards(accepted: Office) -> None:
    judge = accepted.browser("judge")
    assert record(judge, "开庭", ago(-20)).status_code == 302
    page = text(judge.get(PAGE).text)
    assert "送达起诉书副本" in page
    assert "送达传票、通知书" in page
