"""A case of one accused in the browser, from filing to the archive, in no more than twelve acts by three people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_nanjing_case import press, shot, sign_in
from tests.casework.office import Office
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, ago


class Counted:
    """The acts of one case, each through its form and the page to check."""

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.address = ""
        self.count = 0

    def file(self, who: str) -> None:
        page = self.pages[who]
        page.goto("/folders")
        page.get_by_role("link", name="立案", exact=True).first.click()
        page.locator("[name=opened]").fill(ago(40))
        page.locator("[name=parties-0-name]").fill("张某泉")
        page.locator("[name=offence]").select_option("滥伐林木")
        page.locator("[name=conduct]").fill("2025-01-20")
        page.locator("[name=bureau]").fill(BUREAU)
        press(page, "核对")
        press(page, "确认立案")
        self.address, self.count = page.url, self.count + 1

    def do(self, who: str, act: str, at: int, papers: dict[str, Path] | None = None, **given: str) -> None:
        page = self.pages[who]
        page.goto(self.address)
        shot(page, f"folder-{self.count:02}")
        offered(page, act).click()
        page.locator("[name=at]").fill(ago(at))
        for name, value in given.items():
            answer(page, name.replace("__", "-"), value)
        for name, path in (papers or {}).items():
            page.locator(f"[name={name}]").set_input_files(path)
        shot(page, f"folder-{self.count:02}-{act}")
        press(page, "核对")
        shot(page, f"folder-{self.count:02}-{act}-check")
        press(page, "确认，记入案卷")
        expect(page.locator("#next")).to_be_visible()
        self.count += 1


def offered(page: Page, act: str) -> Locator:
    """The link to an act, where it stands: in the next step, or among all that is possible."""
    link = page.locator(f"main a[href*='/acts/{act}']").first
    if not link.is_visible():
        page.locator("#acts summary").first.click()
    return link


def answer(page: Page, name: str, value: str) -> None:
    """Fill in, choose or tick a field, wherever it is folded away."""
    field = page.locator(f"[name='{name}']").first
    if not field.is_visible():
        page.locator("details.more > summary").last.click()
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    elif field.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill(value)


def test_a_simple_case_is_done_from_filing_to_the_archive(
    app: Flask, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    Office(app).open()
    paper = tmp_path / "凭证.pdf"
    paper.write_bytes(b"%PDF-1.7 test")
    case = Counted({who: sign_in(open_page(), who) for who in ("prosecutor", "judge", "officer")})
    case.file("prosecutor")
    case.do("prosecutor", "prosecute", 39, a_court=COURT)
    case.do("judge", "receive", 38, a_number=NUMBER)
    case.do("judge", "order", 37, a_measurer=BUREAU)
    case.do("officer", "submit", 36, a_tonnes="47.07", a_own="y")
    case.do("judge", "adopt", 35)
    duty = {"duties__0__obligation_kind": "认购碳汇", "duties__0__count": "96", "duties__0__unit": "tonnes"}
    case.do("judge", "undertake", 34, {"a_undertaking": paper}, a_signed="张某泉", **duty)
    case.do("officer", "perform", 33, {"a_certificate": paper}, a_buy="96", a_retire="96")
    case.do("judge", "rule", 20, a_sentence="拘役一个月")
    case.do("judge", "serve", 15)
    case.do("judge", "take_effect", 0)
    case.do("judge", "archive", 0)
    page = case.pages["prosecutor"]
    page.goto(case.address)
    shot(page, "folder-end")
    expect(page.locator(".case-title .tag.done")).to_be_visible()
    expect(page.locator("#course .tag.done")).to_have_count(5)
    assert case.count <= 12
