"""Courses are walked to their end through the services, on both databases: the scripts that ship as acceptance
scripts always, of all others a sample, and all with ``--long``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from casework.audit.verification import verify
from casework.cli.walk import AS_SAID, BAD_INPUT, NOT_AS_SAID
from casework.proceedings.stage import OfficeStage
from rules.proceedings.playing import play
from rules.proceedings.script import Script, read_script
from tests.rules.cases import WALKS
from tests.rules.proceedings.walking import COURSES, variations
from tests.testrun import long, sample

SCRIPTS = sorted(WALKS.glob("*.yaml"))
ALWAYS = [path for path in SCRIPTS if path.name[0] in "sc"]
OTHERS: list[tuple[str, Callable[[], Script]]] = [
    *((path.stem, partial(read_script, path)) for path in (*SCRIPTS, *COURSES) if path not in ALWAYS),
    *((title, partial(variations().__getitem__, title)) for title in variations()),
]
SAMPLE = 8


def others() -> list[tuple[str, Callable[[], Script]]]:
    if long():
        return OTHERS
    return [OTHERS[at] for at in sample(SAMPLE, len(OTHERS), "walks through the services")]


def walked(app: Flask, script: Script) -> tuple[list[str], object]:
    """What is not as the script says, and what the log does not prove."""
    with app.app_context():
        stage = OfficeStage()
        try:
            steps = list(play(script, stage))
        finally:
            stage.end()
        return [str(step.told) for step in steps if not step.ok], verify()


@pytest.mark.parametrize("path", ALWAYS, ids=lambda path: path.stem)
def test_a_course_is_walked_to_its_end_and_the_log_proves_it(app: Flask, path: Path) -> None:
    assert walked(app, read_script(path)) == ([], None)


@pytest.mark.parametrize("read", [one for _, one in others()], ids=[name for name, _ in others()])
def test_other_courses_are_walked_through_the_services_too(app: Flask, read: Callable[[], Script]) -> None:
    assert walked(app, read()) == ([], None)


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
