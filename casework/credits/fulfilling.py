"""认购与注销 of an obligation: bought from the register, and performed by the certificate of its retirement.

The retirement and the act that performs the obligation are one transaction; the certificate is the act's paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case
from casework.cases.service import check_version, touch
from casework.credits import former, purchases, retirements, serials
from casework.credits.certificates import EXTENSIONS
from casework.credits.errors import UnknownCredit
from casework.credits.models import Purchase, Retirement
from casework.credits.purchases import Obligation, PurchaseEntry
from casework.credits.register import type_name
from casework.credits.retirements import Holding, Proven, RetirementEntry
from casework.proceedings import Folder, dossier, facts, history, offering, service
from casework.proceedings.errors import answer_to
from casework.proceedings.files import Paper
from casework.proceedings.names import duty_name
from casework.proceedings.service import Doing
from rules.proceedings import state
from rules.proceedings.refusals import Refused
from rules.reading.messages import msg, template
from rules.settlement.heads import CREDITS
from rules.settlement.serials import told

NO_FACTS = template("本案的案情还没有登记，登记后才能从登记簿认购")
NOTHING_TO_BUY = template("没有这一项认购碳汇的义务")
OF_TICKET = "{number}（凭证 {certificate}）"


@dataclass(frozen=True)
class Bought:
    """An obligation of kind credits with what was bought for it from the register.

    ``told``: of a case that went by stages, the acts that its purchases and retirements are.
    """

    key: str
    name: str
    duty: state.Obligation
    holdings: tuple[Holding, ...]
    told: former.Told = field(default_factory=former.Told)

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
    return {
        key: Bought(key, duty_name(duty), duty, tuple(one for one in held if told.key_of(one.purchase) == key), told)
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
    """Take back a purchase that was entered in error. Raises ``RecordKept`` once anything of it is retired.

    One that the former system recorded was told as an act, which is void with it.
    """
    db.lock(folder)
    found = _held(folder, person, purchase_id)
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


def to_retire(folder: Folder, person: Person, purchase_id: int) -> Held:
    """A purchase for an obligation that this person may perform now."""
    return _held(folder, person, purchase_id)


def _held(folder: Folder, person: Person, purchase_id: int) -> Held:
    of = facts.case_of(folder)
    if of is None:
        raise UnknownCredit(gettext("本案没有这笔认购。"))
    purchase, case = purchases.purchase_of(of, purchase_id), history.history(folder)
    told = former.told(case, retirements.holdings(of)) if not purchase.obligation else former.Told()
    key = told.key_of(purchase)
    _mine(folder, person, key, case)
    return Held(of, purchase, key, told.purchases.get(purchase.id))


@db.writing()
def retire(
    folder: Folder, person: Person, purchase_id: int, entry: RetirementEntry, seen: int | None = None
) -> Retirement:
    """Confirm a retirement on the registry's certificate, and perform the obligation by it.

    Raises what ``retirements.proven`` and the table refuse, ``SerialsTaken`` where a serial is retired already.
    """
    db.lock(folder)
    held = _held(folder, person, purchase_id)
    if seen is not None:
        check_version(held.of, seen)
    found = retirements.proven(held.of, held.purchase, entry)
    act = _perform(folder, person, held, found)
    made = retirements.kept(held.of, person, found, act)
    touch(held.of)
    audit.record("retire_credits", f"case:{held.of.id}", retirements.detail_of(made), person=person, proves=(made,))
    return made


def _perform(folder: Folder, person: Person, held: Held, found: Proven) -> int:
    """Perform the obligation by a retirement: the number of the act. What an act bought before is only retired."""
    purchase, project = found.purchase, found.project
    kind = EXTENSIONS[found.certificate.media_type]
    name = f"{gettext('注销凭证')} {found.entry.certificate_no}.{kind}".replace("/", "-")
    (name,) = dossier.hand_in(folder, person, [Paper(name, found.certificate.content)])
    tonnes = project.tonnes(found.serials.length)
    args = {
        "retire": tonnes,
        "serials": serials_told(found),
        "credit": project.credit_type,
        "certificate": [name],
        "date": found.entry.certificate_date,
    }
    if held.act is None:
        args |= {"buy": tonnes, "seller": purchase.seller, "price": purchase.price_cny}
    doing = Doing("perform", db.today(), (held.key,), args, registered=True)
    act = service.record(folder, person, doing).acts[-1]
    used = serials.of_project(project, found.serials.first, found.serials.last)
    try:
        serials.use(folder, act, used, project)
    except Refused as refused:
        raise answer_to(refused) from refused
    return act.number


def serials_told(found: Proven) -> str:
    """The serials as an act says them; of a ticket without them its number, with that of the certificate."""
    number = retirements.lot_of(found.purchase).ticket_no
    if number is None:
        return told(found.project.code, found.serials.first, found.serials.last)
    return OF_TICKET.format(number=number, certificate=found.entry.certificate_no)
