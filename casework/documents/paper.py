"""From a frozen snapshot to a PDF: one template per kind, WeasyPrint, PDF/A-3a. The same data give the same bytes.

Nothing is read but the snapshot, the templates, the styles and the fonts, and nothing from the network.
"""

from __future__ import annotations

import atexit
import datetime
import hashlib
import logging
import threading
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined, meta

from casework.documents.errors import MissingGlyphs
from casework.documents.kinds.kind import Kind
from rules.record.assessment import AssessmentRecord

ATTACHMENT = "tanheng-data.json"

_STYLES = ("css/worksheet.css", "css/paper.css")
_FACES = {
    # family -> weight -> file under instance/fonts
    "FandolFang": {"normal": "FandolFang-Regular.otf"},
    "FandolSong": {"normal": "FandolSong-Regular.otf", "bold": "FandolSong-Bold.otf"},
    "FandolHei": {"normal": "FandolHei-Regular.otf", "bold": "FandolHei-Bold.otf"},
    "FandolKai": {"normal": "FandolKai-Regular.otf"},
}

# Pango's font map is not safe to share between threads.
_lock = threading.Lock()


def template_edition(kind: Kind) -> str:
    """The edition with a digest of the template, of all that it extends and imports, and of the styles."""
    digest = hashlib.sha256()
    for name, text in sorted(_sources(kind.template).items()):
        digest.update(f"{name}\0{text}\0".encode())
    for style in _STYLES:
        digest.update((Path(current_app.static_folder or "") / style).read_bytes())
    return f"{kind.name}/{kind.edition}@{digest.hexdigest()[:12]}"


def _sources(template: str) -> dict[str, str]:
    """The template and every one that it extends, includes or imports, by name, as Jinja itself finds them."""
    environment = _environment()
    assert environment.loader is not None, "an application has its templates"
    found: dict[str, str] = {}
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = environment.loader.get_source(environment, name)[0]
            named = list(meta.find_referenced_templates(environment.parse(found[name])))
            if None in named:
                raise RuntimeError(f"{name} chooses a template as it runs: no edition could cover it")
            waiting += [other for other in named if other is not None]
    return found


def render_html(kind: str, snapshot: dict[str, Any], data_hash: str) -> str:
    """The paper as HTML, in Chinese whatever the language of the screen. Raises where the snapshot lacks a value."""
    template = _environment().get_template(f"documents/{kind}/document.html")
    with force_locale("zh"):
        html = template.render(
            data=snapshot,
            result=_result(snapshot),
            data_hash=data_hash,
            attachment=ATTACHMENT,
            qr=_qr(snapshot, data_hash),
        )
    return html.translate(_LOW_DIGITS)


def _result(snapshot: dict[str, Any]) -> AssessmentRecord | None:
    """The assessment that a snapshot states whole; None where it states only figures of it."""
    stated = snapshot.get("assessment", {}).get("result")
    return None if stated is None else AssessmentRecord.from_json(stated)


_LOW_DIGITS = {0x2080 + digit: f'<span class="low">{digit}</span>' for digit in range(10)}
"""₂ and its like are in no Chinese face: on paper an ordinary digit is set low instead."""


def _environment() -> Environment:
    """The application's templates, but a value that is missing is an error and never an empty place on paper."""
    kept: Environment | None = current_app.extensions.get("paper templates")
    if kept is None:
        kept = current_app.extensions["paper templates"] = current_app.jinja_env.overlay(undefined=StrictUndefined)
    return kept


def render_pdf(kind: str, snapshot: dict[str, Any], canonical_snapshot: str, data_hash: str) -> bytes:
    """The paper as tagged PDF/A-3a with the snapshot attached as its source.

    Raises ``MissingGlyphs`` where no installed font has a character: a name is never printed with a hole.
    """
    from weasyprint import HTML, Attachment  # loaded when a paper is made: it costs half a second

    issued = datetime.datetime.fromisoformat(snapshot["issued"]["at"])
    data = Attachment(
        string=canonical_snapshot,
        name=ATTACHMENT,
        description="本文书所载全部数据",
        created=issued,
        modified=issued,
        relationship="Source",
    )
    html = render_html(kind, snapshot, data_hash)
    with _lock, _Listening() as heard, warnings.catch_warnings():
        # WeasyPrint leaves closing its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        fonts, styles = _fonts_and_styles(_font_folder(), Path(current_app.static_folder or ""))
        pdf: bytes = HTML(string=html, url_fetcher=_fetcher()).write_pdf(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a", attachments=[data], finisher=_finish
        )
    if heard.missing:
        raise MissingGlyphs("".join(dict.fromkeys(heard.missing)))
    return pdf


def _finish(document: Any, pdf: Any) -> None:
    """WeasyPrint names an attachment twice among the associated files; once is meant."""
    files = pdf.catalog["AF"]
    files[:] = list(dict.fromkeys(files))


class _Listening(logging.Handler):
    """Hears what WeasyPrint only logs: characters that no font has, and anything else it could not do."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []
        self.other: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(".notdef") and record.args:
            self.missing.append(str(record.args[0]))  # type: ignore[index]
        else:
            self.other.append(record.getMessage())

    def __enter__(self) -> _Listening:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
        for message in self.other:
            current_app.logger.warning("paper: %s", message)


def _font_folder() -> Path:
    return Path(current_app.instance_path) / "fonts"


@cache
def _fonts_and_styles(folder: Path, static: Path) -> tuple[Any, list[Any]]:
    """Font configuration with the document faces that are installed, and the styles. Kept: loading takes a while."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: {family}; font-weight: {weight}; src: url("{(folder / file).as_uri()}") }}\n'
        for family, weights in _FACES.items()
        for weight, file in weights.items()
        if (folder / file).is_file()
    )
    sheets = [CSS(string=faces, font_config=fonts)] if faces else []
    sheets += [CSS(filename=str(static / name), font_config=fonts) for name in _STYLES]
    return fonts, sheets


# Its temporary folder is removed while Python can still do so.
atexit.register(_fonts_and_styles.cache_clear)


def _fetcher() -> Any:
    """Fetches nothing but what is written in the paper itself: a paper must not depend on the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"], fail_on_errors=True)


def _qr(snapshot: dict[str, Any], data_hash: str) -> str:
    import segno

    audit = snapshot["audit"]
    text = f"tanheng:{snapshot['number']}?data=sha256-{data_hash}&audit={audit['seq']}-{audit['hash']}"
    return segno.make(text, error="m").svg_data_uri(border=2)
