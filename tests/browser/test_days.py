"""One day of each role, and whole cases, in the browser: each step is begun where its person is told of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework import db
from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.proceedings import facts, service
from casework.proceedings.todo import SHELVES
from rules.casefile import parse
from tests.browser.days import CHECK, RECORD, Day, answers, leads_to, wizard
from tests.casework.cases.answers import FILLED
from tests.casework.office import PASSWORD, REGISTRY, TODAY, Office, colleague
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago
from tests.casework.tallies.conftest import FIR

pytestmark = [
    pytest.mark.browser,
    # The same courses are walked on both databases without a browser.
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
]


@pytest.fixture
def day(app: Flask, open_page: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """A county's three institutions two months ago, credits in the register, and nobody at work yet."""
    office = Office(app)
    office.open()
    office.lot(1, 1000)
    return Day(app, open_page, tmp_path, monkeypatch)


HIGHER = "漳州市中级人民法院"
OWN = {"a_tonnes": "47.07", "a_own": "y"}
MONTHS = {
    "papers": {"a_undertaking": "承诺书.pdf"},
    "duties-0-obligation_kind": "管护",
    "duties-0-count": "6",
    "duties-0-unit": "months",
}
JUDICIAL_PURPOSE = "judicial_compensation"
WHOLE = FILLED | {"stands-0-trees": "110", "stands-0-land_category": "公益林"}


def filed(day: Day) -> None:
    """A whole case file, page by page, checked and filed."""
    page = day.who("prosecutor")
    page.goto("/folders")
    page.locator("main a[href='/cases/new']").first.click()
    wizard(page, WHOLE)
    day.shot(page, "filing-check")
    page.locator("[name=do][value=file]").click()
    expect(page.locator("#next")).to_be_visible()
    day.address, day.count = page.url, 1


def measured(day: Day) -> None:
    """The officer's own measuring on the form: looked at, then submitted."""
    page = day.todo("officer", "submit")
    day.shot(page, "measure")
    page.locator("[name=method][value^='national-default']").first.check()
    price = {
        "options__price__cny_per_t": "58.00",
        "options__price__rule": "前一交易日收盘价",
        "options__price__date": ago(70),
    }
    answers(page, options__multiplier="2", options__price__source="某交易中心行情", **price)
    page.locator("[name=step][value=preview]:visible").last.click()
    day.shot(page, "preview")
    page.locator("[name=step][value=submit]").click()
    expect(page.locator(".flashes")).to_be_visible()
    day.count += 1


def adopted(day: Day, who: str, *, measured: bool = False) -> None:
    """Read line by line, with a remark, then adopted. ``measured``: by the system, so that there are lines to read."""
    page = day.todo(who, "adopt")
    day.shot(page, "result")
    if measured:
        stands_open_on_paper(page)
    answers(page, act="adopt")
    day.record(page, "adopt")


def stands_open_on_paper(page: Page) -> None:
    """What is folded on the screen is read on paper."""
    method = page.locator("#method dl").first
    expect(method).not_to_be_visible()
    page.emulate_media(media="print")
    assert method.evaluate("one => one.getBoundingClientRect().height") > 0
    page.emulate_media(media="screen")


def undertaken(day: Day, who: str) -> None:
    """Filled in from the loss that was adopted; what the visit found and the sides say is put down with it."""
    page = day.next_step(who, "undertake")
    day.shot(page, "undertake")
    page.locator("#proposals button[value$='认购碳汇']").click()
    answers(page, a_signed="张某泉", a_undertaking=str(day.paper("承诺书.pdf")))
    answers(page, duties__0__credit="FFCER")
    answers(page, in_place="否", elsewhere="否", a_views="南靖县人民检察院：同意")
    day.record(page, "undertake")


def bought_and_retired(day: Day) -> None:
    """The officer buys the serials that the register suggests and enters the certificate; a colleague confirms it."""
    page = day.todo("officer", "perform")
    expect(page).to_have_url(re.compile("/obligations/o1/purchases/new$"))
    day.shot(page, "buy")
    page.locator("#free a").first.click()
    answers(page, seller="某碳汇公司", contract_no="HT-1", trade_date=day.today.isoformat())
    day.shot(page, "buy-filled")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#o1-register")).to_be_visible()
    day.later(1)
    page = day.next_step("officer", "perform")
    expect(page).to_have_url(re.compile("/purchases/1/retire$"))
    day.shot(page, "retire")
    answers(page, certificate_no="ZX-1", registry_name=REGISTRY, certificate_date=day.today.isoformat())
    answers(page, serial_from="1", serial_to="62", quantity_t="62", purpose=JUDICIAL_PURPOSE)
    answers(page, certificate=str(day.paper("注销凭证.pdf")))
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#o1-register")).to_be_visible()
    with day.app.app_context(), db.writing():
        colleague().active = True
    page = day.case("officer-colleague")
    page.locator("#o1-register a[href*='/retirements/']").click()
    day.shot(page, "confirm")
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#o1 .tag.done")).to_be_visible()
    day.count += 1


def test_a_straight_case_takes_twelve_acts_and_no_reason_each_begun_where_its_person_is_told_of_it(day: Day) -> None:
    filed(day)
    page = day.case("prosecutor")
    day.shot(page, "filed")
    day.shot(day.shelf("prosecutor"), "todo")
    day.record(day.next_step("prosecutor", "order"), "order")
    day.later(5)
    measured(day)
    adopted(day, "prosecutor", measured=True)
    undertaken(day, "prosecutor")
    bought_and_retired(day)
    day.record(day.next_step("prosecutor", "prosecute"), "prosecute")
    day.later(2)
    page = day.todo("judge", "receive")
    answers(page, a_number=NUMBER)
    day.record(page, "receive")
    day.later(20)
    page = day.next_step("judge", "rule")
    answers(page, a_sentence="拘役一个月", papers=str(day.paper("刑事判决书.pdf")))
    day.record(page, "rule")
    day.record(day.next_step("judge", "serve"), "serve")
    day.later(15)
    day.record(day.next_step("judge", "take_effect"), "take_effect")
    day.record(day.todo("judge", "archive"), "archive")
    page = day.case("prosecutor")
    day.shot(page, "end")
    expect(page.locator(".case-title .tag.done")).to_be_visible()
    expect(page.locator("#course .tag.done")).to_have_count(5)
    expect(page.locator(".timeline.acts .reason")).to_have_count(0)
    assert day.count == page.locator(".timeline.acts > li").count() <= 12


@pytest.fixture
def midway(app: Flask, open_page: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """A case that was filed on paper forty days ago, on the day of the run, and nobody at work yet."""
    office = Office(app)
    office.open()
    desk = Desk(office)
    assert desk.file().status_code == 302
    with office.work():
        folder, prosecutor = service.get_for(office.person("prosecutor"), 1), office.person("prosecutor")
        facts.keep(folder, prosecutor, facts.completed(folder, parse(copy.deepcopy(FIR))), "立案")
    return Day(app, open_page, tmp_path, monkeypatch, TODAY, "/folders/1", 1)


def done(day: Day, *acts: tuple[str, str, dict[str, Any]]) -> None:
    """Acts that were done before the day that is told, each on its own page."""
    desk = Desk(Office(day.app), folder=1)
    for who, act, given in acts:
        answer = desk.do(who, act, given.pop("papers", None), given.pop("on", ""), **given)
        assert answer.status_code == 302, (act, answer.text)


def to_court() -> tuple[tuple[str, str, dict[str, Any]], ...]:
    return (
        ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}),
        ("judge", "receive", {"at": ago(38), "a_number": NUMBER, "a_panel": "judge、陪审员甲、陪审员乙"}),
    )


def counted(page: Page) -> dict[str, str]:
    """How many cases stand on each shelf."""
    page.goto("/folders/todo")
    links = page.locator("nav.tabs a:has(.n)")
    return dict(zip(SHELVES, links.locator(".n").all_inner_texts(), strict=True))


def shelf(**counts: int) -> dict[str, str]:
    return {name: str(counts.get(name, 0)) for name in SHELVES}


def test_a_prosecutor_prosecutes_what_stands_on_his_shelf(midway: Day) -> None:
    page = midway.who("prosecutor")
    assert counted(page) == shelf(mine=1)
    done(midway, ("prosecutor", "order", {"at": ago(38)}), ("officer", "submit", {"at": ago(37), **OWN, "on": "m1"}))
    adopted(midway, "prosecutor")
    done(midway, ("prosecutor", "undertake", {"at": ago(30), "a_signed": "张某泉", **MONTHS}))
    page = midway.todo("prosecutor", "prosecute")
    answers(page, a_court=COURT)
    midway.record(page, "prosecute")
    assert (counted(page)["mine"], counted(page)["others"]) == ("0", "1")
    page.goto("/folders/todo?shelf=others")
    expect(page.locator("main td a[href='/folders/1']")).to_be_visible()


def test_a_judge_sits_with_a_panel_and_gives_the_service_to_his_clerk(midway: Day) -> None:
    office = Office(midway.app)
    with office.work():
        court = office.person("judge").institution
        accounts.create_person(court, "clerk", "clerk", ("clerk",), PASSWORD)
    judge, clerk = midway.who("judge"), midway.who("clerk")
    assert counted(judge) == shelf()
    done(midway, ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}))
    assert counted(judge)["mine"] == "1"
    page = midway.todo("judge", "receive")
    answers(page, a_number=NUMBER, a_panel="judge、陪审员甲、陪审员乙", at=ago(38))
    midway.record(page, "receive")
    done(midway, ("judge", "order", {"at": ago(37)}), ("officer", "submit", {"at": ago(36), **OWN, "on": "m1"}))
    page = midway.case("judge")
    midway.shot(page, "adopt-before-ruling")
    expect(page.locator("#next .actions a").first).to_have_attribute("href", leads_to("adopt"))
    adopted(midway, "judge")
    done(midway, ("judge", "undertake", {"at": ago(30), "a_signed": "张某泉", **MONTHS}))
    done(
        midway,
        (
            "judge",
            "assign",
            {"at": ago(30), "a_persons": "clerk", "a_role": "书记员", "a_approval": "院长 2026年1月2日批准"},
        ),
    )
    page = midway.next_step("judge", "rule")
    answers(page, a_sentence="拘役一个月", at=ago(20), papers=str(midway.paper("刑事判决书.pdf")))
    midway.record(page, "rule")
    assert counted(judge)["mine"] == "0"
    assert counted(clerk)["mine"] == "1"
    page = midway.todo("clerk", "serve")
    answers(page, at=ago(15))
    midway.record(page, "serve")
    midway.record(midway.todo("clerk", "take_effect"), "take_effect")
    assert counted(clerk)["mine"] == "0"


def test_an_officer_measures_again_what_was_returned_and_inspects_what_was_done(midway: Day) -> None:
    done(midway, *to_court(), ("judge", "order", {"at": ago(37)}))
    officer = midway.who("officer")
    assert counted(officer) == shelf(mine=1)
    measured(midway)
    assert counted(officer)["mine"] == "0"
    page = midway.todo("judge", "adopt")
    answers(page, act="return", text="请核对树种参数的出处")
    midway.record(page, "return")
    assert counted(officer) == shelf(mine=1, returned=1)
    officer.goto("/folders/todo?shelf=returned")
    officer.locator("main a[href$='/measure']").click()
    expect(officer.locator("#returned")).to_contain_text("请核对树种参数的出处")
    measured(midway)
    adopted(midway, "judge")
    done(
        midway,
        ("judge", "undertake", {"at": ago(0), "a_signed": "张某泉", **MONTHS}),
    )
    page = midway.todo("officer", "perform")
    answers(page, a_months="6")
    midway.record(page, "perform")
    page = midway.todo("officer", "inspect")
    answers(page, a_result="合格", papers=str(midway.paper("验收单.pdf")))
    midway.record(page, "inspect")
    expect(midway.case("officer").locator("#o1 .tag.done")).to_be_visible()
    assert counted(officer)["mine"] == "0"


def test_a_supervisor_reads_a_case_below_gives_an_opinion_and_has_no_shelf_of_his_own(midway: Day) -> None:
    office = Office(midway.app)
    with office.work():
        city = institutions.create_institution("漳州市人民检察院", "procuratorate", "350600")
        accounts.create_person(city, "above", "above", ("supervisor",), PASSWORD)
    page = midway.who("above")
    expect(page.get_by_role("heading", level=1)).to_have_text("监督")
    assert counted(page) == shelf()
    page.goto("/folders")
    page.locator("main td a[href='/folders/1']").click()
    midway.shot(page, "supervisor")
    expect(page.locator("#next .actions")).to_have_count(0)
    page.locator("#acts summary").first.click()
    page.locator("#acts a[href$='/acts/opinion']").click()
    answers(page, a_opinion="应当查明能否原地补植")
    midway.record(page, "opinion")
    expect(midway.case("prosecutor").locator(".timeline")).to_contain_text("应当查明能否原地补植")


def test_a_case_ends_at_the_procuratorate_with_an_opinion_to_the_bureau(midway: Day) -> None:
    page = midway.case("prosecutor")
    page.locator("#next a[href*='/acts/not_prosecute']").click()
    answers(
        page,
        a_kind="相对不起诉",
        a_basis="刑事诉讼法第一百七十七条第二款",
        a_ground="情节轻微",
        a_approval="检察长 2026年11月2日批准",
    )
    midway.record(page, "not_prosecute")
    page.locator("#acts summary").first.click()
    page.locator("#acts a[href*='/acts/opine']").click()
    answers(page, a_to=BUREAU)
    midway.record(page, "opine")
    assert counted(midway.who("officer")) == shelf(mine=1)
    page = midway.next_step("officer", "decide")
    answers(page, a_outcome="处罚", a_sentence="罚款二千元", papers=str(midway.paper("行政处罚决定书.pdf")))
    midway.record(page, "decide")
    page = midway.case("prosecutor")
    midway.shot(page, "at-the-procuratorate")
    expect(page.locator("#courses")).to_be_visible()


def test_a_bureau_files_decides_and_archives_a_case_of_its_own(midway: Day) -> None:
    page = midway.who("officer")
    page.goto("/folders/new")
    answers(page, parties__0__name="李某", offence="滥伐林木", opened=ago(100), procuratorate="南靖县人民检察院")
    midway.record(page, "file")
    midway.address = page.url
    page = midway.next_step("officer", "order")
    midway.case("officer")
    page.locator("#next a[href*='/acts/decide'], #acts a[href*='/acts/decide']").first.click()
    answers(page, a_outcome="处罚", at=ago(80), papers=str(midway.paper("行政处罚决定书.pdf")))
    page.locator("[name=do][value=add]").click()
    answers(page, duties__0__obligation_kind="罚款", duties__0__count="2000")
    midway.record(page, "decide")
    page = midway.todo("officer", "perform")
    answers(page, a_amount="2000", a_receipt=str(midway.paper("收据.pdf")), at=ago(70))
    midway.record(page, "perform")
    midway.shot(midway.case("officer"), "administrative")
    midway.record(midway.todo("officer", "archive"), "archive")
    expect(midway.case("officer").locator(".case-title .tag.done")).to_be_visible()


def test_a_case_is_measured_and_ruled_in_second_instance(midway: Day) -> None:
    office = Office(midway.app)
    with office.work():
        city = institutions.create_institution(HIGHER, "court", "350600")
        accounts.create_person(city, "judge3", "judge3", ("judge",), PASSWORD)
    done(
        midway,
        *to_court(),
        ("judge", "rule", {"at": ago(30), "a_sentence": "有期徒刑六个月", "papers": {"papers": "刑事判决书.pdf"}}),
        ("judge", "serve", {"at": ago(29)}),
    )
    page = midway.case("judge")
    page.locator("#acts summary").first.click()
    page.locator("#acts a[href*='/acts/event']").first.click()
    answers(page, what="act:appeal", at=ago(25), court=HIGHER)
    midway.record(page, "appeal")
    judge = midway.who("judge3")
    assert counted(judge)["mine"] == "1"
    page = midway.case("judge3")
    page.locator("#acts summary").first.click()
    page.locator("#acts a[href*='/acts/order']").first.click()
    answers(page, at=ago(24))
    midway.record(page, "order-2")
    measured(midway)
    adopted(midway, "judge3")
    page = midway.next_step("judge3", "rule_2")
    answers(page, a_outcome="维持", a_panel="judge3、审判员甲、审判员乙", papers=str(midway.paper("刑事裁定书.pdf")))
    midway.record(page, "rule_2")
    assert counted(judge)["mine"] == "1"  # the ruling is in effect and to be published within seven working days
    midway.shot(midway.case("judge3"), "second-instance")


def test_an_act_is_done_with_the_keyboard_alone(midway: Day) -> None:
    page = midway.case("prosecutor")
    reach(page, "#next .actions a.button")
    page.keyboard.press("Enter")
    reach(page, "[name=a_measurer]")
    expect(page.locator(":focus")).to_have_value(BUREAU)
    reach(page, "form [name=do][value=check]:not([tabindex])")
    page.keyboard.press("Enter")
    reach(page, RECORD)
    page.keyboard.press("Enter")
    expect(page.locator("#m1")).to_be_visible()


def reach(page: Page, selector: str) -> None:
    """Press the tab key until the element has the focus."""
    expect(page.locator(selector).first).to_be_visible()
    for _key in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    pytest.fail(f"no way to {selector} by the keyboard")


def pages_of(day: Day) -> dict[str, str]:
    """Pages of a case whose first result was adopted and whose second measuring is ordered, and who opens them."""
    done(
        day,
        *to_court(),
        ("judge", "order", {"at": ago(37)}),
        ("officer", "submit", {"at": ago(36), **OWN, "on": "m1"}),
        ("judge", "adopt", {"at": ago(35), "on": "m1"}),
        ("judge", "undertake", {"at": ago(30), "a_signed": "张某泉", **MONTHS}),
        ("judge", "order", {"at": ago(29)}),
    )
    return {
        "/": "judge",
        "/folders": "judge",
        "/folders/todo": "judge",
        "/folders/1": "judge",
        "/folders/1/acts/undertake": "judge",
        "/folders/1/acts/rule": "judge",
        "/folders/1/acts/event": "judge",
        "/folders/1/measurings/m1": "judge",
        "/folders/1/facts": "judge",
        "/folders/1/performance": "judge",
        "/folders/1/measurings/m2/measure": "officer",
        "/folders/new": "officer",
    }


CHINESE, LATIN = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"judge\d?|officer|prosecutor|PDF|JPEG|PNG|OFD|DOCX|XLSX|YAML|JSON|SHA|FFCER|CCER|IPCC|CF|BEF|AR-?|tCO|CNY|English|"
    r"pdf|KB|MB|TOOL|CO|GWP|AM|PM|TOTP|VCS"
)
"""Latin letters that official Chinese has, too, and the names of the people of this test."""


OFFICIAL = ("管护 6 个月", "碳与二氧化碳的换算比")
"""Words of closed lists, which are record and stay in the official language."""


def test_pages_of_a_case_fit_a_narrow_screen_and_are_in_one_language(midway: Day) -> None:
    wrong: dict[str, list[str]] = {}
    for path, who in pages_of(midway).items():
        page = midway.who(who)
        for language in ("zh", "en"):
            page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
            page.set_viewport_size({"width": 400, "height": 900})
            page.goto(path)
            midway.shot(page, f"narrow-{language}-{path.replace('/', '_')}")
            found = ["wider than the screen"] if page.evaluate(TOO_WIDE) else []
            texts = page.locator(CONTROLS).all_inner_texts()
            if language == "zh":
                found += [one for one in texts if LATIN.search(NAMES.sub("", one))]
            else:
                found += [one for one in texts if CHINESE.search(one) and one not in OFFICIAL]
            if found:
                wrong[f"{language} {path}"] = found
        page.context.add_cookies([{"name": "language", "value": "zh", "url": page.url}])
    assert wrong == {}


TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
CONTROLS = "main :is(button, a.button, h2, h3, legend, th, summary, dt, label:not(.choice)):visible"


def test_a_case_is_printed_without_buttons(midway: Day) -> None:
    done(midway, *to_court())
    page = midway.case("judge")
    page.emulate_media(media="print")
    midway.shot(page, "print")
    expect(page.locator("button:visible, a.button:visible, summary:visible")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()


def test_a_mistake_is_said_at_its_field_and_nothing_is_recorded_by_one_click(midway: Day) -> None:
    page = midway.next_step("prosecutor", "order")
    answers(page, a_measurer="", at="")
    page.locator(CHECK).last.click()
    expect(page.locator("#at-error")).to_be_visible()
    expect(page.locator("#mistakes a[href='#at']")).to_be_visible()
    answers(page, at=ago(0))
    page.locator(CHECK).last.click()
    expect(page.locator("#a_measurer-error")).to_be_visible()
    expect(midway.case("prosecutor").locator(".timeline.acts > li")).to_have_count(1)
