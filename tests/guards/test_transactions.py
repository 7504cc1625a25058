"""What becomes durable is decided in one module, and when something is written by the service that writes it."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import Module, modules

DATABASE = "casework/db.py"
ENTRANCES = ("casework/web/", "casework/cli/", "casework/api/")
MAY_GIVE_UP = (DATABASE, "casework/web/errors.py", "casework/credits/refusals.py")
"""The error page and the reading of a database's refusal: a transaction with a failed statement answers no other."""


def transactions_elsewhere(module: Module) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        name = node.attr if isinstance(node, ast.Attribute) else ""
        if name in ("commit", "begin_nested") and module.path != DATABASE:
            found.append(module.at(node, f"{name} outside db.py"))
        if name == "rollback" and module.path not in MAY_GIVE_UP:
            found.append(module.at(node, "rollback"))
        if name == "writing" and module.path.startswith(ENTRANCES):
            found.append(module.at(node, "an entrance writes: that is a service's to do"))
    return found


def test_only_the_database_module_makes_anything_durable() -> None:
    casework = modules("casework")
    assert len(casework) > 100
    assert [line for module in casework for line in transactions_elsewhere(module)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("casework/cases/service.py", "db.session().commit()"),
        ("casework/cases/service.py", "db.rollback()"),
        ("casework/cases/service.py", "with db.session().begin_nested(): pass"),
        ("casework/web/cases/views.py", "with db.writing(): pass"),
        ("casework/cli/records.py", "@db.writing()\ndef command(): ..."),
    ],
)
def test_a_transaction_in_the_wrong_place_is_seen(path: str, source: str) -> None:
    assert transactions_elsewhere(Module(path, source))


def test_a_service_may_write() -> None:
    assert transactions_elsewhere(Module("casework/cases/service.py", "with db.writing(): pass")) == []
