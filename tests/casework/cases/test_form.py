"""The case file as a form: nothing is lost on the way, and every mistake stands at its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.cases import queries as case_queries
from tests.casework import markup
from tests.casework.cases.answers import FILLED, send
from tests.casework.office import Office

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.yaml"))

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


@one_database
def test_a_species_that_is_not_on_record_is_refused_at_its_field_and_those_on_record_are_offered(
    office: Office,
) -> None:
    page = send(office.browser("prosecutor"), "check", stands__0__species__0__species="龙血树王")
    assert page.status_code == 422
    assert 'href="#stands-0-species-0-species"' in page.text
    assert "不认识的树种“龙血树王”" in page.text
    assert '<option value="木荷">' in page.text
    assert 'list="species-names"' in page.text


@one_database
@pytest.mark.parametrize(
    ("do", "appears"),
    [
        ("add:parties", "parties-1-name"),
        ("add:stands", "stands-1-id"),
        ("add:stands-0-species", "stands-0-species-1-species"),
        ("add:opinions", "opinions-1-by"),
        ("add:options-parameters", "options-parameters-0-name"),
    ],
)
def test_another_row_is_added_and_taken_away_without_losing_what_was_typed(
    office: Office, do: str, appears: str
) -> None:
    client = office.browser("prosecutor")
    added = send(client, do, case__number="案号一", stands__0__age_a="not a number yet")
    fields = markup.form(added.text, "/cases/new").fields
    assert added.status_code == 200
    assert appears in fields
    assert fields["case-number"] == "案号一"
    assert fields["stands-0-age_a"] == "not a number yet"
    removed = client.post("/cases/new", data={**fields, "do": f"remove:{appears.rpartition('-')[0]}"})
    fields = markup.form(removed.text, "/cases/new").fields
    assert appears not in fields
    assert fields["case-number"] == "案号一"


@one_database
def test_removing_a_row_keeps_the_others(office: Office) -> None:
    client = office.browser("prosecutor")
    more = {
        "parties__1__name": "李某",
        "parties__1__role": "被告人",
        "parties__2__name": "王某",
        "parties__2__role": "被害人",
    }
    page = send(client, "remove:parties-1", **more)
    fields = markup.form(page.text, "/cases/new").fields
    assert [fields["parties-0-name"], fields["parties-1-name"]] == ["张某泉", "王某"]


@one_database
@pytest.mark.parametrize(
    "do",
    [
        "add:case",
        "add:stands-9-species",
        "remove:stands",
        "remove:stands-7",
        "add:../etc",
        "remove:value_cny-0",
        "x",
        "",
    ],
)
def test_a_move_that_means_no_row_changes_nothing(office: Office, do: str) -> None:
    page = send(office.browser("prosecutor"), do)
    assert page.status_code == 200
    fields = markup.form(page.text, "/cases/new").fields
    assert {key: fields[key] for key in FILLED} == FILLED


@one_database
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("case-offence", "", "缺少必填项"),
        ("case-conduct-from", "", "缺少必填项"),
        ("case-conduct-from", "2021-02-30", "应为真实存在的日期"),
        ("case-conduct-to", "2021-11-01", "早于开始日"),
        ("parties-0-role", "", "缺少必填项"),
        ("stands-0-id", "", "缺少必填项"),
        ("stands-0-id", "有 空格", "只能用文字、数字、下划线和连字符"),
        ("stands-0-county", "漳州", "应为六位行政区划代码"),
        ("stands-0-damage-type", "", "缺少必填项"),
        ("stands-0-standing_stock_m3", "-3", "不能为负数"),
        ("stands-0-standing_stock_m3", "18,6", "应为十进制数"),
        ("stands-0-standing_stock_m3", "十八", "应为十进制数"),
        ("stands-0-timber_volume_m3", "9", "须同时写明出材率"),
        ("stands-0-species-0-share", "0.5", "各树种份额之和应为 1"),
        ("stands-0-trees", "1.5", "应为不小于 0 的整数"),
        ("value_cny", "12.345", "金额至多两位小数"),
        ("site_check-replanting_in_place", "false", "缺少必填项"),
        ("opinions-0-by", "检察院", "缺少必填项"),
        ("options-price-cny_per_t", "58.00", "缺少必填项"),
        ("options-on", "2020-01-01", "早于行为终了日"),
        ("case-institutions-court", "某某法院", "系统中没有“某某法院”"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_in_the_summary(office: Office, field: str, value: str, reason: str) -> None:
    page = office.browser("prosecutor").post("/cases/new", data={**FILLED, field: value, "do": "check"})
    assert page.status_code == 422
    read = markup.read(page.text)
    linked = [link.removeprefix("#") for link in read.links if link.startswith("#") and link != "#content"]
    assert linked, "the summary links to the fields"
    assert all(target in read.ids for target in linked)
    assert reason in page.text
    # What was typed is still there, the wrong value too (a choice can only hold what it offers).
    fields = markup.form(page.text, "/cases/new").fields
    kept = {key: fields[key] for key in FILLED if key != field}
    assert kept == {key: given for key, given in FILLED.items() if key != field}
    assert fields[field] == value


@one_database
def test_a_price_dated_against_its_own_rule_is_told_at_its_date(office: Office) -> None:
    price = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所公告", "date": "2022-11-04"}
    stated = {f"options__price__{key}": value for key, value in price.items()} | {"options__on": "2022-11-08"}
    page = send(office.browser("prosecutor"), "check", **stated)
    assert page.status_code == 422
    assert "#options-price-date" in markup.read(page.text).links
    assert "应为取价基准日之前最近的一个交易日（取价基准日 2022-11-08），即 2022-11-07" in page.text
    assert (
        send(office.browser("prosecutor"), "check", **stated | {"options__price__date": "2022-11-07"}).status_code
        == 200
    )


@one_database
def test_every_mistake_is_told_not_only_the_first(office: Office) -> None:
    page = send(office.browser("prosecutor"), case__offence="", stands__0__trees="x", value_cny="-1")
    assert page.status_code == 422
    assert "有 3 处需要改正" in page.text


@one_database
def test_a_mistake_is_told_at_its_own_row_although_blank_rows_stand_before_it(office: Office) -> None:
    page = send(office.browser("prosecutor"), parties__0__name="", parties__0__role="", parties__1__name="李某")
    assert page.status_code == 422
    assert 'href="#parties-1-role"' in page.text


@one_database
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("ratio", "3.67"), ("ratio", "3.7")], "参数 ratio 写了两次"),
        ([("", "3.67")], "缺少参数名称"),
        ([("ratio", "")], "缺少参数取值"),
    ],
)
def test_parameters_are_names_with_values(office: Office, rows: list[tuple[str, str]], reason: str) -> None:
    given: dict[str, str] = {}
    for number, (name, value) in enumerate(rows):
        given |= {f"options-parameters-{number}-name": name, f"options-parameters-{number}-value": value}
    page = office.browser("prosecutor").post("/cases/new", data={**FILLED, **given, "do": "check"})
    assert page.status_code == 422
    assert reason in page.text


@one_database
def test_the_first_button_of_the_form_checks(office: Office) -> None:
    """The Enter key presses it: it must not remove a row."""
    page = office.browser("prosecutor").get("/cases/new")
    assert markup.form(page.text, "/cases/new").buttons[0] == ("do", "check")


@one_database
def test_nothing_is_stored_before_the_last_button(office: Office) -> None:
    client = office.browser("prosecutor")
    assert send(client).status_code == 200
    with office.work():
        assert case_queries.listing(office.person("prosecutor"), case_queries.Filter()).total == 0


def test_a_checked_case_is_filed_once_however_often_the_button_is_pressed(office: Office) -> None:
    client = office.browser("prosecutor")
    checked = markup.form(send(client).text, "/cases/new").fields
    first = client.post("/cases/new", data={**checked, "do": "file"})
    again = client.post("/cases/new", data={**checked, "do": "file"})
    assert first.status_code == again.status_code == 302
    assert first.location == again.location
    page = client.get(first.location)
    assert "张某泉" in page.text
    assert "案件已立案" in page.text
    with office.work():
        assert case_queries.listing(office.person("prosecutor"), case_queries.Filter()).total == 1


@one_database
@pytest.mark.parametrize(("step", "total"), [("accept", 1), ("withdraw", 2)])
def test_going_back_and_filing_again_makes_a_second_case_only_after_a_withdrawal(
    office: Office, step: str, total: int
) -> None:
    client = office.browser("prosecutor")
    checked = markup.form(send(client).text, "/cases/new").fields
    filed = client.post("/cases/new", data={**checked, "do": "file"}).location
    taker = office.browser("judge") if step == "accept" else client
    fields = markup.form(taker.get(filed).text, f"{filed}/{step}").fields
    assert taker.post(f"{filed}/{step}", data={**fields, "reason": "撤回"}).status_code == 302
    assert client.post("/cases/new", data={**checked, "do": "file"}).status_code == 302
    with office.work():
        assert case_queries.listing(office.person("prosecutor"), case_queries.Filter()).total == total


@one_database
def test_going_back_from_the_check_page_keeps_every_answer(office: Office) -> None:
    client = office.browser("prosecutor")
    checked = markup.form(send(client).text, "/cases/new").fields
    back = client.post("/cases/new", data={**checked, "do": "edit"})
    fields = markup.form(back.text, "/cases/new").fields
    assert {key: fields[key] for key in FILLED} == FILLED


@one_database
@pytest.mark.parametrize("username", ["judge", "officer"])
@pytest.mark.parametrize("address", ["/cases/new", "/cases/new/upload"])
def test_only_prosecutors_file(office: Office, username: str, address: str) -> None:
    client = office.browser(username)
    assert client.get(address).status_code == 403
    assert client.post(address, data={**FILLED, "do": "file"}).status_code == 403
    assert 'href="/cases/new"' not in client.get("/cases").text


@one_database
@pytest.mark.parametrize("rest", ["[]", "nonsense", '"text"'])
def test_a_page_that_was_tampered_with_is_refused(office: Office, rest: str) -> None:
    page = send(office.browser("prosecutor"), rest=rest)
    assert page.status_code == 422
    assert "页面内容不完整" in page.text


@one_database
def test_a_tampered_document_is_refused_with_its_mistakes(office: Office) -> None:
    wrong = '{"case": {"offence": "吸烟", "conduct": {"from": "2024-01-01"}}, "extra": 1}'
    page = office.browser("prosecutor").post("/cases/new", data={"do": "file", "document": wrong})
    assert page.status_code == 422
    assert "case.offence" in page.text
    assert "extra" in page.text
