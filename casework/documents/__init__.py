"""文书: documents as frozen data, their PDF, and whether what they rest on still stands."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.service import Proven
from casework.documents.models import Document, document_digest

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of documents, and the name of its action."""
    audit.declare(app, proves=(Proven(Document, document_digest),), names={"issue_document": _("制作文书")})
