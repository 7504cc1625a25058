"""Whatever is bought, used, retired and taken back in whatever order: the register does what a plain list would do."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.credits import fulfilling, paying, payments, registration, reserving
from casework.credits import register as credits_register
from casework.credits.checks import Range, gaps
from casework.credits.models import COMPLIANCE, EVENT, PAID, REPAID, VOLUNTARY, Purchase, Retirement, SerialUse
from casework.credits.offsetting import OffsetEntry
from casework.credits.paying import StepEntry
from casework.errors import CaseworkError
from rules.values.clock import played_on
from tests.casework.credits.test_offsetting import code_of
from tests.casework.office import TODAY, YESTERDAY, Office, purchase, retired, retirement
from tests.testrun import examples

SERIALS = 40
OWED_T = 18

EMITTED_T = 60
"""Of it, six tonnes may be offset by credits of the forest."""

RANGES = st.tuples(st.integers(1, SERIALS + 2), st.integers(0, 15)).map(lambda pair: (pair[0], pair[0] + pair[1]))
WHICH = st.integers(0, 5)
SUMS = st.integers(1, OWED_T * 58)


@dataclass
class PlainList:
    """What should happen, serial by serial, in sets of integers."""

    used: set[int] = field(default_factory=set)
    bought: list[tuple[int, set[int]]] = field(default_factory=list)
    """Purchases in force: (id, serials)."""
    retired: set[int] = field(default_factory=set)
    reserved: list[tuple[int, set[int], int]] = field(default_factory=list)
    """Reservations in force: (id, serials, the last day)."""
    paid: dict[int, int] = field(default_factory=dict)
    """By purchase, yuan that were paid and not paid back."""
    offset_t: int = 0
    day: int = 0

    @property
    def in_force(self) -> list[tuple[int, set[int]]]:
        return [(key, held) for key, held, last in self.reserved if last >= self.day]

    @property
    def bought_t(self) -> int:
        return sum(len(held) for _, held in self.bought)

    def free(self, serials: set[int], *, own: bool = False) -> bool:
        """``own``: what is reserved for the obligation itself is in nobody's way."""
        held = [] if own else self.in_force
        taken = self.used.union(*(some for _, some in [*self.bought, *held]))
        return max(serials) <= SERIALS and not serials & taken

    def may_buy(self, serials: set[int]) -> bool:
        return self.free(serials, own=True) and self.bought_t + len(serials) <= OWED_T

    def may_reserve(self, serials: set[int]) -> bool:
        total = self.bought_t + sum(len(held) for _, held in self.in_force)
        return self.free(serials) and total + len(serials) <= OWED_T

    def taken_from_reservations(self, serials: set[int], *, own: bool) -> None:
        """Those that these serials were bought out of end whole, and those whose day is over."""
        self.reserved = [
            (key, held, last)
            for key, held, last in self.reserved
            if not (held & serials) or not (own or last < self.day)
        ]

    def may_retire(self, number: int, serials: set[int]) -> bool:
        return serials <= self.bought[number][1] and not serials & self.retired

    def may_take_back(self, number: int) -> bool:
        key, serials = self.bought[number]
        return not serials & self.retired and not self.paid.get(key, 0)

    def may_offset(self, serials: set[int]) -> bool:
        return self.free(serials) and (self.offset_t + len(serials)) * 10 <= EMITTED_T

    def may_pay(self, number: int, yuan: int) -> bool:
        key, serials = self.bought[number]
        return self.paid.get(key, 0) + yuan <= len(serials) * 58


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

    def reserve(self, first: int, last: int, until: int) -> int | None:
        quote: dict[str, Any] = {"price_rule": "当地固定价", "price_source": "测试行情", "price_date": YESTERDAY}
        day = TODAY + datetime.timedelta(days=until)
        entry = reserving.ReservationEntry(
            self.project, first, last, None, price_cny=Decimal(58), expires_on=day, **quote
        )
        return self._try(lambda: reserving.reserve(self.office.folder, self._officer, "o1", entry).id)

    def give_back(self, reservation: int) -> int | None:
        def work() -> int:
            reserving.give_back(self.office.folder, self._officer, reservation, "不再需要")
            return reservation

        return self._try(work)

    def _confirmed(self) -> OffsetEntry:
        return OffsetEntry(TODAY.year - 1, Decimal(EMITTED_T), "核查结论", "", code_of(self.project))

    def use(self, kind: str, first: int, last: int) -> int | None:
        confirmed = self._confirmed() if kind == COMPLIANCE else None
        holder = f"某公司{self.project}"  # each sequence has an emitter of its own, as it has a project
        entry = registration.UseEntry(self.project, kind, first, last, None, holder, "公告", offset=confirmed)
        return self._try(lambda: registration.record_use(self._officer, entry).id)

    def step(self, kind: str, bought: int, yuan: int) -> int | None:
        entry = StepEntry(kind, TODAY, Decimal(yuan), "凭证")
        return self._try(lambda: paying.record(self.office.folder, self._officer, bought, entry).id)

    def retire(self, bought: int, first: int, last: int) -> int | None:
        entry = retirement(first, last, certificate_no=f"ZX-{self.project}-{first}-{last}")
        return self._try(lambda: retired(self.office.folder, bought, entry))

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


class Serials(RuleBasedStateMachine):
    """Each step is done by the services and by the plain list, which must agree on whether it may be done."""

    office: ClassVar[Office]
    compared: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.plain, self.register = PlainList(), Register(self.office)
        self.days = ExitStack()

    def teardown(self) -> None:
        self.days.close()

    @rule(serials=RANGES)
    def buy(self, serials: tuple[int, int]) -> None:
        wanted, may = _set(serials), self.plain.may_buy(_set(serials))
        made = self.register.buy(*serials)
        assert (made is not None) == may
        if made is not None:
            self.plain.taken_from_reservations(wanted, own=True)
            self.plain.bought.append((made, wanted))

    @rule(serials=RANGES, days=WHICH)
    def reserve(self, serials: tuple[int, int], days: int) -> None:
        wanted, may = _set(serials), self.plain.may_reserve(_set(serials))
        made = self.register.reserve(*serials, self.plain.day + days)
        assert (made is not None) == may
        if made is not None:
            self.plain.taken_from_reservations(wanted, own=False)
            self.plain.reserved.append((made, wanted, self.plain.day + days))

    @rule(days=WHICH)
    def expire(self, days: int) -> None:
        self.plain.day += 1 + days
        self.days.enter_context(played_on(TODAY + datetime.timedelta(days=self.plain.day)))

    @precondition(lambda self: self.plain.reserved)
    @rule(which=WHICH)
    def release(self, which: int) -> None:
        key = self.plain.reserved[which % len(self.plain.reserved)][0]
        self.plain.reserved = [one for one in self.plain.reserved if one[0] != key]
        assert self.register.give_back(key) is not None

    @rule(serials=RANGES, kind=st.sampled_from([COMPLIANCE, EVENT, VOLUNTARY]))
    def use(self, serials: tuple[int, int], kind: str) -> None:
        wanted = _set(serials)
        may = self.plain.may_offset(wanted) if kind == COMPLIANCE else self.plain.free(wanted)
        made = self.register.use(kind, *serials)
        assert (made is not None) == may
        if made is not None:
            self.plain.taken_from_reservations(wanted, own=False)
            self.plain.used |= wanted
            self.plain.offset_t += len(wanted) if kind == COMPLIANCE else 0

    @precondition(lambda self: self.plain.bought)
    @rule(which=WHICH, skipped=st.integers(0, 3), length=st.integers(1, 16))
    def retire(self, which: int, skipped: int, length: int) -> None:
        number = which % len(self.plain.bought)
        key, bought = self.plain.bought[number]
        first = min(bought) + skipped
        wanted = _set((first, first + length - 1))
        may = self.plain.may_retire(number, wanted)
        assert (self.register.retire(key, min(wanted), max(wanted)) is not None) == may
        self.plain.retired |= wanted if may else set()

    @precondition(lambda self: self.plain.bought)
    @rule(which=WHICH, kind=st.sampled_from([PAID, REPAID]), yuan=SUMS)
    def pay(self, which: int, kind: str, yuan: int) -> None:
        number = which % len(self.plain.bought)
        key, done = self.plain.bought[number][0], self.plain.bought[number][1] <= self.plain.retired
        paid = self.plain.paid.get(key, 0)
        may = self.plain.may_pay(number, yuan) if kind == PAID else yuan <= paid
        made = self.register.step(kind, key, yuan)
        # Once the duty is proven the table lets nobody act on it; no other payment that may be made is refused.
        assert made is None or may
        assert made is not None or not may or len(self.plain.retired) == OWED_T or done
        if made is not None:
            self.plain.paid[key] = paid + (yuan if kind == PAID else -yuan)

    @precondition(lambda self: self.plain.bought)
    @rule(which=WHICH)
    def take_back(self, which: int) -> None:
        number = which % len(self.plain.bought)
        may = self.plain.may_take_back(number)
        assert (self.register.take_back(self.plain.bought[number][0]) is not None) == may
        if may:
            del self.plain.bought[number]

    @invariant()
    def every_serial_is_there_once(self) -> None:
        check(self.office, self.register.project, self.plain)
        self.compared["steps"] += 1


def _set(serials: tuple[int, int]) -> set[int]:
    return set(range(serials[0], serials[1] + 1))


def test_the_register_does_what_a_plain_list_of_serials_would_do(office: Office) -> None:
    compared: Counter[str] = Counter()
    machine = type("Sequences", (Serials,), {"office": office, "compared": compared})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(3, 100),
            stateful_step_count=20,
            deadline=None,
            # A failing sequence is short enough to read; shrinking it would take minutes of database work.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
    assert compared["steps"] > 0


def check(office: Office, project: int, plain: PlainList) -> None:
    """The tables hold exactly what the plain list holds, and every sum matches."""
    with office.app.app_context():
        session = db.session()
        in_force = select(SerialUse).where(SerialUse.project_id == project, credits_register.in_force())
        held = [serial for use in session.scalars(in_force) for serial in span(use)]
        assert len(held) == len(set(held))
        assert set(held) == plain.used.union(*(serials for _, serials in [*plain.bought, *plain.in_force]))
        retired = list(session.scalars(select(Retirement).where(Retirement.project_id == project)))
        gone = [serial for row in retired for serial in span(row)]
        assert len(gone) == len(set(gone))
        assert set(gone) == plain.retired
        assert sum(row.quantity_t for row in retired) == len(gone)
        rows = {row.id: row for row in session.scalars(select(Purchase).where(Purchase.project_id == project))}
        assert all(set(span(rows[key])) == serials for key, serials in plain.bought)
        for key, _ in plain.bought:
            assert payments.paid_of(payments.steps_of([key])) == plain.paid.get(key, 0)
        row = next(row for row in credits_register.projects().rows if row.id == project)
        assert (row.issued_t, row.free_t) == (Decimal(SERIALS), Decimal(SERIALS - len(held)))


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
