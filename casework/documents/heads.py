"""The heads of the audit log that papers bear."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Executable, select

from casework import db
from casework.audit.service import Head
from casework.documents.models import Document, IssuedPaper, IssuedReply, Paper
from casework.proceedings import ForeignCase
from rules.reading.messages import template

ON_PAPER = template("文书 {number}")


def printed() -> Iterator[Head]:
    """The head of each paper. One that cannot be read is passed over: the log tells that the paper was altered."""
    yield from _of(select(Document.number, Document.snapshot), ())
    titled = select(IssuedPaper.title + " " + IssuedPaper.number, IssuedPaper.snapshot)
    # Papers that came with a case from elsewhere bear heads of the log of there. Moments are told to the second, and a
    # case may come within that of its last paper.
    came = select(Paper.id).join(ForeignCase, ForeignCase.folder_id == Paper.folder_id)
    titled = titled.where(IssuedPaper.paper_id.not_in(came.where(IssuedPaper.at <= ForeignCase.at)))
    yield from _of(titled, ("proof",))
    yield from _of(select(IssuedReply.number, IssuedReply.snapshot), ("proof",))


def _of(query: Executable, within: tuple[str, ...]) -> Iterator[Head]:
    with db.session().execute(query, execution_options={"yield_per": 100}) as found:
        for number, snapshot in found:
            try:
                told = orjson.loads(snapshot)
                for name in within:
                    told = told[name]
                head = told["audit"]
                yield Head(str(ON_PAPER.format(number=number.strip())), int(head["seq"]), str(head["hash"]))
            except (ValueError, TypeError, LookupError):
                continue
