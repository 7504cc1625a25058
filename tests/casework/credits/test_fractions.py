"""Fractions of a tonne where a type is sold so: serials that count units, tickets without serials, used once."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit import verification
from casework.credits import fulfilling, register, registration, retirements, stretches
from casework.credits.checks import MAX_SERIAL, Mistakes, Range
from casework.credits.errors import CreditRefused, SerialsTaken
from casework.credits.models import JUDICIAL, Purchase
from casework.credits.refusals import rule_of
from casework.documents.certificates import certificates_of
from tests.casework.office import FACTS, REGISTRY, Office, purchase, retired, retirement, with_changes
from tests.casework.prepared import office_after
from tests.databases import Databases

TICKET = "0000001"
OWED_T = Decimal("85.80")
"""42.90 t of loss, doubled; a 碳票 is sold to the hundredth of a tonne."""


def _ticket(office: Office) -> None:
    facts = with_changes(
        copy.deepcopy(FACTS),
        options__credit={"type": "三明林业碳票", "judge_reason": "当地没有其他品种，票已由林业主管部门核发"},
    )
    office.file(facts)
    office.accept()
    office.measure()
    office.confirm()
    office.undertake(tonnes=str(OWED_T), credit="三明林业碳票")
    with office.work():
        officer = office.person("officer")
        entry = registration.ProjectEntry(REGISTRY, "常口村碳票", "SMTP-1", "三明林业碳票", "三明林业碳票计量方法")
        made = registration.add_project(officer, entry)
        ticket = registration.LotEntry("2016–2020", None, None, Decimal("200.50"), "发票公告", TICKET)
        registration.add_lot(officer, made.id, ticket)


@pytest.fixture
def ticketed(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """85.80 t of 碳票 are owed; project 1 has one ticket of 200.50 t."""
    with office_after(databases, tmp_path, "performing with a ticket", _ticket) as office:
        yield office


def bought(tonnes: str, **values: Any) -> Any:
    amount = {"amount_cny": (Decimal("58.00") * Decimal(tonnes)).quantize(Decimal("0.01"))}
    without = {"serial_from": None, "serial_to": None, "quantity_t": Decimal(tonnes), "ticket_no": TICKET}
    return purchase(1, 1, 1, **(without | amount | {"contract_no": f"HT-{tonnes}"} | values))


def gone(tonnes: str, **values: Any) -> Any:
    without = {"serial_from": None, "serial_to": None, "quantity_t": Decimal(tonnes), "certificate_no": f"ZX-{tonnes}"}
    return retirement(1, 1, **(without | values))


def buy(office: Office, entry: Any) -> int:
    with office.app.app_context():
        return fulfilling.buy(office.folder, office.person("officer"), "o1", entry).id


def retire(office: Office, purchase_id: int, entry: Any) -> None:
    with office.work():
        retired(office.folder, purchase_id, entry)


def test_a_ticket_is_bought_and_retired_in_parts_to_the_end(ticketed: Office) -> None:
    first = buy(ticketed, bought("80.48"))
    with ticketed.work():
        assert fulfilling.bought(ticketed.folder, ticketed.course)["o1"].left_t == Decimal("5.32")
        assert register.projects().rows[0].free_t == Decimal("120.02")
    second = buy(ticketed, bought("5.32"))
    retire(ticketed, first, gone("50.00"))
    retire(ticketed, first, gone("30.48"))
    retire(ticketed, second, gone("5.32"))
    with ticketed.work():
        duty = ticketed.course.obligations["o1"]
        assert (duty.state, sum(done.used for done in duty.counted)) == ("proven", OWED_T)
        assert [item.ticket for item in certificates_of(ticketed.case)] == [TICKET] * 3
        said = [str(done.serials) for done in duty.counted]
        assert all(TICKET in serials and str(MAX_SERIAL + 1) not in serials for serials in said)
    with ticketed.app.app_context():
        assert verification.verify() is None


def test_no_part_of_a_ticket_is_used_twice(ticketed: Office) -> None:
    with ticketed.work():
        other = registration.UseEntry(1, "voluntary", None, None, Decimal("150.00"), "某协会", "注销公告", TICKET)
        registration.record_use(ticketed.person("officer"), other)
    with pytest.raises(CreditRefused) as refused:
        buy(ticketed, bought("50.51"))
    assert [error.path for error in refused.value.errors] == ["quantity_t"]
    buy(ticketed, bought("50.50"))
    with ticketed.work():
        assert register.projects().rows[0].free_t == 0
        use = stretches.lots_of(register.project(1)).rows[0].uses[-1]
        officer, held = ticketed.person("officer"), Range(use.serial_from, use.serial_to)
        with pytest.raises(SerialsTaken):
            registration.take(officer, 1, "voluntary", held, holder="甲", evidence="乙", mistakes=Mistakes())


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (bought("80.485"), "quantity_t"),
        (bought("0"), "quantity_t"),
        (bought("80.48", ticket_no="0000009"), "ticket_no"),
        (bought("80.48", serial_from=1, serial_to=8048), "ticket_no"),
        (bought("80.48", ticket_no=""), "serial_from"),
        (bought("85.81"), "quantity_t"),
    ],
)
def test_a_contract_that_cannot_be_right_is_refused(ticketed: Office, entry: Any, field: str) -> None:
    with pytest.raises(CreditRefused) as refused:
        buy(ticketed, entry)
    assert field in {error.path for error in refused.value.errors}


def test_more_than_was_bought_is_not_retired(ticketed: Office) -> None:
    made = buy(ticketed, bought("80.48"))
    with pytest.raises(CreditRefused) as refused:
        retire(ticketed, made, gone("80.49"))
    assert [error.path for error in refused.value.errors] == ["quantity_t"]


def test_a_ticket_is_entered_once_and_serials_never_meet_it(ticketed: Office) -> None:
    again = registration.LotEntry("2021", None, None, Decimal("1.00"), "公告", TICKET)
    with pytest.raises(CreditRefused) as refused, ticketed.work():
        registration.add_lot(ticketed.person("officer"), 1, again)
    assert [error.path for error in refused.value.errors] == ["ticket_no"]
    with ticketed.work():
        serials = registration.LotEntry("2022", 1, 8048, Decimal("80.48"), "公告")
        made = registration.add_lot(ticketed.person("officer"), 1, serials)
        assert made.quantity == 8048
        first, second = sorted(stretches.lots_of(register.project(1)).rows, key=lambda state: state.lot.serial_from)
        assert (first.lot.ticket_no, second.lot.ticket_no) == (None, TICKET)
        assert second.lot.serial_from > MAX_SERIAL
        assert register.projects().rows[0].issued_t == Decimal("280.98")


def test_serials_count_units_of_the_type(ticketed: Office) -> None:
    wrong = registration.LotEntry("2022", 1, 8048, Decimal("8048"), "公告")
    with pytest.raises(CreditRefused) as refused, ticketed.work():
        registration.add_lot(ticketed.person("officer"), 1, wrong)
    assert [error.path for error in refused.value.errors] == ["quantity_t"]


@pytest.mark.parametrize("unit", ["0.3", "2", "0", "0.00001"])
def test_a_unit_is_a_whole_part_of_a_tonne(ticketed: Office, unit: str) -> None:
    entry = registration.ProjectEntry(REGISTRY, "甲", "Z-1", "某地碳汇", "某方法学", Decimal(unit))
    with pytest.raises(CreditRefused) as refused, ticketed.work():
        registration.add_project(ticketed.person("officer"), entry)
    assert [error.path for error in refused.value.errors] == ["unit_t"]


def slip_in(office: Office, purchase_id: int) -> None:
    """A purchase of one more unit, written past the service and counted in whole tonnes."""
    with office.work():
        row = db.session().get_one(Purchase, purchase_id)
        names = [column.name for column in Purchase.__table__.columns if column.name != "id"]
        (free,) = stretches.lots_of(register.project(1)).rows[0].free
        one, officer = Range(free.first, free.first), office.person("officer")
        use = registration.take(officer, 1, JUDICIAL, one, holder="甲", evidence="乙", mistakes=Mistakes())
        own = {"use_id": use.id, "serial_from": one.first, "serial_to": one.last, "quantity_t": 1, "unit_t": None}
        db.session().execute(insert(Purchase).values(**{name: getattr(row, name) for name in names} | own))


def test_the_database_refuses_a_purchase_in_another_unit_than_the_project(ticketed: Office) -> None:
    made = buy(ticketed, bought("80.48"))
    with pytest.raises(IntegrityError) as refused:
        slip_in(ticketed, made)
    assert rule_of(refused.value) == "purchases_unit_of_project"


def test_pages_and_paper_tell_the_ticket_and_no_serials(ticketed: Office) -> None:
    buy(ticketed, bought("80.48"))
    officer = ticketed.browser("officer")
    project = officer.get("/credits/projects/1").text
    assert TICKET in project
    assert "120.02" in project
    assert str(MAX_SERIAL + 1) not in project
    with ticketed.work():
        (holding,) = retirements.holdings(ticketed.case)
        assert TICKET in holding.bought_told
