"""Who may do what is said in one module: nowhere else does a role's name stand, or is a person's role looked at."""

from __future__ import annotations

import ast
import re

import pytest

from casework.permissions import ROLES
from rules.deciding.deadlines.book import load_book
from tests.guards.tree import ROOT, Module, modules, walk_files

HOME = "casework/permissions.py"
DATA = {"casework/documents/kinds/kind.py": {"judge"}, "casework/cases/queries.py": {"judge"}}
"""A key of what a paper says and a column of a list: the word stands for the judge of the case, not for the role."""

PARTY = ("party", "each_party")
"""A party's part in the case (被告人 and so on) is a fact, and no role of a person who signs in."""

IN_TEMPLATE = re.compile(r"\b(\w+)\.role\b|[\"'](" + "|".join(ROLES) + r")[\"']")


def roles_in(module: Module) -> list[str]:
    """Names of roles in a module, and looks at the role of anybody but a party."""
    if module.path == HOME:
        return []
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and node.value in ROLES and node.value not in DATA.get(module.path, ()):
            found.append(module.at(node, f"names the role {node.value}"))
        elif isinstance(node, ast.Attribute) and node.attr == "role" and ast.unparse(node.value) not in PARTY:
            found.append(module.at(node, f"looks at {ast.unparse(node)}"))
    return found


def roles_in_template(text: str) -> list[str]:
    return [match[0] for match in IN_TEMPLATE.finditer(text) if match[1] not in PARTY]


def test_roles_are_named_and_looked_at_in_one_module() -> None:
    assert [found for module in modules("casework") for found in roles_in(module)] == []


def test_templates_neither_name_a_role_nor_look_at_one() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in walk_files("templates")}
    assert {path: found for path, text in texts.items() if (found := roles_in_template(text))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "if person.role in JUDGES: pass",
        "x = me.role",
        "seats = {'prosecutor': case.procuratorate_id}",
        "f('forestry_officer')",
        "def f(role='clerk'): ...",
    ],
)
def test_a_role_elsewhere_is_seen(source: str) -> None:
    assert roles_in(Module("casework/credits/registration.py", source))


@pytest.mark.parametrize("text", ["{% if me.role in roles %}", "{{ x == 'judge' }}", '{% if a == "supervisor" %}'])
def test_a_role_in_a_template_is_seen(text: str) -> None:
    assert roles_in_template(text)


def test_a_party_and_its_part_are_no_role() -> None:
    assert (
        roles_in(Module("casework/cases/a.py", "x = [party.name for party in f.parties if party.role in LIABLE]")) == []
    )
    assert roles_in_template("{{ party.role }}") == []


def test_every_role_that_the_law_names_is_one_and_has_a_seat() -> None:
    named = {role for event in load_book().events.values() for role in event.by}
    assert named
    assert {role for role in named if role not in ROLES or ROLES[role].seat is None} == set()
