"""Files of lots: which columns they have, the empty one to fill in, and their rows read as text with their places."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from casework.credits.errors import CreditRefused
from casework.spreadsheets import table, typed
from casework.wording import joined
from rules.reading.errors import FieldError
from rules.reading.messages import template
from rules.reading.sheets.apart import book_apart
from rules.reading.sheets.grid import Grid, Limits
from rules.reading.sheets.mistakes import SheetError

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kind of file -> its media type."""

MOST_ROWS = 5000
MOST_BYTES = 10 * 1024 * 1024

HEADINGS: Mapping[str, str] = {
    "registry_name": "登记机构",
    "code": "项目编号",
    "name": "项目名称",
    "credit_type": "碳汇品种",
    "methodology": "方法学及版本",
    "unit_t": "每个单位的吨数",
    "vintage": "监测期或年份",
    "serial_from": "起始序列号",
    "serial_to": "终止序列号",
    "quantity_t": "数量（t）",
    "ticket_no": "票号或凭证编号",
    "source": "签发依据",
    "elsewhere": "另有登记的说明",
}
"""Field -> heading, of the file to fill in."""

EXCHANGED: Mapping[str, str] = {
    "currentRegistry": "registry_name",
    "projectId": "code",
    "projectName": "name",
    "creditType": "credit_type",
    "methodology": "methodology",
    "unitTonnes": "unit_t",
    "monitoringPeriod": "vintage",
    "unitBlockStart": "serial_from",
    "unitBlockEnd": "serial_to",
    "unitCount": "quantity_t",
    "ticketNumber": "ticket_no",
    "unitRegistryLink": "source",
    "duplicateNote": "elsewhere",
}
"""Name in an exchange file -> field. They are those of the data model of CAD Trust where it has one, as it has
``vintageYear`` and ``unitStatus``; ``creditType``, ``unitTonnes``, ``monitoringPeriod``, ``ticketNumber`` and
``duplicateNote`` are ours."""
YEAR = "vintageYear"
"""Stands for the monitoring period in a file that does not name one."""

NEEDED = ("registry_name", "code", "vintage", "source")

NO_HEADINGS = template("文件第一行应为表头，缺少：%(missing)s")
TWICE = template("表头“%(heading)s”出现了两次")
NO_TABLE = template("文件中没有可以读取的工作表")
TOO_LONG = template("一次至多 %(most)s 行，现为 %(rows)s 行，请分几次上传")
NO_ROWS = template("表头下面没有内容")

_ABOUT = (
    "第一行是表头，不要改动；一行一个批次。",
    "登记机构与项目编号已经登记过的，项目名称、碳汇品种、方法学可以不填；没有登记过的，随批次一并登记。",
    "起始序列号、终止序列号、数量填写两项即可，序列号照登记系统填写；没有序列号的，填写票号与数量。",
    "全部各行无误才会登记，有一处有误则一行也不登记；已经登记过的相同批次自动略过。",
)


@dataclass(frozen=True)
class SheetRow:
    """A row as text by field. ``number``: as the spreadsheet counts it, from 1."""

    number: int
    values: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.values.get(name, "")


def blank(kind: str) -> bytes:
    """The empty file to fill in. ``kind`` is a key of ``KINDS``."""
    if kind == "csv":
        return table([list(HEADINGS.values())])
    import openpyxl  # loads here: few want a workbook

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("碳汇批次")
    sheet.freeze_panes = "A2"
    sheet.append(list(HEADINGS.values()))
    about = book.create_sheet("填写说明")
    about.column_dimensions["A"].width = 100
    for line in _ABOUT:
        about.append([line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_rows(content: bytes) -> list[SheetRow]:
    """The rows of the first sheet of a file, CSV or workbook. Raises ``CreditRefused`` at ``file``."""
    try:
        book = book_apart(content, Limits(bytes=MOST_BYTES, unpacked=50 * 1024 * 1024, rows=MOST_ROWS + 100))
        grid = next((sheet.grid for sheet in book.sheets if not sheet.hidden), None)
    except SheetError as problem:
        raise refused(joined((mistake.message for mistake in problem.mistakes[:5]), "；")) from None
    if grid is None or not grid.rows:
        raise refused(gettext(NO_TABLE))
    return _rows(grid)


def _rows(grid: Grid) -> list[SheetRow]:
    (_number, headings), *rows = grid.rows
    places = _places([heading.strip() for heading in headings])
    found = [
        SheetRow(number, {name: typed(cells[place].strip()) for name, place in places.items() if place < len(cells)})
        for number, cells in rows
    ]
    if not found:
        raise refused(gettext(NO_ROWS))
    if len(found) > MOST_ROWS:
        raise refused(gettext(TOO_LONG, most=MOST_ROWS, rows=len(found)))
    return found


def _places(headings: list[str]) -> dict[str, int]:
    named = {heading: name for name, heading in HEADINGS.items()} | dict(EXCHANGED)
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = named.get(heading)
        if name in found:
            raise refused(gettext(TWICE, heading=heading))
        if name is not None:
            found[name] = place
    if YEAR in headings:
        found.setdefault("vintage", headings.index(YEAR))
    if missing := [HEADINGS[name] for name in NEEDED if name not in found]:
        raise refused(gettext(NO_HEADINGS, missing="、".join(missing)))
    return found


def refused(message: str) -> CreditRefused:
    """The file cannot be read at all."""
    return CreditRefused(message, (FieldError("file", message),))
