"""What the project stands on: each dependency with its reason, every version of all of them fixed."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guards.tree import ROOT

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PARSED = tomllib.loads(PROJECT)
RUNTIME: list[str] = PARSED["project"]["dependencies"]
DEVELOPMENT: list[str] = PARSED["dependency-groups"]["dev"]


def entries(name: str) -> list[str]:
    """The lines of a lock, each with the digests that continue it."""
    return re.sub(r"\\\n +", "", (ROOT / name).read_text(encoding="utf-8")).splitlines()


def locked(name: str) -> dict[str, str]:
    """Package to the one version that a lock allows on this interpreter."""
    found: dict[str, str] = {}
    for line in entries(name):
        if line and not line.lstrip().startswith("#"):
            requirement = Requirement(line.partition(" --hash")[0])
            (only,) = requirement.specifier
            assert only.operator == "==", f"{name}: {line}"
            if requirement.marker is None or requirement.marker.evaluate():
                found[canonicalize_name(requirement.name)] = only.version
    return found


def needed(names: list[str]) -> set[str]:
    """Everything that installed packages require here, and what that requires, and so on."""
    found: set[str] = set()
    waiting = [(canonicalize_name((first := Requirement(name)).name), frozenset(first.extras)) for name in names]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        found.add(name)
        for text in requires(name) or []:
            requirement = Requirement(text)
            environments = [{"extra": extra} for extra in ("", *extras)]
            if requirement.marker and not any(requirement.marker.evaluate(place) for place in environments):
                continue
            step = canonicalize_name(requirement.name), frozenset(requirement.extras)
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return found


def test_every_dependency_is_told_with_its_reason() -> None:
    lines = re.findall(r'^ {4}"([^"]+)",(.*)$', PROJECT.partition("[tool.ruff]")[0], re.MULTILINE)
    assert [name for name, _ in lines] == [*RUNTIME, *DEVELOPMENT]
    assert [name for name, reason in lines if not re.fullmatch(r" +# .{4,}", reason)] == []


@pytest.mark.parametrize(
    ("locks", "names"),
    [(["requirements.txt"], RUNTIME), (["requirements.txt", "requirements-dev.txt"], [*RUNTIME, *DEVELOPMENT])],
)
def test_the_locks_fix_every_version_that_is_needed(locks: list[str], names: list[str]) -> None:
    fixed: dict[str, str] = {}
    for lock in locks:
        found = locked(lock)
        assert {name: found[name] for name in fixed.keys() & found} == {
            name: fixed[name] for name in fixed & found.keys()
        }
        fixed |= found
    assert sorted(needed(names) - fixed.keys()) == []


def test_what_is_installed_is_what_the_lock_says() -> None:
    different = {}
    for name, wanted in {**locked("requirements.txt"), **locked("requirements-dev.txt")}.items():
        try:
            present = version(name)
        except PackageNotFoundError:
            present = "none"
        if present != wanted:
            different[name] = (present, wanted)
    assert different == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_file_that_may_be_installed_is_fixed_by_its_digest(name: str) -> None:
    packages = [line for line in entries(name) if "==" in line]
    assert len(packages) > 20
    assert [line for line in packages if not re.search(r"( --hash=sha256:[0-9a-f]{64})+$", line)] == []


def test_a_package_that_the_lock_forgets_is_seen() -> None:
    assert {"markupsafe", "werkzeug"} <= needed(["flask"])
    assert "psycopg-binary" in needed(["psycopg[binary]"])
    assert "psycopg-binary" not in needed(["psycopg"])
