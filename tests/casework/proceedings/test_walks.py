"""Every course that ships is walked to its end through the services, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from casework.audit.verification import verify
from casework.cli.walk import AS_SAID, BAD_INPUT, NOT_AS_SAID
from casework.proceedings.stage import OfficeStage
from rules.proceedings.playing import play
from rules.proceedings.script import read_script

FOLDER = Path(__file__).parents[3] / "examples" / "walks"
SCRIPTS = sorted(FOLDER.glob("*.yaml"))
COURSES = Path(__file__).parents[2] / "rules" / "proceedings" / "courses"
MOVED = [COURSES / f"{name}.yaml" for name in ("two-cases", "added-and-split", "away-replaced-moved")]
"""Courses in which cases, people and seats move."""


@pytest.mark.parametrize("path", [*SCRIPTS, *MOVED], ids=lambda path: path.stem)
def test_a_course_is_walked_to_its_end_and_the_log_proves_it(app: Flask, path: Path) -> None:
    with app.app_context():
        stage = OfficeStage()
        try:
            steps = list(play(read_script(path), stage))
        finally:
            stage.end()
        assert [str(step.told) for step in steps if not step.ok] == []
        assert verify() is None


def walk(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["walk", *arguments])
    return result.exit_code, result.output


def test_the_command_prints_every_step_and_leaves_the_records_alone(app: Flask) -> None:
    with app.app_context():
        before = app.config["DATABASE_URL"]
    status, output = walk(app, str(SCRIPTS[0]), "--json")
    told = json.loads(output)
    assert status == AS_SAID
    assert told["ok"] is True
    assert all(step["told"] for step in told["steps"])
    assert app.config["DATABASE_URL"] == before


def test_a_script_that_is_not_so_ends_with_one(app: Flask, tmp_path: Path) -> None:
    script = tmp_path / "wrong.yaml"
    script.write_text(
        "case: 不符\nfacts: {offence: 滥伐林木, persons: [张某]}\n"
        "seats: {procuratorate: 某县人民检察院}\n"
        "steps:\n  - {at: 2024-01-02, by: prosecutor, do: open_case}\n"
        "  - expect: {'criminal:张某': first_instance}\n",
        encoding="utf-8",
    )
    status, output = walk(app, str(script))
    assert status == NOT_AS_SAID
    assert "first_instance" in output


def test_a_script_that_cannot_be_read_ends_with_two_and_names_the_line(app: Flask, tmp_path: Path) -> None:
    script = tmp_path / "bad.yaml"
    script.write_text("case: 甲\nsteps:\n  - {when: 2024-01-02}\n", encoding="utf-8")
    status, output = walk(app, str(script))
    assert status == BAD_INPUT
    assert "第 3 行" in output


def test_the_acts_are_listed_with_their_arguments(app: Flask) -> None:
    status, output = walk(app, "--acts", "--json")
    acts = {act["act"]: act for act in json.loads(output)}
    assert status == AS_SAID
    assert {"open_case", "prosecute", "rule", "undertake", "perform", "inspect", "archive"} <= acts.keys()
    assert {argument["argument"] for argument in acts["prosecute"]["arguments"]} >= {"court", "persons"}
