"""Lots given to another system and taken from it: CSV and JSON with the field names of CAD Trust, and a checksum.

What is written here is read here: taking a file that was given out changes nothing. A file whose checksum does not fit
is refused whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from casework import db, spreadsheets
from casework.credits.duplicates import period_of
from casework.credits.lot_sheets import EXCHANGED, MOST_ROWS, TOO_LONG, YEAR, SheetRow, refused
from casework.credits.models import CreditLot, CreditProject, Retirement
from rules.casefile import canonical_bytes
from rules.reading.messages import template
from rules.values.quantity import plain

FORMAT = "credit-lots"
VERSION = 1
CHECKSUM = "sha256"

BAD_JSON = template("文件不是本系统导出的格式：%(why)s")
WRONG_SUM = template("校验和不符：文件写明 %(written)s，内容的校验和为 %(found)s，文件可能已被改动或没有传完")

NAMES: Mapping[str, str] = {field: name for name, field in EXCHANGED.items()}
"""Field -> name in the file."""


def written(kind: str, projects: Sequence[int] = ()) -> bytes:
    """Every lot of the register, or of these projects. ``kind``: ``csv`` or ``json``."""
    units = list(_units(projects))
    return _json(units) if kind == "json" else _csv(units)


def _units(projects: Sequence[int]) -> Iterator[dict[str, str]]:
    query = select(CreditProject, CreditLot).join(CreditLot, CreditLot.project_id == CreditProject.id)
    if projects:
        query = query.where(CreditProject.id.in_(projects))
    ordered = query.order_by(CreditProject.registry_name, CreditProject.code, CreditLot.serial_from)
    for project, lot in db.session().execute(ordered):
        without = lot.ticket_no is not None
        said = {
            "registry_name": project.registry_name,
            "code": project.code,
            "name": project.name,
            "credit_type": project.credit_type,
            "methodology": project.methodology,
            "unit_t": plain(project.unit),
            "vintage": lot.vintage,
            "serial_from": "" if without else lot.as_printed(lot.serial_from),
            "serial_to": "" if without else lot.as_printed(lot.serial_to),
            "quantity_t": plain(project.tonnes(lot.quantity)),
            "ticket_no": lot.ticket_no or "",
            "source": lot.source,
        }
        period = period_of(lot.vintage)
        more = {YEAR: str(period.last.year) if period else "", "unitStatus": _status(lot)}
        yield {NAMES[field]: value for field, value in said.items()} | more


def _status(lot: CreditLot) -> str:
    """``Retired`` where every unit of the lot is retired for a case, else ``Held``, as CAD Trust calls them."""
    query = select(Retirement.quantity_t).where(
        Retirement.project_id == lot.project_id,
        Retirement.serial_from >= lot.serial_from,
        Retirement.serial_to <= lot.serial_to,
    )
    return "Retired" if sum(db.session().scalars(query)) == lot.quantity else "Held"


def _json(units: list[dict[str, str]]) -> bytes:
    whole = {"format": FORMAT, "version": VERSION, CHECKSUM: _sum_of(units), "units": units}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _sum_of(units: Any) -> str:
    return hashlib.sha256(canonical_bytes(units)).hexdigest()


def _csv(units: list[dict[str, str]]) -> bytes:
    columns = [*(name for field, name in NAMES.items() if field != "elsewhere"), YEAR, "unitStatus"]
    content = spreadsheets.table([columns, *([unit[name] for name in columns] for unit in units)])
    return content + f"{CHECKSUM},{hashlib.sha256(content).hexdigest()}\r\n".encode()


def is_json(content: bytes) -> bool:
    """Whether a file is meant to be JSON."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def without_checksum(content: bytes) -> bytes:
    """A table without its last line where that is a checksum. Raises ``CreditRefused`` where it does not fit."""
    body, mark, last = content.rpartition(f"\n{CHECKSUM},".encode())
    if not mark:
        return content
    body += b"\n"
    stated, found = last.strip().decode("ascii", "replace"), hashlib.sha256(body).hexdigest()
    if stated != found:
        raise refused(gettext(WRONG_SUM, written=stated[:64], found=found))
    return body


def rows(content: bytes) -> list[SheetRow]:
    """The rows of a JSON file, numbered from 1. Raises ``CreditRefused`` at ``file``."""
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise refused(gettext(BAD_JSON, why=str(problem)[:100])) from None
    if not isinstance(whole, dict):
        raise refused(gettext(BAD_JSON, why="{…}"))
    units: Any = whole.get("units")
    if whole.get("format") != FORMAT or whole.get("version") != VERSION or not _are_rows(units):
        raise refused(gettext(BAD_JSON, why=f"format={FORMAT}, version={VERSION}, units=[…]"))
    if whole.get(CHECKSUM) != (found := _sum_of(units)):
        raise refused(gettext(WRONG_SUM, written=str(whole.get(CHECKSUM))[:64], found=found))
    if len(units) > MOST_ROWS:
        raise refused(gettext(TOO_LONG, most=MOST_ROWS, rows=len(units)))
    return [_row(number, unit) for number, unit in enumerate(units, 1)]


def _row(number: int, unit: Mapping[str, str]) -> SheetRow:
    said = {EXCHANGED[name]: value.strip() for name, value in unit.items() if name in EXCHANGED}
    return SheetRow(number, {"vintage": unit.get(YEAR, "")} | said)


def _are_rows(units: Any) -> bool:
    return isinstance(units, list) and all(
        isinstance(unit, dict) and all(_is_text(name) and _is_text(value) for name, value in unit.items())
        for unit in units
    )


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be stored: JSON can name halves of characters, and the character that is none."""
    return isinstance(value, str) and not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)
