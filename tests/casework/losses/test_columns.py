"""Loss and method stand beside an assessment's result: as it says, also where the row is older than the columns."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from casework.audit.verification import verify
from casework.db import make_engine
from casework.losses import reviewing
from casework.migrate import downgrade, upgrade
from tests.casework.audit.intruder import Intruder
from tests.casework.office import Office

BEFORE_THE_COLUMNS = "0009"


def columns(engine: Engine) -> list[tuple[str | None, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT loss_tco2e, method FROM assessments ORDER BY id"))
        return [(loss, method) for loss, method in rows]


@pytest.fixture
def measured_twice(measured: Office) -> Office:
    with measured.work():
        reviewing.send_back(measured.case, measured.person("judge"), "请改用蓄积量扩展法", {})
    measured.measure(method="storage-expansion@2026-11")
    return measured


AS_MEASURED = [("42.90", "national-default@2026-11"), ("32.481", "storage-expansion@2026-11")]
"""By the second method 18.6493 m³ × 1.90 × 0.5 × 0.5 × 44 ÷ 12."""


def test_rows_from_before_the_columns_are_filled_stay_proven_and_are_still_written_once(
    measured_twice: Office,
) -> None:
    engine = make_engine(measured_twice.app.config["DATABASE_URL"])
    try:
        assert columns(engine) == AS_MEASURED
        downgrade(engine, BEFORE_THE_COLUMNS)
        upgrade(engine)
        assert columns(engine) == AS_MEASURED
        with pytest.raises(IntegrityError, match="assessments_no_update"), engine.begin() as connection:
            connection.execute(text("UPDATE assessments SET method = 'x'"))
    finally:
        engine.dispose()
    with measured_twice.work():
        assert verify() is None


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
