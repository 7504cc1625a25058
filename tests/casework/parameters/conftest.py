"""An office with a second officer of the same bureau, one of the city's bureau, and ways to bring a set forward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.accounts import institutions
from casework.accounts import service as accounts
from casework.parameters import entering, register, verifying
from casework.parameters.verifying import Look
from rules.carbon.parameter_forms.check import check
from tests.casework.office import PASSWORD, Office
from tests.casework.prepared import office_after
from tests.databases import Databases
from tests.rules.parameter_forms.forms import as_yaml, teaching


def document(form: dict[str, Any] | None = None) -> str:
    """The text of a set as the page carries it."""
    found = check(as_yaml(form or teaching())).form
    assert found is not None
    return found.document


def enter(office: Office, form: dict[str, Any] | None = None, *, by: str = "officer", **reasons: str) -> int:
    with office.work():
        return entering.enter(office.person(by), document(form), reasons).id


def verify(office: Office, set_id: int, *, by: str = "second") -> None:
    """Every value found to agree."""
    with office.work():
        count = register.entered_set(set_id).row.value_count
        verifying.verify(office.person(by), set_id, {number: Look("agrees") for number in range(1, count + 1)})


def freeze(office: Office, set_id: int, *, by: str = "second") -> None:
    with office.work():
        verifying.freeze(office.person(by), set_id, register.entered_set(set_id).row.sha256)


def withdraw(office: Office, set_id: int, *, by: str = "officer") -> None:
    with office.work():
        verifying.withdraw(office.person(by), set_id, "原办法已修订")


def frozen_set(office: Office, form: dict[str, Any] | None = None) -> int:
    made = enter(office, form)
    verify(office, made)
    freeze(office, made)
    return made


def _staff(office: Office) -> None:
    with office.work():
        bureau = office.person("officer").institution
        accounts.create_person(bureau, "second", "second", ("forestry_officer",), PASSWORD)
        for name, code, username in (
            ("漳州市林业局", "350600", "city"),
            ("福建省林业局", "350000", "province"),
            ("泉州市林业局", "350500", "elsewhere"),
        ):
            above = institutions.create_institution(name, "forestry_bureau", code)
            accounts.create_person(above, username, username, ("forestry_officer",), PASSWORD)
    office.file()
    office.accept()
    office.act("officer", "assign", persons=["officer"], role="officer", approval="局长")


@pytest.fixture
def bureau(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A case waits to be measured; there are officers enough to verify a set."""
    with office_after(databases, tmp_path, "parameter officers", _staff) as office:
        yield office
