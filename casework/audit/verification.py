"""Walk the audit log from its first entry and compare it with the records it proves.

The log is read in order, ``CHUNK`` entries at a time, and the rows that a chunk proves are read together, table by
table: the time grows with the number of entries, the memory with neither entries nor rows.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import orjson
from flask_babel import gettext
from sqlalchemy import FromClause, String, select, type_coerce

from casework import db
from casework.audit import service
from casework.audit.models import AuditEntry
from rules.casefile import canonical
from rules.reading.messages import template

UNRECORDED = template("表 %(table)s 第 %(id)s 行没有审计记录：记录被绕过写入，或审计记录末尾被删去")
NOT_CHAINED = template("与前一条不衔接（记录被删除、插入或调换次序）")
EDITED = template("内容与散列值不符（记录被改动）")
GONE = template("所证明的记录已不存在（表 %(table)s 第 %(id)s 行）")
CHANGED = template("所证明的记录已被改动（表 %(table)s 第 %(id)s 行）")

CHUNK = 500
"""Entries, and rows of one table, that are asked for at a time."""

HELD = 20
"""Rows of a table that are in memory at a time: one may hold a PDF or a case file of megabytes."""

LAST_ID = 2**31 - 1
"""The highest number that a row can have on both databases."""

UNREADABLE = ""
"""Stands for the digest of a row with a value that is none of its column's."""


@dataclass(frozen=True)
class Finding:
    """What is wrong first: the entry's number (None where a record has no entry at all) and the reason in Chinese."""

    seq: int | None
    message: str


class Proof(NamedTuple):
    """What an entry says of a row: the digest it had when the entry was written."""

    seq: int
    table: str
    row_id: int
    sha256: str


class RowIds:
    """A set of row numbers, one bit each: the numbers of a table lie close together."""

    _SPAN = 4096

    def __init__(self) -> None:
        self._blocks: defaultdict[int, int] = defaultdict(int)

    def add(self, row_id: int) -> None:
        block, place = divmod(row_id, self._SPAN)
        self._blocks[block] |= 1 << place

    def __contains__(self, row_id: int) -> bool:
        block, place = divmod(row_id, self._SPAN)
        return bool(self._blocks.get(block, 0) >> place & 1)


Proven = defaultdict[str, RowIds]
"""Table -> the rows that entries speak of."""


def verify(head: str | None = None) -> Finding | None:
    """The first bad entry, or None when everything holds.

    Found are entries edited, removed, inserted or re-ordered, records altered, removed or slipped in behind the log, a
    present state that the proven records do not lead to,
    and, given a ``head`` once printed on a document, a log that was cut or written anew.
    """
    proven: Proven = defaultdict(RowIds)
    previous, count, seen_head = service.BEGINNING, 0, head in (None, service.BEGINNING)
    for entries in _chunks():
        proofs, bad = _walked(entries, count + 1, previous)
        if finding := _disproven(proofs, proven) or bad:
            return finding
        previous, count = entries[-1].hash, count + len(entries)
        seen_head = seen_head or any(entry.hash == head for entry in entries)
    for table, row_id in _orphans(proven):
        return Finding(
            None,
            gettext(UNRECORDED, table=table, id=row_id),
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


def _chunks() -> Iterator[Sequence[Any]]:
    """All entries in order as the database holds them, ``CHUNK`` at a time.

    Times stay text: what an intruder left there need not be a time.
    """
    columns = AuditEntry.__table__.columns
    as_kept = [type_coerce(column, String) if column.name == "at" else column for column in columns]
    query = select(*as_kept).order_by(AuditEntry.seq).limit(CHUNK)
    row = _record(AuditEntry.__table__)
    chunk = [*map(row._make, db.session().execute(query))]
    while chunk:
        yield chunk
        chunk = [*map(row._make, db.session().execute(query.where(AuditEntry.seq > chunk[-1].seq)))]


def _walked(entries: Sequence[Any], expected: int, previous: str) -> tuple[list[Proof], Finding | None]:
    """What the entries prove, up to the first that is bad in itself or does not follow the one before."""
    proofs: list[Proof] = []
    for number, entry in enumerate(entries, expected):
        problem = _misplaced(entry, number, previous)
        if problem is None:
            try:
                detail = orjson.loads(entry.detail)
                problem = _edited(entry, detail)
            except (ValueError, TypeError):
                problem = gettext("内容不是可读的 JSON")
        if problem is None:
            try:
                proofs += [_proof(entry.seq, row) for row in detail.get("proves", ())]
            except (TypeError, LookupError, AttributeError):
                problem = gettext("没有写明所证明的是哪张表的哪一行")
        if problem is not None:
            return [proof for proof in proofs if proof.seq != entry.seq], _bad(entry.seq, problem)
        previous = entry.hash
    return proofs, None


def _proof(seq: int, row: Any) -> Proof:
    table, row_id, sha256 = row["table"], row["id"], row["sha256"]
    if not isinstance(table, str) or not isinstance(row_id, int) or abs(row_id) > LAST_ID:
        raise TypeError
    return Proof(seq, table, row_id, sha256)


def _misplaced(entry: Any, expected: int, previous: str) -> str | None:
    if entry.seq != expected:
        return gettext("此前缺少第 %(expected)s 条", expected=expected)
    if entry.previous_hash != previous:
        return gettext(NOT_CHAINED)
    return None


def _edited(entry: Any, detail: Any) -> str | None:
    # The hash is of the text as it is written; that this is the one text of what it says is asked here.
    if canonical(detail) == entry.detail and service.hash_of_stored(entry, entry.at) == entry.hash:
        return None
    return gettext(EDITED)


def _disproven(proofs: list[Proof], proven: Proven) -> Finding | None:
    """The first proof whose row is not there or says something else. The rows of the others join ``proven``."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for proof in proofs:
        wanted[proof.table].append(proof.row_id)
    known = service.provable_tables()
    actual = {table: _digests(*known[table], ids) for table, ids in wanted.items() if table in known}
    for seq, table, row_id, told in proofs:
        if table not in actual:
            return _bad(seq, gettext("所证明的表 %(table)s 不存在", table=table))
        found = actual[table].get(row_id)
        if found is None:
            return _bad(seq, gettext(GONE, table=table, id=row_id))
        if found != told:
            return _bad(seq, gettext(CHANGED, table=table, id=row_id))
        proven[table].add(row_id)
    return None


def _bad(seq: int, problem: str) -> Finding:
    return Finding(seq, gettext("审计记录第 %(seq)s 条：%(problem)s", seq=seq, problem=problem))


def _digests(model: type[Any], digest: service.Digest, row_ids: list[int]) -> dict[int, str]:
    """The digests of the rows that there are, by their numbers."""
    found: dict[int, str] = {}
    for start in range(0, len(row_ids), CHUNK):
        some = row_ids[start : start + CHUNK]
        try:
            found |= _read(model, digest, some)
        except (ValueError, TypeError, ArithmeticError):  # a value that is none of its column's: in which row?
            for row_id in some:
                try:
                    found |= _read(model, digest, [row_id])
                except (ValueError, TypeError, ArithmeticError):
                    found[row_id] = UNREADABLE
    return found


def _read(model: type[Any], digest: service.Digest, row_ids: list[int]) -> dict[int, str]:
    row = _record(model.__table__)
    query = select(*model.__table__.columns).where(model.id.in_(row_ids))
    with db.session().execute(query, execution_options={"yield_per": HELD}) as found:
        return {values.id: digest(values) for values in map(row._make, found)}


@cache
def _record(table: FromClause) -> Any:
    """Named tuples of the columns: a row of SQLAlchemy takes several times as long to give a column by its name."""
    return namedtuple("_record", table.columns.keys())


def _orphans(proven: Proven) -> Iterator[tuple[str, int]]:
    for table, model in service.complete_tables().items():
        known = proven[table]
        query = select(model.id).order_by(model.id)
        with db.session().scalars(query, execution_options={"yield_per": CHUNK}) as row_ids:
            yield from ((table, row_id) for row_id in row_ids if row_id not in known)
