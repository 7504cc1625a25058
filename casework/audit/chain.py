"""The log as a chain: whether an entry is as it was written, in its place, and sealed. Asks no database."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson
from flask_babel import gettext

from casework.audit.keys import FORGED, UNKNOWN_KEY, Keyring
from casework.audit.service import BEGINNING, hash_of_stored
from rules.casefile import canonical
from rules.reading.messages import template

NOT_CHAINED = template("与前一条不衔接（记录被删除、插入或调换次序）")
EDITED = template("内容与散列值不符（记录被改动）")
NOT_SEALED = template("没有以密钥签署，而此前的记录已签署（记录被重写）")

LAST_ID = 2**31 - 1
"""The highest number that a row can have on both databases."""

_DIGEST = 64


class Proof(NamedTuple):
    """What an entry says of a row: the digest it had when the entry was written; None of one that was removed.

    ``sealed``: whether the entry is."""

    seq: int
    table: str
    row_id: int
    sha256: str | None
    sealed: bool


class Chain:
    """Entries that are followed from the first on."""

    def __init__(self, keys: Keyring, *, strict: bool = True) -> None:
        """``strict``: a seal of a key that is not here is a fault; else it is counted as ``unchecked``."""
        self.count, self.head, self.sealed, self.unchecked = 0, BEGINNING, False, 0
        self._keys, self._strict = keys, strict

    def follow(self, entry: Any) -> tuple[list[Proof], str | None]:
        """Go on by an entry, its time as text: what it proves, or what is wrong with it."""
        problem = self._misplaced(entry)
        if problem is not None:
            return [], problem
        try:
            detail = orjson.loads(entry.detail)
            # The hash is of the text as it is written; that this is the one text of what it says is asked here.
            if canonical(detail) != entry.detail or hash_of_stored(entry, entry.at) != entry.hash:
                return [], gettext(EDITED)
        except (ValueError, TypeError):
            return [], gettext("内容不是可读的 JSON")
        if problem := self._unsealed(entry):
            return [], problem
        try:
            proofs = [_proof(entry.seq, row, self.sealed) for row in detail.get("proves", ())]
        except (TypeError, LookupError, AttributeError):
            return [], gettext("没有写明所证明的是哪张表的哪一行")
        self.count, self.head = entry.seq, entry.hash
        return proofs, None

    def _misplaced(self, entry: Any) -> str | None:
        if entry.seq != self.count + 1:
            return gettext("此前缺少第 %(expected)s 条", expected=self.count + 1)
        if entry.previous_hash != self.head:
            return gettext(NOT_CHAINED)
        return None

    def _unsealed(self, entry: Any) -> str | None:
        if entry.seal is None:
            return gettext(NOT_SEALED) if self.sealed else None
        self.sealed = True
        if not isinstance(entry.seal, str):
            return gettext(FORGED)
        if not self._keys.knows(entry.seal):
            if self._strict:
                return gettext(UNKNOWN_KEY, fingerprint=entry.seal.partition(":")[0])
            self.unchecked += 1
        elif not self._keys.holds(entry.hash, entry.seal):
            return gettext(FORGED)
        return None


def _proof(seq: int, row: Any, sealed: bool) -> Proof:
    table, row_id, sha256 = row["table"], row["id"], row["sha256"]
    if not isinstance(table, str) or not isinstance(row_id, int) or abs(row_id) > LAST_ID:
        raise TypeError
    if sha256 is not None and not (isinstance(sha256, str) and len(sha256) == _DIGEST and sha256.isalnum()):
        raise TypeError
    return Proof(seq, table, row_id, sha256, sealed)
