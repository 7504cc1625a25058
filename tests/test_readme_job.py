"""What the README shows on the command line can be done, line after line, as it stands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from tests import testrun
from tests.guards.tree import ROOT


def worked(readme: str) -> list[str]:
    """The lines of the block on the command line, as a shell reads them, without the preparation."""
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "--app wsgi" in block]
    lines = [line.split("  #")[0].strip() for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "./run"))]


def test_the_job_on_the_command_line_can_be_done_as_it_stands(tmp_path: Path) -> None:
    for name in (".venv", "casework", "examples", "migrations", "rules", "templates", "wsgi.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'records.sqlite'}", "SECRET_KEY": "of a test"}
    lines = [".venv/bin/flask --app wsgi db-upgrade", *worked("README.md")]
    assert len(lines) > 10
    if not testrun.long():  # tests of the command itself prove a part of the law; all of it takes a quarter of a minute
        lines = [line for line in lines if "rules prove" not in line]
    for line in lines:
        words = (
            [str(ROOT / ".venv/bin/python"), "-m", "flask", *shlex.split(line)[1:]] if "flask" in line else line.split()
        )
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        # An empty form lacks its name: what "check" is there to say.
        assert done.returncode == (2 if "parameters check" in line else 0), f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
