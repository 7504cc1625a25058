"""What the README shows on the command line can be done, line after line, as it stands."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests import testrun
from tests.guards.tree import ROOT


def worked(readme: str) -> list[str]:
    """The lines of the block on the command line, as a shell reads them, without the preparation."""
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "--app wsgi" in block]
    lines = [line.split("  #")[0].strip() for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "./run"))]


Done = Iterator[tuple[str, int, str]]
"""Each line, its exit status and what it said."""

TOGETHER = """
import json, shlex, subprocess, sys, traceback
from wsgi import app
for line in json.loads(sys.argv[1]):
    words = shlex.split(line)
    if "flask" in words[0]:
        done = app.test_cli_runner().invoke(args=words[3:])
        code, said = done.exit_code, done.output
        if done.exception and not isinstance(done.exception, SystemExit):
            said += "".join(traceback.format_exception(done.exception))
    else:
        done = subprocess.run(words, capture_output=True, text=True)
        code, said = done.returncode, done.stdout + done.stderr
    print(json.dumps([line, code, said]))
"""


def done_apart(lines: list[str], folder: Path, environment: dict[str, str]) -> Done:
    """Each line in a process of its own."""
    for line in lines:
        words = shlex.split(line)
        if "flask" in words[0]:
            words = [str(ROOT / ".venv/bin/python"), "-m", "flask", *words[1:]]
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
        yield line, done.returncode, done.stdout + done.stderr


def done_together(lines: list[str], folder: Path, environment: dict[str, str]) -> Done:
    """The lines in one process, which is started once for all of them."""
    words = [str(ROOT / ".venv/bin/python"), "-c", TOGETHER, json.dumps(lines)]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line for line, *_ in told] == lines, done.stderr
    yield from map(tuple, told)


def test_the_job_on_the_command_line_can_be_done_as_it_stands(tmp_path: Path) -> None:
    for name in (".venv", "casework", "examples", "migrations", "rules", "templates", "wsgi.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'records.sqlite'}", "SECRET_KEY": "of a test"}
    lines = [".venv/bin/flask --app wsgi db-upgrade", *worked("README.md")]
    assert len(lines) > 10
    if not testrun.long():  # tests of the command itself prove a part of the law; all of it takes a quarter of a minute
        lines = [line for line in lines if "rules prove" not in line]
    for line, code, said in (done_apart if testrun.long() else done_together)(lines, tmp_path, environment):
        # An empty form lacks its name: what "check" is there to say.
        assert code == (2 if "parameters check" in line else 0), f"{line}\n{said}"
        assert "Traceback" not in said
