"""The log as a file of lines of JSON, and the check of such a file without the database that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import orjson
from flask_babel import gettext
from sqlalchemy import String, select, type_coerce

from casework import db
from casework.audit import service
from casework.audit.chain import Chain
from casework.audit.keys import Keyring
from casework.audit.models import AuditEntry
from rules.reading.messages import template

FORMAT = "tanheng-audit-log/1"

NO_LOG = template("%(path)s 不是导出的审计记录：%(why)s")
BROKEN = template("第 %(seq)s 条：%(problem)s")
SHORT = template("文件写明共 %(told)s 条，实有 %(count)s 条：文件不完整或末尾被删去")
NOT_IN_IT = template("其中没有散列值 %(head)s")

_COLUMNS = tuple(AuditEntry.__table__.columns.keys())


class NotWhole(ValueError):
    """The file is no exported log, or not the one that was exported."""


class NoLog(NotWhole):
    """The file is no exported log."""


@dataclass(frozen=True)
class Checked:
    """A chain that holds. ``unchecked``: seals by keys that are not here."""

    count: int
    head: str
    unchecked: int


def write(file: IO[bytes]) -> tuple[int, str]:
    """Write the whole log, entry by entry; gives its head."""
    seq, head = service.head()
    file.write(orjson.dumps({"format": FORMAT, "entries": seq, "head": head}) + b"\n")
    table = AuditEntry.__table__
    columns = [type_coerce(one, String).label("at") if one.name == "at" else one for one in table.columns]
    query = select(*columns).where(table.c.seq <= seq).order_by(table.c.seq)
    with db.session().execute(query, execution_options={"yield_per": 1000}) as rows:
        for row in rows:
            file.write(orjson.dumps(dict(zip(_COLUMNS, row, strict=True))) + b"\n")
    return seq, head


def check(path: Path, keys: Keyring, head: str | None = None) -> Checked:
    """Follow the chain of a file. Raises ``NotWhole`` with the first thing that is wrong, ``OSError``."""
    chain, seen = Chain(keys, strict=False), head is None
    for _ in follow(path, chain):
        seen = seen or chain.head == head
    if not seen:
        raise NotWhole(gettext(NOT_IN_IT, head=head))
    return Checked(chain.count, chain.head, chain.unchecked)


def follow(path: Path, chain: Chain) -> Iterator[Any]:
    """The entries of a file, each once it was found to follow. Raises ``NoLog``, ``NotWhole``, ``OSError``."""
    lines = _lines(path)
    told = next(lines, None)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NoLog(gettext(NO_LOG, path=path, why=gettext("首行没有写明格式")))
    for line in lines:
        if not isinstance(line, dict) or set(line) != set(_COLUMNS):
            raise NotWhole(gettext(BROKEN, seq=chain.count + 1, problem=gettext("不是一条审计记录")))
        entry = SimpleNamespace(**line)
        _, problem = chain.follow(entry)
        if problem is not None:
            raise NotWhole(gettext(BROKEN, seq=entry.seq, problem=problem))
        yield entry
    if (chain.count, chain.head) != (told.get("entries"), told.get("head")):
        raise NotWhole(gettext(SHORT, told=told.get("entries"), count=chain.count))


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield orjson.loads(line)
            except ValueError as problem:
                why = gettext("第 %(number)s 行不是 JSON", number=number)
                raise NoLog(gettext(NO_LOG, path=path, why=why)) from problem
