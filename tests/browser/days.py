"""People at their desks in a browser: every act is begun where its person is told of it, checked, then recorded."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from casework import db
from tests.casework.cases.answers import by_page
from tests.casework.office import PASSWORD, TODAY
from tests.casework.proceedings.desk import PDF

CHECK, RECORD = "[name=do][value=check]:visible", "[name=do][value=save]"


def sign_in(page: Page, username: str) -> Page:
    page.set_default_timeout(60_000)  # a paper of a dozen pages takes seconds where other tests run beside it
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".frame-who")).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    """A picture of the page in the folder that ``SHOTS`` names."""
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@dataclass
class Day:
    """A case and who works on it, each with a browser of their own. ``count``: how often something was recorded."""

    app: Flask
    open_page: Callable[..., Page]
    papers: Path
    clock: pytest.MonkeyPatch
    today: datetime.date = TODAY - datetime.timedelta(days=60)
    address: str = ""
    count: int = 0
    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock.setattr(db, "today", lambda: self.today)

    def later(self, days: int) -> str:
        """So many days go by; the new day as forms take it. Nobody goes beyond the day of the run."""
        self.today += datetime.timedelta(days=days)
        assert self.today <= TODAY
        return self.today.isoformat()

    def who(self, name: str) -> Page:
        """The browser of a person, signed in."""
        if name not in self.pages:
            self.pages[name] = sign_in(self.open_page(), name)
            self.pages[name].set_default_timeout(15_000)
        return self.pages[name]

    def paper(self, name: str) -> Path:
        """A file to hand in."""
        path = self.papers / name
        path.write_bytes(PDF)
        return path

    def case(self, who: str) -> Page:
        """The page of the case."""
        page = self.who(who)
        page.goto(self.address)
        return page

    def shelf(self, who: str, shelf: str = "mine") -> Page:
        """A shelf of what is to be done."""
        page = self.who(who)
        page.goto(f"/folders/todo?shelf={shelf}")
        return page

    def next_step(self, who: str, act: str) -> Page:
        """Open the form of an act from the next step on the page of the case."""
        page = self.case(who)
        self.shot(page, act)
        link = page.locator("#next .actions a.button").first
        expect(link).to_have_attribute("href", leads_to(act))
        link.click()
        return page

    def todo(self, who: str, act: str) -> Page:
        """Open the form of an act from the to-do list of whose turn it is."""
        page = self.shelf(who)
        self.shot(page, act)
        link = page.locator(f"main tr:has(a[href='{self.path}']) td a").nth(1)
        expect(link).to_have_attribute("href", leads_to(act))
        link.click()
        return page

    @property
    def path(self) -> str:
        """The address of the case on its server."""
        return re.sub(r"^https?://[^/]+", "", self.address)

    def record(self, page: Page, what: str = "") -> None:
        """Check, then record."""
        self.shot(page, f"{what}-form")
        page.locator(CHECK).last.click()
        expect(page.locator(RECORD)).to_be_visible()
        self.shot(page, f"{what}-check")
        page.locator(RECORD).click()
        expect(page.locator(".flashes")).to_be_visible()
        self.count += 1

    def shot(self, page: Page, name: str) -> None:
        """A picture, where pictures are asked for."""
        shot(page, f"{self.count:02}-{name}")


def leads_to(act: str) -> re.Pattern[str]:
    """The addresses at which an act is done."""
    places = {
        "submit": "/measure$",
        "adopt": "/measurings/.*#handling$",
        "buy": "/purchases/new$",
        "retire": "/retire$",
    }
    return re.compile(places.get(act, rf"/acts/{act}(\?|$)"))


def answer(page: Page, name: str, value: str) -> None:
    """Fill in, choose or tick a field, wherever it is folded away."""
    one = named(page, name)
    one.wait_for(state="attached")  # the page that a link leads to may not be here yet
    page.wait_for_load_state()
    if not one.is_visible():
        page.locator(f"details:has([name='{name}']) > summary").first.click()
    if one.evaluate("one => one.tagName") == "SELECT":
        one.select_option(value)
    elif one.get_attribute("type") == "radio":
        page.locator(f"[name='{name}'][value='{value}']").check()
    elif one.get_attribute("type") == "checkbox":
        one.check()
    elif one.get_attribute("type") == "file":
        one.set_input_files(value)
    else:
        one.fill(value)


def named(page: Page, name: str) -> Locator:
    """A field by its name."""
    return page.locator(f"[name='{name}']").first


def answers(page: Page, **given: str) -> None:
    """Several of them; ``duties__0__count`` stands for ``duties-0-count``."""
    for name, value in given.items():
        answer(page, name.replace("__", "-"), value)


def wizard(page: Page, given: Mapping[str, str]) -> None:
    """Answer the pages of a case file from its list of pages, and open the page that shows all answers."""
    for key, fields in by_page(given).items():
        page.locator(f"main a[href$='/{key}']").first.click()
        for name, value in fields.items():
            answer(page, name, value)
        page.locator("[name=do][value=later]:visible").last.click()
    page.locator("main a[href$='/check']").first.click()
