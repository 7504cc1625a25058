"""Modules stay small enough to be read at one sitting."""

from __future__ import annotations

import pytest

from tests.guards.tree import Module, modules

LONGEST = 300


def too_long(module: Module) -> list[str]:
    lines = len(module.source.splitlines())
    return [f"{module.path}: {lines} lines, at most {LONGEST}"] if lines > LONGEST else []


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    tree = modules("rules", "casework", "migrations", "tests", "tools")
    assert [found for module in tree for found in too_long(module)] == []


@pytest.mark.parametrize(("lines", "seen"), [(LONGEST, False), (LONGEST + 1, True)])
def test_a_module_one_line_too_long_is_seen(lines: int, seen: bool) -> None:
    assert bool(too_long(Module("rules/bad.py", "x = 1\n" * lines))) is seen
