"""Whatever is bought, used, retired and taken back in whatever order: the register does what a plain list would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.credits import fulfilling, registration
from casework.credits import register as credits_register
from casework.credits.checks import Range, gaps
from casework.credits.models import Purchase, Retirement, SerialUse
from casework.errors import CaseworkError
from tests.casework.office import Office, purchase, retirement
from tests.testrun import examples

SERIALS = 40
OWED_T = 18

ranges = st.tuples(st.integers(1, SERIALS + 2), st.integers(0, 15)).map(lambda pair: (pair[0], pair[0] + pair[1]))
steps = st.tuples(
    st.sampled_from(["buy", "buy", "buy", "use", "retire", "retire", "take_back", "take_back"]),
    ranges,
    st.integers(0, 5),
)


@dataclass
class PlainList:
    """What should happen, serial by serial, in sets of integers."""

    used: set[int] = field(default_factory=set)
    bought: list[tuple[int, set[int]]] = field(default_factory=list)
    """Purchases in force: (id, serials)."""
    retired: set[int] = field(default_factory=set)

    def free(self, serials: set[int]) -> bool:
        taken = self.used.union(*(held for _, held in self.bought))
        return max(serials) <= SERIALS and not serials & taken

    def may_buy(self, serials: set[int]) -> bool:
        total = sum(len(held) for _, held in self.bought)
        return self.free(serials) and total + len(serials) <= OWED_T

    def may_retire(self, number: int, serials: set[int]) -> bool:
        return serials <= self.bought[number][1] and not serials & self.retired

    def may_take_back(self, number: int) -> bool:
        return not self.bought[number][1] & self.retired


class Register:
    """The services on a case and a project of their own, one transaction for each step."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.file()
        office.accept()
        office.undertake(tonnes=str(OWED_T))
        self.project = office.lot(1, SERIALS)

    def buy(self, first: int, last: int) -> int | None:
        return self._try(
            lambda: fulfilling.buy(self.office.folder, self._officer, "o1", purchase(self.project, first, last)).id
        )

    @property
    def _officer(self) -> Person:
        return self.office.person("officer")

    def use(self, first: int, last: int) -> int | None:
        entry = registration.UseEntry(self.project, "voluntary", first, last, last - first + 1, "某人", "公告")
        return self._try(lambda: registration.record_use(self._officer, entry).id)

    def retire(self, bought: int, first: int, last: int) -> int | None:
        entry = retirement(first, last, certificate_no=f"ZX-{self.project}-{first}-{last}")
        return self._try(lambda: fulfilling.retire(self.office.folder, self._officer, bought, entry).id)

    def take_back(self, bought: int) -> int | None:
        def work() -> int:
            fulfilling.take_back(self.office.folder, self._officer, bought, "录错")
            return bought

        return self._try(work)

    def _try(self, work: Callable[[], int]) -> int | None:
        try:
            with self.office.work():
                return work()
        except CaseworkError:
            return None


@given(st.lists(steps, max_size=20))
@settings(
    max_examples=examples(10, 100),
    deadline=None,
    # A failing sequence is short enough to read; shrinking it would take minutes of database work.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_register_does_what_a_plain_list_of_serials_would_do(
    office: Office, sequence: list[tuple[str, tuple[int, int], int]]
) -> None:
    plain, register = PlainList(), Register(office)
    for kind, (first, last), which in sequence:
        serials = set(range(first, last + 1))
        if kind == "buy":
            made = register.buy(first, last)
            assert (made is not None) == plain.may_buy(serials)
            if made is not None:
                plain.bought.append((made, serials))
        elif kind == "use":
            assert (register.use(first, last) is not None) == plain.free(serials)
            plain.used |= serials if plain.free(serials) else set()
        elif plain.bought:
            number = which % len(plain.bought)
            bought = plain.bought[number][0]
            if kind == "retire":
                expected = plain.may_retire(number, serials)
                assert (register.retire(bought, first, last) is not None) == expected
                plain.retired |= serials if expected else set()
            else:
                expected = plain.may_take_back(number)
                assert (register.take_back(bought) is not None) == expected
                if expected:
                    del plain.bought[number]
    check(office, register.project, plain)


def check(office: Office, project: int, plain: PlainList) -> None:
    """The tables hold exactly what the plain list holds, and every sum matches."""
    with office.app.app_context():
        session = db.session()
        in_force = select(SerialUse).where(SerialUse.project_id == project, SerialUse.released_at.is_(None))
        held = [serial for use in session.scalars(in_force) for serial in span(use)]
        assert len(held) == len(set(held))
        assert set(held) == plain.used.union(*(serials for _, serials in plain.bought))
        retired = list(session.scalars(select(Retirement).where(Retirement.project_id == project)))
        gone = [serial for row in retired for serial in span(row)]
        assert len(gone) == len(set(gone))
        assert set(gone) == plain.retired
        assert sum(row.quantity_t for row in retired) == len(gone)
        rows = {row.id: row for row in session.scalars(select(Purchase).where(Purchase.project_id == project))}
        assert all(set(span(rows[key])) == serials for key, serials in plain.bought)
        state = credits_register.state(credits_register.project(project))
        assert (state.issued_t, state.free_t) == (Decimal(SERIALS), Decimal(SERIALS - len(held)))


def span(row: SerialUse | Purchase | Retirement) -> range:
    return range(row.serial_from, row.serial_to + 1)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=12), st.integers(1, 60))
def test_gaps_and_parts_fill_the_whole_exactly(pairs: list[tuple[int, int]], length: int) -> None:
    whole = Range(1, length)
    parts: list[Range] = []
    for one, other in pairs:
        part = Range(min(one, other), max(one, other))
        if part in whole and all(part.last < known.first or known.last < part.first for known in parts):
            parts.append(part)
    pieces = sorted([*parts, *gaps(whole, parts)])
    serials = [serial for piece in pieces for serial in range(piece.first, piece.last + 1)]
    assert serials == list(range(1, length + 1))
