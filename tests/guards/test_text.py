"""What the project publishes works anywhere: no path of a developer's machine, no package index but the public one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.guards.tree import ROOT, walk_files

BINARY = {".otf", ".ttf", ".woff2", ".png", ".jpg", ".ico", ".pdf", ".docx", ".xlsx", ".sqlite", ".mo", ".xz", ".zip"}
PLACES = re.compile(r"(?<![\w./<-])/(?:home|root|Users|work|mnt)/[\w.]+[^\s'\"）)]*")
INDEXES = re.compile(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def texts() -> Iterator[tuple[str, str]]:
    for path in walk_files("."):
        if path.suffix not in BINARY and path != ROOT / "LICENSE":
            name = path.relative_to(ROOT).as_posix()
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                error.add_note(name)
                raise


def machine_paths(name: str, text: str) -> list[str]:
    return [f"{name}: {found.group()}" for found in PLACES.finditer(text)]


def private_indexes(name: str, text: str) -> list[str]:
    return [f"{name}: {found.group()}" for found in INDEXES.finditer(text)] if name.startswith("requirements") else []


def test_every_text_is_utf_8_and_names_no_path_of_a_machine() -> None:
    assert [found for name, text in texts() for found in machine_paths(name, text)] == []


@pytest.mark.parametrize("place", ["home/someone/project", "root/.cache", "Users/me/x.yaml"])
def test_a_path_of_a_machine_is_seen(place: str) -> None:
    assert machine_paths("bad.md", f"see `/{place}` for it")
    assert machine_paths("good.md", f"see docs/{place} or https://example.org/{place}") == []


def test_requirements_come_from_the_public_index() -> None:
    assert [found for name, text in texts() for found in private_indexes(name, text)] == []


@pytest.mark.parametrize("line", ["--extra-index-url https://example.org/simple", "-f wheels", "--find-links=wheels"])
def test_a_private_index_in_the_requirements_is_seen(line: str) -> None:
    assert private_indexes("requirements.txt", f"# lock\n{line}\nflask==3\n")


def test_every_requirement_is_pinned_to_one_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if re.match(r"\w", line)]
        assert len(lines) > 10
        assert [line for line in lines if not re.match(r"[\w.-]+==[\w.]+( ; .*)? \\$", line)] == []


def test_every_declared_dependency_is_in_its_lock() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for wanted, name in (
        (project["project"]["dependencies"], "requirements.txt"),
        (project["dependency-groups"]["dev"], "requirements-dev.txt"),
    ):
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        assert {re.match(r"[\w.-]+", line).group() for line in wanted} - locked == set()  # type: ignore[union-attr]
