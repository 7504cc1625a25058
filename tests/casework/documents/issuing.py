"""Papers of an office's cases as people make them: drawn up, written, checked by a second person, issued."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import io
import json
from typing import Any

import pypdf
from flask import Flask

from casework.accounts import Person
from casework.accounts import service as accounts
from casework.documents import life, release, words
from casework.documents import office as offices
from casework.documents.shelf import kind_of
from rules.casefile import canonical
from tests.casework.office import PASSWORD, Office

SUBJECT = {"loss_report": "m1", "retirement_confirmation": "o1"}
WORDS = {"word:报告": "南林碳评", "word:函": "南林函", "word:答复": "南林函"}
ATTACHMENT = release.ATTACHMENT


def squeezed(text: str) -> str:
    """Text as it can be compared: a line break of the paper is no difference, nor is a digit set low."""
    return "".join(text.split()).translate({0x2080 + digit: str(digit) for digit in range(10)})


@dataclasses.dataclass(frozen=True)
class Made:
    """A paper as it was issued."""

    kind: str
    number: str
    data: str
    data_hash: str
    pdf: bytes

    @property
    def said(self) -> dict[str, Any]:
        """Its snapshot, anew each time."""
        found: dict[str, Any] = json.loads(self.data)
        return found

    @functools.cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.pdf))

    @functools.cached_property
    def text(self) -> str:
        """All its text without the spaces and breaks of typesetting, and without the numbers of its pages."""
        pages = [squeezed(page.extract_text()) for page in self.reader.pages]
        return "".join(page.replace(f"—{at}—", "") for at, page in enumerate(pages, start=1))


def ready(office: Office, username: str = "officer") -> Person:
    """The place of this person has the words of its numbers, and a colleague who checks; gives the colleague."""
    place = office.person(username).institution
    if not offices.particulars(place):
        head = accounts.create_person(place, f"head-{username}", "管理员", ("administrator",), PASSWORD)
        offices.enter(head, place, WORDS)
        accounts.create_person(place, f"second-{username}", "复核人", ("forestry_officer",), PASSWORD)
    return office.person(f"second-{username}")


def drawn_up(office: Office, kind: str, username: str = "officer") -> int:
    """A draft with all its passages written and, where its kind asks it, checked."""
    with office.work():
        colleague, person = ready(office, username), office.person(username)
        paper = life.draw_up(office.folder, person, kind, SUBJECT[kind])
        written = life.read_now(life.standing(paper)).snapshot["paper"]["passages"]
        for name, text in written.items():
            if not text.strip():
                life.edit(paper, person, name, "踏勘时二人在场。")
        if kind_of(kind).checked:
            life.check(paper, colleague)
        return paper.id


def released(office: Office, paper: int, username: str = "officer") -> Made:
    """The draft, issued as by the page: no transaction is open around it."""
    with office.app.app_context():
        row = release.issue(life.find(office.folder, paper), office.person(username))
        return Made(row.paper.kind, row.number, row.snapshot, row.data_hash, row.pdf)


def issue(office: Office, kind: str = "loss_report", username: str = "officer") -> Made:
    return released(office, drawn_up(office, kind, username), username)


def worded(app: Flask, kind: str, data: dict[str, Any]) -> str:
    """The markup of a paper of changed data."""
    with app.app_context():
        return str(words.article(kind_of(kind), data))


def rendered(app: Flask, kind: str, data: dict[str, Any]) -> Made:
    """The PDF of a paper of changed data."""
    text = canonical(data)
    with app.app_context():
        pdf = release.pdf_of(kind_of(kind), data)
    return Made(kind, data["paper"]["number"], text, hashlib.sha256(text.encode()).hexdigest(), pdf)
