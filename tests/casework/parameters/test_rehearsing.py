"""A change of law rehearsed over a case that was measured by a bureau's own set: by that set, as its assessment was."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from rules.deciding.book import LAW
from tests.casework.office import Office
from tests.casework.pages import text
from tests.casework.parameters.conftest import frozen_set, withdraw
from tests.casework.parameters.test_measuring import BY_HAND, METHOD

GATE = (LAW / "loss.yaml").read_text(encoding="utf-8").replace("above: 0}", "above: 40}")
"""A loss counts from 40 t on: the shipped set gives 42.90 t, the bureau's own 38.46 t."""


@pytest.fixture
def measured(bureau: Office) -> Office:
    made = frozen_set(bureau)
    bureau.measure(method=METHOD, parameter_set=str(made))
    withdraw(bureau, made)  # what is measured with it stays measured with it
    assert BY_HAND == "38.46"
    return bureau


def test_the_command_line_rehearses_a_stored_case_by_the_set_of_its_assessment(
    measured: Office, tmp_path: Path
) -> None:
    edition = tmp_path / "loss.yaml"
    edition.write_text(GATE, encoding="utf-8")
    result = measured.app.test_cli_runner().invoke(args=["rules", "rehearse", str(edition), "--stored", "--json"])
    assert result.exit_code == 1, result.output
    (case,) = json.loads(result.stdout)["cases"]
    (loss,) = [changed for changed in case["changed"] if changed["key"] == "carbon_loss"]
    assert (loss["old"]["value"], loss["new"]["value"]) == ("有损失", "无")


def test_the_page_rehearses_a_case_by_the_set_of_its_assessment(measured: Office) -> None:
    file = (io.BytesIO(GATE.encode()), "loss.yaml")
    page = text(measured.browser("judge").post("/rulebook/rehearsal", data={"file": file}).text)
    assert "结论改变 1" in page
    assert "碳汇损失 有损失" in page
