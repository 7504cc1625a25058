"""No binary fraction comes near a result: ``rules/`` computes with ``Decimal``, integers and fractions."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import Module, imports, modules, within

# Their functions answer in floats.
FLOAT_MODULES = ("cmath", "math", "random", "statistics")


def floats(module: Module) -> list[str]:
    found = [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *FLOAT_MODULES)]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(module.at(node, f"the float {node.value!r}"))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "float":
            found.append(module.at(node, "calls float()"))
    return found


def test_rules_use_no_floats() -> None:
    assert [found for module in modules("rules") for found in floats(module)] == []


@pytest.mark.parametrize(
    "source", ["x = 0.5", "y = float('1')", "import math", "from statistics import mean", "z = 1e3"]
)
def test_a_float_is_seen(source: str) -> None:
    assert floats(Module("rules/bad.py", source))


@pytest.mark.parametrize(
    "source", ["x = Decimal('0.5')", "y = 3", "def f(v: object) -> bool:\n    return isinstance(v, float)"]
)
def test_decimals_integers_and_the_refusal_of_floats_are_accepted(source: str) -> None:
    assert floats(Module("rules/good.py", source)) == []
