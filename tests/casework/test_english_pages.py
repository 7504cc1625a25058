"""English pages say what is the system's own in English: no act, state, seat, duty, condition or period in Chinese.

What is record stays as it is: names, places, case numbers, titles of papers, the texts of the law, and the official
word in brackets behind its English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.proceedings.conditions import CONDITIONS
from casework.web.plurals import ADJECTIVES, NOUNS, agreeing, singular
from rules.proceedings.book import load_table
from rules.proceedings.seats import PLACES, SEATS
from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import Desk, straight
from tests.databases import Databases
from tools.catalogue import FILE

HAN = re.compile(r"[\u3400-\u9fff]")
OFFICIAL = re.compile(r"\((?:[^()（）]|（[^（）]*）)*\)")
"""The official word behind its English."""

PAGES = ("/", "/folders", "/money", "/documents", "/credits", "/audit", "/accesses", "/proceedings/table")
OF_THE_CASE = ("/folders/1/performance", "/folders/1/money")
ROLES = ("prosecutor", "judge", "officer")
EXCEPTIONS = {
    r"“[^”]*”": "a law is cited by its name, and an official word quoted, in quotation marks",
    r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿零元角分整]+": "a sum in capitals, as papers write it",
    r"[^\s,:·“”]+\.(?:csv|pdf|docx|xlsx)": "the name of a file",
}
"""What may stand in Chinese on these pages beside what people entered, with the reason."""


class Texts(HTMLParser):
    """The texts of a page outside what is marked as Chinese, and the beginnings of labels and heads."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.labels: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "br", "img", "meta", "link", "col", "hr"):
            return
        given = dict(attrs)
        self.texts += [str(given[name]) for name in ("title", "aria-label", "placeholder") if given.get(name)]
        chinese = (given.get("lang") or "").startswith("zh")
        self._open.append((tag, chinese or any(inside for _, inside in self._open)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1][1] or not data.strip():
            return
        self.texts.append(data.strip())
        if self._open[-1][0] in ("label", "legend", "th", "dt", "h1", "h2", "h3", "caption", "button"):
            self.labels.append(data.strip())


def english(client: FlaskClient, address: str) -> Texts:
    client.set_cookie("language", "en")
    answer = client.get(address)
    assert answer.status_code == 200, address
    return texts_of(answer)


def texts_of(answer: TestResponse) -> Texts:
    texts = Texts()
    texts.feed(answer.get_data(as_text=True))
    return texts


@pytest.fixture
def office_with_a_case(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    with office_after(databases, tmp_path, "a straight case", lambda office: straight(Desk(office))) as office:
        yield office


def system_words() -> Iterator[str]:
    """Every word of the table of acts that a page may show."""
    table = load_table()
    yield from (one.label for one in table.acts.values())
    yield from (duty.name for duty in table.duties.values())
    yield from (*CONDITIONS.values(), *SEATS.values(), *PLACES.values())
    for kind in table.tracks.values():
        yield kind.label
        yield from (state.label for state in kind.states.values())


WORDS = frozenset(system_words())


def left_in_chinese(texts: Texts) -> set[str]:
    found = set()
    for text in texts.texts:
        bare = OFFICIAL.sub("", text)
        for pattern in EXCEPTIONS:
            bare = re.sub(pattern, "", bare)
        found |= {part for part in re.split(r"[\s,;:·、：；]+", bare) if part in WORDS}
    return found


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_no_word_of_the_system_is_chinese_on_english_pages(office_with_a_case: Office) -> None:
    found = {}
    for role in ROLES:
        client = office_with_a_case.browser(role)
        for address in (*PAGES, *OF_THE_CASE):
            client.set_cookie("language", "en")
            answer = client.get(address)
            if answer.status_code == 200 and (left := left_in_chinese(texts_of(answer))):
                found[role, address] = left
    assert found == {}


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_table_of_acts_has_nothing_chinese_but_the_laws_it_cites(office: Office) -> None:
    told = {f"{text} " for text in english(office.browser("judge"), "/proceedings/table").texts if HAN.search(text)}
    with office.work():
        judge = office.person("judge")
        told -= {f"{judge.institution.name} ", f"{judge.name} "}  # the head of every page says who is signed in
    for pattern in EXCEPTIONS:
        told = {re.sub(pattern, "", text) for text in told}
    assert {text for text in told if HAN.search(text)} <= {"中文 "}


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_why_an_act_cannot_be_done_yet_is_said_in_english(office_with_a_case: Office) -> None:
    client = office_with_a_case.browser("judge")
    client.set_cookie("language", "en")
    page = client.get("/folders/1").get_data(as_text=True)
    [later] = re.findall('<dl class="later">(.*?)</dl>', page, re.DOTALL)
    reasons = [re.sub("<[^>]+>", "", one).strip() for one in re.findall("<dd>(.*?)</dd>", later, re.DOTALL)]
    assert reasons
    assert [one for one in reasons if HAN.search(re.sub("“[^”]*”", "", one)) or "。" in one] == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_labels_begin_with_a_capital(office_with_a_case: Office) -> None:
    client = office_with_a_case.browser("judge")
    labels = [one for address in (*PAGES[:2], "/money", *OF_THE_CASE) for one in english(client, address).labels]
    assert [one for one in labels if one[0].islower()] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1 days overdue", "1 day overdue"),
        ("11 days overdue", "11 days overdue"),
        ("2.1 days, 1 cases", "2.1 days, 1 case"),
        ("1 working days", "1 working day"),
        ("(1 people, 1 entries)", "(1 person, 1 entry)"),
        ("2026-1 days", "2026-1 days"),
    ],
)
def test_one_of_a_thing_is_said_in_the_singular(said: str, meant: str) -> None:
    assert agreeing(said) == meant


VERBS = {
    "is",
    "has",
    "was",
    "does",
    "says",
    "lies",
    "as",
    "needs",
    "owes",
    "removes",
    "others",
    "sums",
    "holds",
    "belongs",
    "this",
    "counts",
    "rests",
    "differs",
    "owns",
    "gives",
    "looks",
    "states",
    "stands",
    "took",
    "takes",
    "urges",
    "buys",
    "performs",
    "its",
    "issues",
    "deviations",
    "files",
    "words",
}


def test_every_thing_that_is_counted_in_the_catalogue_has_a_singular() -> None:
    counted = re.compile(rf"(?:%\(\w+\)s|\{{\w+\}}) (?:(?:{ADJECTIVES}) )?([a-z]+s|people)\b")
    with FILE.open("rb") as file:
        said = {noun for message in read_po(file) for noun in counted.findall(str(message.string))}
    assert said - VERBS <= set(NOUNS)
    assert all(singular(noun) != noun or noun == "species" for noun in NOUNS)
