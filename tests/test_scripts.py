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


def test_a_port_for_administrators_only_is_refused_before_anything_is_prepared(tmp_path: Path) -> None:
    fake(tmp_path / "bin", "id", "echo 1000")
    done = start(ROOT / "run", "--port", "1", PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (1, "")
    assert "端口 1 只有管理员可以使用" in done.stderr


def tools_without(name: str, folder: Path) -> None:
    """Every command of this machine but one, in a folder that can be the whole PATH."""
    folder.mkdir(exist_ok=True)
    for place in ("/usr/bin", "/bin"):
        for file in Path(place).iterdir():
            if file.name != name and not (folder / file.name).exists():
                (folder / file.name).symlink_to(file)


@pytest.mark.parametrize(("sudo", "how"), [(True, "sudo sh -c '"), (False, "su - -c '")])
def test_missing_packages_are_named_in_one_command_without_the_right_to_install(
    sudo: bool, how: str, project: Path
) -> None:
    commands = project / "bin"
    fake(commands, "id", "echo 1000")
    fake(commands, "apt-get", 'echo called >> "$0.log"')
    if sudo:
        fake(commands, "sudo", "exit 1")
    tools_without("sudo", project / "others")
    call = "need libpango-1.0-0 gcc libpango-1.0-0; install_missing"
    done = bash(call, project, f"{commands}:{project / 'others'}")
    assert done.returncode == 1
    command = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert len(command) == 1
    assert command[0].startswith(how)
    assert command[0].endswith("apt-get install -y --no-install-recommends gcc libpango-1.0-0'")
    assert not (commands / "apt-get.log").exists()


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
    assert done.stderr.splitlines()[-1].strip().startswith("apt-get update && ")


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


RELEASES = {
    "bookworm": "ID=debian\nVERSION_CODENAME=bookworm\n",
    "trixie": "ID=debian\nVERSION_CODENAME=trixie\n",
    "jammy": "ID=ubuntu\nVERSION_CODENAME=jammy\nUBUNTU_CODENAME=jammy\n",
    "noble": "ID=linuxmint\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n",
    "unknown": 'ID=debian\nVERSION_CODENAME="forky"\n',
}


@pytest.mark.parametrize(
    ("release", "package"),
    [
        ("bookworm", "python3.11"),
        ("trixie", "python3.13"),
        ("jammy", "python3.11"),
        ("noble", "python3.12"),
        ("unknown", "python3"),
    ],
)
def test_the_python_of_the_distribution_is_asked_for(release: str, package: str, project: Path) -> None:
    (project / "os-release").write_text(RELEASES[release], encoding="utf-8")
    call = 'os_release="$ROOT/os-release"; version_of() { return 1; }; need_python; echo "${missing_packages[@]}"'
    done = bash(call, project)
    assert done.stdout.split() == [package, f"{package}-venv", f"{package}-dev"], done.stderr


def test_a_distribution_whose_python_is_out_of_range_is_told_so_before_anything_is_installed(project: Path) -> None:
    (project / "os-release").write_text(RELEASES["unknown"], encoding="utf-8")
    python_that_says("3.14", project / "bin", "python3")
    call = 'os_release="$ROOT/os-release"; need_python'
    done = bash(call, project, f"{project / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 1
    assert "本机的 python3 是 3.14，本系统支持 3.11、3.12、3.13" in done.stderr


@pytest.mark.parametrize(("release", "asked"), [("jammy", False), ("noble", True)])
def test_a_library_that_the_distribution_lacks_is_not_asked_for(release: str, asked: bool, project: Path) -> None:
    (project / "os-release").write_text(RELEASES[release], encoding="utf-8")
    fake(project / "bin", "ldconfig", "true")
    call = 'os_release="$ROOT/os-release"; PY=""; find_missing_libraries; echo "${missing_packages[@]}"'
    done = bash(call, project, f"{project / 'bin'}:{os.environ['PATH']}")
    assert ("libharfbuzz-subset0" in done.stdout) == asked
    assert "libpango-1.0-0" in done.stdout


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


def test_beijing_time_is_known_where_the_system_has_no_time_zones() -> None:
    done = start(ROOT / ".venv/bin/python", "-c", "from casework import db; print(db.BEIJING)", PYTHONTZPATH="")
    assert (done.stdout.strip(), done.stderr) == ("Asia/Shanghai", "")


def test_every_hook_before_a_commit_runs_a_tool_that_is_installed() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"].split()[0] for repository in config["repos"] for hook in repository["hooks"]]
    assert len(entries) >= 4
    assert [entry for entry in entries if not (ROOT / entry).is_file()] == []
