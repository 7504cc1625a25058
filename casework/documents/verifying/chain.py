"""What the audit log says of a paper: the log of this server, or one that was exported to a file.

An exported log is followed from its first entry: no entry of it can be altered, left out or put in between unseen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import or_, select

from casework import db
from casework.audit import export
from casework.audit import service as audit
from casework.audit.chain import Chain
from casework.audit.keys import present
from casework.documents.models import Document, IssuedPaper, IssuedReply, Paper
from rules.reading.messages import template

ISSUED = {"issue_document", "issue_paper", "issue_reply"}

EDITED = template("审计链第 %(seq)s 条的内容与散列值不符（记录被改动）")


@dataclass(frozen=True)
class Asked:
    """What is sought: the entry that the paper names as head, and those that issued its number or its data."""

    seq: int
    number: str
    data: str


@dataclass(frozen=True)
class Issue:
    """An entry that issued a paper: its place and moment, number and the digests of data, of the file without its
    signature, and of the signed file; ``signed`` is empty where the paper was issued without."""

    seq: int
    at: datetime.datetime
    number: str
    data: str
    pdf: str
    signed: str


@dataclass
class Found:
    """``hash``: of the entry at the place that was asked for. ``problem``: why nothing of the log can be trusted."""

    hash: str | None = None
    issues: list[Issue] = field(default_factory=list)
    problem: str = ""


Log = Callable[[Asked], Found]


def stored(asked: Asked) -> Found:
    """What the log of this server says; each entry that is used is held against its own hash."""
    found = Found(audit.BEGINNING if asked.seq == 0 else None)
    head = audit.entry(asked.seq)
    entries = [head] if head is not None else []
    found.hash = head.hash if head is not None else found.hash
    for subject in _subjects(asked):
        issuing = [one for one in audit.entries(subject, limit=_ALL) if one.action in ISSUED]
        entries += issuing
        found.issues += [one for entry in issuing if (one := _issue(entry, asked)) is not None]
    for entry in entries:
        if audit.hash_of(entry) != entry.hash:
            found.problem = gettext(EDITED, seq=entry.seq)
    return found


_ALL = 1_000_000


def _subjects(asked: Asked) -> Iterator[str]:
    documents = select(Document.case_id).where(Document.number == asked.number)
    yield from (f"case:{case}" for case in db.session().scalars(documents).unique())
    same = [IssuedPaper.data_hash == asked.data]
    if asked.number:
        same.append(IssuedPaper.number == asked.number)
    papers = select(Paper.folder_id).join(IssuedPaper, IssuedPaper.paper_id == Paper.id).where(or_(*same)).distinct()
    yield from (f"folder:{folder}" for folder in db.session().scalars(papers))
    same = [IssuedReply.data_hash == asked.data, *([IssuedReply.number == asked.number] if asked.number else [])]
    replies = select(IssuedReply.institution_id).where(or_(*same)).distinct()
    yield from (f"institution:{place}" for place in db.session().scalars(replies))


def exported(path: Path) -> Log:
    """The log in a file of ``audit export``. Its function raises ``audit.export.NoLog``, ``OSError``."""

    def asked_of(asked: Asked) -> Found:
        found = Found(audit.BEGINNING if asked.seq == 0 else None)
        try:
            for entry in export.follow(path, Chain(present(), strict=False)):
                found.hash = entry.hash if entry.seq == asked.seq else found.hash
                issue = _issue(entry, asked) if entry.action in ISSUED else None
                found.issues += [issue] if issue is not None else []
        except export.NoLog:
            raise
        except export.NotWhole as problem:
            found.problem = str(problem)
        return found

    return asked_of


def _issue(entry: Any, asked: Asked) -> Issue | None:
    """What an entry issued, where it is the number or the data that were asked for."""
    detail = orjson.loads(entry.detail)
    at = entry.at if isinstance(entry.at, datetime.datetime) else datetime.datetime.fromisoformat(entry.at)
    made = Issue(entry.seq, at, *(str(detail.get(name) or "") for name in ("number", "data", "pdf", "signed")))
    wanted = made.data == asked.data or (asked.number and made.number == asked.number)
    return made if wanted else None
