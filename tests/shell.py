"""Starting the project's scripts and pieces of them, for their tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.guards.tree import ROOT


def start(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def bash(script: str, root: Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a piece of bash with the parts of the scripts loaded, as if the project were at ``root``."""
    load = f'set -euo pipefail; ROOT="{root}"; . "{ROOT}/tools/prepare.sh"'
    return start("bash", "-c", f"{load}\n{script}", PATH=path or os.environ["PATH"], PYTHON="")


def fake(folder: Path, name: str, script: str) -> None:
    """A command that stands in for another."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


def bare_project(folder: Path) -> Path:
    """A folder with only what preparation reads."""
    (folder / "instance").mkdir()
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder
