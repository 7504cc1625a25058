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
ENTRANCES = ("web", "cli", "api")
"""What stands above the features of casework: pages, commands and the API."""

PROCESS_WIDE = ("gc", "signal")
"""What acts on the whole process: for whoever starts it."""

PROVES = "casework/cli/prove.py"

FEATURES = {path.parent.name for path in (ROOT / "casework").glob("*/__init__.py")} - set(ENTRANCES)


def impure_imports(module: Module) -> list[str]:
    return [
        module.at(node, f"imports {name}")
        for node, name in imports(module)
        if within(name, *WEB_AND_RECORDS, *PROCESS_WIDE)
    ]


def durable_imports(module: Module) -> list[str]:
    if module.path == "rules/deciding/durable_engine.py":
        return []
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, "durable")]


def numpy_imports(module: Module) -> list[str]:
    if module.path == "rules/carbon/uncertainty/simulation.py":
        return []
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, "numpy")]


def solver_imports(module: Module) -> list[str]:
    """Imports of the solver but where the law is proven, and of the proof but by its command: no court has a solver."""
    if module.path.startswith("rules/proving/"):
        return []
    names = ("z3",) if module.path == PROVES else ("z3", "rules.proving")
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *names)]


def shortcuts_into_features(module: Module, features: set[str]) -> list[str]:
    """Imports of another feature's tables past its package, or of a name that begins with an underscore."""
    own = module.path.split("/")[1] if module.path.startswith("casework/") else ""
    found = []
    for node, name in imports(module):
        root, _, rest = name.partition(".")
        feature, _, inner = rest.partition(".")
        if root != "casework" or feature not in features - {own}:
            continue
        if within(inner, "models") or any(part.startswith("_") for part in inner.split(".")):
            found.append(module.at(node, f"reaches {name} past casework.{feature}"))
    return found


def climbs(module: Module) -> list[str]:
    """Imports of pages, commands or the API by what stands below them, and of one entrance by another."""
    parts = module.path.split("/")
    own = parts[1] if parts[0] == "casework" and len(parts) > 2 else ""
    if parts[0] != "casework" or module.path == "casework/__init__.py":
        return []
    return [
        module.at(node, f"imports {name}")
        for node, name in imports(module)
        if within(name, *(f"casework.{entrance}" for entrance in ENTRANCES if entrance != own))
    ]


def neighbours(module: Module) -> list[str]:
    """Imports of another feature's pages by a page module."""
    parts = module.path.split("/")
    if parts[:2] != ["casework", "web"] or len(parts) < 4:
        return []
    others = [f"casework.web.{feature}" for feature in FEATURES - {parts[2]}]
    return [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *others)]


def package_circles(tree: Iterable[Module]) -> list[str]:
    """Circles among the modules and packages of one folder, at any level; what a package's modules import counts."""
    tree = list(tree)
    known = {module.name for module in tree}
    folders: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for module in tree:
        own = tuple(module.name.split("."))
        for _, imported in imports(module, at_load=False):
            target = imported if imported in known else imported.rpartition(".")[0]
            other = tuple(target.split("."))
            shared = next((i for i, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), None)
            if target in known and shared:
                folders.setdefault(own[:shared], {}).setdefault(own[shared], set()).add(other[shared])
    circles = []
    for folder, edges in sorted(folders.items()):
        graph = {name: edges.get(name, set()) for name in {*edges, *(t for ts in edges.values() for t in ts)}}
        reach = {name: reachable([name], graph) for name in graph}
        rings = {frozenset(m for m in reach[name] if name in reach[m]) for name in graph if name in reach[name]}
        circles += [f"{'.'.join(folder)}: {' <-> '.join(sorted(ring))}" for ring in rings]
    return circles


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
        "import gc",
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


def test_only_the_proof_imports_the_solver_and_only_its_command_the_proof() -> None:
    assert [found for module in modules("rules", "casework") for found in solver_imports(module)] == []


@pytest.mark.parametrize("source", ["import z3", "from rules.proving.proof import prove", "from rules import proving"])
def test_an_import_of_the_solver_or_the_proof_elsewhere_is_seen(source: str) -> None:
    assert solver_imports(Module("rules/deciding/decide.py", source))
    assert solver_imports(Module("rules/proving/law.py", source)) == []


def test_the_command_of_the_proof_imports_no_solver_itself() -> None:
    assert solver_imports(Module(PROVES, "import z3"))
    assert solver_imports(Module(PROVES, "def f():\n    from rules.proving.proof import prove")) == []


def test_features_reach_each_other_by_public_names_and_never_by_their_tables() -> None:
    tree = modules("casework")
    assert [found for module in tree for found in shortcuts_into_features(module, FEATURES)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from casework.cases.models import Case",
        "from casework.cases import models",
        "from ..cases import models",
        "from casework.cases.filing import _store",
        "from casework.cases import _hidden",
        "import casework.cases.models",
    ],
)
@pytest.mark.parametrize("path", ["casework/credits/retirements.py", "casework/web/credits/views.py"])
def test_a_shortcut_into_another_feature_is_seen(source: str, path: str) -> None:
    source = source.replace("from ..", "from casework.")
    assert shortcuts_into_features(Module(path, source), {"cases", "credits"})


@pytest.mark.parametrize(
    "source",
    [
        "from casework.cases import Case, service",
        "from casework.cases.filing import file",
        "from casework.credits.models import Lot",
        "from casework import db",
    ],
)
def test_public_names_of_another_feature_and_the_own_models_are_open(source: str) -> None:
    assert shortcuts_into_features(Module("casework/credits/service.py", source), {"cases", "credits"}) == []


def test_nothing_below_imports_pages_commands_or_the_api_and_these_never_each_other() -> None:
    tree = modules("casework")
    assert [found for module in tree for found in climbs(module)] == []
    assert [found for module in tree for found in neighbours(module)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("casework/cases/filing.py", "from casework.web.display import formula_markup"),
        ("casework/wording.py", "from casework.web import display"),
        ("casework/web/__init__.py", "from casework.cli import records"),
        ("casework/api/cases.py", "import casework.web.cases.views"),
    ],
)
def test_a_climb_into_an_entrance_is_seen(path: str, source: str) -> None:
    assert climbs(Module(path, source))


def test_pages_of_one_feature_importing_those_of_another_are_seen() -> None:
    assert neighbours(Module("casework/web/losses/views.py", "from casework.web.cases.views import show"))
    assert neighbours(Module("casework/web/losses/views.py", "from casework.web.losses.forms import Form")) == []


@pytest.mark.parametrize("folder", ["rules", "casework"])
def test_packages_do_not_import_in_circles_at_any_level(folder: str) -> None:
    assert package_circles(modules(folder)) == []


def test_a_circle_of_packages_is_seen_where_no_module_is_in_one() -> None:
    tree = [
        Module("rules/a/__init__.py", ""),
        Module("rules/a/one.py", "from rules.b.one import f"),
        Module("rules/a/two.py", ""),
        Module("rules/b/__init__.py", ""),
        Module("rules/b/one.py", ""),
        Module("rules/b/two.py", "def f():\n    from rules.a import two"),
    ]
    assert package_circles(tree) == ["rules: a <-> b"]


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
