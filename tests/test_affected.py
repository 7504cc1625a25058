"""Which tests ``./check --quick`` runs: those that a change concerns most directly."""

from __future__ import annotations

import pytest

from tests.affected import FOLDERS, affected
from tests.guards.tree import Module, modules

TREE = [
    Module("rules/quantity.py", ""),
    Module("rules/casefile/__init__.py", "from rules.casefile.parts import Stand as Stand"),
    Module("rules/casefile/parts.py", "from rules import quantity"),
    Module("rules/__init__.py", "from rules import measure"),
    Module("rules/pools.py", ""),
    Module("rules/method.py", "from rules import pools"),
    Module("rules/measure.py", "from rules import method"),
    Module("casework/cases/views.py", "from rules.casefile import Stand"),
    Module("tests/__init__.py", ""),
    Module("tests/office.py", "from casework.cases import views"),
    Module("tests/casework/cases/conftest.py", "from tests.office import Office"),
    Module("tests/casework/cases/test_pages.py", "def test_a(filed): ..."),
    Module("tests/casework/losses/test_losses.py", "from tests.office import Office"),
    Module("tests/guards/test_layers.py", ""),
    Module("tests/rules/test_carbon.py", "from rules import measure"),
    Module("tests/rules/test_quantity.py", ""),
    Module("tests/rules/test_quantity_limits.py", ""),
    Module("tests/rules/test_worksheet.py", "from rules.quantity import Quantity"),
    Module("tests/rules/test_casefile.py", "from rules.casefile import Stand"),
    Module("tests/rules/law/test_golden.py", "cases('felling_cases.yaml')"),
    Module("tests/test_scripts.py", "TOOLS = (ROOT / 'tools').iterdir(); SCRIPTS = ['check']"),
]
GUARDS = "tests/guards/test_layers.py"


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        (["docs/figures.md"], [GUARDS]),
        # by its name, then by their imports
        (
            ["rules/quantity.py"],
            [
                GUARDS,
                "tests/rules/test_quantity.py",
                "tests/rules/test_quantity_limits.py",
                "tests/rules/test_worksheet.py",
            ],
        ),
        # through others, where no test imports it itself
        (["rules/pools.py"], [GUARDS, "tests/rules/test_carbon.py"]),
        # by what the package passes on
        (["rules/casefile/parts.py"], [GUARDS, "tests/rules/test_casefile.py"]),
        # by the folder, and by the folder of its templates
        (["casework/cases/views.py"], [GUARDS, "tests/casework/cases/test_pages.py"]),
        (["templates/cases/list.html"], [GUARDS, "tests/casework/cases/test_pages.py"]),
        # a module of the tests by all that needs it, a conftest included
        (["tests/office.py"], ["tests/casework/cases/test_pages.py", "tests/casework/losses/test_losses.py", GUARDS]),
        (["tests/casework/cases/conftest.py"], ["tests/casework/cases/test_pages.py", GUARDS]),
        (["tests/rules/test_casefile.py"], ["tests/rules/test_casefile.py", GUARDS]),
        # data and scripts by their folder or name
        (["tests/rules/law/felling_cases.yaml"], [GUARDS, "tests/rules/law/test_golden.py"]),
        (["tools/fonts.sh"], [GUARDS, "tests/test_scripts.py"]),
        (["check"], [GUARDS, "tests/test_scripts.py"]),
    ],
)
def test_a_change_concerns_the_tests_nearest_to_it(changed: list[str], concerned: list[str]) -> None:
    assert affected(changed, TREE) == concerned


def test_every_module_of_the_rules_concerns_some_test_of_this_project() -> None:
    tree = modules(*FOLDERS)
    guards = {module.path for module in tree if module.path.startswith("tests/guards/test_")}
    changed = [module.path for module in tree if module.path.startswith("rules/")]
    concerned = set(affected(changed, tree)) - guards
    assert len(guards) > 5
    assert {path.split("/")[1] for path in concerned} >= {"rules", "casework"}
