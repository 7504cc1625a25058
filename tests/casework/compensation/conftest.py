"""Offices with a confirmed loss, with a proposed plan, and with an approved plan of restoration only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.compensation import proposing
from tests.casework.office import Office, plan
from tests.casework.prepared import office_after
from tests.databases import Databases

TENDING = proposing.ItemEntry(route="管护", terms="管护 988 亩，六个月，由县林业局监督")


def _confirm(office: Office) -> None:
    office.file()
    office.accept()
    office.measure()
    office.confirm()


def _propose(office: Office) -> None:
    _confirm(office)
    office.propose()


def _tend(office: Office) -> None:
    office.to_performing(plan(TENDING))


@pytest.fixture
def confirmed(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    with office_after(databases, tmp_path, "confirmed", _confirm) as office:
        yield office


@pytest.fixture
def proposed(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A plan of 86 t FFCER waits for the judge."""
    with office_after(databases, tmp_path, "proposed", _propose) as office:
        yield office


@pytest.fixture
def tending(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """An approved plan without credits."""
    with office_after(databases, tmp_path, "tending", _tend) as office:
        yield office
