"""Walk the audit log from its first entry and compare it with the records it proves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import String, select, type_coerce

from casework import db
from casework.audit import service
from casework.audit.models import AuditEntry
from rules.casefile import canonical

CHUNK = 500


@dataclass(frozen=True)
class Finding:
    """What is wrong first: the entry's number (None where a record has no entry at all) and the reason in Chinese."""

    seq: int | None
    message: str


def verify(head: str | None = None) -> Finding | None:
    """The first bad entry, or None when everything holds.

    Found are entries edited, removed, inserted or re-ordered, records altered, removed or slipped in behind the log, a
    present state that the proven records do not lead to,
    and, given a ``head`` once printed on a document, a log that was cut or written anew.
    """
    proven: dict[str, set[int]] = {}
    previous, expected, seen_head = service.BEGINNING, 1, head in (None, service.BEGINNING)
    for entry in _entries():
        problem = _broken(entry, expected, previous) or _unproven(entry, proven)
        if problem:
            return Finding(entry.seq, gettext("审计记录第 %(seq)s 条：%(problem)s", seq=entry.seq, problem=problem))
        previous, expected = entry.hash, expected + 1
        seen_head = seen_head or entry.hash == head
    for table, row_id in _orphans(proven):
        return Finding(
            None,
            gettext(
                "表 %(table)s 第 %(id)s 行没有审计记录：记录被绕过写入，或审计记录末尾被删去", table=table, id=row_id
            ),
        )
    for check in service.checks():
        if problem := check():
            return Finding(None, problem)
    if not seen_head:
        return Finding(None, gettext("审计链中没有散列值 %(head)s：审计记录末尾被删去，或整条链被重写", head=head))
    return None


def summary(head: str | None = None) -> str:
    """A log that holds, in words; and, unless a printed ``head`` was found in it, what the chain alone cannot tell."""
    seq, last = service.head()
    told = gettext("审计记录完整：共 %(count)s 条，链首（最后一条）散列 %(hash)s", count=seq, hash=last)
    if head is not None:
        return told
    return "\n".join(
        (
            told,
            gettext(
                "仅凭这条链不能发现末尾未证明任何记录的条目（如登录）被截去，也不能发现整条链连同记录被重写："
                "请以文书上印的审计链首再验一次（--head 散列值）。"
            ),
        )
    )


def _entries() -> Iterator[Any]:
    """All entries in order as the database holds them, some at a time: a log of years does not fit in memory at once.

    Times stay text: what an intruder left there need not be a time.
    """
    columns = [column for column in AuditEntry.__table__.columns if column.name != "at"]
    at = type_coerce(AuditEntry.at, String).label("at")
    query = select(*columns, at).order_by(AuditEntry.seq).limit(CHUNK)
    chunk = db.session().execute(query).all()
    while chunk:
        yield from chunk
        chunk = db.session().execute(query.where(AuditEntry.seq > chunk[-1].seq)).all()


def _broken(entry: Any, expected: int, previous: str) -> str | None:
    if entry.seq != expected:
        return gettext("此前缺少第 %(expected)s 条", expected=expected)
    if entry.previous_hash != previous:
        return gettext("与前一条不衔接（记录被删除、插入或调换次序）")
    try:
        actual = service.hash_of_stored(entry, entry.at)
        # The hash is of what the text means; that it is the very text is asked here.
        as_written = canonical(json.loads(entry.detail)) == entry.detail
    except (ValueError, TypeError, RecursionError):
        return gettext("内容不是可读的 JSON")
    return None if actual == entry.hash and as_written else gettext("内容与散列值不符（记录被改动）")


def _unproven(entry: Any, proven: dict[str, set[int]]) -> str | None:
    for proof in json.loads(entry.detail).get("proves", ()):
        table, row_id, told = proof["table"], proof["id"], proof["sha256"]
        proven.setdefault(table, set()).add(row_id)
        known = service.provable_tables().get(table)
        if known is None:
            return gettext("所证明的表 %(table)s 不存在", table=table)
        model, digest = known
        try:
            row: Any = db.session().get(model, row_id)
            actual = None if row is None else digest(row)
        except (ValueError, TypeError, ArithmeticError):  # a value that is none of its column's
            row, actual = True, None
        if row is None:
            return gettext("所证明的记录已不存在（表 %(table)s 第 %(id)s 行）", table=table, id=row_id)
        if actual != told:
            return gettext("所证明的记录已被改动（表 %(table)s 第 %(id)s 行）", table=table, id=row_id)
    return None


def _orphans(proven: dict[str, set[int]]) -> Iterator[tuple[str, int]]:
    for table, model in service.complete_tables().items():
        for row_id in db.session().scalars(select(model.id).order_by(model.id)):
            if row_id not in proven.get(table, set()):
                yield table, row_id
