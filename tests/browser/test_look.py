"""Every page of the demonstration, narrow and wide, in both languages: it fits, everything can be hit and is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Page

from casework.demo import PEOPLE
from tests.casework.documents.conftest import with_fonts
from tests.casework.prepared import demonstration_on
from tests.conftest import Attempts
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1920)

FAULTS = """() => {
  const seen = element => { const box = element.getBoundingClientRect(); return box.width > 1 && box.height > 1; };
  const told = element => element.outerHTML.slice(0, 120);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const faults = [];
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) faults.push(`runs ${over} px out of the page`);
  // WCAG 2.2, 2.5.8: links inside a sentence are excepted
  for (const target of all('button, input:not([type=hidden]), select, textarea, summary, nav a, a.button')) {
    const box = target.getBoundingClientRect();
    const label = target.closest('label')?.getBoundingClientRect();
    const height = Math.max(box.height, label?.height ?? 0), width = Math.max(box.width, label?.width ?? 0);
    if (seen(target) && (height < 24 || width < 24)) faults.push(`too small to hit: ${told(target)}`);
  }
  for (const field of all('input:not([type=hidden]), select, textarea:not([hidden])'))
    if (!field.labels.length && !field.getAttribute('aria-label')) faults.push(`without a label: ${told(field)}`);
  for (const image of all('img:not([alt])')) faults.push(`without a text: ${told(image)}`);
  for (const action of all('a[href], button'))
    if (!action.textContent.trim() && !action.getAttribute('aria-label'))
      faults.push(`without a name: ${told(action)}`);
  const ids = all('[id]').map(element => element.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) faults.push(`id used twice: ${id}`);
  for (const link of all('a[href^="#"]'))
    if (!document.getElementById(link.hash.slice(1))) faults.push(`leads nowhere: ${told(link)}`);
  for (const described of all('[aria-describedby]'))
    for (const id of described.getAttribute('aria-describedby').split(' '))
      if (!document.getElementById(id)) faults.push(`described by nothing: ${told(described)}`);
  const headings = all("h1").filter(heading => !heading.closest(".paper-desk")); // a paper on a page has its own
  if (headings.length !== 1) faults.push(`${headings.length} main headings`);
  if (!document.title.trim()) faults.push('without a title');
  return faults;
}"""

LINKS = """() => [...document.querySelectorAll('a[href]')]
  .filter(link => link.origin === location.origin && !link.hash && !link.hasAttribute('download'))
  .map(link => link.pathname)"""

PAPERS = (".pdf", "/papers/")
"""In addresses of papers, which are not opened: each would be set anew."""


@pytest.fixture(scope="module")
def demonstration(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with demonstration_on(sqlite_databases, with_fonts(tmp_path_factory.mktemp("instance"))) as app:
        yield app


@pytest.fixture
def app(demonstration: Flask) -> Flask:
    """The pages look the same on either database: one is enough here."""
    return demonstration


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at each width."""
    found: dict[str, None] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found |= dict.fromkeys(f"{width} px: {fault}" for fault in page.evaluate(FAULTS))
    return list(found)


NAMED = re.compile(r"/(acts|rulebook|edit|new)/[^/]+")


def opened(page: Page, path: str) -> bool:
    """Opens an address if it is a page: what the browser saves as a file, or shows as a picture, is none."""
    try:
        answer = page.goto(path)
    except Error as refused:
        if "Download is starting" not in refused.message:
            raise
        return False
    return answer is not None and answer.headers.get("content-type", "").startswith("text/html")


def pages_from(page: Page, start: str, of_a_kind: int, of_names: int) -> Iterator[str]:
    """Opens the pages that can be reached by links, at most so many whose addresses differ in numbers only, or in the
    name of an act, a rule or a part of a form."""
    waiting, seen, kinds = [start], set(), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = NAMED.sub(r"/\1/*", re.sub(r"\d+", "#", path))
        most = of_names if "*" in kind else of_a_kind
        if path in seen or kinds[kind] >= most or any(part in path for part in PAPERS):
            continue
        seen.add(path)
        kinds[kind] += 1
        if opened(page, path):
            waiting += page.evaluate(LINKS)
            yield path


@pytest.mark.parametrize(
    ("person", "language"),
    [*((person, "zh") for person in PEOPLE), (PEOPLE[1], "en")],
    ids=lambda value: value if isinstance(value, str) else value[4],
)
def test_every_page_fits_and_can_be_used(
    open_page: Callable[..., Page], person: tuple[Any, ...], language: str, attempts: Attempts
) -> None:
    page = open_page()
    page.goto("/sign-in")
    assert faults(page) == []
    page.fill("#username", person[2])
    page.fill("#password", person[5])
    page.locator("main button[type=submit]").click()
    if language == "en":
        page.get_by_role("button", name="English").click()
    # The cases show most to the judge; the others have few pages of their own, and of one role nearly the same.
    first = next(one for one in PEOPLE if one[4] == person[4]) is person and language == "zh"
    of_a_kind = len(attempts(3 if first and person[4] == "judge" else 1, 20))
    every = pages_from(page, "/", of_a_kind, len(attempts(3 if first else 1, 500)))
    nearest = islice(every, len(attempts(14 if first else 5, 5000)))
    wrong = {path: found for path in nearest if (found := faults(page))}
    assert wrong == {}


def test_a_page_that_is_wrong_is_noticed(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)",
        f'<pre>{"x" * 300}</pre><h1>2</h1><input id="username"><img src="x"><a href="#none">x</a><button></button>',
    )
    found = " ".join(faults(page))
    for fault in (
        "out of the page",
        "2 main headings",
        "without a label",
        "without a text",
        "leads nowhere",
        "without a name",
        "id used twice",
    ):
        assert fault in found


def test_the_keyboard_reaches_the_content_first_and_is_seen(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#content"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "username"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_is_asked_of_another_host(open_page: Callable[..., Page], live_server: str) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/sign-in")
    assert asked
    assert [address for address in asked if not address.startswith(live_server)] == []
