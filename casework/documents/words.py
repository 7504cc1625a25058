"""The words of a paper: HTML made from its frame and from what it says, by the templates of its kind alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined, meta
from markupsafe import Markup

from casework.documents.matter import Json
from rules.record.assessment import AssessmentRecord

SHARED = "css/papers/shared.css"


class Form(Protocol):
    """What of a kind of paper its words are set by: its name, the edition of its wording, its template and styles."""

    @property
    def name(self) -> str: ...
    @property
    def edition(self) -> int: ...
    @property
    def template(self) -> str: ...
    @property
    def styles(self) -> tuple[str, ...]: ...


def sheets_of(layout: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The style sheets of a layout class: shared geometry, what else a kind needs, its own small one."""
    return (SHARED, *more, f"css/papers/{layout.lower()}.css")


def article(kind: Form, snapshot: Mapping[str, Any]) -> Markup:
    """The words of a paper. Raises ``jinja2.UndefinedError`` where the snapshot lacks a value: no paper has a hole."""
    template = environment().get_template(kind.template)
    with force_locale("zh"):
        html = template.render(paper=snapshot["paper"], data=snapshot["said"], result=_result(snapshot["said"]))
    return low(_LEADS.sub(r'<p class="lead">\1</p>', _TEXTS.sub(_whole_dots, html)))


_LEADS = re.compile("<p>((?:(?!</p>).)*：)</p>")
"""A paragraph that announces what follows: it never stands last on a page."""

_TEXTS = re.compile("(?<=>)[^<]*·[^<]*")
_DOTS = re.compile(r"[^\s<>&;·]·")


def _whole_dots(text: re.Match[str]) -> str:
    """间隔号 of a name begins no line (GB/T 15834-2011): it stays with the character before it."""
    return _DOTS.sub(lambda found: f'<span class="n">{found[0]}</span>', text[0])


def low(html: str) -> Markup:
    """HTML with small digits set low."""
    return Markup(html.translate(LOW_DIGITS))  # noqa: S704 - made by the application's own templates, which escape


def sheet(kind: Form, snapshot: Mapping[str, Any]) -> str:
    """The whole HTML from which a PDF is set."""
    template = environment().get_template("documents/sheet.html")
    return template.render(paper=snapshot["paper"], words=article(kind, snapshot))


def _result(said: Json) -> AssessmentRecord | None:
    """The result that a paper states whole; None where it states none."""
    stated = said.get("result")
    return None if stated is None else AssessmentRecord.from_json(stated)


def edition(kind: Form, layout: str) -> str:
    """The edition of a kind with a digest of its template, of all that it extends and imports, and of the styles."""
    digest = hashlib.sha256()
    for name, text in sorted(sources(kind.template).items()):
        digest.update(f"{name}\0{text}\0".encode())
    for style in sheets_of(layout, kind.styles):
        digest.update((Path(current_app.static_folder or "") / style).read_bytes())
    return f"{kind.name}/{kind.edition}@{digest.hexdigest()[:12]}"


def sources(template: str) -> dict[str, str]:
    """The template and every one that it extends, includes or imports, by name, as Jinja itself finds them."""
    templates = environment()
    assert templates.loader is not None, "an application has its templates"
    found: dict[str, str] = {}
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = templates.loader.get_source(templates, name)[0]
            waiting += _named_in(templates, name, found[name])
    return found


def _named_in(templates: Environment, name: str, text: str) -> tuple[str, ...]:
    """The templates that the text of one names. Kept by the text itself: reading it as Jinja does takes a while."""
    known: dict[str, tuple[str, ...]] = current_app.extensions.setdefault("templates named", {})
    if text not in known:
        known[text] = _read_names(templates, name, text)
    return known[text]


def _read_names(templates: Environment, name: str, text: str) -> tuple[str, ...]:
    named = list(meta.find_referenced_templates(templates.parse(text)))
    if None in named:
        raise RuntimeError(f"{name} chooses a template as it runs: no edition could cover it")
    return tuple(other for other in named if other is not None)


LOW_DIGITS = {0x2080 + digit: f'<span class="low">{digit}</span>' for digit in range(10)}
"""₂ and its like are in no Chinese face: on paper an ordinary digit is set low instead."""


def environment() -> Environment:
    """The application's templates, but a value that is missing is an error and never an empty place on paper."""
    kept: Environment | None = current_app.extensions.get("paper templates")
    if kept is None:
        kept = current_app.extensions["paper templates"] = current_app.jinja_env.overlay(undefined=StrictUndefined)
    return kept
