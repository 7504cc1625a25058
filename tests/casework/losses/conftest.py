"""Offices with a case that waits for its measurement, or for the review of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import Databases


def _commission(office: Office) -> None:
    office.file()
    office.accept()


def _measure(office: Office) -> None:
    _commission(office)
    office.measure()


@pytest.fixture
def commissioned(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The case is accepted; nothing is measured."""
    with office_after(databases, tmp_path, "commissioned", _commission) as office:
        yield office


@pytest.fixture
def measured(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The case is measured once, by the national default, and waits for the judge."""
    with office_after(databases, tmp_path, "measured", _measure) as office:
        yield office
