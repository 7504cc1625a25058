"""What the check of the audit log asks of the database and keeps in memory as the log grows."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from casework import db
from casework.audit import service as audit
from casework.audit import verification
from casework.audit.states import RowIds, States
from casework.audit.verification import verify
from tests.casework.office import Office


def test_what_is_asked_of_the_database_grows_by_chunks_and_not_by_entries(office: Office) -> None:
    def count() -> int:
        with office.work():
            return audit.head()[0]

    def asked() -> int:
        statements: list[str] = []
        with office.work():
            event.listen(db.engine(), "before_cursor_execute", lambda *told: statements.append(told[2]))
            assert verify() is None
        return len(statements)

    office.file()
    few, before = asked(), count()
    for _ in range(20):
        office.act("prosecutor", "hearing")
    assert before + 20 == count() < verification.CHUNK
    assert asked() == few


@given(st.sets(st.integers(0, 3 * 4096)), st.lists(st.integers(0, 3 * 4096)))
def test_row_numbers_are_kept_as_a_set_of_them(kept: set[int], asked: list[int]) -> None:
    numbers = RowIds()
    for number in kept:
        numbers.add(number)
    assert [number in numbers for number in asked] == [number in kept for number in asked]


def test_a_million_row_numbers_take_less_than_a_megabyte() -> None:
    tracemalloc.start()
    numbers = RowIds()
    for number in range(1, 1_000_001):
        numbers.add(number)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 1_000_000 in numbers
    assert taken < 1_000_000


@given(st.lists(st.tuples(st.integers(0, 700), st.none() | st.binary(min_size=32, max_size=32))))
def test_of_each_row_the_last_digest_is_kept(told: list[tuple[int, bytes | None]]) -> None:
    states, last = States(), {}
    for seq, (row_id, digest) in enumerate(told, 1):
        sha256 = None if digest is None or not any(digest) else digest.hex()
        states.put(row_id, seq, sha256)
        last[row_id] = (seq, sha256)
    assert {row_id: states.get(row_id) for row_id in last} == last
    assert list(states.standing()) == sorted((row_id, seq) for row_id, (seq, told) in last.items() if told is not None)
    assert states.get(701) is None
