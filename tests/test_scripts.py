"""The two commands and their parts: what they say, what they refuse, and what they do without the right to install."""

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

TOOLS = sorted(path for path in (ROOT / "tools").iterdir() if path.is_file())
SCRIPTS = ["run", "check", ".ci/run", *(f"tools/{path.name}" for path in TOOLS if not path.suffix)]
PARTS = [f"tools/{path.name}" for path in TOOLS if path.suffix == ".sh"]


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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A bare project: only what preparation reads."""
    (tmp_path / "instance").mkdir()
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    return tmp_path


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_executable(script: str) -> None:
    assert (ROOT / script).stat().st_mode & stat.S_IXUSR


def test_scripts_have_no_fault_that_shellcheck_knows() -> None:
    done = start(ROOT / ".venv/bin/shellcheck", "--external-sources", *SCRIPTS, *PARTS)
    assert done.stdout + done.stderr == ""


def test_shellcheck_would_see_a_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.sh").write_text("#!/bin/bash\nrm -rf $1/x\n", encoding="utf-8")
    assert start(ROOT / ".venv/bin/shellcheck", tmp_path / "bad.sh").returncode == 1


@pytest.mark.parametrize(("script", "told"), [("run", ["--port", "--prepare"]), ("check", ["ruff", "mypy", "pytest"])])
def test_help_explains_the_command_from_any_folder(script: str, told: list[str], tmp_path: Path) -> None:
    done = start(ROOT / script, "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in [*told, "--help"])


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


def test_missing_packages_are_named_in_one_command_without_the_right_to_install(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "id", "echo 1000")
    fake(commands, "sudo", "exit 1")
    fake(commands, "apt-get", 'echo called >> "$0.log"')
    done = bash("need libpango-1.0-0 gcc libpango-1.0-0; install_missing", project, f"{commands}:{os.environ['PATH']}")
    assert done.returncode == 1
    command = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert len(command) == 1
    assert command[0].startswith("sudo sh -c '")
    assert command[0].endswith("apt-get install -y --no-install-recommends gcc libpango-1.0-0'")
    assert not (commands / "apt-get.log").exists()


def test_missing_packages_are_installed_by_passwordless_sudo(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "id", "echo 1000")
    fake(commands, "sudo", 'shift; "$@"')
    fake(commands, "apt-get", f'echo "$@" >> "{project}/apt"')
    done = bash("need gcc fontconfig; install_missing", project, f"{commands}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert (project / "apt").read_text().splitlines() == ["update", "install -y --no-install-recommends fontconfig gcc"]


def test_a_failed_installation_shows_why_and_the_command(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "id", "echo 0")
    fake(commands, "apt-get", "echo 'E: no network' >&2; exit 100")
    done = bash("need gcc; install_missing", project, f"{commands}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "E: no network" in done.stderr
    assert "sudo sh -c '" in done.stderr


def test_nothing_is_installed_where_nothing_is_missing(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "apt-get", f'touch "{project}/apt"')
    done = bash(
        "find_missing_libraries; find_missing_fonts; install_missing", project, f"{commands}:{os.environ['PATH']}"
    )
    assert done.returncode == 0, done.stderr
    assert not (project / "apt").exists()


def test_a_missing_library_names_its_package(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "ldconfig", "echo '\tlibfontconfig.so.1 (libc6) => x'")
    done = bash(
        'PY=""; find_missing_libraries; printf "%s\\n" "${missing_packages[@]}"',
        project,
        f"{commands}:{os.environ['PATH']}",
    )
    assert done.stdout.split() == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def python_that_says(version: str, folder: Path, name: str, ensurepip: bool = True) -> None:
    """A stand-in interpreter: answers the questions the scripts ask one."""
    answer = f"""case "$2" in
        *version_info*) echo {version};;
        *_base_executable*) echo "$0";;
        *ensurepip*) exit {int(not ensurepip)};;
    esac"""
    fake(folder, name, answer)


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        ({"python3": "3.12"}, "3.12"),
        ({"python3": "3.10", "python3.11": "3.11"}, "3.11"),
        ({"python3": "3.14", "python3.12": "3.12", "python3.13": "3.13"}, "3.13"),
        ({"python3": "3.9"}, ""),
        ({}, ""),
    ],
)
def test_the_first_interpreter_in_range_is_chosen(installed: dict[str, str], chosen: str, project: Path) -> None:
    commands = project / "bin"
    commands.mkdir()
    for name, version in installed.items():
        python_that_says(version, commands, name)
    done = bash('PATH="$ROOT/bin"; choose_python; echo "$PY_VERSION"', project)
    assert done.stdout.strip() == chosen, done.stderr


def test_an_interpreter_that_can_make_environments_goes_before_one_that_cannot(project: Path) -> None:
    python_that_says("3.11", project / "bin", "python3", ensurepip=False)
    python_that_says("3.12", project / "bin", "python3.12")
    done = bash('PATH="$ROOT/bin"; choose_python; echo "$PY_VERSION"', project)
    assert done.stdout.strip() == "3.12", done.stderr


@pytest.mark.parametrize(
    ("python", "reason"),
    [("/nowhere/python3", "解释器不存在"), ("/bin/true", "不能使用"), ("python3.9", "支持 3.11、3.12、3.13")],
)
def test_a_wrong_interpreter_asked_for_is_refused_with_the_reason(python: str, reason: str, project: Path) -> None:
    python_that_says("3.9", project / "bin", "python3.9")
    done = bash(f"PYTHON={python}; choose_python", project, f"{project / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert reason in done.stderr


def test_a_font_download_that_failed_is_not_tried_again_until_asked(project: Path) -> None:
    commands = project / "bin"
    fake(commands, "apt-get", f'echo tried >> "{project}/apt"; exit 100')
    fake(commands, "apt-cache", "echo found")
    call = "fandol_installed=/nowhere; ensure_fonts; ensure_fonts; retry_fonts=yes; ensure_fonts"
    done = bash(call, project, f"{commands}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert (project / "apt").read_text().split() == ["tried", "tried"]
    assert done.stdout.count("改用 Noto CJK 字体") == 2
    assert not list((project / "instance" / "fonts").glob("*.otf"))


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    bin_folder = project / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    python_that_says("3.12", bin_folder, "python")
    check = (
        "choose_python; stamp requirements.txt > $VENV/.requirements.txt; is_installed requirements.txt && echo same"
    )
    change = 'echo "x==1" >> "$ROOT/requirements.txt"; is_installed requirements.txt || echo other'
    done = bash(f"{check}\n{change}", project)
    assert done.stdout.split() == ["same", "other"], done.stderr


def test_every_hook_before_a_commit_runs_a_tool_that_is_installed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"].split()[0] for repository in config["repos"] for hook in repository["hooks"]]
    assert len(entries) >= 4
    assert [entry for entry in entries if not (ROOT / entry).is_file()] == []
