"""Offices with a case that waits for its measurement, or for the review of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casework.office import FACTS, Office
from tests.casework.prepared import measured_once, office_after
from tests.databases import Databases


def _commission(office: Office) -> None:
    office.file()
    office.accept()


@pytest.fixture
def commissioned(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The court asked the bureau to measure; nothing is measured."""
    with office_after(databases, tmp_path, "commissioned", _commission) as office:
        yield office


@pytest.fixture
def measured(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The case is measured once, by the national default, and waits for the judge."""
    with measured_once(databases, tmp_path) as office:
        yield office


def _measure_in_money(office: Office) -> None:
    stated = {"cny": "3344", "by": "某法院", "method": "价值评估", "date": "2025-03-01", "paper": "某文书"}
    office.file({**FACTS, "stated_loss": stated})
    office.accept()
    office.measure(method="stated-loss")


@pytest.fixture
def measured_in_money(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A loss that was found in money alone is taken over, and waits for the judge."""
    with office_after(databases, tmp_path, "measured-in-money", _measure_in_money) as office:
        yield office
