"""Areas by GB/T 2260 and the offices known there, of Fujian: reference data, each office with how certain it is.

``fujian.csv`` has one row for an area: its code, name, level and the time in which a published list shows it; the names
of its court and procuratorate with ``offices_confidence``; the name of its forestry authority with ``bureau_certainty``
(``seen`` in a published text of ``bureau_seen``, by ``pattern`` only, ``open`` where no name was found, ``none`` where
there is none, ``abolished`` with its area); the two or four digits of the court in case numbers, and whether
they were seen; addresses of what was read. Codes and names: 国家地名信息库, read on 2026-09-11, and five other lists
that agree; courts and procuratorates: 中国政法区划集, read on 2026-08-22.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.areas import superior
from casework.permissions import COURT, FORESTRY_BUREAU, PROCURATORATE

FILE = Path(__file__).parent / "fujian.csv"

WHOLE = "350000"
"""The code of the province."""

LISTED, SEEN, DATED, PATTERN = "listed", "seen", "dated", "pattern"
CERTAINTIES = (LISTED, SEEN, DATED, PATTERN)
"""Of an office: in a list of courts and procuratorates; in a published text; only in one from before the reform of
forestry offices or without a date; by the usual pattern of names and nowhere seen."""

REFORM = "2019"
"""Forestry offices of counties were merged in this year: what was read of the time before is doubtful."""

LIST_OF_COURTS = "中国政法区划集（2026-08-22 查阅）"
LETTER = "福建省林业厅 2015-11-20 致“各市、县（区）林业局”的函，未见本局名称"


@dataclass(frozen=True)
class Office:
    """A court, procuratorate or forestry authority as reference data names it. ``source``: what was read."""

    kind: str
    name: str
    area_code: str
    certainty: str
    source: str


@dataclass(frozen=True)
class Area:
    """A province, city or county. ``ended``: the last month or day for which a list shows it; empty today.

    ``without``: kinds of institution of which no name is known here; they are entered by hand.
    """

    code: str
    name: str
    level: str
    begun: str
    ended: str
    court_code: str
    offices: tuple[Office, ...]
    without: tuple[str, ...]


@cache
def areas() -> dict[str, Area]:
    """Every area by its code, those that are no more included."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _area(row) for row in csv.DictReader(file)}


def present_areas() -> list[Area]:
    """The areas of today, each after the one it belongs to."""
    return [area for area in sorted(areas().values(), key=lambda area: area.code) if not area.ended]


def offices() -> list[Office]:
    """Every office of today whose name is known."""
    return [office for area in present_areas() for office in area.offices]


def area_name(code: str) -> str:
    """The name of an area with those above it, or the code itself where it is not known here."""
    known, names = areas(), []
    at: str | None = code
    while at is not None and at in known:
        names.append(known[at].name)
        at = superior(at)
    return "".join(reversed(names)) or code


def own_name(code: str) -> str:
    """The name of an area alone, or the code where it is not known here."""
    found = areas().get(code)
    return found.name if found else code


def _area(row: dict[str, str]) -> Area:
    found = [] if row["valid_to"] else list(_offices(row))
    kinds = {office.kind for office in found}
    missing = () if row["valid_to"] else tuple(k for k in (PROCURATORATE, COURT, FORESTRY_BUREAU) if k not in kinds)
    return Area(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        begun=row["valid_from"],
        ended=row["valid_to"],
        court_code=row["court_code"],
        offices=tuple(found),
        without=missing,
    )


def _offices(row: dict[str, str]) -> Iterable[Office]:
    addresses = row["addresses"].split()
    for kind, column in ((PROCURATORATE, "procuratorate"), (COURT, "court")):
        if row[column]:
            yield Office(kind, row[column], row["code"], LISTED, LIST_OF_COURTS)
    if row["bureau"]:
        certainty = PATTERN
        if row["bureau_certainty"] == "seen":
            certainty = SEEN if row["bureau_seen"] >= REFORM else DATED
        read = LETTER if certainty == PATTERN else "；".join([*filter(None, [row["bureau_seen"]]), *addresses])
        yield Office(FORESTRY_BUREAU, row["bureau"], row["code"], certainty, read[:500])
