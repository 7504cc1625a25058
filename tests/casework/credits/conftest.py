"""A case whose plan of 86 t FFCER is approved, and a register with one project of 1000 serials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import Databases


def _perform(office: Office) -> None:
    office.to_performing()
    office.lot(1, 1000)


@pytest.fixture
def performing(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Project 1 has the lot 1–1000; nothing is bought yet."""
    with office_after(databases, tmp_path, "performing with a register", _perform) as office:
        yield office
