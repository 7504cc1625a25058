"""A case of the demonstration on its way through the stages, each step by the service that a page would call."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from casework.cases import Case, filing, lifecycle
from casework.cases import service as cases
from casework.compensation import CREDITS, checking, performance, plans, proposing
from casework.credits import JUDICIAL, purchases, retirements
from casework.deadlines import recording
from casework.demo.people import REGISTRY, Staff
from casework.losses import measuring, reviewing
from rules.casefile import CaseFile


@dataclass
class Story:
    """``name`` tells the papers of this case from those of others; serials are taken from ``first_serial`` on."""

    staff: Staff
    casefile: CaseFile
    name: str
    project_id: int = 0
    first_serial: int = 1
    case: Case | None = None

    @property
    def filed(self) -> Case:
        assert self.case is not None, "filing comes first"
        return self.case

    @property
    def item(self) -> performance.ItemState:
        """The credit item of the approved plan."""
        found = performance.performance(self.filed)
        assert found is not None, "the plan was approved"
        return found.credit_items[0]

    @property
    def begun(self) -> datetime.date:
        """The day of the price, from which the days of the papers count."""
        price = self.casefile.options.price
        if price is None or price.date is None:
            raise RuntimeError("the demonstration names its price and its day")
        return price.date

    def file(self) -> Case:
        self.case = filing.file(self.staff.prosecutor, self.casefile)
        return self.case

    def withdraw(self) -> None:
        lifecycle.advance(self.filed, "withdraw", self.staff.prosecutor, reason="演示：撤回。")

    def accept(self) -> None:
        lifecycle.advance(self.filed, "accept", self.staff.judge)

    def measure(self) -> None:
        method = [found for found in measuring.methods() if found.id == "national-default"][-1]
        choice = measuring.Choice(f"{method.id}@{method.edition}")
        preview = measuring.draft(self.filed, choice)
        measuring.submit(self.filed, self.staff.officer, choice, preview.result.hash)

    def send_back(self) -> None:
        reviewing.send_back(self.filed, self.staff.judge, "演示：请核对蓄积。", {})

    def confirm(self) -> None:
        reviewing.confirm(self.filed, self.staff.judge, "演示：逐行核对无误。", {})

    def propose(self) -> None:
        basis = plans.basis(self.filed)
        price = basis.casefile.options.price
        assert price is not None, "the demonstration names its price"
        credits_item = proposing.ItemEntry(
            route=CREDITS,
            quantity_t=basis.required_t,
            price_cny=price.cny_per_t,
            price_rule=price.rule,
            price_source=price.source,
            price_date=price.date,
        )
        entry = proposing.PlanEntry(
            items=(credits_item,),
            undertaking_by=basis.parties[0],
            undertaking_date=days_later(self.begun, 2),
            note="演示方案",
        )
        proposing.propose(self.filed, self.staff.prosecutor, entry)

    def approve(self) -> None:
        plans.approve(self.filed, self.staff.judge, "")

    def buy(self) -> None:
        item = self.item.item
        quantity, price = item.quantity_t, item.price_cny  # in whole tonnes: the demonstration buys FFCER
        if quantity is None or price is None:
            raise RuntimeError("a credit item has quantity and price")
        entry = purchases.PurchaseEntry(
            project_id=self.project_id,
            seller="演示出让方（非真实单位）",
            contract_no=f"演示合同{self.name}号",
            trade_date=days_later(self.begun, 5),
            serial_from=self.first_serial,
            serial_to=self.first_serial + quantity - 1,
            quantity_t=quantity,
            price_cny=price,
            amount_cny=(price * quantity).quantize(Decimal("0.01")),
        )
        performance.buy(self.filed, self.staff.officer, item.id, entry)

    def retire(self) -> None:
        bought = self.item.holdings[0].purchase
        entry = retirements.RetirementEntry(
            certificate_no=f"演示注销凭证{self.name}号",
            registry_name=REGISTRY,
            certificate_date=days_later(self.begun, 9),
            serial_from=bought.serial_from,
            serial_to=bought.serial_to,
            quantity_t=bought.quantity_t,
            purpose=JUDICIAL,
        )
        performance.retire(self.filed, self.staff.officer, bought.id, entry)

    def rule(self) -> None:
        ruled = days_later(self.begun, 15).isoformat()
        seen = checking.proofs(self.filed)
        number, note = f"演示裁判文书{self.name}号", "演示裁判，并非真实判决。"
        cases.rule(self.filed, self.staff.judge, number, ruled, note, checked=seen)

    def close(self) -> None:
        lifecycle.advance(self.filed, "close", self.staff.judge)

    def record(self, event: str, begun: datetime.date, until: datetime.date | None = None, *, court: bool) -> None:
        """An event of the proceedings, recorded by the court or by the procuratorate."""
        person = self.staff.judge if court else self.staff.prosecutor
        recording.record(self.filed, person, recording.EventEntry(event, begun, until, note="演示"))


def days_later(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)
