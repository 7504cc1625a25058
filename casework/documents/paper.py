"""From a frozen snapshot to a PDF: one template per kind, WeasyPrint, PDF/A-3a. The same data give the same bytes.

Nothing is read but the snapshot, the templates, the styles and the fonts, and nothing from the network.
"""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale

from casework.documents.kinds.kind import Kind
from casework.documents.typesetting import Attached, set_pdf
from casework.documents.words import LOW_DIGITS, environment, sources
from rules.record.assessment import AssessmentRecord

ATTACHMENT = "tanheng-data.json"

_STYLES = ("css/worksheet.css", "css/paper.css")


def template_edition(kind: Kind) -> str:
    """The edition with a digest of the template, of all that it extends and imports, and of the styles."""
    digest = hashlib.sha256()
    for name, text in sorted(sources(kind.template).items()):
        digest.update(f"{name}\0{text}\0".encode())
    for style in _STYLES:
        digest.update((Path(current_app.static_folder or "") / style).read_bytes())
    return f"{kind.name}/{kind.edition}@{digest.hexdigest()[:12]}"


def render_html(kind: str, snapshot: dict[str, Any], data_hash: str) -> str:
    """The paper as HTML, in Chinese whatever the language of the screen. Raises where the snapshot lacks a value."""
    template = environment().get_template(f"documents/{kind}/document.html")
    with force_locale("zh"):
        html = template.render(
            data=snapshot,
            result=_result(snapshot),
            data_hash=data_hash,
            attachment=ATTACHMENT,
            qr=_qr(snapshot, data_hash),
        )
    return html.translate(LOW_DIGITS)


def _result(snapshot: dict[str, Any]) -> AssessmentRecord | None:
    """The assessment that a snapshot states whole; None where it states only figures of it."""
    stated = snapshot.get("assessment", {}).get("result")
    return None if stated is None else AssessmentRecord.from_json(stated)


def render_pdf(kind: str, snapshot: dict[str, Any], canonical_snapshot: str, data_hash: str) -> bytes:
    """The paper as tagged PDF/A-3a with the snapshot attached as its source.

    Raises ``MissingGlyphs`` where no installed font has a character: a name is never printed with a hole.
    """
    issued = datetime.datetime.fromisoformat(snapshot["issued"]["at"])
    data = Attached(ATTACHMENT, canonical_snapshot, "本文书所载全部数据", issued)
    return set_pdf(render_html(kind, snapshot, data_hash), _STYLES, (data,))


def _qr(snapshot: dict[str, Any], data_hash: str) -> str:
    import segno

    audit = snapshot["audit"]
    text = f"tanheng:{snapshot['number']}?data=sha256-{data_hash}&audit={audit['seq']}-{audit['hash']}"
    return segno.make(text, error="m").svg_data_uri(border=2)
