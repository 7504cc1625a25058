"""Back in the browser, from a page to check and after it: never to an error, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.days import CHECK, RECORD, answer, named, sign_in
from tests.casework.office import Office
from tests.casework.proceedings.desk import Desk

pytestmark = [
    pytest.mark.browser,
    # What is kept is read and written alike on both databases.
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
]

TYPED = "林木倒伏于山脚，另有现场照片"


def test_back_from_a_page_to_check_has_what_was_typed_and_after_recording_leads_to_the_case(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    office = Office(app)
    office.open()
    desk = Desk(office)
    desk.file()
    page = sign_in(open_page(), "prosecutor")
    page.goto(f"/folders/{desk.folder}")
    page.goto(desk.address("fact"))
    answer(page, "a_facts", TYPED)
    page.locator(CHECK).last.click()
    expect(page.locator(RECORD)).to_be_visible()

    page.go_back()
    expect(named(page, "a_facts")).to_have_value(TYPED)
    expect(page.locator("#resumed")).to_be_visible()
    page.go_forward()
    expect(page.locator(RECORD)).to_be_visible()
    page.locator("[name=do][value=edit]").click()
    expect(named(page, "a_facts")).to_have_value(TYPED)
    page.locator(CHECK).last.click()
    page.reload()
    page.locator(RECORD).click()
    expect(page.locator(".flashes")).to_be_visible()

    page.go_back()
    expect(page.locator("#next")).to_be_visible()
    page.goto(desk.address("fact"))
    expect(named(page, "a_facts")).to_have_value("")


def test_back_while_a_case_is_opened_has_what_was_typed(app: Flask, open_page: Callable[..., Page]) -> None:
    Office(app).open()
    page = sign_in(open_page(), "prosecutor")
    page.goto("/folders/new")
    given = {"parties-0-name": "张某泉", "conduct": "2025-01-20", "place": "南靖县梅林镇", "facts": TYPED}
    for name, value in given.items():
        answer(page, name, value)
    answer(page, "offence", "滥伐林木")
    page.locator(CHECK).last.click()
    expect(page.locator(RECORD)).to_be_visible()
    page.go_back()
    expect(named(page, "facts")).to_have_value(TYPED)
    page.get_by_role("link", name="重新填写").click()
    expect(named(page, "facts")).to_have_value("")
