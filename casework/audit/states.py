"""Which rows the log speaks of, and what it said last of each: kept in few bytes, for logs of millions of entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator


class RowIds:
    """A set of row numbers, one bit each: the numbers of a table lie close together."""

    _SPAN = 4096

    def __init__(self) -> None:
        self._blocks: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(self._SPAN // 8))

    def add(self, row_id: int) -> None:
        place = row_id % self._SPAN
        self._blocks[row_id // self._SPAN][place >> 3] |= 1 << (place & 7)

    def __contains__(self, row_id: int) -> bool:
        bits, place = self._blocks.get(row_id // self._SPAN), row_id % self._SPAN
        return bits is not None and bool(bits[place >> 3] >> (place & 7) & 1)


class States:
    """Of each row of a table that may change, the number of the last entry that speaks of it and the digest it tells:
    40 bytes a row. The digest of a row that was removed is None."""

    _SPAN, _SEQ, _SLOT = 256, 8, 40
    _REMOVED = bytes(32)

    def __init__(self) -> None:
        self._blocks: dict[int, bytearray] = {}

    def put(self, row_id: int, seq: int, sha256: str | None) -> None:
        """What an entry tells. Raises ``ValueError`` for a digest that is none."""
        block, place = divmod(row_id, self._SPAN)
        slots = self._blocks.get(block)
        if slots is None:
            slots = self._blocks[block] = bytearray(self._SPAN * self._SLOT)
        told = seq.to_bytes(self._SEQ) + (self._REMOVED if sha256 is None else bytes.fromhex(sha256))
        slots[place * self._SLOT : (place + 1) * self._SLOT] = told

    def get(self, row_id: int) -> tuple[int, str | None] | None:
        """The entry and the digest; None where no entry speaks of the row."""
        block, place = divmod(row_id, self._SPAN)
        return self._told(self._blocks[block], place) if block in self._blocks else None

    def standing(self) -> Iterator[tuple[int, int]]:
        """The rows that were not removed, in their order, each with the entry that speaks of it last."""
        for block in sorted(self._blocks):
            slots = self._blocks[block]
            for place, start in enumerate(range(0, len(slots), self._SLOT)):
                seq = int.from_bytes(slots[start : start + self._SEQ])
                if seq and slots[start + self._SEQ : start + self._SLOT] != self._REMOVED:
                    yield block * self._SPAN + place, seq

    def _told(self, slots: bytearray, place: int) -> tuple[int, str | None] | None:
        slot = slots[place * self._SLOT : (place + 1) * self._SLOT]
        seq, digest = int.from_bytes(slot[: self._SEQ]), bytes(slot[self._SEQ :])
        if not seq:
            return None
        return seq, None if digest == self._REMOVED else digest.hex()
