"""The tests themselves: named as sentences, never skipped in silence, never without a check."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.guards.tree import Module, modules

FEWEST_WORDS = 3
SKIPPING_MARKS = ("skip", "skipif", "xfail")


def named_tests(module: Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def labels(module: Module) -> list[str]:
    """Names that do not say what is expected."""
    return [
        module.at(node, f"{node.name} is no sentence")
        for node in named_tests(module)
        if len(node.name.split("_")) - 1 < FEWEST_WORDS
    ]


def silent_skips(module: Module) -> list[str]:
    """Skips and expected failures that give no reason."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name, given = ast.unparse(node.func), {keyword.arg for keyword in node.keywords}
            calls = name in {"pytest.skip", "pytest.xfail"} and not node.args and "reason" not in given
            marks = name in {f"pytest.mark.{mark}" for mark in SKIPPING_MARKS} and "reason" not in given
            if calls or marks:
                found.append(module.at(node, f"{name}() without a reason"))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bare = [ast.unparse(mark) for mark in node.decorator_list if isinstance(mark, ast.Attribute)]
            found += [
                module.at(node, f"{name} without a reason")
                for name in bare
                if name in {f"pytest.mark.{mark}" for mark in SKIPPING_MARKS}
            ]
    return found


def checks_nothing(module: Module) -> list[str]:
    """Tests that fail only by accident: no assert, no ``pytest.raises``, no helper named as a check."""
    found = []
    for function in named_tests(module):
        checked = any(
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.Call) and _checks(ast.unparse(node.func).rpartition(".")[2]))
            for node in ast.walk(function)
        )
        if not checked:
            found.append(module.at(function, f"{function.name} checks nothing"))
    return found


def _checks(called: str) -> bool:
    return called in {"raises", "warns", "fail", "expect", "run_state_machine_as_test"} or called.startswith(
        ("assert_", "expect_", "check_", "refuses")
    )


def test_every_test_is_named_as_a_sentence() -> None:
    assert [found for module in modules("tests") for found in labels(module)] == []


def test_every_skip_gives_its_reason() -> None:
    assert [found for module in modules("tests") for found in silent_skips(module)] == []


def test_every_test_checks_something() -> None:
    assert [found for module in modules("tests") for found in checks_nothing(module)] == []


def test_a_test_named_by_a_label_is_seen() -> None:
    assert labels(Module("tests/bad.py", "def test_area(): pass"))


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.skip\ndef test_a(): pass",
        "@pytest.mark.skipif(True)\ndef test_a(): pass",
        "@pytest.mark.xfail()\ndef test_a(): pass",
        "def test_a():\n    pytest.skip()",
    ],
)
def test_a_skip_without_a_reason_is_seen(source: str) -> None:
    assert silent_skips(Module("tests/bad.py", source))


def test_a_test_that_checks_nothing_is_seen() -> None:
    assert checks_nothing(Module("tests/bad.py", "def test_a():\n    compute()"))
    assert not checks_nothing(Module("tests/good.py", "def test_a():\n    with pytest.raises(E):\n        compute()"))
