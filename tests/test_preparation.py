"""What the two commands prepare: system packages, interpreter, environment, fonts, with and without rights."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.shell import bare_project, bash, fake


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A bare project: only what preparation reads."""
    return bare_project(tmp_path)


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
