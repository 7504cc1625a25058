"""The register of bank accounts: lines refer to it, no more of a number than its end is kept, nothing moves outside its
days."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.errors import Forbidden
from casework.money import banking
from casework.money.banking import FEW_DIGITS, KNOWN, NOT_VALID, STILL_USED, AccountEntry
from casework.money.errors import AccountRefused
from casework.proceedings.errors import NotPossible
from tests.casework.markup import holds
from tests.casework.office import TODAY, YESTERDAY, Office
from tests.casework.pages import text
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
NAME, TOLD = "某县林业局生态修复资金专户", "某县林业局生态修复资金专户（尾号4321）"
ACCOUNT: dict[str, Any] = {
    **{"name": NAME, "bank": "某银行某支行", "number": "6222 0212 3456 4321", "purpose": "生态环境修复资金"},
    "valid_from": YESTERDAY,
}


def account(office: Office, **fields: Any) -> int:
    with office.work():
        return banking.add(office.person("officer"), AccountEntry(**ACCOUNT | fields)).id


def refused(office: Office, **fields: Any) -> dict[str, str]:
    with pytest.raises(AccountRefused) as refusal:
        account(office, **fields)
    return {error.path: error.message for error in refusal.value.errors}


def owing(office: Office) -> Office:
    office.file()
    office.accept()
    duty = {"kind": "服务功能损失赔偿金", "amount": "8000"}
    office.act("judge", "undertake", o1=duty, signed="张某", undertaking="承诺书")
    office.act("judge", "fix", "o1", basis="决定")
    return office


def test_an_account_is_kept_by_the_end_of_its_number_and_only_ends(office: Office) -> None:
    number = account(office)
    with office.app.app_context():
        row = banking.account(number)
        assert (row.told, row.digits, row.valid_on(TODAY), row.valid_on(YESTERDAY)) == (TOLD, "4321", True, True)
        assert verification.verify() is None
    for change in ("purpose = '另用'", "told = '另名'", "valid_from = '2020-01-01'"):
        with pytest.raises(IntegrityError), office.app.app_context(), db.engine().begin() as connection:
            connection.execute(sql(f"UPDATE bank_accounts SET {change} WHERE id = {number}"))
    with office.work():
        banking.end(office.person("officer"), number, TODAY)
    with pytest.raises(IntegrityError), office.app.app_context(), db.engine().begin() as connection:
        connection.execute(sql(f"UPDATE bank_accounts SET valid_until = NULL WHERE id = {number}"))
    with office.app.app_context():
        assert verification.verify() is None


@one_database
def test_what_is_missing_or_known_is_named_at_its_field(office: Office) -> None:
    account(office)
    assert says(refused(office)["name"], KNOWN, told=TOLD)
    told = refused(office, number="12", bank=" ", valid_until=YESTERDAY - datetime.timedelta(days=1))
    assert told.keys() == {"number", "bank", "valid_until"}
    assert says(told["number"], FEW_DIGITS)
    with office.work(), pytest.raises(Forbidden):
        banking.end(office.person("officer2"), 1, TODAY)
    with office.work(), pytest.raises(Forbidden):
        banking.add(office.person("judge"), AccountEntry(**ACCOUNT))


@one_database
def test_a_receipt_names_the_account_and_what_is_spent_leaves_it(office: Office) -> None:
    number = account(office)
    owing(office)
    office.act("prosecutor", "perform", "o1", amount="3000", receipt="收据", payee=TOLD)
    office.act("judge", "spend", "o1", amount="1200", purpose="某村补植", to="某场")
    shown = office.browser("judge").get(f"/folders/{office.folder_id}/money").text
    assert f"/money/accounts#account-{number}" in shown
    report = office.browser("officer").get("/money").text
    assert f"/money/accounts#account-{number}" in report
    assert {"3,000.00", "1,200.00", "1,800.00", ACCOUNT["purpose"]} <= set(text(report).split())
    assert holds(office.browser("judge").get("/money/accounts").text, "accounts")
    before = YESTERDAY
    with office.work(), pytest.raises(AccountRefused) as kept:
        banking.end(office.person("officer"), number, before)
    assert says(kept.value.errors[0].message, STILL_USED, day=TODAY)


@one_database
def test_nothing_goes_to_an_account_outside_its_days(office: Office) -> None:
    account(office, valid_from=YESTERDAY - datetime.timedelta(days=9), valid_until=YESTERDAY)
    owing(office)
    with pytest.raises(NotPossible) as refusal:
        office.act("prosecutor", "perform", "o1", amount="3000", receipt="收据", payee=TOLD)
    assert says(str(refusal.value.refused.why), NOT_VALID, account=TOLD, day=TODAY.isoformat())
    office.act("prosecutor", "perform", "o1", amount="3000", receipt="收据", payee="受害村")


@one_database
def test_the_form_offers_the_accounts_of_the_institutions_of_the_case(office: Office) -> None:
    account(office)
    owing(office)
    page = office.browser("prosecutor").get(f"/folders/{office.folder_id}/acts/perform?on=o1").text
    assert f'<option value="{TOLD}">' in page
