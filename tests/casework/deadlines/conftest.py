"""Offices with a case that is filed, and one whose loss is being measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import Databases


def _file(office: Office) -> None:
    office.file()


def _accept(office: Office) -> None:
    office.file()
    office.accept()


@pytest.fixture
def filed(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    with office_after(databases, tmp_path, "filed for periods", _file) as office:
        yield office


@pytest.fixture
def accepted(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The court received the case and the bureau was asked to measure."""
    with office_after(databases, tmp_path, "accepted for periods", _accept) as office:
        yield office
