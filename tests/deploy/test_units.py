"""The units of systemd that ship are ones it takes, shut in as far as it can tell, and start what the project has."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from casework import create_app
from tests.guards.tree import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/tanheng"
EXPOSED = 20
"""Tenths of systemd's own measure of what a service could reach, from 0 to 100; one without any limits has 96."""

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is not installed on this machine: units are not tried",
)


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names as they are written
    parser.read(unit)
    return parser


def lines(unit: Path) -> list[list[str]]:
    """The words of each command that a service starts."""
    return [
        shlex.split(line) for line in re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    ]


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text(encoding="utf-8").replace(INSTALLED, str(ROOT)))
    units = sorted(str(path) for path in tmp_path.iterdir())
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert [line for line in told.stderr.splitlines() if str(tmp_path) in line or "tanheng" in line] == []


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_is_shut_in(unit: Path) -> None:
    line = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={EXPOSED}", str(unit)]
    told = subprocess.run(line, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-2000:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_starts_what_the_project_has(unit: Path) -> None:
    commands = create_app(records=True).cli.commands
    assert lines(unit)
    for words in lines(unit):
        if words[0] == "/bin/sh":
            words = shlex.split(words[2].removeprefix("exec "))
        assert words[0] == f"{INSTALLED}/.venv/bin/python"
        if "gunicorn" in words:
            assert words[1:5] == ["-m", "gunicorn", "--config", "tools/gunicorn.conf.py"]
        else:
            assert words[1:5] == ["-m", "flask", "--app", "wsgi"]
            assert words[5] in commands


def test_the_service_listens_where_the_proxy_looks_for_it() -> None:
    (words,) = lines(ROOT / "deploy" / "systemd" / "tanheng.service")
    address = words[words.index("--bind") + 1]
    assert f"server {address} " in (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def test_who_does_long_work_has_the_settings_and_the_place_of_the_service() -> None:
    service, worker = (read(ROOT / "deploy" / "systemd" / f"{name}.service") for name in ("tanheng", "tanheng-worker"))
    for name in ("User", "WorkingDirectory", "EnvironmentFile", "ReadWritePaths"):
        assert worker["Service"][name] == service["Service"][name]


def test_a_reading_that_takes_too_much_memory_ends_alone() -> None:
    for name in ("tanheng", "tanheng-worker"):
        limits = read(ROOT / "deploy" / "systemd" / f"{name}.service")["Service"]
        assert limits["MemoryMax"]
        assert limits["OOMPolicy"] == "continue"  # systemd stops the whole unit otherwise


def test_every_timer_has_its_service() -> None:
    timers = [path for path in UNITS if path.suffix == ".timer"]
    assert len(timers) == 3
    for timer in timers:
        assert timer.with_suffix(".service") in SERVICES
        assert read(timer)["Timer"]["OnCalendar"]
