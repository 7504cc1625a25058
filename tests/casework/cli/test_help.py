"""The help and the mistakes of the command line are in Chinese, and what is for developers is not listed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.conftest import dispose, make_app

ROOT = Path(__file__).parents[3]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Flask]:
    made = make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    yield made
    dispose(made)


PROGRAM = """
import json, os, sys
import casework.web, flask.cli
for number, words in enumerate(json.load(sys.stdin)):
    sys.argv[1:] = ["--app", "wsgi", *words]
    if os.fork() == 0:
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{sys.argv[0]}/{number}.{name}", os.O_CREAT | os.O_WRONLY), stream)
        flask.cli.main()
    print(os.waitstatus_to_exitcode(os.wait()[1]))
"""
"""Flask's own program for each command line, in a process of its own that has loaded what all of them load."""

HELP, ROUTES = ("--help",), ("routes",)
WRONG = {
    ("asses", "x.yaml"): r"没有命令 asses。 是不是要用 'assess'？",
    ("rules", "dif"): r"没有命令 dif。 是不是要用 'diff'？",
    ("assess", "--jsn", "x.yaml"): r"没有选项 --jsn。 是不是要用 '--json'",
    ("assess",): r"缺少参数 '文件'",
    ("compare", "a", "b", "c"): r"多出了参数：c",
    ("assess", "--on"): r"选项 --on 须带 1 个值。",
}
Said = dict[tuple[str, ...], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What each command line says in a terminal that is not Chinese."""
    folder, lines = tmp_path_factory.mktemp("said"), (HELP, ROUTES, *WRONG)
    environment = {**os.environ, "LANG": "C", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", f"import sys; sys.argv[0] = {str(folder)!r}{PROGRAM}"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(lines), stdout=subprocess.PIPE, text=True, check=True
    )
    made = {}
    for number, (words, status) in enumerate(zip(lines, done.stdout.split(), strict=True)):
        out, err = ((folder / f"{number}.{name}").read_text(encoding="utf-8") for name in ("out", "err"))
        made[words] = subprocess.CompletedProcess(words, int(status), out, err)
    return made


def every(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from every(command)


def test_every_command_and_option_is_described_in_chinese(application: Flask) -> None:
    commands = list(every(application.cli))
    assert {"assess", "verify", "rehearse"} <= {command.name for command in commands}
    assert [command.name for command in commands if not HAN.search(command.help or "")] == []
    options = [one for command in commands for one in command.params if isinstance(one, click.Option)]
    assert [option.name for option in options if not HAN.search(option.help or "")] == []


def test_the_help_lists_the_commands_of_the_system_alone(said: Said) -> None:
    shown = said[HELP].stdout
    listed = re.findall(r"^  ([a-z][\w-]+)  ", shown.partition("命令:")[2], re.MULTILINE)
    assert "assess" in listed
    assert {"run", "shell", "routes"} & set(listed) == set()
    assert re.findall(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+", shown) == []
    assert "FLASK_APP" not in shown
    assert [line for line in shown.splitlines() if line.endswith("...")] == [shown.splitlines()[0]]


def test_what_is_for_developers_still_works(said: Said) -> None:
    assert "/sign-in" in said[ROUTES].stdout


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_command_line_is_told_in_chinese_with_what_was_meant(said: Said, words: tuple[str, ...]) -> None:
    done = said[words]
    assert done.returncode == 2
    assert WRONG[words] in done.stderr
    assert "错误：" in done.stderr
    assert "Usage" not in done.stderr
