"""Case files for tests: the least that stands, and what a test adds to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
WALKS = EXAMPLES / "walks"
"""Scripts of courses, which are no case files."""


def example_files() -> list[Path]:
    """The case files that ship as examples."""
    return sorted(path for path in EXAMPLES.rglob("*.yaml") if WALKS not in path.parents)


def stand(**facts: Any) -> dict[str, Any]:
    """A felled stand of 杉木; ``facts`` replace or add."""
    return {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, **facts}


def case(*stands: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A case file of the stands with the options."""
    return {
        "case": {"offence": "滥伐林木", "conduct": {"from": "2021-12-01", "to": "2022-01-31"}},
        "stands": list(stands),
        "options": options,
    }
