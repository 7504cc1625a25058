"""``flask --app wsgi rules diff`` and ``rules rehearse``: what differs, what would change, exit 0, 1, 2 or 3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from casework import db
from casework.audit import service as audit
from casework.audit.verification import verify
from casework.cli.rules_terminal import ONE_CAUSE, SAME, TOTALS
from rules.deciding.decide import DISAGREEMENT, rule_engine
from rules.deciding.edition import source_of
from rules.reading.pydantic_errors import REASONS
from tests.casework.office import Office
from tests.conftest import dispose, make_app
from tests.rules.law.rehearsals import facts, folder
from tests.told import says

ON = ("--on", "2024-06-01")


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Flask]:
    """The application with a database that nothing can answer: the commands must not ask it."""
    app = make_app("postgresql://nowhere.invalid/none", tmp_path)
    yield app
    dispose(app)


def run(app: Flask, *arguments: object) -> Result:
    result = app.test_cli_runner().invoke(args=["rules", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def write(place: Path, **cases: str) -> Path:
    """A folder of case files, by name and standing stock."""
    place.mkdir(exist_ok=True)
    for name, stock in cases.items():
        (place / f"{name}.yaml").write_text(yaml.safe_dump(facts(stock), allow_unicode=True), encoding="utf-8")
    return place


def told(result: Result) -> Any:
    return json.loads(result.stdout)


def test_an_edition_and_itself_exit_with_0(apart: Flask, tmp_path: Path) -> None:
    result = run(apart, "diff", folder(tmp_path), tmp_path / "edition")
    assert result.exit_code == 0
    assert SAME in result.stdout
    assert told(run(apart, "diff", "shipped", "shipped", "--json"))["same"] is True


def test_a_difference_exits_with_1_and_tells_old_and_new(apart: Flask, tmp_path: Path) -> None:
    old, new = folder(tmp_path), folder(tmp_path, "threshold")
    result = run(apart, "diff", old, new)
    assert result.exit_code == 1
    assert "－ 　认定的立木蓄积达到20立方米" in result.stdout
    assert "＋ 　认定的立木蓄积达到25立方米" in result.stdout
    (change,) = told(run(apart, "diff", old, new, "--json"))["changes"]
    assert (change["state"], change["id"], change["subject"]) == ("changed", "felling.one.stock", "felling.yaml")


@pytest.mark.parametrize("command", ["diff", "rehearse"])
def test_an_edition_that_cannot_be_loaded_exits_with_2_naming_file_line_and_reason(
    apart: Flask, tmp_path: Path, command: str
) -> None:
    bad = folder(tmp_path)
    felling = bad / "felling.yaml"
    felling.write_text(felling.read_text(encoding="utf-8").replace("at_least: 20}", "atleast: 20}"), encoding="utf-8")
    arguments = [bad, bad] if command == "diff" else [bad, write(tmp_path / "cases", at="20")]
    result = run(apart, command, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "felling.yaml 第 8 行" in result.stderr
    (mistake,) = told(run(apart, command, *arguments, "--json"))["errors"]
    assert (mistake["file"], mistake["line"]) == ("felling.yaml", 8)
    assert mistake["message"] == f"when.all[1].atleast：{REASONS['extra_forbidden']}"


def test_the_schema_of_a_kind_of_file_is_printed_for_an_editor(apart: Flask) -> None:
    schema = told(run(apart, "schema", "deadlines"))
    assert schema["items"] == {"$ref": "#/$defs/DeadlineRule"}
    assert {"starts", "length", "in_force"} <= schema["$defs"]["DeadlineRule"]["properties"].keys()


def test_without_a_kind_the_kinds_are_told_with_their_files(apart: Flask) -> None:
    result = run(apart, "schema")
    assert result.exit_code == 0
    assert "texts：law/texts.yaml、law/deadlines/texts.yaml" in result.stdout.splitlines()


def test_a_kind_that_is_none_exits_with_2_naming_those_there_are(apart: Flask) -> None:
    result = run(apart, "schema", "rulez")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "rules" in result.stderr


def test_a_rehearsal_tells_the_changed_cases_and_counts_the_others(apart: Flask, tmp_path: Path) -> None:
    old, new = folder(tmp_path), folder(tmp_path, "threshold")
    cases = write(tmp_path / "cases", below="19.9999", at="20", above="25")
    result = run(apart, "rehearse", new, cases, "--old", old, *ON)
    assert result.exit_code == 1
    assert TOTALS.format(cases=3, changed=1, unchanged=2, refused=0) in result.stdout
    assert ONE_CAUSE in result.stdout
    found = told(run(apart, "rehearse", new, cases, "--old", old, *ON, "--json"))
    assert found["totals"] == {"cases": 3, "changed": 1, "unchanged": 2, "refused": 0}
    (case,) = found["cases"]
    assert case["name"].endswith("at.yaml")
    (grade,) = [changed for changed in case["changed"] if changed["key"] == "grade"]
    assert (grade["old"]["value"], grade["new"]["value"]) == ("数量较大", "未达数量较大")
    assert [[item["ref"] for item in cause] for cause in grade["causes"]] == [["felling.one.stock@2020-01-01"]]


def test_files_patterns_and_folders_are_taken(apart: Flask, tmp_path: Path) -> None:
    old, new = folder(tmp_path), folder(tmp_path, "threshold")
    cases = write(tmp_path / "cases", a="1", b="2", c="3")
    found = told(run(apart, "rehearse", new, cases / "a.yaml", cases / "[bc].yaml", cases, "--old", old, *ON, "--json"))
    assert found["totals"]["cases"] == 6


def test_a_rehearsal_that_changes_nothing_exits_with_0(apart: Flask, tmp_path: Path) -> None:
    old, new = folder(tmp_path), folder(tmp_path, "threshold")
    assert run(apart, "rehearse", new, write(tmp_path / "cases", low="1"), "--old", old, *ON).exit_code == 0


def test_a_case_file_with_mistakes_is_listed_with_them_and_exits_with_1(apart: Flask, tmp_path: Path) -> None:
    cases = write(tmp_path / "cases", good="1")
    (cases / "bad.yaml").write_text("case: {offence: 偷树}\n", encoding="utf-8")
    result = run(apart, "rehearse", folder(tmp_path), cases, "--json")
    assert result.exit_code == 1
    (refused,) = told(result)["refused"]
    assert refused["name"].endswith("bad.yaml")
    assert "case.offence" in {error["path"] for error in refused["errors"]}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "没有案件"),
        (("none.yaml",), "没有这个案件文件"),
        (("EMPTY",), "没有这个案件文件"),
        (("EMPTY", "--on", "2024-13-01"), "应为真实存在的日期"),
    ],
)
def test_what_cannot_be_rehearsed_exits_with_2(
    apart: Flask, tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [str(empty) if argument == "EMPTY" else argument for argument in arguments]
    result = run(apart, "rehearse", folder(tmp_path), *given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert reason in told(run(apart, "rehearse", tmp_path / "edition", *given, "--json"))["errors"][0]["message"]


def test_a_disagreement_of_the_evaluators_exits_with_3_and_tells_nothing(
    apart: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = folder(tmp_path), folder(tmp_path, "threshold")
    engine = rule_engine(source_of(str(new)).lawbook).engine
    sound = engine.fired
    monkeypatch.setattr(engine, "fired", lambda stage, known: sound(stage, known) ^ {0})
    result = run(apart, "rehearse", new, write(tmp_path / "cases", at="20"), "--old", old, *ON, "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert says(result.stderr, DISAGREEMENT)


def rows(app: Flask) -> dict[str, list[str]]:
    """Every row of every table."""
    with app.app_context():
        return {
            name: sorted(str(tuple(row)) for row in db.session().execute(text(f'SELECT * FROM "{name}"')))
            for name in db.Base.metadata.tables
        }


def test_stored_cases_are_rehearsed_and_nothing_in_the_records_changes(office: Office, tmp_path: Path) -> None:
    office.file()
    office.accept()
    office.measure()
    with office.work():
        before = audit.head()
    kept, url = rows(office.app), office.app.config["DATABASE_URL"]
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    content = file.read_bytes() if file else b""
    result = run(office.app, "rehearse", folder(tmp_path), "--stored", "--json")
    assert result.exit_code == 1, "the small edition knows little of what the law that ships concludes"
    assert told(result)["totals"]["cases"] == 1
    assert told(result)["cases"][0]["changed"]
    assert rows(office.app) == kept
    assert (file.read_bytes() if file else b"") == content
    with office.work():
        assert audit.head() == before
        assert verify() is None
