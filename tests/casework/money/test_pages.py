"""案款账 of a case and 资金台账 over the cases of an office, on screen and as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from casework.money.account import account
from casework.money.report import WRONG_DAYS
from tests.casework.markup import holds
from tests.casework.office import TODAY, Office
from tests.casework.pages import fields, text
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
DAMAGES = {"kind": "服务功能损失赔偿金", "amount": "8000", "payee": "某专户"}


@pytest.fixture
def paid(office: Office) -> Office:
    """8,000 yuan fixed, 3,000 received into an account, 1,200 of it spent."""
    office.file()
    office.accept()
    office.act("judge", "undertake", o1=DAMAGES, signed="张某", undertaking="承诺书")
    office.act("judge", "fix", "o1", basis="决定")
    office.act("prosecutor", "perform", "o1", amount="3000", receipt="收据")
    office.act("judge", "spend", "o1", amount="1200", purpose="=某村补植", to="某场")
    return office


def rows(content: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


@one_database
def test_a_case_shows_its_debts_and_every_line(paid: Office) -> None:
    shown = paid.browser("judge").get(f"/folders/{paid.folder_id}/money")
    assert shown.status_code == 200
    assert holds(shown.text, "debts")
    words = text(shown.text)
    for sum_ in ("8,000.00", "3,000.00", "5,000.00", "1,200.00", "1,800.00", "壹仟捌佰元"):
        assert sum_ in words


@one_database
def test_a_case_without_money_says_so_and_its_page_has_no_link(office: Office) -> None:
    office.file()
    browser = office.browser("prosecutor")
    assert holds(browser.get(f"/folders/{office.folder_id}/money").text, "no-money")
    assert f"/folders/{office.folder_id}/money" not in browser.get(f"/folders/{office.folder_id}").text


@one_database
def test_the_lines_as_csv_add_up_and_hold_no_formula(paid: Office) -> None:
    _heads, *lines = rows(paid.browser("judge").get(f"/folders/{paid.folder_id}/money.csv").get_data(as_text=True))
    assert [(one[3], one[4], one[9]) for one in lines] == [
        ("应收案款", "应缴义务", "8000"),
        ("专户存款", "应收案款", "3000"),
        ("案款支出", "专户存款", "1200"),
    ]
    assert lines[2][8] == "'=某村补植"


def test_the_report_tells_by_account_what_is_there(paid: Office) -> None:
    shown = paid.browser("officer").get("/money")
    assert holds(shown.text, "places")
    assert holds(shown.text, "uses")
    assert holds(shown.text, "purposes")
    year = {"since": TODAY.replace(month=1, day=1).isoformat(), "until": TODAY.isoformat()}
    _heads, first, total, *_rest = rows(
        paid.browser("officer").get("/money.csv", query_string=year).get_data(as_text=True)
    )
    assert first == ["某专户", "服务功能损失赔偿金", "0", "3000", "0", "0", "0", "1200", "1800"]
    assert total[2:] == first[2:]


@one_database
def test_who_sees_no_such_case_finds_no_money_of_it(paid: Office) -> None:
    assert holds(paid.browser("judge2").get("/money").text, "no-money")


@one_database
@pytest.mark.parametrize("days", [{"since": "三月"}, {"since": "2026-02-02", "until": "2026-02-01"}])
def test_wrong_days_are_told(office: Office, days: dict[str, str]) -> None:
    refused = office.browser("judge").get("/money", query_string=days)
    assert refused.status_code == 422
    assert says(text(refused.text), WRONG_DAYS)


@one_database
def test_of_what_is_not_fixed_yet_whoever_paid_is_named_once_and_not_who_was_paid(office: Office) -> None:
    office.file()
    office.accept()
    office.act("judge", "undertake", o1=DAMAGES, signed="张某", undertaking="承诺书")
    for sum_ in ("3000", "500"):
        office.act("prosecutor", "perform", "o1", amount=sum_, receipt=f"收据{sum_}")
    office.act("judge", "spend", "o1", amount="1200", purpose="某村补植", to="某场")
    with office.work():
        (debt,) = account(office.folder).debts
    assert debt.persons == "张某"


@one_database
def test_a_sum_of_nothing_is_refused_and_none_at_all_is_put_down_as_what_is_left(office: Office) -> None:
    office.file()
    office.accept()
    office.act("judge", "undertake", o1=DAMAGES, signed="张某", undertaking="承诺书")
    browser, address = office.browser("prosecutor"), f"/folders/{office.folder_id}/acts/perform?on=o1"
    form = fields(browser.get(f"{address}&fresh=1").text) | {"do": "check"}
    nothing = browser.post(address, data=form | {"a_amount": "0"}, follow_redirects=True)
    assert nothing.status_code == 409
    checked = browser.post(address, data=form | {"a_amount": ""}, follow_redirects=True)
    assert browser.post(address, data=fields(checked.text) | {"do": "save"}).status_code in (302, 303)
    with office.work():
        assert Decimal(str(office.course.acts[-1].args["amount"])) == 8000
