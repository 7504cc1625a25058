"""Walk the audit log from its first entry and compare it with the records it proves.

The log is read in order, ``CHUNK`` entries at a time, and the rows that a chunk proves are read together, table by
table: the time grows with the number of entries, the memory with neither entries nor rows, but for 40 bytes of each
row that may change. What such a row says is compared once, with the last entry that speaks of it.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from typing import Any

from flask_babel import gettext
from sqlalchemy import String, func, select, type_coerce

from casework import db
from casework.audit import anchors, service
from casework.audit.chain import Chain, Proof
from casework.audit.keys import present
from casework.audit.models import AuditEntry
from casework.audit.proofs import Digest, Proven, read
from casework.audit.states import RowIds, States
from rules.reading.messages import template

UNRECORDED = template("表 %(table)s 第 %(id)s 行没有审计记录：记录被绕过写入，或审计记录末尾被删去")
GONE = template("所证明的记录已不存在（表 %(table)s 第 %(id)s 行）")
CHANGED = template("所证明的记录已被改动（表 %(table)s 第 %(id)s 行）")
NEVER_SEALED = template("审计记录没有以密钥签署：请执行 flask --app wsgi db-upgrade；已执行过的，整条链被重写")
OTHER_HEAD = template("与%(place)s所载散列值不符（整条链被重写）")
CUT = template("审计链中没有%(place)s所载的第 %(seq)s 条：审计记录末尾被删去")
TURNED_BACK = template(
    "其中 %(count)s 条的时间早于前一条，首见于第 %(seq)s 条：写入时服务器的时钟被调回过，这些时间不足为凭"
)
NO_RECORDS = template("有的记录不可读，无法核对：%(why)s")

CHUNK = 1000
"""Entries, and rows of one table, that are asked for at a time."""

UNREADABLE = ""
"""Stands for the digest of a row with a value that is none of its column's."""

_NO_VALUE = (ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class Finding:
    """What is wrong first: the entry's number (None where a record has no entry at all) and the reason in Chinese."""

    seq: int | None
    message: str


@dataclass
class _Known:
    """What the entries followed so far tell of rows: by table, those written once, and how others stand."""

    written: defaultdict[str, RowIds] = field(default_factory=lambda: defaultdict(RowIds))
    states: defaultdict[str, States] = field(default_factory=lambda: defaultdict(States))


def verify(head: str | None = None, *, deep: bool = False) -> Finding | None:
    """The first bad entry, or None when everything holds.

    Found are entries edited, removed, inserted, re-ordered or not sealed by the key, records altered, removed or
    slipped in behind the log, a present state that the proven records do not lead to, and a log that was cut or written
    anew since a head of it was printed on a paper, anchored, or given as ``head``. ``deep``: what is derived of proven
    records is derived anew, too; else it is held against the digest that was written with it.
    """
    known, log = _Known(), Chain(present())
    seen_head = head in (None, service.BEGINNING)
    written_down: defaultdict[int, list[service.Head]] = defaultdict(list)
    try:
        for told in (*service.heads(), *anchors.heads()):
            written_down[told.seq].append(told)
    except anchors.Unreadable as problem:
        return Finding(None, str(problem))
    for entries in _chunks():
        finding = _followed(log, entries, known) or _contradicted(entries, written_down)
        if finding is not None:
            return finding
        seen_head = seen_head or any(entry.hash == head for entry in entries)
    if log.count and not log.sealed:
        return Finding(None, gettext(NEVER_SEALED))
    if finding := _against_records(known, deep):
        return finding
    for cut in (told for some in written_down.values() for told in some if told.seq):
        return Finding(None, gettext(CUT, place=cut.place, seq=cut.seq))
    if not seen_head:
        return Finding(None, gettext("审计链中没有散列值 %(head)s：审计记录末尾被删去，或整条链被重写", head=head))
    return None


def summary(head: str | None = None) -> str:
    """A log that holds, in words; and, unless a printed ``head`` was found in it, what the chain alone cannot tell."""
    seq, last = service.head()
    told = gettext("审计记录完整：共 %(count)s 条，链首（最后一条）散列 %(hash)s", count=seq, hash=last)
    back, first = _turned_back()
    if back:
        told = f"{told}\n{gettext(TURNED_BACK, count=back, seq=first)}"
    if head is not None:
        return told
    return "\n".join(
        (
            told,
            gettext(
                "最后一次制作文书或锚定之后的条目如未证明任何记录（如登录），其末尾被截去仅凭这条链不能发现："
                "请以抄下的审计链首再验一次（--head 散列值）。"
            ),
        )
    )


def _turned_back() -> tuple[int, int | None]:
    """How many entries are dated before the one ahead of them, and the first of these: by the chain alone they hold."""
    at = type_coerce(AuditEntry.__table__.c.at, String)
    ahead = select(
        AuditEntry.seq, at.label("at"), func.lag(at).over(order_by=AuditEntry.seq).label("before")
    ).subquery()
    query = select(func.count(), func.min(ahead.c.seq)).where(ahead.c.at < ahead.c.before)
    count, first = db.session().execute(query).one()
    return count, first


def _chunks() -> Iterator[Sequence[Any]]:
    """All entries in order as the database holds them, ``CHUNK`` at a time.

    Times stay text: what an intruder left there need not be a time.
    """
    columns = AuditEntry.__table__.columns
    as_kept = [type_coerce(column, String).label("at") if column.name == "at" else column for column in columns]
    query = select(*as_kept).order_by(AuditEntry.seq).limit(CHUNK)
    row = _entry()
    chunk = [*map(row._make, db.session().execute(query))]
    while chunk:
        yield chunk
        chunk = [*map(row._make, db.session().execute(query.where(AuditEntry.seq > chunk[-1].seq)))]


@cache
def _entry() -> Any:
    return namedtuple("_entry", AuditEntry.__table__.columns.keys())


def _followed(log: Chain, entries: Sequence[Any], known: _Known) -> Finding | None:
    """The first entry that is bad in itself, or proves a row that is not there or says something else."""
    proofs: list[Proof] = []
    bad = None
    for entry in entries:
        proven, problem = log.follow(entry)
        proofs += proven
        if problem is not None:
            bad = _bad(entry.seq, problem)
            break
    return _disproven(proofs, known) or bad


def _contradicted(entries: Sequence[Any], written_down: defaultdict[int, list[service.Head]]) -> Finding | None:
    """The first entry whose hash is another than the one written down; those that agree are taken out."""
    for entry in entries:
        for told in written_down.pop(entry.seq, ()):
            if told.hash != entry.hash:
                return _bad(entry.seq, gettext(OTHER_HEAD, place=told.place))
    return None


def _disproven(proofs: list[Proof], known: _Known) -> Finding | None:
    """The first proof of a row written once that is not there or says something else. What proofs tell is kept."""
    tables, wanted = service.provable_tables(), defaultdict[str, list[int]](list)
    for proof in proofs:
        if proof.table in tables and not tables[proof.table].changes:
            wanted[proof.table].append(proof.row_id)
    actual = {table: _digests(tables[table], ids) for table, ids in wanted.items()}
    for proof in proofs:
        seq, table, row_id, told, sealed = proof
        if table not in tables:
            return _bad(seq, gettext("所证明的表 %(table)s 不存在", table=table))
        if tables[table].changes:
            known.states[table].put(row_id, seq, told)
            continue
        found = actual[table].get(row_id)
        if found is None:
            return _bad(seq, gettext(GONE, table=table, id=row_id))
        if found == told:
            known.written[table].add(row_id)
        elif sealed or not _formerly(tables[table], row_id, told):
            return _bad(seq, gettext(CHANGED, table=table, id=row_id))
    return None


def _formerly(proven: Proven, row_id: int, told: str | None) -> bool:
    """Whether a row is as an entry from before the log was sealed proves it."""
    former = proven.former
    return former is not None and _digests(proven, [row_id], former).get(row_id) == told


def _bad(seq: int, problem: str) -> Finding:
    return Finding(seq, gettext("审计记录第 %(seq)s 条：%(problem)s", seq=seq, problem=problem))


def _digests(proven: Proven, row_ids: Sequence[int], digest: Digest | None = None) -> dict[int, str]:
    """The digests of the rows that there are, by their numbers."""
    found: dict[int, str] = {}
    for start in range(0, len(row_ids), CHUNK):
        some = row_ids[start : start + CHUNK]
        try:
            found |= read(proven, some, digest)
        except _NO_VALUE:  # a value that is none of its column's: in which row?
            for row_id in some:
                try:
                    found |= read(proven, [row_id], digest)
                except _NO_VALUE:
                    found[row_id] = UNREADABLE
    return found


def _against_records(known: _Known, deep: bool) -> Finding | None:
    """A row of which no entry speaks, one that is not as the last entry tells, what does not follow from the others."""
    for table, proven in service.provable_tables().items():
        if proven.changes:
            finding = _moved(proven, known.states[table])
        else:
            finding = next((_unrecorded(table, id) for id in _keys(proven) if id not in known.written[table]), None)
        if finding is not None:
            return finding
    for check in (*service.checks(), *(service.deep_checks() if deep else ())):
        try:
            problem = check()
        except _NO_VALUE as why:
            problem = gettext(NO_RECORDS, why=why)
        if problem:
            return Finding(None, problem)
    return None


def _moved(proven: Proven, states: States) -> Finding | None:
    """The first row that may change and is not as the last entry that speaks of it tells."""
    there, table = RowIds(), proven.table
    for keys in _chunked(_keys(proven)):
        for key, found in _digests(proven, keys).items():
            there.add(key)
            last = states.get(key)
            if last is None or last[1] is None:
                return _unrecorded(table, key)
            if last[1] != found:
                return _bad(last[0], gettext(CHANGED, table=table, id=key))
    gone = ((key, seq) for key, seq in states.standing() if key not in there)
    return next((_bad(seq, gettext(GONE, table=table, id=key)) for key, seq in gone), None)


def _unrecorded(table: str, key: int) -> Finding:
    return Finding(None, gettext(UNRECORDED, table=table, id=key))


def _keys(proven: Proven) -> Iterator[int]:
    column = getattr(proven.model.__table__.c, proven.key)
    query = select(column).order_by(column)
    with db.session().scalars(
        query.distinct() if proven.together else query, execution_options={"yield_per": CHUNK}
    ) as keys:
        yield from chain.from_iterable(keys.partitions())


def _chunked(keys: Iterator[int]) -> Iterator[list[int]]:
    while some := [*islice(keys, CHUNK)]:
        yield some
