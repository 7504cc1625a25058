"""A case of 杉木 whose stand waits for its tally: ordered by the procuratorate, or by the court."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.casework.office import BUREAU, FACTS, Office
from tests.casework.prepared import office_after
from tests.databases import Databases

FIR: dict[str, Any] = copy.deepcopy(FACTS)
FIR["stands"] = [
    {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "18.6493", "trees": 17},
    {
        "id": "B",
        "species": [{"species": "木荷", "share": "0.6"}, {"species": "栎", "share": "0.4"}],
        "damage": {"type": "采伐"},
    },
    {"id": "C", "forest_type": "竹林", "species": "毛竹", "damage": {"type": "采伐"}, "culms": 20},
]


def _order(office: Office) -> None:
    office.file(FIR)
    office.act("prosecutor", "order", measurer=BUREAU)


def _commission(office: Office) -> None:
    office.file(FIR)
    office.accept()


@pytest.fixture
def ordered(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The procuratorate ordered the measurement while it examines the case."""
    with office_after(databases, tmp_path, "fir ordered", _order) as office:
        yield office


@pytest.fixture
def commissioned(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The case waits for its measurement."""
    with office_after(databases, tmp_path, "fir commissioned", _commission) as office:
        yield office
