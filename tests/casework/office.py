"""A county's three institutions and a case taken through its acts by the services, as tests begin from."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from casework import db
from casework.accounts import Person, institutions, purpose
from casework.accounts import service as accounts
from casework.cases import Case
from casework.credits import JUDICIAL, confirming, fulfilling, purchases, register, registration, retirements
from casework.losses import deciding, measuring, ordered, reviewing
from casework.losses.deciding import Decision
from casework.proceedings import Folder, facts, filing, service
from casework.proceedings.files import Paper
from casework.proceedings.filing import Opening
from casework.proceedings.service import Doing
from rules.casefile import parse
from rules.proceedings import state
from rules.proceedings.acts import Act
from tests import testrun

PASSWORD = "Hemu-Fenzhi-42"
REGISTRY = "海峡资源环境交易中心"
COURT, BUREAU = "南靖县人民法院", "南靖县林业局"
PDF = b"%PDF-1.7 test"
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
            "saplings": 0,
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

CREDITS_OWED: dict[str, Any] = {
    "kind": "认购碳汇",
    "tonnes": str(REQUIRED_T),
    "credit": "FFCER",
    "price": "58.00",
    "price_rule": "当地固定价",
    "price_source": "测试行情",
    "price_date": YESTERDAY.isoformat(),
}
"""What the party owes when he undertakes to buy the required credits."""


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
    """The application with a prosecutor, an officer and a judge of one county, and another county's three.

    ``folder_id``: the case that was opened last.
    """

    app: Flask
    folder_id: int = 0

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

    def watcher(self) -> FlaskClient:
        """A browser of a supervisor of the court: he sees its cases and acts in none."""
        with self.work():
            accounts.create_person(self.person("judge").institution, "watcher", "watcher", ("supervisor",), PASSWORD)
        return self.browser("watcher")

    @property
    def folder(self) -> Folder:
        """The case, inside ``work``."""
        return db.session().get_one(Folder, self.folder_id)

    @property
    def case(self) -> Case:
        """The record of the facts of the case, inside ``work``."""
        found = facts.case_of(self.folder)
        assert found is not None
        return found

    @property
    def case_id(self) -> int:
        """The number of that record."""
        with self.app.app_context():
            found = self.folder.case_id
        assert found is not None
        return found

    @property
    def course(self) -> state.Case:
        """The case as its acts have made it, inside ``work``."""
        return service.state(self.folder)

    def order(self, key: str = "m1") -> ordered.Order:
        """The order to measure, inside ``work``."""
        return ordered.find(self.folder, key)

    def assessed(self) -> reviewing.Reviewed:
        """The newest assessment of the case, inside ``work``."""
        found = reviewing.latest(self.case)
        assert found is not None
        return found

    def file(self, facts_given: dict[str, Any] | None = None, opened: datetime.date = TODAY) -> None:
        """Open a case with its facts, another one each time."""
        with self.work():
            prosecutor, casefile = self.person("prosecutor"), parse(copy.deepcopy(facts_given or FACTS))
            opening = Opening(("examining",), opened)
            folder = filing.open_case(prosecutor, filing.entry_of(prosecutor, casefile, opening))
            facts.keep(folder, prosecutor, filing.completed(prosecutor, casefile), "立案")
            self.folder_id = folder.id

    def act(self, username: str, do: str, *on: str, at: datetime.date = TODAY, reason: str = "", **args: Any) -> None:
        """An act, with the papers that it names."""
        with self.work():
            self.record(username, do, *on, at=at, reason=reason, **args)

    def record(
        self, username: str, do: str, *on: str, at: datetime.date = TODAY, reason: str = "", **args: Any
    ) -> None:
        """The same, inside ``work``."""
        person = self.person(username)
        wanted = Act(do, at, service.actor_of(person), on, args)
        papers = tuple(Paper(name, PDF) for name in service.papers_named(wanted, self.course))
        service.record(self.folder, person, Doing(do, at, on, args, reason, papers=papers))

    def accept(self, at: datetime.date = TODAY) -> None:
        """Prosecuted, received by the court, and the bureau is asked to measure."""
        self.act("prosecutor", "prosecute", at=at, court=COURT)
        self.act("judge", "receive", at=at)
        self.act("judge", "order", at=at, measurer=BUREAU)

    def facts(self, **changes: Any) -> dict[str, Any]:
        """The facts of the case with these changes, inside ``work``; see ``with_changes``."""
        filed = facts.filed(self.folder)
        assert filed is not None
        return with_changes(filed.as_json(), **changes)

    def choice(self, changes: dict[str, Any] | None = None, **choice: Any) -> measuring.Choice:
        """What an officer chooses, with changes made in the facts of the case, inside ``work``."""
        stated = self.facts(**changes) if changes is not None else None
        return measuring.Choice(**({"method": "national-default@2026-11"} | choice), facts=stated)

    def measure(self, **choice: Any) -> None:
        with self.work():
            wanted = self.choice(**choice)
            ordered.submit(self.order(), self.person("officer"), wanted, self.draft(wanted).result.hash)

    def decide(self, act: str, remarks: Mapping[int, str] | None = None, **args: Any) -> None:
        """What the judge makes of the result that was submitted."""
        with self.work():
            deciding.record(self.order(), self.person("judge"), self.assessed(), Decision(act, args, remarks or {}))

    def draft(self, choice: measuring.Choice) -> measuring.Preview:
        """What a choice of the officer would give, inside ``work``."""
        return ordered.draft(self.order(), self.person("officer"), choice)

    def send_back(self, reason: str, remarks: Mapping[int, str] | None = None) -> None:
        """The judge returns the result."""
        self.decide("return", remarks, ground=reason)

    def confirm(self) -> None:
        """The judge adopts the result."""
        self.decide("adopt")

    def undertake(self, **duty: Any) -> None:
        """The party undertakes to buy the required credits, or what the ``duty`` says."""
        owed = CREDITS_OWED | duty
        said = {name: value for name, value in owed.items() if value is not None}
        reason = "当地已另行安排管护"
        self.act("judge", "undertake", "o1", reason=reason, o1=said, signed="张某", undertaking="承诺书.pdf")

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

    def buy(self, project: int, first: int, last: int, **entry: Any) -> int:
        """Buy a range for the obligation; gives the purchase's id."""
        with self.work():
            wanted = purchase(project, first, last, **entry)
            return fulfilling.buy(self.folder, self.person("officer"), "o1", wanted).id

    def retire(self, bought: int, first: int, last: int, **entry: Any) -> int:
        """One officer enters the certificate, a colleague confirms it; gives the retirement's id."""
        with self.work():
            return retired(self.folder, bought, retirement(first, last, **entry))

    def to_performing(self) -> None:
        self.file()
        self.accept()
        self.measure()
        self.confirm()
        self.undertake()


def colleague(officer: str = "officer") -> Person:
    """Another officer of the same bureau, inside ``work``; made when first asked for.

    He does not sign in, so the officer stays the only one there and is assigned by acting.
    """
    found, name = accounts.person_named(officer), f"{officer}-colleague"
    assert found is not None
    made = accounts.person_named(name)
    if made is None:
        made = accounts.create_person(found.institution, name, name, ("forestry_officer",), PASSWORD)
        made.active = False
        db.session().flush()
    return made


def retired(folder: Folder, bought: int, entry: retirements.RetirementEntry, officer: str = "officer") -> int:
    """Enter a certificate and have it confirmed, inside ``work``; gives the retirement's id."""
    found = accounts.person_named(officer)
    assert found is not None
    entered = confirming.enter(folder, found, bought, entry)
    return confirming.confirm(folder, colleague(officer), entered.id, confirming.FIELDS).id


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
        "content": PDF,
    }
    return retirements.RetirementEntry(**(complete | values))
