"""``flask --app wsgi rules prove``: what was shown, what was found, exit 0, 1 or 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from casework.cli.proof_terminal import FAULTS, FOUND, NO_PLACE, NO_SOLVER, PROVEN
from rules.assess import assess
from rules.casefile import load
from rules.deciding.book import LAW
from rules.deciding.edition import source_of
from rules.proving.findings import Kind
from tests.conftest import dispose, make_app
from tests.rules.law.small import FACTS, FIGURES, TEXTS, write
from tests.rules.proving.faulty import WAYS, grade

GAP = grade("first", "{fact: stock, at_least: 5}, {fact: stock, below: 50}", "数量较大")


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Flask]:
    """The application with a database that nothing can answer: the command must not ask it."""
    app = make_app("postgresql://nowhere.invalid/none", tmp_path)
    yield app
    dispose(app)


def run(app: Flask, *arguments: object) -> Result:
    result = app.test_cli_runner().invoke(args=["rules", "prove", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def small(folder: Path, *rules: str) -> Path:
    folder = folder / "edition"
    folder.mkdir()
    return write(folder, "".join(rules) + WAYS, facts=FACTS, texts=TEXTS, figures=FIGURES)


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_an_offence_of_the_law_that_ships_is_proven_and_exits_with_0(apart: Flask) -> None:
    result = run(apart, "--offence", "盗窃")
    assert result.exit_code == 0
    assert PROVEN in result.stdout
    assert result.stdout.count("■") == 1


def test_what_was_shown_is_told_of_each_offence_and_interval(apart: Flask) -> None:
    found = told(run(apart, "--offence", "盗窃", "--offence", "失火", "--json"))
    assert [one["offence"] for one in found["offences"]] == ["盗窃", "失火"]
    assert (found["whole"], found["findings"]) == (False, [])
    for one in found["offences"]:
        assert sum(group["intervals"] for group in one["graded"]) == one["intervals"]
        assert all(group["combinations"] > 0 for group in one["graded"])


def test_a_fault_is_told_with_file_line_and_facts_by_name_and_exits_with_1(apart: Flask, tmp_path: Path) -> None:
    result = run(apart, small(tmp_path, GAP))
    assert result.exit_code == 1
    assert FOUND.format(count=1) in result.stdout
    assert result.stdout.count(NO_PLACE) == 2
    found = told(run(apart, tmp_path / "edition", "--json"))
    (finding,) = found["findings"]
    assert (finding["kind"], finding["rules"]) == (
        "grade_falls",
        [{"ref": "first@2010-01-01", "file": "subject.yaml", "line": 1}],
    )
    less, more = finding["cases"]
    assert float(less["facts"]["stock"]) < 50 <= float(more["facts"]["stock"])
    assert (less["casefile"], more["casefile"]) == (None, None)


def test_a_counterexample_is_printed_as_a_case_file(apart: Flask, tmp_path: Path) -> None:
    text, mark = (LAW / "felling.yaml").read_text(encoding="utf-8"), "{fact: graded_stock_m3, at_least: 20}"
    (tmp_path / "felling.yaml").write_text(text.replace(mark, f"{mark}, {mark.replace('at_least: 20', 'below: 90')}"))
    result = run(apart, tmp_path / "felling.yaml", "--offence", "滥伐林木")
    assert result.exit_code == 1
    *_, first, second = result.stdout.split("# 反例")
    for printed in (first, second):
        casefile = load(printed.partition("\n")[2].encode())
        assert casefile.case.offence == assess(casefile).casefile.case.offence == "滥伐林木"


def test_every_kind_of_fault_has_its_words() -> None:
    # The alias of a Literal knows its words, which its type does not say.
    assert set(Kind.__args__) == FAULTS.keys()  # type: ignore[attr-defined]


def test_an_unknown_offence_exits_with_2(apart: Flask) -> None:
    result = run(apart, "--offence", "打猎")
    assert (result.exit_code, result.stdout) == (2, "")
    found = told(run(apart, "--offence", "打猎", "--json"))
    assert [error["path"] for error in found["errors"]] == ["--offence"]


def test_an_edition_that_cannot_be_read_exits_with_2(apart: Flask, tmp_path: Path) -> None:
    place = small(tmp_path, GAP, GAP)
    assert run(apart, place).exit_code == 2
    (error,) = told(run(apart, place, "--json"))["errors"]
    assert (error["file"], error["line"]) == ("subject.yaml", 8)


def test_without_the_solver_the_development_requirement_is_named(apart: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("rules.proving")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    result = run(apart)
    assert result.exit_code == 2
    assert NO_SOLVER in result.stderr


def test_the_law_that_ships_is_what_is_proven_unless_another_is_named(apart: Flask) -> None:
    assert told(run(apart, "--offence", "非法狩猎", "--json"))["hash"] == source_of("shipped").lawbook.hash
