"""From HTML to PDF: WeasyPrint, PDF/A-3a and tagged. The same HTML and attachments give the same bytes.

Nothing is read but the HTML, the style sheets and the fonts, and nothing from the network.
"""

from __future__ import annotations

import atexit
import datetime
import logging
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app

from casework.documents.errors import MissingGlyphs

_FACES = {
    # family -> weight -> file under instance/fonts
    "FandolFang": {"normal": "FandolFang-Regular.otf"},
    "FandolSong": {"normal": "FandolSong-Regular.otf", "bold": "FandolSong-Bold.otf"},
    "FandolHei": {"normal": "FandolHei-Regular.otf", "bold": "FandolHei-Bold.otf"},
    "FandolKai": {"normal": "FandolKai-Regular.otf"},
}

# Pango's font map is not safe to share between threads.
_lock = threading.Lock()


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF from which the paper was made."""

    name: str
    text: str
    description: str
    at: datetime.datetime


def set_pdf(html: str, sheets: Sequence[str], attached: Sequence[Attached] = ()) -> bytes:
    """The PDF. ``sheets``: style sheets under the static folder, in order.

    Raises ``MissingGlyphs`` where no installed font has a character: a name is never printed with a hole.
    """
    from weasyprint import HTML, Attachment  # loaded when a paper is made: it costs half a second

    files = [
        Attachment(
            string=one.text,
            name=one.name,
            description=one.description,
            created=one.at,
            modified=one.at,
            relationship="Source",
        )
        for one in attached
    ]
    with _lock, _Listening() as heard, warnings.catch_warnings():
        # WeasyPrint leaves closing its colour profile to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        fonts, styles = _fonts_and_styles(_font_folder(), Path(current_app.static_folder or ""), tuple(sheets))
        pdf: bytes = HTML(string=html, url_fetcher=fetcher()).write_pdf(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a", attachments=files, finisher=_finish
        )
    if heard.missing:
        raise MissingGlyphs("".join(dict.fromkeys(heard.missing)))
    return pdf


def _finish(document: Any, pdf: Any) -> None:
    """WeasyPrint names an attachment twice among the associated files; once is meant."""
    files = pdf.catalog.get("AF")
    if files is not None:
        files[:] = list(dict.fromkeys(files))


class _Listening(logging.Handler):
    """Hears what WeasyPrint only logs: characters that no font has, and anything else it could not do."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []
        self.other: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(".notdef") and record.args:
            self.missing.append(str(record.args[0]))  # type: ignore[index]  # a tuple there
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
def _fonts_and_styles(folder: Path, static: Path, names: tuple[str, ...]) -> tuple[Any, list[Any]]:
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
    sheets += [CSS(filename=str(static / name), font_config=fonts) for name in names]
    return fonts, sheets


# Its temporary folder is removed while Python can still do so.
atexit.register(_fonts_and_styles.cache_clear)


def fetcher() -> Any:
    """Fetches nothing but what is written in the paper itself: a paper must not depend on the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
