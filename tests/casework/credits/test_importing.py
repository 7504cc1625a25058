"""Lots from a file: every mistake at once with its row and column, then all of them or none, and never twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from casework import db
from casework.audit import verification
from casework.credits import exchange, importing, lot_sheets, register, registration
from casework.credits.duplicates import ELSEWHERE, period_of
from casework.credits.errors import CreditRefused, RecordKept
from casework.credits.importing import MEETS_LOT, MEETS_ROW, STILL_WRONG
from casework.credits.lot_sheets import NO_HEADINGS
from casework.credits.models import CreditLot, CreditProject, LotUpload
from casework.credits.printed import TWO_OF_THREE
from casework.credits.tickets import OTHERS_CODE
from casework.errors import Forbidden
from tests.casework.markup import holds
from tests.casework.office import REGISTRY, Office
from tests.casework.pages import fields, text
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

ROW = {
    "registry_name": REGISTRY,
    "code": "P-1",
    "name": "甲项目",
    "credit_type": "FFCER",
    "methodology": "某方法学",
    "vintage": "2021-01-01 至 2021-12-31",
    "serial_from": "P-1-000001",
    "serial_to": "P-1-000100",
    "source": "公告",
}


def sheet(*rows: dict[str, str], kind: str = "csv") -> bytes:
    """The empty file with these rows filled in."""
    lines = [[row.get(name, "") for name in lot_sheets.HEADINGS] for row in rows]
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(lot_sheets.blank("xlsx")))
        for line in lines:
            book.worksheets[0].append(line)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    return lot_sheets.blank("csv") + written.getvalue().encode()


def row(**changes: str) -> dict[str, str]:
    return ROW | changes


def staged(office: Office, content: bytes, who: str = "officer") -> importing.Staged:
    with office.app.app_context():
        return importing.stage(office.person(who), content, "批次.csv")


def committed(office: Office, content: bytes) -> int:
    looked = staged(office, content)
    assert looked.mistakes == ()
    with office.app.app_context():
        return importing.enter(office.person("officer"), looked.sha256)


def stored(office: Office) -> list[tuple[str, str, int, int, str | None]]:
    with office.app.app_context():
        rows = db.session().execute(
            select(
                CreditProject.code, CreditLot.vintage, CreditLot.serial_from, CreditLot.serial_to, CreditLot.ticket_no
            )
            .join(CreditLot, CreditLot.project_id == CreditProject.id)
            .order_by(CreditLot.id)
        )
        return [tuple(one) for one in rows]  # type: ignore[misc]


GOOD = (
    row(),
    row(vintage="2022", serial_from="101", serial_to="", quantity_t="50"),
    row(code="P-2", name="乙项目", credit_type="林业碳票", serial_from="", serial_to="", quantity_t="12.5",
        ticket_no="0000001"),
    row(code="P-2", name="", credit_type="", methodology="", vintage="2023", serial_from="", serial_to="",
        quantity_t="3", ticket_no="0000002"),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_looked_at_then_registered_whole_and_once(office: Office, kind: str) -> None:
    content = sheet(*GOOD, kind=kind)
    looked = staged(office, content)
    assert (looked.mistakes, len(looked.fresh)) == ((), 4)
    assert stored(office) == []
    assert committed(office, content) == 4
    lots = stored(office)
    assert lots[:2] == [("P-1", ROW["vintage"], 1, 100, None), ("P-1", "2022", 101, 150, None)]
    assert [(code, ticket, last - first + 1) for code, _, first, last, ticket in lots[2:]] == [
        ("P-2", "0000001", 1250),
        ("P-2", "0000002", 300),
    ]
    again = staged(office, content)
    assert (again.mistakes, again.fresh) == ((), ())
    assert committed(office, content) == 0
    assert stored(office) == lots
    with office.app.app_context():
        assert db.session().scalar(select(func.count()).select_from(LotUpload)) == 0
        assert verification.verify() is None


@pytest.mark.parametrize("registered", [True, False])
def test_a_row_that_tells_another_project_under_the_same_code_is_refused(office: Office, registered: bool) -> None:
    if registered:
        committed(office, sheet(row()))
    more = {"serial_from": "101", "serial_to": "200"}
    other = {"name": "乙项目", "credit_type": "CCER", "methodology": "另一方法学", "unit_t": "2"}
    rows = [*([] if registered else [row()]), *(row(**more, **{name: other[name]}) for name in other)]
    told = {(one.row, one.column) for one in staged(office, sheet(*rows)).mistakes}
    first = 2 if registered else 3
    assert {(at, lot_sheets.HEADINGS[name]) for at, name in enumerate(other, first)} <= told
    same = row(**more, name="甲项目 ", credit_type="福建林业碳汇", unit_t="1")
    assert staged(office, sheet(row(), same)).mistakes == (), "written otherwise, it is the same"


def test_serials_of_a_lot_are_shown_as_the_registry_prints_them(office: Office) -> None:
    committed(office, sheet(row()))
    shown = text(office.browser("officer").get("/credits/projects/1").text)
    assert "P-1-000001–P-1-000100" in shown


def test_every_mistake_is_told_at_once_with_row_and_column(office: Office) -> None:
    wrong = sheet(
        row(),
        row(serial_from="50", serial_to="60", vintage="2022"),
        row(serial_from="", serial_to="", source=""),
        row(quantity_t="一百", serial_from="201", serial_to="300", name="另一名称"),
        row(code="P-3", credit_type="", serial_from="1", serial_to="2", methodology=""),
    )
    looked = staged(office, wrong)
    told = {(one.row, one.column): one.message for one in looked.mistakes}
    headings = lot_sheets.HEADINGS
    assert set(told) == {
        (3, headings["serial_from"]),
        (4, headings["serial_from"]),
        (4, headings["source"]),
        (5, headings["quantity_t"]),
        (5, headings["name"]),
        (6, headings["credit_type"]),
        (6, headings["methodology"]),
    }
    assert says(told[3, headings["serial_from"]], MEETS_ROW, row=2)
    assert says(told[4, headings["serial_from"]], TWO_OF_THREE)
    with office.app.app_context(), pytest.raises(CreditRefused) as refused:
        importing.enter(office.person("officer"), looked.sha256)
    assert says(refused.value.message, STILL_WRONG, count=len(looked.mistakes))
    assert stored(office) == []


def test_a_lot_that_meets_one_of_the_register_is_told(office: Office) -> None:
    committed(office, sheet(row()))
    looked = staged(office, sheet(row(serial_from="P-1-000100", serial_to="P-1-000120")))
    assert [one.row for one in looked.mistakes] == [2]
    assert says(looked.mistakes[0].message, MEETS_LOT)


def test_what_was_looked_at_is_looked_at_again_when_it_is_registered(office: Office) -> None:
    looked = staged(office, sheet(row()))
    with office.work():
        officer = office.person("officer")
        entry = registration.ProjectEntry(REGISTRY, "甲项目", "P-1", "FFCER", "某方法学")
        made = registration.add_project(officer, entry)
        registration.add_lot(officer, made.id, registration.LotEntry("2020", 90, 95, 6, "公告"))
    with office.app.app_context(), pytest.raises(CreditRefused):
        importing.enter(office.person("officer"), looked.sha256)
    assert len(stored(office)) == 1


def test_a_file_that_nobody_looked_at_is_not_registered(office: Office) -> None:
    looked = staged(office, sheet(row()))
    with office.app.app_context(), pytest.raises(RecordKept):
        importing.enter(office.person("officer2"), looked.sha256)
    with office.app.app_context(), pytest.raises(Forbidden):
        importing.stage(office.person("judge"), sheet(row()), "x.csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", None), (b"%PDF-1.7", None), ("登记机构,项目编号\n甲,乙\n".encode(), NO_HEADINGS), (b"{}", None)],
)
def test_a_file_that_is_no_table_of_lots_is_refused_whole(office: Office, content: bytes, said: str | None) -> None:
    with office.app.app_context(), pytest.raises(CreditRefused) as refused:
        importing.stage(office.person("officer"), content, "x")
    assert [error.path for error in refused.value.errors] == ["file"]
    assert said is None or says(refused.value.message, said)


def test_the_same_project_under_two_registries_is_shown_and_wants_its_ground(office: Office) -> None:
    committed(office, sheet(row()))
    other = {"registry_name": "另一登记机构", "code": "Q-7", "name": "甲 项目"}
    twice = row(**other, serial_from="1", serial_to="9", vintage="2021")
    looked = staged(office, sheet(twice))
    (mistake,) = looked.mistakes
    assert mistake.column == lot_sheets.HEADINGS["elsewhere"]
    assert says(mistake.message, ELSEWHERE, registry="另一登记机构", others=REGISTRY, vintage="2021")
    assert "P-1-000001–P-1-000100" in mistake.message
    assert committed(office, sheet(twice | {"elsewhere": "原登记已于 2022-01-05 注销转出"})) == 1
    later = row(**other, serial_from="10", serial_to="19", vintage="2022")
    assert committed(office, sheet(later)) == 1


def test_a_prefix_that_is_the_code_of_another_project_is_refused(office: Office) -> None:
    committed(office, sheet(row()))
    looked = staged(
        office, sheet(row(code="P-9", name="丙项目", serial_from="P-1-000200", serial_to="", quantity_t="5"))
    )
    (mistake,) = looked.mistakes
    assert says(mistake.message, OTHERS_CODE, project="甲项目")


@pytest.mark.parametrize(
    ("text_", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2021-2022年", ("2021-01-01", "2022-12-31")),
        ("2021-01-05 至 2022-03-31", ("2021-01-05", "2022-03-31")),
        ("2021年1月5日至2022年3月31日", ("2021-01-05", "2022-03-31")),
        ("2021-02-30 至 2022-03-31", None),
        ("第一监测期", None),
    ],
)
def test_a_period_is_read_from_days_or_years(databases: Any, text_: str, days: Sequence[str] | None) -> None:
    found = period_of(text_)
    assert (None if found is None else (found.first.isoformat(), found.last.isoformat())) == (days and tuple(days))


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_given_out_is_taken_back_without_a_change(office: Office, kind: str) -> None:
    committed(office, sheet(*GOOD))
    before = stored(office)
    with office.app.app_context():
        given = exchange.written(kind)
        assert exchange.written(kind) == given
    assert committed(office, given) == 0
    assert stored(office) == before


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_another_system_takes_the_same_lots(office: Office, kind: str) -> None:
    """Written by hand with the names of the exchange format, as another system would."""
    units = [
        {
            "currentRegistry": REGISTRY, "projectId": "P-1", "projectName": "甲项目", "creditType": "FFCER",
            "methodology": "某方法学", "vintageYear": "2021", "unitBlockStart": "P-1-000001",
            "unitBlockEnd": "P-1-000100", "unitCount": "100", "unitRegistryLink": "公告", "unitStatus": "Held",
        }
    ]  # fmt: skip
    if kind == "json":
        content = json.dumps({"format": "credit-lots", "version": 1, "sha256": exchange._sum_of(units), "units": units})
    else:
        content = ",".join(units[0]) + "\n" + ",".join(units[0].values()) + "\n"
    assert committed(office, content.encode()) == 1
    assert stored(office) == [("P-1", "2021", 1, 100, None)]
    with office.app.app_context():
        assert register.projects().rows[0].issued_t == 100


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_that_was_changed_on_its_way_is_refused(office: Office, kind: str) -> None:
    committed(office, sheet(row()))
    with office.app.app_context():
        given = exchange.written(kind).replace(b"P-1-000100", b"P-1-000101")
        with pytest.raises(CreditRefused) as refused:
            importing.stage(office.person("officer"), given, "x")
    assert says(refused.value.message, exchange.WRONG_SUM)


def test_the_pages_show_the_mistakes_and_register_what_is_right(office: Office) -> None:
    client = office.browser("officer")
    address = "/credits/lots/import"

    def upload(content: bytes) -> Any:
        form = fields(client.get(address).text)
        given = form | {"file": (io.BytesIO(content), "批次.csv")}
        answer = client.post(address, data=given, content_type="multipart/form-data", follow_redirects=True)
        answer.request.environ["wsgi.input"].close()
        return answer

    wrong = upload(sheet(row(source="")))
    assert wrong.status_code == 422
    assert holds(wrong.text, "wrong")
    right = upload(sheet(row()))
    assert holds(right.text, "lots")
    assert [one.status_code for one in right.history] == [303]  # the browser's Back never meets a POST
    (commit,) = {line.split('"')[0] for line in right.text.split('action="') if line.startswith(f"{address}/")}
    token = fields(right.text).get("csrf_token", "")
    assert client.post(commit, data={"csrf_token": token}).status_code == 302
    assert holds(upload(sheet(row())).text, "nothing-new")
    for kind in ("csv", "xlsx"):
        assert client.get(f"/credits/lots/blank.{kind}").data == lot_sheets.blank(kind) or kind == "xlsx"
    assert client.get("/credits/lots/exchange.json").status_code == 200
    assert office.browser("judge").get(address).status_code == 403
