"""Sealing begins: what a log from before there were keys does not prove is proven once, by entries that are sealed.

From then on the seal of each entry covers, by the hash it goes on from, all that was written before.
"""

from __future__ import annotations

from sqlalchemy import select

from casework import db
from casework.audit import service
from casework.audit.keys import present
from casework.audit.models import AuditEntry
from casework.audit.proofs import Proven, read

BEGIN = "begin_sealing"

TOGETHER = 500
"""Rows that one entry proves."""


def begin() -> int:
    """Begin, where the log was written without keys until now; gives how many rows were proven."""
    if not _waits():
        return 0
    proven = 0
    with db.writing():
        service.record(BEGIN, "audit:1", {"key": present().sealing})
        for one in service.provable_tables().values():
            if one.anew:
                proven += _prove(one)
    return proven


def _waits() -> bool:
    first = db.session().scalar(select(AuditEntry).order_by(AuditEntry.seq).limit(1))
    if first is None or first.seal is not None:
        return False
    return db.session().scalar(select(AuditEntry.seq).where(AuditEntry.action == BEGIN).limit(1)) is None


def _prove(one: Proven) -> int:
    keys = sorted(db.session().scalars(select(one.model.__table__.c[one.key]).distinct()))
    for start in range(0, len(keys), TOGETHER):
        some = keys[start : start + TOGETHER]
        proofs = [{"table": one.table, "id": key, "sha256": digest} for key, digest in sorted(read(one, some).items())]
        service.record(BEGIN, "audit:1", {"proves": proofs})
    return len(keys)
