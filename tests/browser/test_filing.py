"""Filing a case by the form, with and without scripts: rows are added, mistakes lead to their fields, Enter is safe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.casework.office import PASSWORD, Office

pytestmark = [
    pytest.mark.browser,
    # What happens before anything is stored; the database makes no difference.
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
]


def prosecutor(app: Flask, page: Page) -> Page:
    Office(app).open()
    page.goto("/sign-in?next=/cases/new")
    page.get_by_label("用户名").fill("prosecutor")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="立案")).to_be_visible()
    return page


def go_on(page: Page) -> None:
    page.get_by_role("button", name="保存并继续", exact=True).last.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_case_with_two_stands_is_filed_page_by_page(
    app: Flask, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = prosecutor(app, open_page(java_script_enabled=javascript))
    page.get_by_role("link", name="开始填写").click()
    page.get_by_label("案由").select_option("盗伐林木")
    page.get_by_label("行为开始日").fill("2024-05-01")
    go_on(page)
    expect(page.locator(".flashes")).to_contain_text("林木价值")  # asked once the offence is known
    go_on(page)
    expect(page.get_by_role("heading", name="当事人 · 立案")).to_be_visible()
    page.get_by_label("姓名或名称").fill("李某")
    page.get_by_label("身份").fill("被告人")
    go_on(page)
    expect(page.get_by_role("heading", name="地块 · 立案")).to_be_visible()
    page.locator("#stands-0-id").fill("甲")
    page.locator("#stands-0-species-0-species").fill("杉木")
    page.locator("#stands-0-damage-type").select_option("采伐")
    page.locator("#stands-0-standing_stock_m3").fill("12.5")
    page.get_by_role("button", name="再加一项：地块").click()
    expect(page.locator("#stands-1")).to_be_in_viewport()
    page.locator("#stands-1-id").fill("乙")
    page.locator("#stands-1-species-0-species").fill("马尾松")
    page.locator("#stands-1-damage-type").select_option("采伐")
    page.locator("#stands-1-standing_stock_m3").fill("3.25")
    page.get_by_role("button", name="保存，稍后再填").click()
    page.get_by_role("link", name="核对全部内容").click()
    for expected in ("李某", "甲", "12.5", "马尾松", "3.25", "未查明"):
        expect(page.locator("main")).to_contain_text(expected)
    page.get_by_role("button", name="确认立案").click()
    expect(page.locator(".flashes")).to_contain_text("案件已立案")
    page.get_by_role("link", name="案情", exact=True).click()
    expect(page.locator("main")).to_contain_text("马尾松")


def test_a_mistake_in_the_summary_leads_to_its_field(app: Flask, open_page: Callable[..., Page]) -> None:
    page = prosecutor(app, open_page())
    page.goto("/cases/new/stands")
    page.locator("#stands-0-id").fill("甲")
    page.locator("#stands-0-standing_stock_m3").fill("-1")
    go_on(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("不能为负数")
    summary.get_by_role("link", name="立木蓄积：不能为负数").click()
    expect(page.locator("#stands-0-standing_stock_m3")).to_be_focused()
    expect(page.locator("#stands-0-standing_stock_m3")).to_have_value("-1")
    expect(page.locator("#stands-0-standing_stock_m3")).to_have_attribute("aria-invalid", "true")


def test_the_enter_key_saves_and_removes_nothing(app: Flask, open_page: Callable[..., Page]) -> None:
    page = prosecutor(app, open_page())
    page.goto("/cases/new/parties")
    page.get_by_label("姓名或名称").fill("李某")
    page.get_by_label("姓名或名称").press("Enter")
    expect(page.locator("main")).not_to_contain_text("姓名或名称")
    page.go_back()
    page.reload()
    page.goto("/cases/drafts/1/parties")
    expect(page.get_by_label("姓名或名称")).to_have_value("李某")
