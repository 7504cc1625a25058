"""The law and science stand on nothing but themselves; features meet at their services; nothing goes in circles."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.guards.tree import ROOT, Module, import_graph, imports, modules, reachable, within

WEB_AND_RECORDS = (
    "casework",
    "flask",
    "flask_babel",
    "flask_wtf",
    "jinja2",
    "sqlalchemy",
    "alembic",
    "weasyprint",
    "werkzeug",
    "wtforms",
)
FEATURES = {path.parent.name for path in (ROOT / "casework").glob("*/__init__.py")}


def impure_imports(module: Module) -> list[str]:
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *WEB_AND_RECORDS)]


def durable_imports(module: Module) -> list[str]:
    if module.path == "rules/deciding/durable_engine.py":
        return []
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, "durable")]


def numpy_imports(module: Module) -> list[str]:
    if module.path == "rules/carbon/uncertainty/simulation.py":
        return []
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, "numpy")]


def shortcuts_into_features(module: Module, features: set[str]) -> list[str]:
    """Imports of another feature's inside. Only what lies in a feature package is bound by this."""
    parts = module.path.split("/")
    own = parts[1] if len(parts) > 2 else None
    if own is None:
        return []
    found = []
    for node, name in imports(module):
        root, _, rest = name.partition(".")
        feature, _, inner = rest.partition(".")
        if root == "casework" and feature in features - {own} and not within(inner, "service"):
            found.append(module.at(node, f"reaches {name} past casework.{feature}.service"))
    return found


def import_cycles(tree: Iterable[Module]) -> list[str]:
    """Groups of modules that import one another while loading."""
    graph = import_graph(tree, at_load=True)
    reach = {name: reachable([name], graph) for name in graph}
    rings = {frozenset(m for m in reach[name] if name in reach[m]) for name in graph if name in reach[name]}
    return [" <-> ".join(sorted(ring)) for ring in rings]


def test_rules_import_neither_the_web_nor_the_records() -> None:
    assert [found for module in modules("rules") for found in impure_imports(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import flask",
        "from sqlalchemy.orm import Session",
        "from casework import db",
        "def f():\n    import casework.db",
    ],
)
def test_an_import_of_the_web_or_the_records_in_rules_is_seen(source: str) -> None:
    assert impure_imports(Module("rules/bad.py", source))


def test_only_the_engine_imports_durable() -> None:
    tree = modules("rules", "casework", "migrations", "tests")
    assert [found for module in tree for found in durable_imports(module)] == []


@pytest.mark.parametrize(
    "source", ["import durable.engine", "from durable.lang import ruleset", "from durable import lang"]
)
def test_an_import_of_durable_outside_the_engine_is_seen(source: str) -> None:
    assert durable_imports(Module("rules/deciding/evaluator.py", source))
    assert durable_imports(Module("rules/deciding/durable_engine.py", source)) == []


def test_only_the_simulation_imports_numpy() -> None:
    assert [found for module in modules("rules", "casework") for found in numpy_imports(module)] == []


@pytest.mark.parametrize("source", ["import numpy", "def f():\n    import numpy as np", "from numpy import random"])
def test_an_import_of_numpy_outside_the_simulation_is_seen(source: str) -> None:
    assert numpy_imports(Module("rules/carbon/measure.py", source))
    assert numpy_imports(Module("rules/carbon/uncertainty/simulation.py", source)) == []


def test_features_reach_each_other_only_through_their_service() -> None:
    assert [found for module in modules("casework") for found in shortcuts_into_features(module, FEATURES)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from casework.cases.models import Case",
        "from casework.cases import models",
        "from casework import cases",
        "from ..cases import models",
        "import casework.cases.errors",
    ],
)
def test_a_shortcut_into_another_feature_is_seen(source: str) -> None:
    assert shortcuts_into_features(Module("casework/credits/service.py", source), {"cases", "credits"})


@pytest.mark.parametrize(
    "source",
    [
        "from casework.cases import service as cases",
        "from casework.cases.service import get",
        "from casework.credits.models import Lot",
        "from casework import db",
    ],
)
def test_the_service_of_another_feature_and_the_own_models_are_open(source: str) -> None:
    assert shortcuts_into_features(Module("casework/credits/service.py", source), {"cases", "credits"}) == []


@pytest.mark.parametrize("folder", ["rules", "casework"])
def test_modules_do_not_import_in_circles(folder: str) -> None:
    assert import_cycles(modules(folder)) == []


def test_a_circle_of_imports_is_seen() -> None:
    tree = [
        Module("rules/a.py", "from rules.b import f"),
        Module("rules/b.py", "from rules import c"),
        Module("rules/c.py", "import rules.a"),
        Module("rules/d.py", "from rules.a import f"),
    ]
    assert import_cycles(tree) == ["rules.a <-> rules.b <-> rules.c"]
