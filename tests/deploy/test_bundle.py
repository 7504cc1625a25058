"""An archive without network: what it holds is fixed by its digests, told for which system it is, and held against both
before anything is installed. ``tools/prove-bundle`` installs one in a fresh system."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.guards.tree import ROOT
from tests.shell import bash, fake

SYSTEM = "codename=bookworm\narchitecture=amd64\npython=3.11\nglibc=2.34\n"


@pytest.fixture(scope="module")
def bundled() -> ModuleType:
    found = importlib.util.spec_from_file_location("bundled", ROOT / "tools" / "bundled.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def wheel(folder: Path, name: str, library: bytes = b"") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("one/__init__.py", "")
        if library:
            made.writestr("one/native.cpython-311-x86_64-linux-gnu.so", library)
    return path


def test_each_package_that_has_a_wheel_is_fixed_by_the_digest_of_that(bundled: ModuleType, tmp_path: Path) -> None:
    made = wheel(tmp_path, "durable_rules-2.0.28-cp311-cp311-linux_x86_64.whl")
    lock = "durable-rules==2.0.28 \\\n    --hash=sha256:0\n    # via x\ncolorama==0.4 ; sys_platform == 'win32' \\\n"
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    told = bundled.locked(lock, bundled.wheels(tmp_path))
    assert told == f"durable-rules==2.0.28 --hash=sha256:{digest}\n"


def test_the_oldest_glibc_is_that_of_the_most_demanding_library(bundled: ModuleType, tmp_path: Path) -> None:
    wheel(tmp_path, "a-1-py3-none-any.whl")
    wheel(tmp_path, "b-1-cp311-cp311-linux_x86_64.whl", b"\0GLIBC_2.2.5\0GLIBC_2.9\0GLIBC_2.17\0")
    assert bundled.oldest_glibc(bundled.wheels(tmp_path)) == (2, 17)


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb on this machine: packages cannot be listed")
def test_apt_is_told_each_package_with_its_file_size_and_digest(bundled: ModuleType, tmp_path: Path) -> None:
    control = tmp_path / "made" / "DEBIAN"
    control.mkdir(parents=True)
    (control / "control").write_text(
        "Package: one\nVersion: 1\nArchitecture: all\nMaintainer: x <x@y>\nDescription: x\n"
    )
    debs = tmp_path / "debs"
    debs.mkdir()
    subprocess.run(["dpkg-deb", "--build", tmp_path / "made", debs / "one.deb"], check=True, capture_output=True)
    lines = bundled.index(debs).splitlines()
    content = (debs / "one.deb").read_bytes()
    assert "Package: one" in lines
    assert f"Size: {len(content)}" in lines
    assert f"SHA256: {hashlib.sha256(content).hexdigest()}" in lines


def bundle(folder: Path) -> Path:
    """A project with what an archive brings along, of this kind of system."""
    (folder / "instance").mkdir()
    offline = folder / "offline"
    offline.mkdir()
    (offline / "system").write_text(SYSTEM)
    digest = hashlib.sha256(SYSTEM.encode()).hexdigest()
    (offline / "SHA256SUMS").write_text(f"{digest}  ./system\n")
    fake(folder / "bin", "dpkg", "echo amd64")
    return folder


def required(project: Path, codename: str = "bookworm") -> subprocess.CompletedProcess[str]:
    here = f'PATH="{project}/bin:$PATH"; codename() {{ echo {codename}; }}'
    return bash(f'{here}; require_bundle; echo "ready $(of_bundle python)"', project)


def test_an_archive_for_this_system_that_is_whole_is_taken(tmp_path: Path) -> None:
    done = required(bundle(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "ready 3.11"


@pytest.mark.parametrize("wrong", ["missing", "another system", "altered"])
def test_nothing_is_installed_from_an_archive_that_does_not_fit(tmp_path: Path, wrong: str) -> None:
    project = bundle(tmp_path)
    if wrong == "missing":
        shutil.rmtree(project / "offline")
    if wrong == "altered":
        (project / "offline" / "system").write_text(SYSTEM.replace("2.34", "2.35"))
    done = required(project, "trixie" if wrong == "another system" else "bookworm")
    assert done.returncode == 1
    assert "ready" not in done.stdout
    assert done.stderr.startswith("错误：") or wrong == "altered"


def test_what_is_installed_comes_from_the_archive_alone(tmp_path: Path) -> None:
    project = bundle(tmp_path)
    fake(project / "bin", "apt-get", f'echo "$@" >> "{project}/asked"')
    done = bash(f'PATH="{project}/bin:$PATH"; install_bundled fontconfig', project)
    assert done.returncode == 0, done.stderr
    for line in (project / "asked").read_text().splitlines():
        assert "Dir::Etc::sourceparts=-" in line
        assert "Dir::Etc::sourcelist=" in line
