"""People who reserve, buy, pay for and retire credits and receive money, again and again, while something is killed;
and what must hold of the records then: what was acknowledged is there, every serial and every yuan exactly once."""

from __future__ import annotations

import itertools
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from http.client import HTTPException
from itertools import pairwise
from typing import Any, NamedTuple, Self

from flask import Flask
from sqlalchemy import select

from casework import db
from casework.accounts import service as accounts
from casework.credits import Purchase, Retirement, totals
from casework.credits.confirming import FIELDS
from casework.credits.models import PAID, CertificateEntry, PurchaseStep, Reservation, SerialUse
from casework.credits.register import in_force
from casework.proceedings import Folder, index, service
from casework.proceedings.service import Doing
from rules.proceedings.ledger import CASH, balances
from tests.casework.credits.test_obligations import PDF, folder_of, owing
from tests.casework.office import PASSWORD, REGISTRY, TODAY, YESTERDAY, Office
from tests.casework.pages import fields
from tests.served import Visitor

LAST, TONNES, PRICE, YUAN = 4000, 2, 58, 7
"""Serials of the project, tonnes of a purchase, CNY a tonne, CNY that come in at a time."""
DONE = 302


class Told(NamedTuple):
    """Something that was acknowledged: its kind, and what it is known by."""

    kind: str
    name: str


class Busy:
    """Threads at work from the beginning of a block to its end, when ``over`` is set for them."""

    def __init__(self, works: Iterable[Callable[[], None]]) -> None:
        self.over = threading.Event()
        self._threads = [threading.Thread(target=work) for work in works]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()


class Trade(Busy):
    """Two cases whose people write without end. ``kept``: what was acknowledged."""

    def __init__(self, app: Flask, port: int, number: int) -> None:
        self.kept: list[Told] = []
        super().__init__([partial(self._go_on, port, one, number) for one in _prepared(app)])

    def _go_on(self, port: int, folder: int, number: int) -> None:
        desk = _Desk(port, folder)
        chance = random.Random(f"{folder} {number}")  # noqa: S311  # which serials
        for count in itertools.count(1):
            try:
                for told in desk.round(f"{folder}-{number}-{count}", chance.randrange(1, LAST, TONNES)):
                    self.kept.append(told)
                    if self.over.is_set():
                        return
            except (OSError, HTTPException):  # killed meanwhile: nothing was acknowledged
                time.sleep(0.05)
            if self.over.is_set():
                return


class _Desk:
    """The officer of a case, another who confirms, and the prosecutor who receives money."""

    def __init__(self, port: int, folder: int) -> None:
        self._at = f"/folders/{folder}"
        self._people = {name: Visitor(port) for name in ("officer", "second", "prosecutor")}
        self._here: set[str] = set()

    def round(self, name: str, first: int) -> Iterator[Told]:
        """Serials are held, bought, paid for, retired and confirmed, and money comes in: what was acknowledged."""
        serials = {"project_id": "1", "serial_from": str(first), "serial_to": str(first + TONNES - 1)}
        if self._sent("obligations/o1/reservations/new", **serials, **_quote(name)):
            yield Told("reservation", name)
        if self._sent("obligations/o1/purchases/new", **serials, **_contract(name)):
            yield Told("purchase", name)
            yield from self._followed(name, serials)
        if self._received(name):
            yield Told("money", name)

    def _followed(self, name: str, serials: dict[str, str]) -> Iterator[Told]:
        bought = self._last(r"/purchases/(\d+)/retire")
        paid = {"step": PAID, "done_on": TODAY.isoformat(), "amount_cny": str(PRICE * TONNES), "evidence": name}
        if self._sent(f"purchases/{bought}/steps/new", **paid):
            yield Told("payment", name)
        if self._certified(bought, name, serials):
            yield Told("entry", name)
            entry = self._last(r"/retirements/(\d+)")
            if self._sent(f"retirements/{entry}", "second", **dict.fromkeys(FIELDS, "y")):
                yield Told("retirement", name)

    def _as(self, who: str) -> Visitor:
        """Whoever it is, signed in: the password is asked for once."""
        if who not in self._here:
            self._people[who].get("/sign-in", 10)
            if self._people[who].post("/sign-in", {"username": who, "password": PASSWORD}, 10)[0] != DONE:
                raise ConnectionError
            self._here.add(who)
        return self._people[who]

    def _sent(self, page: str, who: str = "officer", **given: str) -> bool:
        visitor, path = self._as(who), f"{self._at}/{page}"
        status, form = visitor.get(path, 10)
        return status == 200 and visitor.post(path, fields(form) | given, 10)[0] == DONE

    def _certified(self, bought: int, name: str, serials: dict[str, str]) -> bool:
        visitor, path = self._as("officer"), f"{self._at}/purchases/{bought}/retire"
        form = fields(visitor.get(path, 10)[1])
        said = {"certificate_no": name, "registry_name": REGISTRY, "certificate_date": TODAY.isoformat()}
        said |= {**serials, "quantity_t": str(TONNES), "purpose": "judicial_compensation"}
        return visitor.send(path, "凭证.pdf", PDF, 10, "certificate", **form | said)[0] == DONE

    def _received(self, name: str) -> bool:
        """Money is entered on the duty to pay: the form, the page to check, then it is recorded."""
        visitor, path = self._as("prosecutor"), f"{self._at}/acts/perform?on=o2"
        form = fields(visitor.get(f"{path}&fresh=1", 10)[1])
        given = {**form, "a_amount": str(YUAN), "a_note": name, "do": "check"}
        _status, shown = visitor.post(path, given, 10)
        checked = fields(visitor.get(shown, 10)[1])
        return visitor.post(path, checked | {"do": "save"}, 10)[0] in (DONE, 303)

    def _last(self, pattern: str) -> int:
        page = self._as("officer").get(self._at, 10)[1]
        return max((int(one) for one in re.findall(pattern, page)), default=0)


def _quote(name: str) -> dict[str, str]:
    quoted = {"price_rule": "当地固定价", "price_source": name, "price_date": YESTERDAY.isoformat()}
    return {**quoted, "quantity_t": str(TONNES), "price_cny": str(PRICE), "expires_on": TODAY.isoformat()}


def _contract(name: str) -> dict[str, str]:
    of = {"seller": "某碳汇公司", "contract_no": name, "trade_date": YESTERDAY.isoformat()}
    return {**of, "quantity_t": str(TONNES), "price_cny": str(PRICE), "amount_cny": str(PRICE * TONNES)}


def _prepared(app: Flask) -> tuple[int, ...]:
    """Two cases that owe credits and money, of a bureau with two officers."""
    office = Office(app)
    with app.app_context():
        known = accounts.person_named("second")
    if known is None:
        office.lot(1, LAST)
        with office.work():
            place = office.person("officer").institution
            accounts.create_person(place, "second", "复核人", ("forestry_officer",), PASSWORD)
    return tuple(_owing(office) for _ in range(2))


def _owing(office: Office) -> int:
    made = owing(office, tonnes=str(LAST))
    money = {"kind": "服务功能损失赔偿金", "amount": "100000", "payee": "某专户", "obligors": ["张某"]}
    with office.work():
        folder, officer = folder_of(made), office.person("officer")
        assigned = {"persons": [officer.name], "role": "officer", "approval": "局长"}
        service.record(folder, officer, Doing("assign", TODAY, (), assigned))
        undertaken = {"o2": money, "signed": "张某"}
        service.record(folder, office.person("prosecutor"), Doing("undertake", YESTERDAY, ("o2",), undertaken))
    return made


def broken(app: Flask, kept: list[Told]) -> list[str]:
    """What was acknowledged and is not there, what is there twice, and what does not add up."""
    with app.app_context():
        there = {kind: Counter(found) for kind, found in _there().items()}
        lost = [f"{one.kind} {one.name} is lost" for one in kept if not there[one.kind][one.name]]
        twice = [f"{kind} {name} is there twice" for kind, of in there.items() for name in of if of[name] > 1]
        return [
            *lost,
            *twice,
            *_overlapping(),
            *_astray(),
            *filter(None, (totals.add_up(), index.follows_from_the_acts())),
        ]


def _folders() -> list[Folder]:
    return list(db.session().scalars(select(Folder).order_by(Folder.id)))


def _there() -> dict[str, list[str]]:
    """By kind, what stands in the tables."""
    columns: dict[str, Any] = {
        "reservation": Reservation.price_source,
        "purchase": Purchase.contract_no,
        "payment": PurchaseStep.evidence,
        "entry": CertificateEntry.certificate_no,
        "retirement": Retirement.certificate_no,
    }
    found = {kind: list(db.session().scalars(select(column))) for kind, column in columns.items()}
    cases = [service.state(folder) for folder in _folders()]
    money = [act for case in cases for act in case.acts if act.do == "perform" and "amount" in act.args]
    return found | {"money": [str(act.args["note"]) for act in money]}


def _overlapping() -> Iterator[str]:
    """Serials that two uses hold, and retirements of what nobody bought."""
    query = select(SerialUse.project_id, SerialUse.serial_from, SerialUse.serial_to).where(in_force())
    held = sorted(map(tuple, db.session().execute(query)))
    for one, other in pairwise(held):
        if one[0] == other[0] and other[1] <= one[2]:
            yield f"{one} and {other} hold the same serials"
    bought = set(db.session().scalars(select(Purchase.id)))
    for row in db.session().scalars(select(Retirement)):
        if row.purchase_id not in bought:
            yield f"retirement {row.certificate_no} has no purchase"


def _astray() -> Iterator[str]:
    """Cases whose account is not what came in."""
    for folder in _folders():
        case = service.state(folder)
        came = YUAN * sum(1 for act in case.acts if act.do == "perform" and "amount" in act.args)
        cash = sum((sum_ for (name, _), sum_ in balances(case.postings).items() if name == CASH), Decimal())
        if cash != came:
            yield f"case {folder.id} has {cash} of {came}"
