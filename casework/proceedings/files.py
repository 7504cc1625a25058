"""Papers that acts name: looked at, kept as they were sent, given back as downloads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.proceedings.errors import FileRefused, UnknownFile
from casework.proceedings.models import ActFile, Folder
from rules.reading.errors import FieldError
from rules.reading.messages import template

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 200

EMPTY = template("文件“%(name)s”是空的。")
TOO_LARGE = template("文件“%(name)s”超过 20 MB。")
NAME_TOO_LONG = template("文件名应为 1 至 200 个字。")
KIND_NOT_TAKEN = template("文件“%(name)s”的内容不能存入卷内，可以是 PDF、图片、OFD、DOCX、XLSX、纯文本。")

_SIGNS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_ARCHIVE = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_INSIDE = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",  # GB/T 33190
}
"""What lies in an archive that is a document -> what the document is; no other archive is taken."""


@dataclass(frozen=True)
class Paper:
    """A file as it was sent."""

    name: str
    content: bytes


def media_type(content: bytes) -> str | None:
    """What a file is by its content, never by its name; None for what is not taken."""
    for sign, kind in _SIGNS:
        if content.startswith(sign):
            return kind
    if content.startswith(_ARCHIVE):
        return _archived(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text/plain" if text.isprintable() or not any(c < " " and c not in "\t\r\n" for c in text) else None


def _archived(content: bytes) -> str | None:
    """What document an archive is. Only its list of contents is read, nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError):  # no archive, a broken one, or of a kind that nobody reads
        return None
    return next((kind for name, kind in _INSIDE.items() if name in names), None)


def checked(paper: Paper) -> str:
    """Its media type. Raises ``FileRefused`` for what is not kept."""
    if not 0 < len(paper.name.strip()) <= LONGEST_NAME:
        raise _refused(gettext(NAME_TOO_LONG))
    if not paper.content:
        raise _refused(gettext(EMPTY, name=paper.name))
    if len(paper.content) > MOST_BYTES:
        raise _refused(gettext(TOO_LARGE, name=paper.name))
    found = media_type(paper.content)
    if found is None:
        raise _refused(gettext(KIND_NOT_TAKEN, name=paper.name))
    return found


def _refused(message: str) -> FileRefused:
    return FileRefused(message, (FieldError("files", message),))


def keep(folder: Folder, person: Person, paper: Paper) -> tuple[str, ActFile | None]:
    """Keep a paper in a case, within ``db.writing()``: the name it has there, and its row where it is new.

    The same bytes under the same name are the same paper; other bytes get the name with a number behind it.
    """
    kind = checked(paper)
    sha256 = hashlib.sha256(paper.content).hexdigest()
    name, again = paper.name.strip(), 1
    while (found := _named(folder, name)) is not None:
        if found.sha256 == sha256:
            return name, None
        again += 1
        name = f"{paper.name.strip()}（{again}）"
    made = ActFile(
        folder_id=folder.id,
        name=name,
        media_type=kind,
        size=len(paper.content),
        sha256=sha256,
        content=paper.content,
        person_id=person.id,
        at=db.now(),
    )
    db.session().add(made)
    db.session().flush()
    return name, made


def _named(folder: Folder, name: str) -> ActFile | None:
    return db.session().scalar(select(ActFile).where(ActFile.folder_id == folder.id, ActFile.name == name))


def of(folder: Folder) -> list[ActFile]:
    """The papers of a case, oldest first; their content is read when it is asked for."""
    return list(db.session().scalars(select(ActFile).where(ActFile.folder_id == folder.id).order_by(ActFile.id)))


def get(folder: Folder, name: str) -> ActFile:
    """A paper of a case. Raises ``UnknownFile``."""
    found = _named(folder, name)
    if found is None:
        raise UnknownFile(gettext("卷内没有这份文书。"))
    return found
