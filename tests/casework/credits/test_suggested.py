"""What is offered to be bought: the first that is free, however many lots before it are used up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from casework import db
from casework.audit import service as audit
from casework.credits import register
from casework.credits.models import CreditLot, SerialUse
from tests.casework.credits import rows
from tests.casework.office import Office

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.mark.parametrize("parts", [1, 2])
def test_a_free_lot_behind_hundreds_that_are_used_up_is_offered(office: Office, parts: int) -> None:
    project = office.lot(1, 10)
    with office.work():
        officer, now = office.person("officer"), db.now()
        common = {"project_id": project, "recorded_by": officer.id, "at": now}
        lots = [
            CreditLot(serial_from=first, serial_to=first + 9, quantity=10, vintage="2024", source="公告", **common)
            for first in range(11, 11 + 10 * 450, 10)
        ]
        db.session().add_all(lots)
        db.session().flush()
        used = [*lots[:-1], db.session().get_one(CreditLot, lots[0].id - 1)]
        width = 10 // parts
        said = {"use": "voluntary", "holder": "某公司", "evidence": "公告"} | common
        db.session().add_all(
            SerialUse(lot_id=lot.id, serial_from=first, serial_to=first + width - 1, **said)
            for lot in used
            for first in range(lot.serial_from, lot.serial_to + 1, width)
        )
        db.session().flush()
        audit.record("import_credit_lots", "institution:1", {}, person=officer)
        (offered,) = register.suggested({"FFCER"}, Decimal(8))
        assert offered.lot.id == lots[-1].id
        assert offered.tonnes == 8


def test_projects_with_something_left_are_offered_and_others_are_found_by_their_code(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, first, second = (office.lot(1, 10, code=code) for code in ("A-1", "B-1", "C-1"))
    with office.app.app_context(), db.engine().begin() as connection:
        lot = connection.scalar(select(CreditLot.id).where(CreditLot.project_id == whole)) or 0
        rows.insert(connection, "serial_uses", **rows.use_row(whole, lot, 1, 10, "voluntary"))
    monkeypatch.setattr(register, "OFFERED", 1)
    with office.app.app_context():
        cut, found = register.offered({"FFCER"}), register.offered({"FFCER"}, code="c-")
        assert ([id for id, _name in cut.projects], cut.more) == ([first], True)
        assert ([id for id, _name in found.projects], found.more) == ([second], False)
        kept = register.offered({"FFCER"}, {whole})
        assert [id for id, _name in kept.projects] == [first, whole]
