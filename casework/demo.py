"""The demonstration: three institutions of Nanjing county with their people, and cases at different stages.

Built only through the services, in one transaction. The people are names of roles. One case is the published Nanjing
case as it stands; the others take stands of published cases, and everything else in them is made up and says 演示.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from casework import db, permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import Case, filing, lifecycle
from casework.cases import service as cases
from casework.compensation import CREDITS, checking, performance, plans, proposing
from casework.credits import JUDICIAL, CreditProject, purchases, registration, retirements
from casework.deadlines import recording
from casework.documents import service as documents
from casework.documents.kinds import KINDS
from casework.losses import measuring, reviewing
from rules.casefile import CaseFile, load, parse

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
AREA = "350627"
NANJING = "2022-fujian-nanjing-zhang"
REGISTRY = "演示登记机构（非真实机构）"

PROSECUTOR, JUDGE, OFFICER = "nanjing-jcy", "nanjing-fy", "nanjing-lyj"
SECOND_OFFICER = "nanjing-lyj2"
"""Verifies the parameter sets that the first one enters."""

PEOPLE = (
    # institution, kind, user name, name, role, password
    ("南靖县人民检察院", "procuratorate", PROSECUTOR, "检察官甲", permissions.PROSECUTOR, "demo-jcy-2026"),
    ("南靖县人民法院", "court", JUDGE, "法官甲", permissions.JUDGE, "demo-fy-2026"),
    ("南靖县林业局", "forestry_bureau", OFFICER, "林业干部甲", permissions.FORESTRY_OFFICER, "demo-lyj-2026"),
    ("南靖县林业局", "forestry_bureau", SECOND_OFFICER, "林业干部乙", permissions.FORESTRY_OFFICER, "demo-lyj2-2026"),
)


@dataclass(frozen=True)
class Staff:
    """Who acts in the demonstration."""

    prosecutor: Person
    judge: Person
    officer: Person


def seed() -> list[str]:
    """Add what is missing; gives the lines to print. A second run adds nothing."""
    with db.writing():
        _people()
        if not audit.entries("demonstration:1", limit=1):
            staff = Staff(*(_person(username) for username in (PROSECUTOR, JUDGE, OFFICER)))
            _cases(staff, _register(staff.officer))
            audit.record("seed_demo", "demonstration:1")
    lines = (f"  {name}（{place}）  {username} / {password}" for place, kind, username, name, role, password in PEOPLE)
    return ["演示账号（用户名 / 密码），仅供试用：", *lines]


def _people() -> None:
    for institution_name, kind, username, name, role, password in PEOPLE:
        if accounts.person_named(username) is None:
            known = accounts.institution_named(kind, [institution_name])
            institution = known or accounts.create_institution(institution_name, kind, AREA)
            accounts.create_person(institution, username, name, role, password)


def _person(username: str) -> Person:
    person = accounts.person_named(username)
    assert person is not None, "the people come first"
    return person


def _register(officer: Person) -> CreditProject:
    project = registration.add_project(
        officer,
        registration.ProjectEntry(
            registry_name=REGISTRY,
            name="演示林业碳汇项目（非真实项目）",
            code="YS-FFCER-0001",
            credit_type="FFCER",
            methodology="演示方法学（非真实方法学）",
        ),
    )
    for vintage, first, last in (("2021", 1, 500), ("2022", 501, 1200)):
        lot = registration.LotEntry(vintage, first, last, last - first + 1, "演示公告（非真实公告）")
        registration.add_lot(officer, project.id, lot)
    return project


def _cases(staff: Staff, project: CreditProject) -> None:
    published = _file(staff, load((EXAMPLES / f"{NANJING}.yaml").read_bytes()))
    _to_review(published, staff)
    _prosecuted(_file(staff, _made_up(1, "2022-fujian-yongan-deng")), staff)
    commissioned = _file(staff, _made_up(2, "2022-fujian-xinluo-chen"))
    lifecycle.advance(commissioned, "accept", staff.judge)
    _tried(commissioned, staff)
    _to_confirmed(_file(staff, _made_up(3, "2025-fujian-changting-cheng")), staff)
    _to_performing(_file(staff, _made_up(4, NANJING)), staff)
    _to_closed(_file(staff, _made_up(5, NANJING)), staff, project)


def _prosecuted(case: Case, staff: Staff) -> None:
    """Periods of the procuratorate that run on the day of the demonstration."""
    for event, days in (("移送审查起诉", 22), ("诉前公告", 12)):
        _event(case, staff.prosecutor, event, days)


def _tried(case: Case, staff: Staff) -> None:
    """Periods of the court, one of them long: an appraisal that was asked for stops the trial."""
    _event(case, staff.prosecutor, "诉前公告", 110)
    for event, days in (("提起公诉", 62), ("提起刑事附带民事公益诉讼", 62)):
        _event(case, staff.prosecutor, event, days)
    _event(case, staff.prosecutor, "公益诉讼起诉书报备", 60)
    _event(case, staff.judge, "受理公诉案件", 58)
    _event(case, staff.judge, "重新鉴定延期审理", 40, 30)


def _event(case: Case, person: Person, name: str, days_ago: int, until_days_ago: int | None = None) -> None:
    begun = _days_later(db.today(), -days_ago)
    until = None if until_days_ago is None else _days_later(db.today(), -until_days_ago)
    recording.record(case, person, recording.EventEntry(name, begun, until, note="演示"))


def _made_up(number: int, example: str) -> CaseFile:
    """A case with the offence, dates and stands of an example; people, opinions and price are of the demonstration."""
    data = load((EXAMPLES / f"{example}.yaml").read_bytes()).as_json()
    decided = datetime.date.fromisoformat(data["options"]["on"])
    day = decided.isoformat()
    party = f"演示被告人{'甲乙丙丁戊'[number - 1]}"
    conduct = data["case"]["conduct"]
    note = "演示内容，并非真实意见"
    return parse(
        {
            "case": {
                "number": f"演示案{number}号（非真实案件）",
                "offence": data["case"]["offence"],
                "conduct": conduct,
            },
            "parties": [{"name": party, "role": "被告人"}],
            "stands": [{**stand, "county": AREA} for stand in data["stands"]],
            "site_check": {"date": day, "replanting_in_place": False, "replanting_elsewhere": False},
            "restoration": {"ordered": "管护", "months": 6},
            "request": {"credits": True, "by": party, "date": day},
            "opinions": [
                {"by": who, "view": "同意", "date": day, "note": note} for who in ("检察院", f"被告人{party}", "林业局")
            ],
            "options": {
                "method": "national-default",
                "multiplier": "2",
                "credit": {"type": "FFCER"},
                "price": {
                    "cny_per_t": "58.00",
                    "rule": "前一交易日收盘价",
                    "source": "演示价格，并非真实行情",
                    "date": (decided - datetime.timedelta(days=1)).isoformat(),
                },
                "on": day,
            },
        }
    )


def _file(staff: Staff, casefile: CaseFile) -> Case:
    return filing.file(staff.prosecutor, casefile)


def _to_review(case: Case, staff: Staff) -> None:
    lifecycle.advance(case, "accept", staff.judge)
    method = [found for found in measuring.methods() if found.id == "national-default"][-1]
    choice = measuring.Choice(f"{method.id}@{method.edition}")
    measuring.submit(case, staff.officer, choice, measuring.draft(case, choice).result.hash)


def _to_confirmed(case: Case, staff: Staff) -> None:
    _to_review(case, staff)
    reviewing.confirm(case, staff.judge, "演示：逐行核对无误。", {})


def _to_performing(case: Case, staff: Staff) -> None:
    _to_confirmed(case, staff)
    basis = plans.basis(case)
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
        undertaking_date=_days_later(price.date, 2),
        note="演示方案",
    )
    proposing.propose(case, staff.prosecutor, entry)
    plans.approve(case, staff.judge, "")


def _to_closed(case: Case, staff: Staff, project: CreditProject) -> None:
    _to_performing(case, staff)
    found = performance.performance(case)
    assert found is not None, "the plan was approved a line above"
    item = found.credit_items[0].item
    quantity, price, begun = item.quantity_t, item.price_cny, item.price_date
    if quantity is None or price is None or begun is None:
        raise RuntimeError("a credit item has quantity, price and date")
    bought = performance.buy(
        case,
        staff.officer,
        item.id,
        purchases.PurchaseEntry(
            project_id=project.id,
            seller="演示出让方（非真实单位）",
            contract_no="演示合同1号",
            trade_date=_days_later(begun, 5),
            serial_from=1,
            serial_to=quantity,
            quantity_t=quantity,
            price_cny=price,
            amount_cny=(price * quantity).quantize(Decimal("0.01")),
        ),
    )
    performance.retire(
        case,
        staff.officer,
        bought.id,
        retirements.RetirementEntry(
            certificate_no="演示注销凭证1号",
            registry_name=REGISTRY,
            certificate_date=_days_later(begun, 9),
            serial_from=1,
            serial_to=quantity,
            quantity_t=quantity,
            purpose=JUDICIAL,
        ),
    )
    for kind in KINDS:
        documents.issue(case, kind, staff.officer)
    ruled = _days_later(begun, 15).isoformat()
    seen = checking.proofs(case)
    cases.rule(case, staff.judge, "演示裁判文书1号", ruled, "演示裁判，并非真实判决。", checked=seen)
    lifecycle.advance(case, "close", staff.judge)


def _days_later(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)
