"""The Nanjing case in the browser, from filing to closing, by three people of three institutions.

The steps click what a person would click; ``SHOTS`` names a folder for pictures of every page on the way.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from rules.casefile import load
from tests.casework.office import PASSWORD, REGISTRY, TODAY, Office

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "2022-fujian-nanjing-zhang.yaml"

# 18.6493 m³ of 阔叶混 by the national default, as a person redoes it:
# 18.6493 × 1.514 × 0.482 × (1 + 0.262) × 0.49 × 44 ÷ 12 = 30.8576… t; whole tonnes 31, twice 62; 62 × 58.00 = 3,596.00.
LOSS, REQUIRED, AMOUNT = "30.86", 62, "3596.00"


def sign_in(page: Page, username: str) -> Page:
    page.set_default_timeout(60_000)  # a paper of a dozen pages takes seconds where other tests run beside it
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fill(page: Page, **answers: str) -> None:
    for name, answer in answers.items():
        page.locator(f"[name={name}]").fill(answer)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main")).to_be_visible()


def paper(page: Page, title: str) -> str:
    """Issue a document on the 文书 tab and read the text of its PDF, without line breaks and spaces."""
    press(page, f"制作《{title}》")
    address = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    if folder := os.environ.get("SHOTS"):
        Path(folder, f"{title}.pdf").write_bytes(answer.body())
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    return re.sub(r"\s", "", text)


def test_the_nanjing_case_goes_from_filing_to_closing_by_three_people(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    office = Office(app)
    office.open()
    office.file(load(EXAMPLE.read_bytes()).as_json())
    prosecutor, officer, judge = (sign_in(open_page(), name) for name in ("prosecutor", "officer", "judge"))
    case = filed(prosecutor, office.case_id)
    judge_accepts(judge, case)
    officer_measures(officer, case)
    judge_returns_then_officer_measures_again(judge, officer, case)
    judge_confirms(judge, case)
    report = report_of(officer, case)
    for expected in (LOSS, "18.6493×1.514×0.482", "阔叶混", "47.07", "未能复现", "未经核实"):
        assert expected in report, expected
    prosecutor_records_opinions(prosecutor, case)
    prosecutor_proposes(prosecutor, case)
    judge_approves(judge, case)
    officer_buys_and_retires(officer, case)
    confirmation = confirmation_of(officer, case)
    for expected in ("注销", "FFCER", "HX-2022-001", str(REQUIRED), REGISTRY):
        assert expected in confirmation, expected
    judge_rules_and_closes(judge, case)
    history(prosecutor, case)


def filed(prosecutor: Page, case_id: int) -> str:
    prosecutor.goto(f"/cases/{case_id}")
    shot(prosecutor, "02-filed")
    expect(prosecutor.locator("main")).to_contain_text("滥伐林木")
    return re.sub(r"[?#].*", "", prosecutor.url)


def judge_accepts(judge: Page, case: str) -> None:
    judge.goto("/")
    expect(judge.locator("main")).to_contain_text("受理")
    shot(judge, "03-todo")
    judge.goto(case)
    press(judge, "受理并委托测算")


def officer_measures(officer: Page, case: str) -> None:
    officer.goto(f"{case}/losses/new")
    shot(officer, "04-measure")
    press(officer, "预览结果")
    expect(officer.locator("main")).to_contain_text(LOSS)
    shot(officer, "05-preview")
    press(officer, "提交计量")
    expect(officer.locator("main")).to_contain_text(LOSS)


def judge_returns_then_officer_measures_again(judge: Page, officer: Page, case: str) -> None:
    judge.goto(f"{case}/losses")
    shot(judge, "06-review")
    press(judge, "退回重新测算")
    expect(judge.get_by_role("alert").first).to_be_visible()  # a return without a reason is refused
    judge.locator("[name=remark-2]").fill("请说明阔叶混参数的出处")
    fill(judge, reason="请核对树种参数的出处")
    press(judge, "退回重新测算")
    officer.goto("/")
    expect(officer.locator("main")).to_contain_text("计量")
    officer.goto(f"{case}/losses/new")
    expect(officer.locator("main")).to_contain_text("请核对树种参数的出处")
    press(officer, "预览结果")
    press(officer, "提交计量")


def judge_confirms(judge: Page, case: str) -> None:
    judge.goto(f"{case}/losses")
    press(judge, "确认损失")
    expect(judge.locator("main")).to_contain_text("确认")
    judge.goto(f"{case}/rules")
    expect(judge.locator("main")).to_contain_text("法释〔2022〕16号")
    shot(judge, "07-rules")


def report_of(officer: Page, case: str) -> str:
    officer.goto(f"{case}/documents")
    text = paper(officer, "碳汇损失计量报告")
    shot(officer, "08-documents")
    return text


def prosecutor_records_opinions(prosecutor: Page, case: str) -> None:
    """The published case names no opinions, so credits are closed until the prosecution's own is on file."""
    prosecutor.goto(f"{case}/plan")
    prosecutor.get_by_role("link", name="补充请求、意见等案情").click()
    prosecutor.get_by_role("link", name="当事人请求与各方意见").click()
    press(prosecutor, "填写各方意见")
    opinion = prosecutor.locator("#opinions")
    opinion.get_by_label("发表意见方").fill("检察院")
    opinion.locator("#opinions-0-view").fill("同意")
    press(prosecutor, "保存，稍后再填")
    prosecutor.get_by_role("link", name="核对全部内容").click()
    fill(prosecutor, reason="补充检察机关意见")
    shot(prosecutor, "09-opinions")
    press(prosecutor, "保存修改")


def prosecutor_proposes(prosecutor: Page, case: str) -> None:
    prosecutor.goto(f"{case}/plan/new")
    shot(prosecutor, "09-propose")
    prosecutor.locator("fieldset", has_text="认购碳汇").get_by_label("列入方案").first.check()
    credit = prosecutor.locator("fieldset", has_text="认购碳汇").first
    credit.locator("[name$=quantity_t]").fill(str(REQUIRED))
    credit.locator("[name$=price_cny]").fill("58.00")
    credit.locator("[name$=price_rule]").fill("前一交易日收盘价")
    credit.locator("[name$=price_source]").fill("海峡资源环境交易中心行情（演示）")
    credit.locator("[name$=price_date]").fill("2022-11-07")
    prosecutor.locator("[name=undertaking_by]").select_option("张某泉")
    fill(prosecutor, undertaking_date="2022-10-10")
    press(prosecutor, "提出方案")
    shot(prosecutor, "10-plan")


def judge_approves(judge: Page, case: str) -> None:
    judge.goto(f"{case}/plan")
    shot(judge, "11-decide")
    press(judge, "准许方案")


def officer_buys_and_retires(officer: Page, case: str) -> None:
    officer.goto("/credits/projects/new")
    fill(officer, registry_name=REGISTRY, name="演示林业碳汇项目", code="FFCER-演示-1", methodology="演示方法学")
    fill(officer, credit_type="FFCER")
    press(officer, "登记项目")
    project = officer.url
    officer.goto(f"{project}/lots/new")
    fill(officer, vintage="2021", serial_from="1", serial_to="1000", quantity_t="1000", source="演示签发公告")
    press(officer, "登记批次")
    shot(officer, "12-project")
    officer.goto(f"{case}/performance")
    officer.get_by_role("link", name="登记认购").click()
    today = TODAY.isoformat()
    fill(officer, seller="演示出让方", contract_no="HT-1", trade_date=today, serial_from="101", serial_to="162")
    fill(officer, quantity_t=str(REQUIRED), price_cny="58.00", amount_cny=AMOUNT)
    shot(officer, "13-purchase")
    press(officer, "登记认购")
    officer.goto(f"{case}/performance")
    officer.get_by_role("link", name="确认注销").click()
    fill(officer, certificate_no="HX-2022-001", registry_name=REGISTRY, certificate_date=today)
    fill(officer, serial_from="101", serial_to="162", quantity_t=str(REQUIRED))
    officer.locator("[name=purpose]").select_option(index=1)
    shot(officer, "14-retire")
    press(officer, "确认注销")
    officer.goto(f"{case}/performance")
    shot(officer, "15-performance")
    expect(officer.locator("main")).to_contain_text("已注销")


def confirmation_of(officer: Page, case: str) -> str:
    officer.goto(f"{case}/documents")
    return paper(officer, "碳汇注销确认书")


def judge_rules_and_closes(judge: Page, case: str) -> None:
    judge.goto(case)
    expect(judge.locator("main")).to_contain_text("注销凭证HX-2022-001")
    shot(judge, "16-rule")
    judge.get_by_label("我已逐项核对上列履行证明").check()
    judge.get_by_label("裁判文书号").fill("（2022）闽0627刑初000号")
    judge.get_by_label("裁判日期").fill(TODAY.isoformat())
    press(judge, "记录裁判")
    press(judge, "结案")
    expect(judge.locator("body")).to_contain_text("结案")


def history(prosecutor: Page, case: str) -> None:
    prosecutor.goto(f"{case}/history")
    shot(prosecutor, "17-history")
    for step in ("立案", "退回重新测算", "确认损失", "准许方案", "结案"):
        expect(prosecutor.locator("main")).to_contain_text(step)
