"""Loss and method stand beside an assessment's result, as it says. Of older rows: ``tests/migrations``."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from casework import db
from casework.audit.verification import verify
from tests.casework.audit.intruder import Intruder
from tests.casework.office import Office


@pytest.fixture
def measured_twice(measured: Office) -> Office:
    measured.send_back("请改用蓄积量扩展法")
    measured.measure(method="storage-expansion@2026-11")
    return measured


def test_loss_and_method_are_written_once_beside_the_result(measured_twice: Office) -> None:
    """By the second method 18.6493 m³ × 1.90 × 0.5 × 0.5 × 44 ÷ 12."""
    told = text("SELECT loss_tco2e, method FROM assessments ORDER BY id")
    with measured_twice.work():
        assert [tuple(row) for row in db.session().execute(told)] == [
            ("42.90", "national-default@2026-11"),
            ("32.481", "storage-expansion@2026-11"),
        ]
    with pytest.raises(IntegrityError, match="assessments_no_update"), measured_twice.work():
        db.session().execute(text("UPDATE assessments SET method = 'x'"))


@pytest.mark.parametrize("column", ["loss_tco2e", "method"])
def test_a_column_that_says_other_than_its_result_disproves_the_row(measured: Office, column: str) -> None:
    with measured.work():
        assert verify() is None
    Intruder(measured.app).run(f"UPDATE assessments SET {column} = '41.90'")
    with measured.work():
        finding = verify()
    assert finding is not None
    assert finding.seq is not None
    assert "assessments" in finding.message
