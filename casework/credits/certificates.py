"""Uploaded retirement certificates: which files are accepted, and by what they are known later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask_babel import gettext

from casework.credits.errors import CreditRefused
from rules.reading.errors import FieldError

MAX_BYTES = 5 * 1024 * 1024

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}

EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True)
class Certificate:
    """An accepted file: its bytes, media type and SHA-256 in hexadecimal."""

    content: bytes
    media_type: str
    sha256: str


def accept(content: bytes | None) -> Certificate | None:
    """The certificate, or None where no file was chosen.

    Raises ``CreditRefused`` at ``certificate`` for a file over 5 MB or of another kind than PDF, PNG or JPEG. The kind
    is read from the file's own first bytes: a name or a declared type proves nothing.
    """
    if content is None:
        return None
    if not content:
        raise _refused(gettext("所选的凭证文件是空的"))
    if len(content) > MAX_BYTES:
        raise _refused(gettext("凭证文件过大：%(size)s 字节，上限为 5 MB", size=f"{len(content):,}"))
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return Certificate(content, media_type, hashlib.sha256(content).hexdigest())
    raise _refused(gettext("凭证文件应为 PDF、PNG 或 JPG，所选文件的内容不是其中任何一种"))


def _refused(message: str) -> CreditRefused:
    return CreditRefused(message, (FieldError("certificate", message),))
