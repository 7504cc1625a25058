"""The entries of the log on some records, as a file: each is checked by its hash, and where they follow one another by
the chain; whether they stand in the log is seen from the whole of it (``export``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import String, select, type_coerce

from casework import db
from casework.audit import service
from casework.audit.chain import EDITED, NOT_CHAINED
from casework.audit.export import BROKEN, NoLog, NotWhole
from casework.audit.keys import FORGED, Keyring
from casework.audit.models import AuditEntry
from rules.casefile import canonical
from rules.reading.messages import template

FORMAT = "tanheng-audit-excerpt/1"

NO_EXCERPT = template("不是摘录的审计记录：%(why)s")
NOT_IN_ORDER = template("次序不对，或者有重复")
FEWER = template("写明共 %(told)s 条，实有 %(count)s 条")

_COLUMNS = tuple(AuditEntry.__table__.columns.keys())


@dataclass(frozen=True)
class Excerpt:
    """Entries that hold. ``unchecked``: how many seals are of keys that are not here, or were not asked."""

    entries: tuple[Any, ...]
    seq: int
    head: str
    unchecked: int

    def details(self, action: str) -> Iterable[Mapping[str, Any]]:
        """What the entries of an action say."""
        return (orjson.loads(one.detail) for one in self.entries if one.action == action)


def write(subjects: Iterable[str]) -> bytes:
    """The entries on these records, and the head of the log at this moment."""
    seq, head = service.head()
    table = AuditEntry.__table__
    columns = [type_coerce(one, String).label("at") if one.name == "at" else one for one in table.columns]
    query = select(*columns).where(table.c.subject.in_(list(subjects)), table.c.seq <= seq).order_by(table.c.seq)
    rows = [orjson.dumps(dict(zip(_COLUMNS, row, strict=True))) for row in db.session().execute(query)]
    told = {"format": FORMAT, "entries": len(rows), "seq": seq, "head": head}
    return b"\n".join((orjson.dumps(told), *rows, b""))


def read(content: bytes, keys: Keyring | None) -> Excerpt:
    """Check an excerpt. ``keys``: by which seals are checked. Raises ``NotWhole`` with the first thing wrong."""
    try:
        told, *lines = [orjson.loads(line) for line in content.splitlines()]
        fine = isinstance(told, dict) and told.get("format") == FORMAT
    except ValueError as problem:
        raise NoLog(gettext(NO_EXCERPT, why=problem)) from problem
    if not fine:
        raise NoLog(gettext(NO_EXCERPT, why=gettext("首行没有写明格式")))
    found: list[Any] = []
    unchecked = 0
    for line in lines:
        if not isinstance(line, dict) or set(line) != set(_COLUMNS):
            raise NotWhole(gettext(BROKEN, seq=len(found) + 1, problem=gettext("不是一条审计记录")))
        entry = SimpleNamespace(**line)
        wrong = _mistake(entry, found[-1] if found else None, keys)
        if wrong:
            raise NotWhole(gettext(BROKEN, seq=entry.seq, problem=wrong))
        unchecked += not _can_check(entry, keys)
        found.append(entry)
    if len(found) != told.get("entries"):
        raise NotWhole(gettext(FEWER, told=told.get("entries"), count=len(found)))
    return Excerpt(tuple(found), int(told["seq"]), str(told["head"]), unchecked)


def _can_check(entry: Any, keys: Keyring | None) -> bool:
    return keys is not None and isinstance(entry.seal, str) and keys.knows(entry.seal)


def _mistake(entry: Any, before: Any, keys: Keyring | None) -> str:
    try:
        if canonical(orjson.loads(entry.detail)) != entry.detail:
            return gettext(EDITED)
        if service.hash_of_stored(entry, entry.at) != entry.hash:
            return gettext(EDITED)
    except (ValueError, TypeError):
        return gettext(EDITED)
    if before is not None and not entry.seq > before.seq:
        return gettext(NOT_IN_ORDER)
    if before is not None and entry.seq == before.seq + 1 and entry.previous_hash != before.hash:
        return gettext(NOT_CHAINED)
    if _can_check(entry, keys) and not (keys and keys.holds(entry.hash, entry.seal)):
        return gettext(FORGED)
    return ""
