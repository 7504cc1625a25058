"""What the architecture page names exists: a recipe that names a file which is gone misleads a newcomer."""

from __future__ import annotations

import re

import pytest

from tests.guards.tree import ROOT

PAGE = ROOT / "docs" / "architecture.md"
PLACES = ("rules/", "casework/", "templates/", "migrations/", "tests/", "tools/", "examples/", "docs/")


def named(text: str) -> list[str]:
    """The paths of the project that a text names in code marks; those with a part to be filled in are left out."""
    found = re.findall(r"`([\w./-]+)`", text)
    return sorted({path for path in found if path.startswith(PLACES) and "/" in path.rstrip("/")} | _whole(found))


def _whole(found: list[str]) -> set[str]:
    return {path for path in found if path in PLACES}


def recipe(title: str) -> str:
    """The paragraph of a recipe."""
    text = PAGE.read_text(encoding="utf-8")
    start = text.index(f"**{title}**")
    return text[start : text.index("\n\n", start)] if "\n\n" in text[start:] else text[start:]


LATER = {"casework/api/"}
"""Named as still to come."""


def test_every_place_that_the_architecture_names_exists() -> None:
    missing = [path for path in named(PAGE.read_text(encoding="utf-8")) if not (ROOT / path).exists()]
    assert set(missing) <= LATER


def test_a_place_that_is_gone_is_seen() -> None:
    assert named("see `rules/nonsense.py`, `casework/` and `x = 1`") == ["casework/", "rules/nonsense.py"]


@pytest.mark.parametrize(
    ("title", "files"),
    [
        (
            "A kind of paper",
            ["casework/documents/paper_kind.py", "tests/casework/documents/test_every_kind.py"],
        ),
        ("A fact of a case.", ["rules/casefile/", "rules/law/facts.yaml", "casework/web/fact_fields.py"]),
        ("A role.", ["casework/permissions.py", "migrations/head", "rules/proceedings/roles.py"]),
    ],
)
def test_a_recipe_names_every_file_it_takes(title: str, files: list[str]) -> None:
    assert set(files) <= set(named(recipe(title)))
