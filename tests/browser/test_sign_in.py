"""The front door, as a person sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_stranger_meets_the_sign_in_page_in_chinese(open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page(java_script_enabled=javascript)
    page.goto("/")
    assert "/sign-in" in page.url
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("input[type=password]").is_visible()


def test_a_wrong_password_is_refused_with_a_reason_on_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.locator("input[name=username]").fill("nobody")
    page.locator("input[type=password]").fill("wrong password")
    page.locator("button[type=submit], input[type=submit]").last.click()
    assert "/sign-in" in page.url
    assert page.get_by_text("密码").first.is_visible()
