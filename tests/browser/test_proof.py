"""One day of a clerk, a judge and an officer from an obligation to its proof: account, payment, spending, planting,
inspection, insurance, credits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from casework import db
from casework.accounts import service as people
from casework.proceedings import Folder, service
from casework.proceedings.service import Doing
from tests.browser.days import Day, answers
from tests.casework.office import PASSWORD, TODAY, Office
from tests.casework.restoring.cases import planted

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]

NAME, ACCOUNT = "南靖县人民法院案款专户", "南靖县人民法院案款专户（尾号0627）"
MONEY: dict[str, Any] = {
    "kind": "服务功能损失赔偿金",
    "amount": "8000",
    "instalments": [{"date": "2026-10-01", "amount": "3000"}, {"date": "2027-03-01", "amount": "5000"}],
}


@pytest.fixture
def day(app: Flask, open_page: Callable[..., Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Day:
    """A case with a planting that was done and a sum in two instalments of which nothing is paid."""
    office = Office(app)
    office.open()
    folder_id = planted(office)
    with office.work():
        folder, judge = db.session().get_one(Folder, folder_id), office.person("judge")
        people.create_person(judge.institution, "clerk", "书记员甲", ("clerk",), PASSWORD)
        promised = {"o2": MONEY, "signed": "张某"}
        service.record(folder, judge, Doing("undertake", TODAY, (), promised))
        service.record(folder, judge, Doing("fix", TODAY, ("o2",), {"basis": "决定"}))
    made = Day(app, open_page, tmp_path, monkeypatch, TODAY)
    made.address = f"/folders/{folder_id}"
    return made


def act(day: Day, who: str, name: str, on: str, **given: str) -> Page:
    """Record an act on its form."""
    page = day.who(who)
    page.goto(f"{day.address}/acts/{name}?on={on}")
    answers(page, **given)
    day.record(page, name)
    return page


def sent(page: Page, address: str, **given: str) -> None:
    """Fill in the form at an address and send it."""
    page.goto(address)
    answers(page, **given)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".flashes")).to_be_visible()


def test_a_clerk_receives_instalments_into_an_account_and_a_judge_spends_them(day: Day) -> None:
    clerk = day.who("clerk")
    term = {"valid_from": "2020-01-01"}
    sent(clerk, "/money/accounts/new", name=NAME, bank="某银行", number="6222 0000 0000 0627", purpose="案款", **term)
    expect(clerk.locator("#accounts")).to_contain_text(ACCOUNT)
    clerk.goto(f"{day.address}/acts/perform?on=o2")
    expect(clerk.locator(f"#known-account option[value='{ACCOUNT}']")).to_have_count(1)
    act(day, "clerk", "perform", "o2", a_amount="4000", a_payee=ACCOUNT, a_receipt=str(day.paper("收据.pdf")))
    act(day, "judge", "spend", "o2", a_amount="1200", a_purpose="某村补植", a_to="某林场")
    judge = day.who("judge")
    judge.goto(f"{day.address}/money")
    first, second = judge.locator("#instalments tbody tr").all()
    expect(first.locator("td")).to_contain_text([re.compile("1"), re.compile("2026"), "3,000.00", "3,000.00", "—", "—"])
    expect(second.locator("td")).to_contain_text(
        [re.compile("2"), re.compile("2027"), "5,000.00", "1,000.00", "—", "4,000.00"]
    )
    expect(judge.locator("#in-words")).to_contain_text("贰仟捌佰元")
    judge.goto("/money")
    expect(judge.locator("#places a[href*='#account-']")).to_have_text(ACCOUNT)
    day.shot(judge, "money")


def test_an_officer_insures_a_planting_that_fails_and_its_claim_is_paid_into_the_account(day: Day) -> None:
    officer = day.who("officer")
    given = {
        "insurer": "某财险公司",
        "policy_no": "FJ-1",
        "kind": "carbon-index",
        "holder": "某场",
        "beneficiary": "某场",
    }
    term = {"begins_on": "2026-01-01", "ends_on": "2027-01-01", "sum_cny": "1000", "perils": "火灾"}
    sent(officer, f"{day.address}/obligations/o1/insurance/new", **given, **term)
    claim = {"cause": "火灾，约 3 亩", "happened_on": TODAY.isoformat()}
    officer.goto("/insurance/1/claims/new")
    answers(officer, **claim, claimed_cny="1000.01")
    officer.locator("main form button[type=submit]").last.click()
    expect(officer.locator("#claimed_cny-error")).to_be_visible()
    sent(officer, "/insurance/1/claims/new", **claim, claimed_cny="700")
    act(day, "clerk", "insurance_paid", "o1", a_amount="700", a_payer="某财险公司", a_payee="某专户")
    officer.goto("/insurance/claims/1/steps/new")
    number = officer.locator("[name=act] option").last.get_attribute("value") or ""
    paid = {"step": "paid", "amount_cny": "700", "payee": "某县人民法院", "act": number, "evidence": "赔付通知"}
    sent(officer, "/insurance/claims/1/steps/new", **paid)
    expect(officer.locator("#claim-1 .tag.done")).to_be_visible()
    day.shot(officer, "insurance")


def test_an_officer_finds_on_sample_plots_that_a_planting_failed_and_the_judge_sees_it(day: Day) -> None:
    officer, of_duty = day.who("officer"), f"{day.address}/obligations/o1"
    place = {"county": "南靖县", "town": "山城镇", "compartment": "3", "subcompartment": "5"}
    stand = {"species": "杉木", "area_mu": "10", "trees": "1000"}
    given = {f"plots__0__{name}": value for name, value in (place | stand).items()}
    sent(officer, f"{of_duty}/design", season="2026年春", plant_by="2026-04-30", **given)
    page = officer
    page.goto(f"{of_duty}/inspection")
    answers(page, on=TODAY.isoformat(), year="1", whole_mu="10", rectify_by="2027-03-01", method="plots")
    page.locator("[name=method][value=plots]").check()
    for number, living in enumerate((31, 29, 33)):
        cells = {"name": f"样地{number}", "designed": "40", "living": str(living), "area_mu": "0.4"}
        answers(page, **{f"plots__{number}__{name}": value for name, value in cells.items()})
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".flashes")).to_be_visible()
    # 93 of 120 points are living, below 85 %.
    expect(page.locator("main")).to_contain_text("77.50%")
    judge = day.who("judge")
    judge.goto(day.address)
    expect(judge.locator("#o1 .tag.warn")).to_be_visible()
    day.shot(page, "inspected")
