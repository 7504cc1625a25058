"""Functions stay small enough to be seen whole: at most 40 lines.

Counted are the lines from ``def`` to the last one, the docstring and functions inside included, decorators not.
Migrations are not counted: what was given out stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.guards.tree import Module, modules

LONGEST = 40


def longer(module: Module) -> Iterator[tuple[str, str, int]]:
    """Path, name and number of lines of every function that is too long."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST:
                yield module.path, node.name, lines


def test_no_function_is_longer_than_forty_lines() -> None:
    found = [one for module in modules("rules", "casework", "tests", "tools") for one in longer(module)]
    assert [f"{path}: {name} has {lines} lines" for path, name, lines in found] == []


@pytest.mark.parametrize(("lines", "seen"), [(LONGEST, False), (LONGEST + 1, True)])
def test_a_function_one_line_too_long_is_seen(lines: int, seen: bool) -> None:
    body = "    x = 1\n" * (lines - 1)
    assert bool(list(longer(Module("rules/bad.py", f"@cache\ndef bad():\n{body}")))) is seen
    assert bool(list(longer(Module("rules/bad.py", f"async def bad():\n{body}")))) is seen
