"""Commands on files start without pages and records; everything else starts with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from casework.cli import COMMANDS, suffice

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("command", [str(command.name) for command in COMMANDS])
def test_a_command_on_files_loads_no_database_and_no_pages(command: str) -> None:
    program = f"""
import sys
sys.argv = ["flask", "--app", "wsgi", {command!r}, "--help"]
import wsgi
assert {command!r} in wsgi.app.cli.commands
print(sorted({{"sqlalchemy", "flask_wtf", "casework.web"}} & sys.modules.keys()))
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "line",
    [
        ["flask", "--app", "wsgi"],
        ["flask", "--app", "wsgi", "--help"],
        ["flask", "--app", "wsgi", "rules", "rehearse"],
        ["flask", "--app", "wsgi", "demo"],
        ["flask", "--app", "wsgi", "audit", "verify", "assess"],
        ["gunicorn", "--config", "tools/gunicorn.conf.py", "--bind", "127.0.0.1:8000", "wsgi:app"],
    ],
)
def test_everything_else_has_pages_and_records(line: list[str]) -> None:
    assert not suffice(line)


@pytest.mark.parametrize("line", [["flask", "assess", "a"], ["flask", "--app=wsgi", "explain", "a"]])
def test_the_program_may_be_named_in_other_ways(line: list[str]) -> None:
    assert suffice(line)
