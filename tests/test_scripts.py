"""The two commands: what they say, and what they refuse before anything is prepared."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.guards.tree import ROOT
from tests.shell import bare_project, bash, fake, start

TOOLS = sorted(path for path in (ROOT / "tools").iterdir() if path.is_file())
SCRIPTS = ["run", "check", ".ci/run", *(f"tools/{path.name}" for path in TOOLS if not path.suffix)]
PARTS = [f"tools/{path.name}" for path in TOOLS if path.suffix == ".sh"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A bare project: only what preparation reads."""
    return bare_project(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_executable(script: str) -> None:
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR


def test_scripts_have_no_fault_that_shellcheck_knows() -> None:
    done = start(ROOT / ".venv/bin/shellcheck", "--external-sources", *SCRIPTS, *PARTS)
    assert done.stdout + done.stderr == ""


def test_shellcheck_would_see_a_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.sh").write_text("#!/bin/bash\nrm -rf $1/x\n", encoding="utf-8")
    assert start(ROOT / ".venv/bin/shellcheck", tmp_path / "bad.sh").returncode == 1


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("run", ["--port", "--prepare"]),
        ("check", ["ruff", "mypy", "pytest", "--quick", "--long", "--seed"]),
        ("tools/bundle", ["OUT.tar.gz", "--offline"]),
        ("tools/sbom", ["CycloneDX", "licences.csv"]),
    ],
)
def test_help_explains_the_command_from_any_folder(script: str, told: list[str], tmp_path: Path) -> None:
    done = start(ROOT / script, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in told)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--port"], "--port 后面要写端口号"),
        (["--port", "http"], "实为：http"),
        (["--port", "0"], "实为：0"),
        (["--port=65536"], "实为：65536"),
        (["--colour"], "不认识的参数：--colour"),
    ],
)
def test_run_refuses_wrong_arguments_with_the_reason(arguments: list[str], reason: str) -> None:
    done = start(ROOT / "run", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


def test_run_names_a_port_that_is_taken_before_it_prepares_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(ROOT / "run", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"端口 {port} 已被占用" in done.stderr
    assert "./run --port" in done.stderr


def test_a_port_for_administrators_only_is_refused_before_anything_is_prepared(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "id", "echo 1000")
    done = start(ROOT / "run", "--port", "1", PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (1, "")
    assert "端口 1 只有管理员可以使用" in done.stderr


def as_somebody(script: str, project: Path) -> subprocess.CompletedProcess[str]:
    """Run a piece of bash without the rights of root, to whom every file is writable."""
    if os.getuid() != 0:
        return bash(script, project)
    mode = project.stat().st_mode
    project.chmod(0o700)
    shutil.copytree(ROOT / "tools", project / "tools")  # the checkout may lie where only root may look
    project.chmod(mode)
    for path in [project, *project.rglob("*")]:
        os.chown(path, 65534, 65534)
    load = f"set -euo pipefail; ROOT=.; . tools/prepare.sh\n{script}"
    return start("setpriv", "--reuid=65534", "--clear-groups", "bash", "-c", load, cwd=project)


@pytest.mark.parametrize("place", ["instance", "instance/tanheng.sqlite", "instance/.prepare.lock"])
def test_what_cannot_be_written_is_named_before_anything_is_prepared(place: str, project: Path) -> None:
    path = project / place
    if path != project / "instance":
        path.touch()
    path.chmod(0o500)
    done = as_somebody("take_turns; echo prepared", project)
    path.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{place}（当前用户：" in done.stderr


def test_a_project_folder_that_cannot_be_written_is_named(project: Path) -> None:
    (project / "instance").rmdir()
    project.chmod(0o500)
    done = as_somebody("take_turns; echo prepared", project)
    project.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert "/instance。请检查" in done.stderr


def test_what_is_kept_of_cases_is_for_nobody_else_on_the_machine(project: Path) -> None:
    (project / "instance").rmdir()
    done = bash("umask 022; take_turns", project)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((project / "instance").stat().st_mode) == 0o700


def test_an_interrupted_preparation_says_so_and_nothing_else(project: Path) -> None:
    done = bash("flask_command() { kill -INT $$; return 1; }; take_turns; prepare_database", project)
    assert done.returncode == 130
    assert "已中断。可以再次执行" in done.stderr
    assert "错误" not in done.stderr


@pytest.mark.parametrize(
    ("call", "command"),
    [
        ("prepare_database", "demo"),
        ("prepare_office http://127.0.0.1:8001", "accounts open-office --address http://127.0.0.1:8001"),
    ],
)
def test_the_demonstration_and_the_office_are_prepared_apart(call: str, command: str, project: Path) -> None:
    done = bash(f'flask_command() {{ echo "flask: $*"; }}; {call}', project)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("flask:")] == [f"flask: {command}"]


def test_beijing_time_is_known_where_the_system_has_no_time_zones() -> None:
    done = start(
        ROOT / ".venv/bin/python", "-c", "from rules.values.clock import BEIJING; print(BEIJING)", PYTHONTZPATH=""
    )
    assert (done.stdout.strip(), done.stderr) == ("Asia/Shanghai", "")


def test_every_hook_before_a_commit_runs_a_tool_that_is_installed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"].split()[0] for repository in config["repos"] for hook in repository["hooks"]]
    assert len(entries) >= 4
    assert [entry for entry in entries if not (ROOT / entry).is_file()] == []
