"""A county's three institutions and a case taken through its steps by the services, as tests begin from."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from casework import db
from casework.accounts import Person, institutions, purpose
from casework.accounts import service as accounts
from casework.cases import Case, filing, lifecycle
from casework.cases import service as cases
from casework.compensation import CREDITS, performance, plans, proposing
from casework.credits import JUDICIAL, purchases, register, registration, retirements
from casework.losses import measuring, reviewing
from rules.casefile import parse
from tests import testrun

PASSWORD = "Hemu-Fenzhi-42"
REGISTRY = "海峡资源环境交易中心"
TODAY = testrun.day()
YESTERDAY = TODAY - datetime.timedelta(days=1)

FACTS: dict[str, Any] = {
    "case": {"offence": "滥伐林木", "conduct": {"from": "2025-01-05", "to": "2025-01-20"}},
    "parties": [{"name": "张某", "role": "被告人"}],
    "stands": [
        {
            "id": "A",
            "county": "350627",
            "species": "硬阔类",
            "land_category": "公益林",
            "damage": {"type": "采伐"},
            "standing_stock_m3": "18.6493",
            "trees": 110,
        }
    ],
    "site_check": {"date": "2025-02-01", "replanting_in_place": False, "replanting_elsewhere": False},
    "restoration": {"ordered": "管护", "months": 6},
    "request": {"credits": True, "by": "张某", "date": "2025-02-10"},
    "opinions": [
        {"by": "检察院", "view": "同意", "date": "2025-02-11"},
        {"by": "被告人张某", "view": "同意", "date": "2025-02-11"},
        {"by": "林业局", "view": "同意", "date": "2025-02-11"},
    ],
    "options": {
        "method": "national-default",
        "multiplier": "2",
        "credit": {"type": "FFCER"},
        "price": {"cny_per_t": "58.00", "rule": "前一交易日收盘价", "source": "测试行情", "date": "2025-02-10"},
    },
}
"""硬阔类 18.6493 m³ by the national default is 42.90 t; rounded up and doubled 86 t; at 58 元 these are 4,988.00 元."""

REQUIRED_T = 86


def with_changes(facts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Facts with changes: ``stands__0__trees`` stands for ``stands[0].trees``; None takes a fact away."""
    for place, value in changes.items():
        *way, last = [int(key) if key.isdecimal() else key for key in place.split("__")]
        inner: Any = facts
        for key in way:
            inner = inner.setdefault(key, {}) if isinstance(inner, dict) else inner[key]
        if value is None:
            inner.pop(last, None)
        else:
            inner[last] = value
    return facts


@dataclass
class Office:
    """The application with a prosecutor, an officer and a judge of one county, and another county's three."""

    app: Flask
    case_id: int = 0

    @contextmanager
    def work(self) -> Iterator[None]:
        """One transaction that may write, all or nothing."""
        with self.app.app_context(), db.writing():
            yield

    def open(self) -> None:
        with self.work():
            purpose.mark(purpose.OFFICE)
            for county, code in (("南靖县", "350627"), ("漳浦县", "350623")):
                for kind, name, role, username in (
                    ("procuratorate", "人民检察院", "prosecutor", "prosecutor"),
                    ("court", "人民法院", "judge", "judge"),
                    ("forestry_bureau", "林业局", "forestry_officer", "officer"),
                ):
                    institution = institutions.create_institution(county + name, kind, code)
                    suffix = "" if code == "350627" else "2"
                    accounts.create_person(institution, username + suffix, username + suffix, (role,), PASSWORD)

    def browser(self, username: str) -> FlaskClient:
        """A browser of a person, signed in."""
        client = self.app.test_client()
        answer = client.post("/sign-in", data={"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return client

    def person(self, username: str) -> Person:
        found = accounts.person_named(username)
        assert found is not None
        return found

    @property
    def case(self) -> Case:
        """The case, inside ``work``."""
        return db.session().get_one(Case, self.case_id)

    def file(self, facts: dict[str, Any] | None = None) -> None:
        with self.work():
            self.case_id = filing.file(self.person("prosecutor"), parse(copy.deepcopy(facts or FACTS))).id

    def accept(self) -> None:
        with self.work():
            lifecycle.advance(self.case, "accept", self.person("judge"))

    def facts(self, **changes: Any) -> dict[str, Any]:
        """The facts of the case with these changes, inside ``work``; see ``with_changes``."""
        return with_changes(cases.current_casefile(self.case).as_json(), **changes)

    def choice(self, changes: dict[str, Any] | None = None, **choice: Any) -> measuring.Choice:
        """What an officer chooses, with changes made in the facts of the case, inside ``work``."""
        facts = self.facts(**changes) if changes is not None else None
        return measuring.Choice(**({"method": "national-default@2026-11"} | choice), facts=facts)

    def measure(self, **choice: Any) -> None:
        with self.work():
            wanted = self.choice(**choice)
            previewed = measuring.draft(self.case, wanted).result.hash
            measuring.submit(self.case, self.person("officer"), wanted, previewed)

    def confirm(self) -> None:
        with self.work():
            reviewing.confirm(self.case, self.person("judge"), "", {})

    def propose(self, entry: proposing.PlanEntry | None = None) -> None:
        with self.work():
            proposing.propose(self.case, self.person("prosecutor"), entry or plan())

    def approve(self, reason: str = "") -> None:
        with self.work():
            plans.approve(self.case, self.person("judge"), reason)

    def lot(self, first: int = 1, last: int = 1000, **project: Any) -> int:
        """A project with one lot; gives the project's id."""
        with self.work():
            officer = self.person("officer")
            entry: dict[str, Any] = {
                "registry_name": REGISTRY,
                "name": "测试林业碳汇项目",
                "code": f"T-{len(register.projects().rows) + 1}",
                "credit_type": "FFCER",
                "methodology": "测试方法学",
            }
            made = registration.add_project(officer, registration.ProjectEntry(**(entry | project)))
            lot = registration.LotEntry("2024", first, last, last - first + 1, "测试公告")
            registration.add_lot(officer, made.id, lot)
            return made.id

    def credit_item(self) -> int:
        """The id of the credit item of the approved plan."""
        with self.work():
            found = performance.performance(self.case)
            assert found is not None
            return found.credit_items[0].item.id

    def buy(self, project: int, first: int, last: int, **entry: Any) -> int:
        """Buy a range for the credit item; gives the purchase's id."""
        item = self.credit_item()
        with self.work():
            bought = performance.buy(self.case, self.person("officer"), item, purchase(project, first, last, **entry))
            return bought.id

    def retire(self, bought: int, first: int, last: int, **entry: Any) -> int:
        with self.work():
            wanted = retirement(first, last, **entry)
            return performance.retire(self.case, self.person("officer"), bought, wanted).id

    def to_performing(self, entry: proposing.PlanEntry | None = None) -> None:
        self.file()
        self.accept()
        self.measure()
        self.confirm()
        self.propose(entry)
        self.approve()


def credit_entry(**values: Any) -> proposing.ItemEntry:
    complete: dict[str, Any] = {
        "route": CREDITS,
        "quantity_t": REQUIRED_T,
        "price_cny": Decimal("58.00"),
        "price_rule": "当地固定价",
        "price_source": "测试行情",
        "price_date": YESTERDAY,
    }
    return proposing.ItemEntry(**(complete | values))


def plan(*items: proposing.ItemEntry, **values: Any) -> proposing.PlanEntry:
    """A plan of the required credits, or of the given items, with the party's undertaking."""
    complete: dict[str, Any] = {"undertaking_by": "张某", "undertaking_date": YESTERDAY}
    if items and all(item.route != CREDITS for item in items):
        complete["note"] = "碳汇损失另行赔偿"
    return proposing.PlanEntry(items=items or (credit_entry(),), **(complete | values))


def purchase(project: int, first: int, last: int, **values: Any) -> purchases.PurchaseEntry:
    length = last - first + 1
    complete: dict[str, Any] = {
        "project_id": project,
        "seller": "某碳汇公司",
        "contract_no": f"HT-{first}",
        "trade_date": YESTERDAY,
        "serial_from": first,
        "serial_to": last,
        "quantity_t": length,
        "price_cny": Decimal("58.00"),
        "amount_cny": Decimal("58.00") * length,
    }
    return purchases.PurchaseEntry(**(complete | values))


def retirement(first: int, last: int, **values: Any) -> retirements.RetirementEntry:
    complete: dict[str, Any] = {
        "certificate_no": f"ZX-{first}-{last}",
        "registry_name": REGISTRY,
        "certificate_date": TODAY,
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "purpose": JUDICIAL,
    }
    return retirements.RetirementEntry(**(complete | values))
