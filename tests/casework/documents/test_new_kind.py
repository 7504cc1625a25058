"""A kind of paper is two places of one name, its module and its template: with them it is offered, worded and filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from casework.documents import framing, kinds, words
from casework.documents.docx.form import docx_of
from casework.documents.paper_kind import PaperKind
from casework.documents.shelf import shelf
from tests.casework.documents.conftest import words_of
from tests.casework.documents.docx.reading import Docx
from tests.casework.documents.matters import matters
from tests.conftest import dispose, make_app

MODULE = """
from casework.documents.matter import COURT
from casework.documents.paper_kind import PaperKind, Passage, Series


class Slip(PaperKind):
    name = "slip"
    title = "便函"
    says = "一句话。"
    rank = 995
    position = 22
    layout = "B"
    offices = (COURT,)
    series = Series.NONE
    passages = (Passage("note", "内容"),)
    words = ("便函专有的一句话",)

    def gather(self, matter, subject):
        return {"case": matter.case_name}

    def written(self, matter, subject):
        return {"note": "先写的内容。"}

    def rests_on(self, matter, subject):
        return {"案件": matter.case_name}


KIND = Slip()
"""
TEMPLATE = """{% extends "documents/paper.html" %}
{% from "documents/parts.html" import passage, signed %}
{% block body %}<p>{{ data.case }}，便函专有的一句话。</p>{{ passage(paper, "note") }}{% endblock %}
{% block end %}<section class="end"><p>此致。</p>{{ signed(paper) }}</section>{% endblock %}
"""


@pytest.fixture
def slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, PaperKind]]:
    """A kind that was added by its two places alone, in the application."""
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/slip.py").write_text(MODULE, encoding="utf-8")
    home = tmp_path / "templates/documents/slip"
    home.mkdir(parents=True)
    (home / "paper.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path / "kinds")])
    app = make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(tmp_path / "templates"), loader])
    shelf.cache_clear()
    with app.app_context(), app.test_request_context():
        yield app, shelf()["slip"]
    shelf.cache_clear()
    dispose(app)


def test_it_is_offered_worded_and_laid_in_the_dossier(slip: tuple[Flask, PaperKind]) -> None:
    _, kind = slip
    matter = next(one for one in matters() if not kind.refusal(one))
    told = framing.told(kind, matter, kind.subjects(matter)[0])
    said = str(words.article(kind, told.snapshot))
    assert all(word in said for word in (*kind.words, matter.case_name, "先写的内容", matter.office.name))
    assert kind.position == 22
    assert Docx(docx_of(kind, told.snapshot)).words == words_of(said)
    others = {one.office.kind for one in matters() if kind.refusal(one)}
    assert "court" not in others
    assert others


def test_its_edition_follows_its_template_and_what_that_imports_by_itself(
    slip: tuple[Flask, PaperKind], tmp_path: Path
) -> None:
    app, kind = slip
    assert {"documents/slip/paper.html", "documents/paper.html", "documents/parts.html"} <= set(
        words.sources(kind.template)
    )
    before = words.edition(kind, "B")
    changed = tmp_path / "templates/documents/parts.html"
    loader = app.jinja_env.loader
    assert loader is not None
    changed.write_text(loader.get_source(app.jinja_env, "documents/parts.html")[0] + "{# more #}", encoding="utf-8")
    assert words.edition(kind, "B") != before
