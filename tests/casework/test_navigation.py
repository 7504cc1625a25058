"""Every page shows under which entry of the main navigation it stands."""

from __future__ import annotations

import re

import pytest

from casework.web import navigation
from tests.casework.office import Office

APART = {
    "account": "stands beside the navigation, under one's own name",
    "retention": "is read from one's own account, by everybody",
    "sign-in": "nobody is signed in, and there is no navigation",
    "link": "nobody is signed in, and there is no navigation",
    "health": "no page",
    "ready": "no page",
    "metrics": "no page",
    "static": "no page",
    "tally-sheet": "a file",
}
ENTRIES = {
    *("/", "/folders", "/people", "/institutions", "/parameters", "/credits", "/documents", "/rulebook"),
    *("/accesses", "/audit"),
}


def test_every_page_stands_under_an_entry(office: Office) -> None:
    rules = [one.rule for one in office.app.url_map.iter_rules() if "GET" in (one.methods or ())]
    strays = {rule for rule in rules if navigation.entry_of(rule) not in ENTRIES}
    assert {re.split(r"[/.]", rule)[1] for rule in strays} == set(APART)


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/", "/"),
        ("/folders", "/folders"),
        ("/folders/new", "/folders"),
        ("/money", "/folders"),
        ("/proceedings/table", "/folders"),
        ("/credits/types", "/credits"),
        ("/documents/former", "/documents"),
        ("/verify", "/documents"),
        ("/parameters/left-out", "/parameters"),
        ("/rulebook/published", "/rulebook"),
        ("/audit", "/audit"),
    ],
)
def test_the_entry_of_a_page_is_marked_and_no_other(office: Office, address: str, entry: str) -> None:
    page = office.browser("prosecutor").get(address).get_data(as_text=True)
    frame = re.search(r'<nav class="frame-nav".*?</nav>', page, re.DOTALL)
    assert frame is not None
    assert re.findall(r'<a href="([^"]*)" aria-current', frame[0]) == [entry]
