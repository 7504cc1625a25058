"""认购 for an obligation of a case: bought from the register, and taken back where it failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.cases.service import check_version, touch
from casework.credits import former, purchases, reservations, retirements
from casework.credits.errors import RecordKept, UnknownCredit
from casework.credits.models import Purchase, Retirement
from casework.credits.purchases import Obligation, PurchaseEntry
from casework.credits.register import type_name
from casework.credits.reservations import Reserved
from casework.credits.retirements import Holding
from casework.proceedings import Folder, facts, history, offering, service
from casework.proceedings.errors import answer_to
from casework.proceedings.names import duty_name
from casework.proceedings.service import Doing
from rules.proceedings import state
from rules.proceedings.refusals import Refused
from rules.reading.messages import msg, template
from rules.settlement.heads import CREDITS

NO_FACTS = template("本案的案情还没有登记，登记后才能从登记簿认购")
NOTHING_TO_BUY = template("没有这一项认购碳汇的义务")
IS_PUT_AWAY = template("本案已归档，重新启用后才能登记")
WAS_TAKEN_BACK = template("这笔认购已经撤销，不再登记付款、交割或者退款")
PUT_AWAY = "archived"


@dataclass(frozen=True)
class Bought:
    """An obligation of kind credits with what was bought for it from the register.

    ``told``: of a case that went by stages, the acts that its purchases and retirements are. ``reserved``: what is held
    for it.
    """

    key: str
    name: str
    duty: state.Obligation
    holdings: tuple[Holding, ...]
    told: former.Told = field(default_factory=former.Told)
    reserved: tuple[Reserved, ...] = ()

    def act_of(self, retirement: Retirement) -> int | None:
        """The number of the act that performed it by this retirement."""
        return retirement.act or self.told.retirements.get(retirement.id)

    @property
    def credit_type(self) -> str:
        """The type that is owed; empty where any will do."""
        stated = str(self.duty.details.get("credit") or "")
        return type_name(stated) if stated else ""

    @property
    def price_cny(self) -> Decimal | None:
        """The price that was fixed, CNY per tonne."""
        price = self.duty.details.get("price")
        return price if isinstance(price, Decimal) else None

    @property
    def live(self) -> tuple[Holding, ...]:
        """Purchases that were not taken back."""
        return tuple(one for one in self.holdings if one.cancelled is None)

    @property
    def left_t(self) -> Decimal | None:
        """Tonnes still to be bought; None where no quantity in tonnes was fixed."""
        rest = self.duty.rest if self.duty.unit == "tonnes" else None
        if rest is None:
            return None
        # What the former system bought was told as done with the purchase already.
        counted = self.told.purchases
        live = [one for one in self.live if one.purchase.id not in counted]
        waiting = sum((one.purchase.tonnes - one.retired_t for one in live), Decimal(0))
        return max(rest - waiting, Decimal(0))


def bought(folder: Folder, case: state.Case) -> dict[str, Bought]:
    """By its key, each obligation of kind credits with what was bought for it."""
    of = facts.case_of(folder)
    held = retirements.holdings(of) if of is not None else []
    told = former.told(case, held)
    reserved = reservations.of_case(of) if of is not None else []
    return {
        key: Bought(
            key,
            duty_name(duty),
            duty,
            tuple(one for one in held if told.key_of(one.purchase) == key),
            told,
            tuple(one for one in reserved if one.row.obligation == key),
        )
        for key, duty in case.obligations.items()
        if duty.kind == CREDITS
    }


def to_buy(folder: Folder, person: Person, key: str) -> tuple[Case, Bought]:
    """The obligation, if this person may perform it now. Raises ``UnknownCredit``, and what the table refuses."""
    return _mine(folder, person, key, history.history(folder))


def _mine(folder: Folder, person: Person, key: str, case: state.Case) -> tuple[Case, Bought]:
    found = bought(folder, case).get(key)
    if found is None:
        raise UnknownCredit(gettext(NOTHING_TO_BUY))
    refused = offering.refusal_of(case, service.actor_of(person), db.today(), "perform", key)
    if refused is not None:
        raise answer_to(refused)
    of = facts.case_of(folder)
    if of is None:
        raise answer_to(Refused("impossible", msg(NO_FACTS), "", "facts"))
    return of, found


def buyable(folder: Folder, person: Person, case: state.Case) -> tuple[str, ...]:
    """The obligations for which this person may buy from the register, or retire what was bought, now."""
    if folder.case_id is None:
        return ()
    actor, day = service.actor_of(person), db.today()
    owed = (key for key, duty in case.obligations.items() if duty.kind == CREDITS)
    return tuple(key for key in owed if offering.refusal_of(case, actor, day, "perform", key) is None)


def payable(folder: Folder, person: Person, case: state.Case) -> tuple[str, ...]:
    """The obligations whose contracts this person may follow: money is often entered once all is retired."""
    if folder.case_id is None or case.state == PUT_AWAY:
        return ()
    actor, day = service.actor_of(person), db.today()
    owed = (key for key, duty in case.obligations.items() if duty.kind == CREDITS)
    return tuple(key for key in owed if offering.seat_refusal(case, actor, day, "perform", key) is None)


@db.writing()
def buy(folder: Folder, person: Person, key: str, entry: PurchaseEntry, seen: int | None = None) -> Purchase:
    """Record a purchase from the register for an obligation.

    ``seen``: the version of the case that the page was made from. Raises ``CreditRefused`` with every mistake and its
    field, ``SerialsTaken`` where a serial is in use already, and what the table refuses of performing.
    """
    db.lock(folder)
    of, found = _mine(folder, person, key, history.history(folder))
    if seen is not None:
        check_version(of, seen)
    quantity = found.duty.quantity if found.duty.unit == "tonnes" else None
    owed = Obligation(key, found.credit_type, quantity, found.left_t)
    made, detail = purchases.bought(of, person, owed, entry)
    touch(of)
    audit.record("buy_credits", f"case:{of.id}", detail, person=person, proves=(made,))
    return made


@db.writing()
def take_back(folder: Folder, person: Person, purchase_id: int, reason: str) -> None:
    """Take back a purchase that failed or was entered in error. Raises ``RecordKept`` once anything of it is retired,
    or a certificate waits for its confirmation.

    One that the former system recorded was told as an act, which is void with it.
    """
    db.lock(folder)
    found = held(folder, person, purchase_id)
    purchases.take_back(found.of, person, found.purchase, reason)
    if found.act is not None:
        args = {"number": str(found.act), "ground": reason}
        service.record(folder, person, Doing("void", db.today(), (), args, registered=True))


@dataclass(frozen=True)
class Held:
    """A purchase for the obligation ``key``. ``act``: its number, where the purchase was told as an act itself."""

    of: Case
    purchase: Purchase
    key: str
    act: int | None

    @property
    def holding(self) -> Holding:
        """The purchase with its retirements."""
        return retirements.holding_of(self.of, self.purchase.id)


def held(folder: Folder, person: Person, purchase_id: int) -> Held:
    """A purchase for an obligation that this person may perform now. Raises ``UnknownCredit``, and what the table
    refuses."""
    found = held_in(folder, purchase_id)
    _mine(folder, person, found.key, history.history(folder))
    return found


def followed(folder: Folder, person: Person, purchase_id: int) -> Held:
    """A purchase in force whose contract this person may follow, whatever became of the obligation. Raises
    ``UnknownCredit``, ``RecordKept`` of one that was taken back or of a case that is put away, and what the table
    refuses of his seat."""
    found, case = held_in(folder, purchase_id), history.history(folder)
    refused = offering.seat_refusal(case, service.actor_of(person), db.today(), "perform", found.key)
    if refused is not None:
        raise answer_to(refused)
    if case.state == PUT_AWAY:
        raise RecordKept(gettext(IS_PUT_AWAY))
    if found.holding.cancelled is not None:
        raise RecordKept(gettext(WAS_TAKEN_BACK))
    return found


def purchases_of(of: Case) -> list[int]:
    """The numbers of the purchases of a case."""
    return [one.purchase.id for one in retirements.holdings(of)]


def held_in(folder: Folder, purchase_id: int) -> Held:
    """A purchase of the case, whoever asks. Raises ``UnknownCredit``."""
    of = facts.case_of(folder)
    if of is None:
        raise UnknownCredit(gettext("本案没有这笔认购。"))
    purchase, case = purchases.purchase_of(of, purchase_id), history.history(folder)
    told = former.told(case, retirements.holdings(of)) if not purchase.obligation else former.Told()
    return Held(of, purchase, told.key_of(purchase), told.purchases.get(purchase.id))
