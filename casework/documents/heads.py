"""The heads of the audit log that papers bear."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import select

from casework import db
from casework.audit.service import Head
from casework.documents.models import Document
from rules.reading.messages import template

ON_PAPER = template("文书 {number}")


def printed() -> Iterator[Head]:
    """The head of each paper. One that cannot be read is passed over: the log tells that the paper was altered."""
    query = select(Document.number, Document.snapshot)
    with db.session().execute(query, execution_options={"yield_per": 100}) as found:
        for number, snapshot in found:
            try:
                told = orjson.loads(snapshot)["audit"]
                yield Head(str(ON_PAPER.format(number=number)), int(told["seq"]), str(told["hash"]))
            except (ValueError, TypeError, LookupError):
                continue
