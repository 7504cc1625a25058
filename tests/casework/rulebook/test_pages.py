"""规则: the law by subject and by search; a rehearsal from an upload that stores nothing."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework import db
from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.proceedings import listing
from casework.rulebook import rehearsing
from casework.rulebook.rehearsing import TOO_LONG, WRONG_EDITION
from casework.web.formfields import NO_DAY
from casework.web.rulebook import words
from rules.deciding.book import LAW, load_lawbook
from rules.deciding.book.left_out import left_out
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.types import Bar, DeadlineRule, Exclusion
from rules.deciding.printing import LABELS
from rules.lawchange.deadlines import LABELS as OF_DEADLINES
from rules.lawchange.diff import KINDS, STATES
from rules.lawchange.rehearsal import APPLIED
from tests.casework.markup import holds
from tests.casework.office import FACTS, PASSWORD, YESTERDAY, Office
from tests.casework.pages import links, text
from tests.told import says

FELLING = (LAW / "felling.yaml").read_text(encoding="utf-8")
LOWER = FELLING.replace("graded_stock_m3, at_least: 20}", "graded_stock_m3, at_least: 15}")
"""With it the 18.6493 m³ of the case reach 数量较大."""
LINE = LOWER[: LOWER.index("at_least: 15}")].count("\n") + 1


def send(client: FlaskClient, content: str | bytes, name: str = "felling.yaml", **data: str) -> TestResponse:
    file = (io.BytesIO(content.encode() if isinstance(content, str) else content), name)
    return client.post("/rulebook/rehearsal", data={"file": file, **data})


def test_every_rule_that_ships_stands_in_one_subject(office: Office) -> None:
    client = office.browser("officer")
    page = client.get("/rulebook").text
    assert load_lawbook().hash in re.sub(r"</span><span>|<[^>]+>", "", page)
    subjects = [link for link in links(page) if "/subjects/" in link]
    shown = [re.findall(r'<li id="([^"]+)"', client.get(link).text) for link in subjects]
    written = {f"{rule.id}-{rule.in_force.start}" for rule in load_lawbook().rules}
    assert sorted(one for page in shown for one in page) == sorted(written)


def test_a_rule_is_shown_with_its_article_its_condition_and_its_days(office: Office) -> None:
    page = text(office.browser("officer").get("/rulebook/subjects/felling").text)
    for said in (
        "法释〔2023〕8号第六条第一款第一项",
        "认定的立木蓄积达到20立方米",
        "自2000-12-11至2023-08-14",
        "数量档次：数量较大",
    ):
        assert said in page


def addresses(page: str) -> list[tuple[str, str]]:
    """Links that leave the site, with their texts. Each must tell the other site nothing of this one."""
    found = re.findall(r'<a href="(https?://[^"]+)"([^>]*)>([^<]*)</a>', page)
    assert all('rel="noopener noreferrer"' in rest for _, rest, _ in found)
    return [(html.unescape(url), words) for url, _, words in found]


def test_the_text_that_a_rule_rests_on_is_a_link_to_its_address(office: Office) -> None:
    page = office.browser("officer").get("/rulebook/subjects/felling").text
    known = load_lawbook().texts["法释〔2023〕8号"]
    assert known.url
    assert (known.url, f"{known.text}第六条第一款第一项") in addresses(page)


def test_the_text_that_a_period_rests_on_is_a_link_to_its_address(office: Office) -> None:
    client = office.browser("officer")
    known = load_book().texts["刑事诉讼法"]
    for name, article in (("trial", "第二百零八条第一款"), ("counting", "第一百零五条第四款")):
        assert (known.url, f"{known.text}{article}") in addresses(client.get(f"/rulebook/periods/{name}").text)


def test_every_text_stands_on_the_page_of_the_law_with_its_address_or_that_none_is_on_record(office: Office) -> None:
    page = office.browser("officer").get("/rulebook").text
    texts = load_book().texts.values()
    assert {text.url for text in texts if text.url} == {url for url, _ in addresses(page)}
    assert page.count('data-address="none"') == len([text for text in texts if not text.url])
    assert all(text.title in page for text in texts)


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("words=felling.grade-1.stock&on=2022-01-01", "本省在十至二十立方米", "立木蓄积二十立方米以上"),
        ("words=felling.grade-1.stock&on=2024-01-01", "立木蓄积二十立方米以上", "本省在十至二十立方米"),
        ("words=滥伐 价值", "价值五万元以上", "盗伐林木罪"),
        ("words=FELLING.grade-1.value", "价值五万元以上", "蓄积二十立方米"),
        ("words=没有这样的词", "没有符合条件的规则", "法释"),
        ("on=昨天", "应为真实存在的日期", ""),
    ],
)
def test_a_search_finds_words_and_days(office: Office, query: str, found: str, not_found: str) -> None:
    page = text(office.browser("officer").get(f"/rulebook?{query}").text)
    assert found in page
    assert not not_found or not_found not in page


def test_every_period_that_ships_stands_in_one_file_of_them(office: Office) -> None:
    client = office.browser("officer")
    pages = [client.get(link).text for link in links(client.get("/rulebook").text) if "/periods/" in link]
    shown = re.findall(r'<li id="([^"]+)"', "".join(pages))
    book = load_book()
    shipped: list[DeadlineRule | Exclusion | Bar] = [*book.rules, *book.exclusions, *book.bars]
    written = [f"{one.id}-{one.in_force.start}" for one in shipped]
    assert sorted(shown) == sorted([*written, *book.counting])


def test_a_period_is_shown_with_its_article_who_acts_and_how_it_is_counted(office: Office) -> None:
    page = text(office.browser("officer").get("/rulebook/periods/trial").text)
    for said in (
        "一审审理（普通）：公诉案件应当在受理后二个月以内宣判，至迟不得超过三个月",
        "刑事诉讼法第二百零八条第一款",
        "由谁 人民法院",
        "起算 受理公诉案件",
        "长度 2个月",
        "至迟 3个月",
        "条件 审理程序：普通",
        "增加：3个月",
    ):
        assert said in page, said


def test_a_search_finds_periods_too(office: Office) -> None:
    client = office.browser("officer")
    shown = client.get("/rulebook?words=五年 时效&on=2026-08-15").text
    found = text(shown)
    assert "诉讼时效（五年）" in found
    assert "诉讼时效（三年）" not in found
    assert not holds(shown, "none-found")
    assert "诉讼时效（五年）" not in text(client.get("/rulebook?words=五年 时效&on=2026-08-14").text)


def test_a_file_of_periods_that_is_not_there_is_not_found(office: Office) -> None:
    assert office.browser("officer").get("/rulebook/periods/none").status_code == 404


def test_a_subject_that_is_not_there_is_not_found(office: Office) -> None:
    assert office.browser("judge").get("/rulebook/subjects/facts").status_code == 404


def test_a_rehearsal_lists_the_changed_conclusion_with_its_cause_and_stores_nothing(office: Office) -> None:
    office.file({**FACTS, "stands": [FACTS["stands"][0] | {"saplings": 0}], "value_cny": "9000"})
    client = office.browser("judge")
    with office.work():
        before = audit.head()
    answer = send(client, LOWER, on="2025-06-01")
    page = text(answer.text)
    assert answer.status_code == 200
    for said in (
        "没有保存任何内容",
        "数量档次 未达数量较大",
        "felling.grade-1.stock@2023-08-15",
        "恢复这一处，原结论即恢复",
        "认定的立木蓄积达到15立方米",
    ):
        assert said in page
    assert "<del>认定的立木蓄积达到20立方米</del>" in answer.text
    with office.work():
        assert audit.head() == before


def test_a_file_of_deadlines_is_rehearsed_with_what_was_recorded_of_the_proceedings(office: Office) -> None:
    office.file(opened=YESTERDAY)
    office.accept(at=YESTERDAY)
    trial = (LAW / "deadlines" / "trial.yaml").read_text(encoding="utf-8")
    longer = trial.replace("length: {months: 2}\n  at_latest: {months: 3}", "length: {months: 4}", 1)
    page = text(send(office.browser("judge"), longer, "trial.yaml").text)
    assert "期限：一审审理（普通）" in page
    assert "trial.trial.ordinary@2018-10-26" in page
    assert "恢复这一处，原结论即恢复" in page
    assert "长度 2个月 4个月" in page


def test_only_the_cases_a_person_may_see_are_rehearsed(office: Office) -> None:
    office.file()
    page = send(office.browser("judge2"), LOWER).text
    assert "演练的案件 0" in text(page)
    assert holds(page, "nothing-changed")


def test_an_archive_of_a_whole_edition_is_taken(office: Office) -> None:
    office.file()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for path in LAW.rglob("*.yaml"):
            packed.writestr(f"law/{path.relative_to(LAW)}", path.read_bytes())
    assert holds(send(office.browser("judge"), stream.getvalue(), "law.zip").text, "same-edition")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (
            LOWER.replace("at_least: 15}", "atleast: 15}", 1),
            "felling.yaml",
            f"第 {LINE} 行：when.all[1].atleast：不认识的字段",
        ),
        ("", "felling.yaml", "文件是空的"),
        ("x", "felling.txt", "应为 .zip"),
        ("x", "law.zip", "不是可以打开的 zip"),
    ],
)
def test_a_faulty_edition_is_refused_at_the_form_with_file_line_and_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch, content: str, name: str, reason: str
) -> None:
    monkeypatch.setattr(rehearsing, "apart", lambda work, refusals, allowed, *given: work(*given))  # in this process
    answer = send(office.browser("judge"), content, name)
    assert answer.status_code == 422
    page = text(answer.text)
    assert says(page, WRONG_EDITION)
    assert reason in page


def test_a_form_without_file_or_with_a_bad_day_says_so_in_place(office: Office) -> None:
    client = office.browser("judge")
    answer = client.post("/rulebook/rehearsal", data={"on": "2025-02-30"})
    assert answer.status_code == 422
    page = text(answer.text)
    assert "请选择文件" in page
    assert says(page, NO_DAY)


@pytest.mark.parametrize("who", ["prosecutor", "officer"])
def test_others_than_judges_and_supervisors_do_not_rehearse(office: Office, who: str) -> None:
    client = office.browser(who)
    assert "/rulebook/rehearsal" not in links(client.get("/rulebook").text)
    assert client.get("/rulebook/rehearsal").status_code == 403
    assert send(client, LOWER).status_code == 403


def test_the_province_rehearses_the_cases_of_every_court(office: Office) -> None:
    office.file()
    with office.work():
        province = institutions.create_institution("福建省监督机构", "other_authority", "350000")
        accounts.create_person(province, "supervisor", "监督", ("supervisor",), PASSWORD)
    assert "演练的案件 1" in text(send(office.browser("supervisor"), LOWER).text)


def test_a_rehearsal_that_takes_too_long_is_ended_and_says_where_to_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "LONGEST", 0.01)
    answer = send(office.browser("judge"), LOWER)
    assert answer.status_code == 409
    assert says(text(answer.text), TOO_LONG)


def test_a_disagreement_of_the_evaluators_is_an_error_and_no_result(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "两套规则执行结果不一致"
    monkeypatch.setattr(rehearsing, "_answered", lambda asked: {"disagreement": said})
    answer = send(office.browser("judge"), LOWER)
    assert answer.status_code == 409
    assert said in text(answer.text)


def test_a_rehearsal_holds_no_lock_on_the_records_while_it_runs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = office.browser("judge")
    asked: list[Any] = []

    def meanwhile(given: Any) -> Any:
        asked.append(given)
        office.file(FACTS)  # another person writes while the judge's page waits
        return {"disagreement": "…"}

    monkeypatch.setattr(rehearsing, "_answered", meanwhile)
    send(client, LOWER)
    assert asked
    with office.work():
        assert len(listing.listing(office.person("judge")).page.rows) == 1
        assert db.session().is_active


def test_the_words_of_the_pages_are_those_of_the_command_line() -> None:
    pairs = (
        (words.FIELDS, LABELS),
        (words.PERIOD_FIELDS, OF_DEADLINES),
        (words.KINDS, KINDS),
        (words.STATES, STATES),
        (words.APPLIED, APPLIED),
    )
    for shown, told in pairs:
        assert {key: str(word) for key, word in shown.items()} == told


def test_what_no_rule_holds_stands_on_the_page_of_the_law(office: Office) -> None:
    shown = office.browser("officer").get("/rulebook").text
    assert holds(shown, "left-out")
    page = text(shown)
    for one in left_out():
        assert one.matter in page
        assert one.basis in page
