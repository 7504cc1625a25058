"""The case file as pages of a form: saved page by page, mistakes at their fields, the whole demanded at filing."""

from __future__ import annotations

import pytest

from casework.cases import drafts
from casework.proceedings import listing
from casework.web.facts import FactPage
from casework.web.intake import BY_ACTS
from rules.casefile import answers, load, parse
from rules.casefile.fact import GROUPS, MEASURER, OPTIONS
from rules.closed_lists import LISTS
from tests.casework import markup
from tests.casework.cases.answers import FILLED, changed, check, file, fill, key_of, save
from tests.casework.markup import holds
from tests.casework.office import Office
from tests.casework.pages import text
from tests.conftest import Attempts
from tests.rules.cases import example_files

EXAMPLES = example_files()

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database, or what no database can make different."""


def facts_of(office: Office, number: int = 1) -> drafts.Facts:
    with office.work():
        return drafts.facts_of(drafts.draft(office.person("prosecutor"), number))


def total(office: Office) -> int:
    with office.work():
        return listing.listing(office.person("prosecutor")).total.number


def addresses_of(draft: str) -> list[str]:
    """Where the pages of facts of a draft would stand."""
    return [f"{draft}/{group.key}" for group in GROUPS]


def begun(office: Office, given: drafts.Facts) -> str:
    """A draft with these facts; gives its address."""
    with office.work():
        return f"/cases/drafts/{drafts.begin(office.person('prosecutor'), given).id}"


@one_database
def test_every_page_of_every_example_sent_back_as_it_stands_changes_no_fact(office: Office, attempts: Attempts) -> None:
    client = office.browser("prosecutor")
    for example in (EXAMPLES[number] for number in attempts(8, len(EXAMPLES))):
        given = load(example.read_bytes())
        address = begun(office, given.as_json())
        asked = [page for page in markup.read(client.get(address).text).links if page in addresses_of(address)]
        assert len(asked) >= 5
        for one in asked:
            page = client.get(one)
            assert page.status_code == 200
            sent = client.post(one, data={**markup.form(page.text, one).fields, "do": "later"})
            assert sent.status_code == 302
        stored = facts_of(office, int(address.rpartition("/")[2]))
        assert parse(stored).meaning() == given.meaning(), example.name


@one_database
def test_every_fact_that_was_asked_stands_on_the_page_to_check_and_what_is_not_known_says_so(office: Office) -> None:
    client = office.browser("prosecutor")
    address = fill(client, changed(parties__0__hired="true", parties__0__born="2005-01-02"))
    page = check(client, address).text
    links = markup.read(page).links
    for leaf in answers.asked(facts_of(office), LISTS):
        if leaf.at.entered == "form" and leaf.read and leaf.at.group not in BY_ACTS:
            assert f"{address}/{leaf.at.group.key}#" in " ".join(links)
            assert str(leaf.name) in text(page), leaf.path
    assert "未查明" in text(page)
    assert "2005年1月2日" in text(page)


@one_database
def test_a_page_asks_only_what_the_offence_needs_and_more_when_an_answer_opens_it(office: Office) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    assert "particulars-fire" not in client.get(f"{address}/particulars").text
    assert "parties-0-profit_share" not in client.get(f"{address}/parties").text
    again = save(client, address, "parties", "go", **{"parties-0-hired": "true"})
    assert again.location == f"{address}/parties"
    page = client.get(again.location)
    assert "参与利润分成" in text(page.text)
    assert "parties-0-profit_share" in page.text
    save(client, address, "head", **{"case-offence": "失火"})
    assert "particulars-fire" in client.get(f"{address}/particulars").text


@one_database
def test_an_unfinished_draft_is_gone_on_with_by_a_colleague_and_seen_by_no_other_office(office: Office) -> None:
    address = fill(office.browser("prosecutor"), {"parties-0-name": "张某泉"})
    colleague = office.browser("prosecutor")
    page = colleague.get("/cases/new").text
    assert address in markup.read(page).links
    assert "张某泉" in page
    assert save(colleague, address, "head", **{"case-offence": "滥伐林木"}).status_code == 302
    assert facts_of(office)["parties"] == [{"name": "张某泉"}]
    assert office.browser("judge").get(address).status_code == 403
    assert office.browser("prosecutor2").get(address).status_code == 404
    assert address not in office.browser("prosecutor2").get("/cases/new").text


@one_database
def test_what_whoever_measures_states_may_be_left_to_him_and_the_form_says_so(office: Office) -> None:
    page, (asked,) = FactPage(OPTIONS, {}), FactPage(OPTIONS, {}).answers
    waiting = {answer.at.path for answer in asked.answers if page.waits(answer)}
    assert waiting == {"options.method", "options.parameters", "options.multiplier", "options.price"}
    assert not any(FactPage(OPTIONS, {}, hand=MEASURER).waits(answer) for answer in asked.answers)
    client = office.browser("prosecutor")
    shown = client.get(f"{begun(office, FILLED)}/{OPTIONS.key}").text
    assert shown.count("data-waits") == len(waiting)


def test_of_two_who_save_the_same_draft_the_second_is_told_and_loses_nothing(office: Office) -> None:
    one, other = office.browser("prosecutor"), office.browser("prosecutor")
    address = fill(one)
    mine = markup.form(one.get(f"{address}/parties").text, f"{address}/parties").fields
    assert save(other, address, "parties", **{"parties-0-name": "李某"}).status_code == 302
    refused = one.post(f"{address}/parties", data={**mine, "parties-0-name": "王某", "do": "go"})
    assert refused.status_code == 409
    again = markup.form(refused.text, f"{address}/parties").fields
    assert again["parties-0-name"] == "王某"
    assert facts_of(office)["parties"][0]["name"] == "李某"
    assert one.post(f"{address}/parties", data={**again, "do": "later"}).status_code == 302
    assert facts_of(office)["parties"][0]["name"] == "王某"


@one_database
@pytest.mark.parametrize(
    ("do", "appears"),
    [
        ("add:parties", "parties-1-name"),
        ("add:stands", "stands-1-id"),
        ("add:stands-0-species", "stands-0-species-1-species"),
        ("add:parties-0-charges", "parties-0-charges-0-offence"),
    ],
)
def test_another_row_is_added_and_taken_away_without_losing_what_was_typed(
    office: Office, do: str, appears: str
) -> None:
    client = office.browser("prosecutor")
    address, page = fill(client), key_of(appears)
    before = markup.form(client.get(f"{address}/{page}").text, f"{address}/{page}").fields
    typed = {name: "typed" for name in before if name.endswith(("-name", "-county", "request-by"))}
    added = client.post(f"{address}/{page}", data={**before, **typed, "do": do})
    fields = markup.form(added.text, f"{address}/{page}").fields
    assert added.status_code == 200
    assert appears in fields
    assert {name: fields[name] for name in typed} == typed
    row = appears.rpartition("-")[0]
    removed = client.post(f"{address}/{page}", data={**fields, "do": f"remove:{row}"})
    fields = markup.form(removed.text, f"{address}/{page}").fields
    assert appears not in fields
    assert {name: fields[name] for name in typed} == typed


@one_database
def test_removing_a_row_keeps_the_others(office: Office) -> None:
    client = office.browser("prosecutor")
    more = {f"parties__{n}__{key}": value for n, row in ((1, ("李某", "被告人")), (2, ("王某", "被害人")))
            for key, value in zip(("name", "role"), row, strict=True)}  # fmt: skip
    address = fill(client, changed(**more))
    fields = markup.form(client.get(f"{address}/parties").text, f"{address}/parties").fields
    page = client.post(f"{address}/parties", data={**fields, "do": "remove:parties-1"})
    fields = markup.form(page.text, f"{address}/parties").fields
    assert [fields["parties-0-name"], fields["parties-1-name"]] == ["张某泉", "王某"]
    assert client.post(f"{address}/parties", data={**fields, "do": "later"}).status_code == 302
    assert [party["name"] for party in facts_of(office)["parties"]] == ["张某泉", "王某"]


@one_database
@pytest.mark.parametrize(
    "do", ["add:case", "add:stands-9-species", "remove:stands", "remove:stands-7", "add:../etc", "remove:value_cny-0"]
)
def test_a_move_that_means_no_row_changes_nothing(office: Office, do: str) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    fields = markup.form(client.get(f"{address}/stands").text, f"{address}/stands").fields
    page = client.post(f"{address}/stands", data={**fields, "do": do})
    assert page.status_code == 200
    shown = markup.form(page.text, f"{address}/stands").fields
    assert {name: shown[name] for name in FILLED if name in fields} == {
        name: fields[name] for name in FILLED if name in fields
    }


@one_database
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("case-conduct-from", "2021-02-30", "应为真实存在的日期"),
        ("case-conduct-to", "2021-11-01", "早于开始日"),
        ("stands-0-id", "有 空格", "只能用文字、数字、下划线和连字符"),
        ("stands-0-county", "漳州", "应为六位行政区划代码"),
        ("stands-0-species-0-species", "龙血树王", "不认识的树种“龙血树王”"),
        ("stands-0-standing_stock_m3", "-3", "不能为负数"),
        ("stands-0-standing_stock_m3", "18,6", "应为十进制数"),
        ("stands-0-standing_stock_m3", "十八", "应为十进制数"),
        ("stands-0-species-0-share", "1.5", "不超过 1"),
        ("stands-0-trees", "1.5", "应为不小于 0 的整数"),
        ("value_cny", "12.345", "金额至多两位小数"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_page_is_kept_all_the_same(
    office: Office, field: str, value: str, reason: str
) -> None:
    client = office.browser("prosecutor")
    address, page = fill(client), key_of(field)
    answer = save(client, address, page, "go", **{field: value})
    assert answer.status_code == 422
    read = markup.read(answer.text)
    assert f"#{field}" in read.links
    assert field in read.ids
    assert reason in text(answer.text)
    assert markup.form(answer.text, f"{address}/{page}").fields[field] == value
    assert markup.form(client.get(f"{address}/{page}").text, f"{address}/{page}").fields[field] == value


@one_database
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("case-offence", ""),
        ("case-conduct-from", ""),
        ("parties-0-role", ""),
        ("stands-0-id", ""),
        ("stands-0-damage-type", ""),
        ("stands-0-timber_volume_m3", "9"),
        ("stands-0-species-0-share", "0.5"),
        ("options-price-cny_per_t", "58.00"),
        ("options-on", "2020-01-01"),
    ],
)
def test_what_is_missing_or_does_not_agree_is_demanded_at_filing_alone_with_a_link_to_its_field(
    office: Office, field: str, value: str
) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    saved = save(client, address, key_of(field), **{field: value})
    assert saved.status_code == 302, "an incomplete page is saved"
    refused = file(client, address)
    assert refused.status_code == 422
    summary = refused.text.split('id="mistakes"')[1].split("</div>")[0]
    assert f'href="{address}/{key_of(field)}#' in summary
    assert total(office) == 0


@one_database
def test_a_price_dated_against_its_own_rule_is_told_at_its_date(office: Office) -> None:
    price = {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "交易所公告", "date": "2022-11-04"}
    stated = {f"options-price-{key}": value for key, value in price.items()} | {"options-on": "2022-11-08"}
    client = office.browser("prosecutor")
    address = fill(client)
    page = save(client, address, "options", "go", **stated)
    assert page.status_code == 422
    assert "#options-price-date" in markup.read(page.text).links
    assert "应为取价基准日之前最近的一个交易日（取价基准日 2022-11-08），即 2022-11-07" in page.text
    assert save(client, address, "options", **{"options-price-date": "2022-11-07"}).status_code == 302
    assert file(client, address).status_code == 302


@one_database
def test_the_first_button_of_a_page_saves(office: Office) -> None:
    """The Enter key presses it: it must not remove a row."""
    page = office.browser("prosecutor").get("/cases/new/parties")
    assert markup.form(page.text, "/cases/new/parties").buttons[0] == ("do", "go")


def test_a_checked_case_is_filed_and_its_draft_is_gone(office: Office) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    shown = markup.form(check(client, address).text, f"{address}/check").fields
    assert total(office) == 0
    filed = client.post(f"{address}/check", data={**shown, "do": "file"})
    assert filed.status_code == 302
    page = client.get(filed.location)
    assert "张某泉" in page.text
    assert "案件已立案" in page.text
    assert holds(page.text, "next")
    assert client.post(f"{address}/check", data={**shown, "do": "file"}).status_code == 404
    assert total(office) == 1


@one_database
def test_a_draft_that_is_not_wanted_is_deleted(office: Office) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    assert client.post(f"{address}/discard").location == "/cases/new"
    assert client.get(address).status_code == 404
    assert address not in markup.read(client.get("/cases/new").text).links


@one_database
@pytest.mark.parametrize("address", ["/cases/new", "/cases/new/head", "/cases/new/upload"])
def test_a_court_files_nothing(office: Office, address: str) -> None:
    client = office.browser("judge")
    assert client.get(address).status_code == 403
    if address != "/cases/new":
        assert client.post(address, data={**FILLED, "do": "go"}).status_code == 403
    assert 'href="/cases/new"' not in client.get("/folders").text


@one_database
def test_a_page_that_there_is_not_is_not_found(office: Office) -> None:
    assert office.browser("prosecutor").get("/cases/new/nonsense").status_code == 404
