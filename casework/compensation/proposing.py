"""Writing a plan: what is proposed is checked against the open routes, the required credits and the undertaking."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db
from casework.accounts import Person
from casework.cases import Case, lifecycle
from casework.cases.stages import STEPS
from casework.compensation.errors import PlanRefused
from casework.compensation.models import CREDITS, Plan, PlanItem
from casework.compensation.plans import Basis, basis
from casework.wording import joined
from rules.casefile import canonical
from rules.casefile.options import Price
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.settlement.plan import RESTORE, Item, check_plan
from rules.settlement.prices import check_price, price_rule, titles
from rules.values.quantity import Rounding, plain

NO_ROUTE = template("方案至少要选一种履行方式")
ROUTE_CLOSED = template("“%(route)s”不符合条件：%(reasons)s")
ROUTE_TWICE = template("同一种履行方式列了两次")
NO_WHOLE_STEPS = template("认购量应为 %(step)s t 的整数倍")
UNKNOWN_ROUTE = template("没有“%(route)s”这种履行方式")

CENT = Rounding.parse("half_up 0.01")
MONEY = "赔偿金"
LONGEST = 2000


@dataclass(frozen=True)
class ItemEntry:
    """One route as proposed. Credits need quantity and price; other routes need ``terms``, money also its amount.

    ``covers``: the heads of loss it makes good (``rules.settlement.plan``); left out, those that only this route can.
    """

    route: str
    terms: str = ""
    deadline: datetime.date | None = None
    quantity_t: Decimal | int | None = None
    price_cny: Decimal | None = None
    price_rule: str = ""
    price_source: str = ""
    price_date: datetime.date | None = None
    amount_cny: Decimal | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanEntry:
    """What the prosecutor proposes. ``undertaking_by``: the party who signed the undertaking (承诺书)."""

    items: tuple[ItemEntry, ...]
    undertaking_by: str = ""
    undertaking_date: datetime.date | None = None
    note: str = ""


def begin(case: Case, person: Person) -> Basis:
    """What a plan would rest on, if this person may propose one now."""
    lifecycle.check_step(case, STEPS["propose"], person)
    return basis(case)


def propose(case: Case, person: Person, entry: PlanEntry) -> Plan:
    """Propose a plan on the confirmed loss.

    Raises ``PlanRefused`` with every mistake at its field (``items[0].quantity_t``, ``note`` …), ``NothingConfirmed``,
    or what the step itself refuses.
    """
    lifecycle.check_step(case, STEPS["propose"], person)
    rests_on = basis(case)
    mistakes = _Checks(rests_on, entry).all()
    if mistakes:
        raise PlanRefused(gettext("方案没有提出，请改正下列各处。"), tuple(mistakes))
    return _store(case, person, entry, rests_on)


@db.writing()
def _store(case: Case, person: Person, entry: PlanEntry, rests_on: Basis) -> Plan:
    plan = Plan(
        case_id=case.id,
        assessment_id=rests_on.confirmed.row.id,
        casefile_version_id=rests_on.version.id,
        number=_next_number(case),
        result=canonical(rests_on.result.as_json()),
        hash=rests_on.result.hash,
        undertaking_by=entry.undertaking_by.strip() or None,
        undertaking_date=entry.undertaking_date,
        note=entry.note.strip(),
        proposed_by=person.id,
        at=db.now(),
    )
    db.session().add(plan)
    db.session().flush()
    items = tuple(_item(plan, number, item, rests_on) for number, item in enumerate(entry.items, start=1))
    db.session().add_all(items)
    db.session().flush()
    detail = {"plan": plan.number, "routes": [item.route for item in entry.items]}
    lifecycle.advance(case, "propose", person, detail=detail, proves=(plan, *items))
    return plan


def _next_number(case: Case) -> int:
    taken = db.session().scalar(select(func.max(Plan.number)).where(Plan.case_id == case.id))
    return (taken or 0) + 1


def _item(plan: Plan, position: int, entry: ItemEntry, rests_on: Basis) -> PlanItem:
    item = PlanItem(
        plan_id=plan.id,
        position=position,
        route=entry.route,
        terms=entry.terms.strip(),
        amount_cny=entry.amount_cny,
        deadline=entry.deadline,
        covers="\n".join(entry.covers) or None,
    )
    if entry.route == CREDITS and entry.price_cny is not None and entry.quantity_t is not None:
        item.credit_type = rests_on.credit_type
        step = rests_on.credit_step
        item.quantity_t = int(entry.quantity_t / step)
        item.unit_t = None if step == 1 else step
        item.multiplier = rests_on.casefile.options.multiplier
        item.price_cny = entry.price_cny
        item.price_rule = entry.price_rule.strip()
        item.price_source = entry.price_source.strip()
        item.price_date = entry.price_date
        item.amount_cny = CENT.apply(entry.price_cny * entry.quantity_t)
    return item


class _Checks:
    """Everything that can be wrong with a proposal, each with its field."""

    def __init__(self, rests_on: Basis, entry: PlanEntry) -> None:
        self._basis = rests_on
        self._entry = entry
        self._mistakes: list[FieldError] = []

    def all(self) -> list[FieldError]:
        routes = [item.route for item in self._entry.items]
        if not routes:
            self._add("items", gettext(NO_ROUTE))
        for number, item in enumerate(self._entry.items):
            self._check_route(number, item, again=item.route in routes[:number])
            if item.route == CREDITS:
                self._check_credits(number, item)
            else:
                self._check_other(number, item)
            if item.deadline is not None and item.deadline < db.today():
                self._add(f"items[{number}].deadline", gettext("履行期限 %(day)s 已经过去", day=item.deadline))
        self._check_undertaking(needed=CREDITS in routes)
        self._check_fit()
        return self._mistakes

    def _add(self, path: str, message: str) -> None:
        self._mistakes.append(FieldError(path, message))

    def _check_route(self, number: int, item: ItemEntry, *, again: bool) -> None:
        at = f"items[{number}].route"
        route = self._basis.result.route(item.route)
        if again:
            self._add(at, gettext(ROUTE_TWICE))
        elif route is None:
            self._add(at, gettext(UNKNOWN_ROUTE, route=item.route))
        elif not route.open:
            reasons = joined(map(str, route.reasons), "；")
            self._add(at, gettext(ROUTE_CLOSED, route=item.route, reasons=reasons))
        if len(item.terms.strip()) > LONGEST:
            self._add(f"items[{number}].terms", gettext("至多 %(longest)s 字", longest=LONGEST))

    def _check_credits(self, number: int, item: ItemEntry) -> None:
        at = f"items[{number}]"
        if item.quantity_t is None or item.quantity_t <= 0:
            self._add(f"{at}.quantity_t", gettext("认购量应大于 0"))
        elif item.quantity_t % self._basis.credit_step:
            step = plain(self._basis.credit_step)
            self._add(f"{at}.quantity_t", gettext(NO_WHOLE_STEPS, step=step))
        if item.price_cny is None or item.price_cny <= 0:
            self._add(f"{at}.price_cny", gettext("单价应大于 0"))
        for name, text, longest in (("price_rule", item.price_rule, 200), ("price_source", item.price_source, 500)):
            if not text.strip():
                self._add(f"{at}.{name}", gettext("单价须写明取价规则、来源和日期"))
            elif len(text.strip()) > longest:
                self._add(f"{at}.{name}", gettext("至多 %(longest)s 字", longest=longest))
        if item.price_date is None:
            self._add(f"{at}.price_date", gettext("单价须写明取价规则、来源和日期"))
        elif item.price_date > db.today():
            self._add(f"{at}.price_date", gettext("价格日期 %(day)s 尚未到来", day=item.price_date))
        elif item.price_cny and item.price_rule.strip() and item.price_source.strip():
            self._check_price(at, item, item.price_cny, item.price_date)

    def _check_price(self, at: str, item: ItemEntry, price: Decimal, day: datetime.date) -> None:
        """A price must bear the day its rule asks for, taken for the decision, the undertaking or the proposal.

        One taken over from the case file was checked there, for its own day.
        """
        stated = self._basis.casefile.options.price
        if stated is not None and (stated.rule, stated.date, stated.cny_per_t) == (item.price_rule, day, price):
            return
        if price_rule(item.price_rule) is None:
            known = joined(titles())
            self._add(f"{at}.price_rule", gettext("取价规则没有收录，请用：%(known)s", known=known))
        taken = Price(cny_per_t=price, rule=item.price_rule, source=item.price_source, date=day)
        decided = self._basis.result.on
        days = [one for one in (self._entry.undertaking_date, decided, db.today()) if one is not None]
        found = [check_price(taken, one).errors for one in days]
        if all(found):
            for error in found[0]:
                self._add(f"{at}.price_{error.path.removesuffix('_per_t')}", error.message)

    def _check_other(self, number: int, item: ItemEntry) -> None:
        at = f"items[{number}]"
        if not item.terms.strip():
            self._add(f"{at}.terms", gettext("须写明履行的内容和要求"))
        if item.route == MONEY and item.amount_cny is None:
            self._add(f"{at}.amount_cny", gettext("赔偿金须写明金额"))
        if item.amount_cny is not None and (item.amount_cny <= 0 or item.amount_cny != CENT.apply(item.amount_cny)):
            self._add(f"{at}.amount_cny", gettext("金额应大于 0，至多两位小数"))

    def _check_undertaking(self, *, needed: bool) -> None:
        by, day = self._entry.undertaking_by.strip(), self._entry.undertaking_date
        if needed and not by:
            self._add("undertaking_by", gettext("认购碳汇须当事人自愿，请写明谁签署了承诺书"))
        if by and self._basis.parties and by not in self._basis.parties:
            known = joined(self._basis.parties)
            self._add("undertaking_by", gettext("承诺人应为本案当事人：%(known)s", known=known))
        if (needed or by) and day is None:
            self._add("undertaking_date", gettext("请写明承诺书的日期"))
        elif day is not None and day > db.today():
            self._add("undertaking_date", gettext("承诺书日期 %(day)s 尚未到来", day=day))
        elif day is not None and day < self._basis.casefile.case.conduct.ended:
            self._add("undertaking_date", gettext("承诺书日期早于行为终了日"))

    def _check_fit(self) -> None:
        """Plan against loss: what a reason heals is asked of the note, the rest is refused where it stands."""
        note = self._entry.note.strip()
        if len(note) > LONGEST:
            self._add("note", gettext("至多 %(longest)s 字", longest=LONGEST))
        items = [
            Item(item.route, item.covers, item.quantity_t if item.route == CREDITS else None, item.amount_cny)
            for item in self._entry.items
        ]
        settled = (RESTORE,) if self._basis.casefile.restoration.ordered else ()
        wanting = []
        for finding in check_plan(items, self._basis.result, settled) if items else ():
            if not finding.reason_heals:
                self._mistakes.append(finding.error)
            elif not note:
                wanting.append(finding.error.message)
        for message in wanting:
            self._add("note", message)
