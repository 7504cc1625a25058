"""Rows written straight into the tables, past every service: what the database itself allows and refuses."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, String, Table
from sqlalchemy.exc import IntegrityError

from casework.credits.refusals import rule_of
from casework.db import make_engine
from casework.migrate import metadata

NOW = datetime.datetime(2026, 3, 2, 1, 0, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 2)
_numbers = itertools.count(1)


@contextmanager
def engine(url: str) -> Iterator[Engine]:
    """An engine of its own for a test database."""
    made = make_engine(url)
    try:
        yield made
    finally:
        made.dispose()


def table(name: str) -> Table:
    return metadata().tables[name]


def insert(connection: Connection, name: str, /, **values: Any) -> int:
    """Insert a row and give back its id. Columns that every row needs and no rule asks about are filled in."""
    columns = table(name).columns
    common: dict[str, Any] = {"at": NOW, "recorded_by": 1, "person_id": 1, "created_at": NOW, "updated_at": NOW}
    filled = {key: value for key, value in common.items() if key in columns}
    filled |= {column.name: "" for column in columns if not column.nullable and isinstance(column.type, String)}
    result = connection.execute(table(name).insert().values(**(filled | values)))
    key: int = result.inserted_primary_key[0]  # type: ignore[index]
    return key


def refusal(connection: Connection, name: str, /, **values: Any) -> str:
    """The rule by which the database refuses this row; fails the test when it accepts it."""
    try:
        with connection.begin_nested():
            insert(connection, name, **values)
    except IntegrityError as problem:
        return rule_of(problem)
    raise AssertionError(f"{name} accepted {values}")


def refused(connection: Connection, statement: str) -> str:
    """The rule by which the database refuses a statement; fails the test when it accepts it."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except IntegrityError as problem:
        return rule_of(problem)
    raise AssertionError(f"accepted: {statement}")


def people(connection: Connection) -> None:
    """Institution 1 and people 1 (officer), 2 (judge), 3 (prosecutor)."""
    insert(connection, "institutions", id=1, name="某县单位", kind="court", area_code="350627")
    for number, role in ((1, "forestry_officer"), (2, "judge"), (3, "prosecutor")):
        insert(
            connection,
            "people",
            id=number,
            institution_id=1,
            username=role,
            name=role,
            password_hash="none",
            active=True,
        )
        insert(connection, "person_roles", person_id=number, role=role)


def case(connection: Connection) -> int:
    """A case with one case file version of the same id."""
    number = next(_numbers)
    insert(
        connection,
        "cases",
        id=number,
        reference=f"2026-{number:04d}",
        stage="performing",
        offence="滥伐林木",
        area_code="350627",
        procuratorate_id=1,
        court_id=1,
        bureau_id=1,
        filed_by=3,
        row_version=1,
    )
    insert(
        connection,
        "casefile_versions",
        id=number,
        case_id=number,
        version=1,
        document="{}",
        sha256="0" * 64,
        reason="立案",
    )
    return number


def assessment(connection: Connection, case_id: int, *, confirmed: bool = True, number: int = 1) -> int:
    """An assessment by person 1, confirmed by the judge."""
    made = insert(
        connection,
        "assessments",
        case_id=case_id,
        casefile_version_id=case_id,
        number=number,
        result="{}",
        hash="0" * 64,
        person_id=1,
    )
    if confirmed:
        insert(connection, "reviews", assessment_id=made, decision="confirmed", reason="", person_id=2)
    return made


def plan(connection: Connection, case_id: int, assessment_id: int, *, number: int = 1) -> int:
    return insert(
        connection,
        "plans",
        case_id=case_id,
        casefile_version_id=case_id,
        assessment_id=assessment_id,
        number=number,
        note="",
        proposed_by=3,
    )


def credit_item(connection: Connection, plan_id: int, quantity: int = 96, **values: Any) -> int:
    complete: dict[str, Any] = {
        "position": 1,
        "route": "认购碳汇",
        "terms": "",
        "credit_type": "FFCER",
        "quantity_t": quantity,
        "price_cny": Decimal("58"),
        "price_rule": "前一交易日收盘价",
        "price_source": "测试",
        "price_date": TODAY,
        "amount_cny": Decimal("5568.00"),
    }
    return insert(connection, "plan_items", plan_id=plan_id, **(complete | values))


def approve(connection: Connection, plan_id: int) -> int:
    return insert(connection, "plan_decisions", plan_id=plan_id, decision="approved", reason="", person_id=2)


def approved_item(connection: Connection, quantity: int = 96) -> tuple[int, int]:
    """A case whose plan with one credit item is approved: (case id, item id)."""
    case_id = case(connection)
    plan_id = plan(connection, case_id, assessment(connection, case_id))
    item_id = credit_item(connection, plan_id, quantity)
    approve(connection, plan_id)
    return case_id, item_id


def project(connection: Connection, first: int = 1, last: int = 1000) -> tuple[int, int]:
    """A project with one lot: (project id, lot id)."""
    project_id = insert(
        connection,
        "credit_projects",
        registry_name="海峡资源环境交易中心",
        name="测试项目",
        code=f"T-{next(_numbers)}",
        credit_type="FFCER",
        methodology="测试方法学",
    )
    return project_id, lot(connection, project_id, first, last)


def lot(connection: Connection, project_id: int, first: int, last: int) -> int:
    return insert(connection, "credit_lots", **lot_row(project_id, first, last))


def lot_row(project_id: int, first: int, last: int) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "vintage": "2024",
        "serial_from": first,
        "serial_to": last,
        "quantity": last - first + 1,
        "source": "测试公告",
    }


def use_row(project_id: int, lot_id: int, first: int, last: int, use: str = "judicial_compensation") -> dict[str, Any]:
    return {
        "project_id": project_id,
        "lot_id": lot_id,
        "use": use,
        "serial_from": first,
        "serial_to": last,
        "holder": "某公司",
        "evidence": "合同",
    }


def purchase_row(case_id: int, item_id: int, use_id: int, project_id: int, first: int, last: int) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "plan_item_id": item_id,
        "use_id": use_id,
        "project_id": project_id,
        "seller": "某公司",
        "contract_no": "HT-1",
        "trade_date": TODAY,
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "price_cny": Decimal("58"),
        "amount_cny": Decimal("58"),
    }


def retirement_row(purchase_id: int, case_id: int, project_id: int, first: int, last: int) -> dict[str, Any]:
    return {
        "purchase_id": purchase_id,
        "case_id": case_id,
        "project_id": project_id,
        "certificate_no": f"ZX-{next(_numbers)}",
        "registry_name": "海峡资源环境交易中心",
        "certificate_date": TODAY,
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "purpose": "judicial_compensation",
        "entered_by": 2,
        "confirmed_by": 1,
    }


def purchase(connection: Connection, project_id: int, lot_id: int, first: int, last: int) -> tuple[int, int, int]:
    """A purchase of serials for a case of its own: (purchase id, case id, use id)."""
    case_id, item_id = approved_item(connection)
    use_id = insert(connection, "serial_uses", **use_row(project_id, lot_id, first, last))
    made = insert(connection, "purchases", **purchase_row(case_id, item_id, use_id, project_id, first, last))
    return made, case_id, use_id


def folder(connection: Connection, case_id: int | None = None) -> int:
    """A case kept by its acts, with these facts."""
    number = next(_numbers)
    return insert(
        connection, "folders", id=number, case_id=case_id, reference=f"F-{number:04d}", opened_by=3, row_version=1
    )


def used_row(folder_id: int, code: str, first: int, last: int, project_id: int | None = None) -> dict[str, Any]:
    return {
        "folder_id": folder_id,
        "act": next(_numbers),
        "obligation": "o1",
        "code": code,
        "serial_from": first,
        "serial_to": last,
        "project_id": project_id,
    }


def code_of(connection: Connection, project_id: int) -> str:
    """The code of a project, in the one spelling."""
    projects = table("credit_projects")
    return str(connection.execute(projects.select().where(projects.c.id == project_id)).one().code).lower()


def reservation_row(case_id: int, use_id: int, project_id: int, first: int, last: int) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "obligation": "o1",
        "use_id": use_id,
        "project_id": project_id,
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "price_cny": Decimal("58"),
        "price_rule": "当地固定价",
        "price_source": "测试",
        "price_date": TODAY,
        "expires_on": TODAY,
    }


def entry_row(purchase_id: int, case_id: int, project_id: int, first: int, last: int) -> dict[str, Any]:
    return {
        **{key: value for key, value in retirement_row(purchase_id, case_id, project_id, first, last).items()
           if key != "confirmed_by"},
        "certificate_file": b"%PDF-",
        "certificate_sha256": "0" * 64,
        "certificate_type": "application/pdf",
    }  # fmt: skip
