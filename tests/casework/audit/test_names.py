"""Every action of the log has a name that people understand."""

from __future__ import annotations

import ast
from pathlib import Path

from flask import Flask

import casework
from casework.audit import service as audit
from casework.takeover.stages import ACTIONS

CASEWORK = Path(casework.__file__).parent


def recorded_actions() -> set[str]:
    """The actions that the services write, as they stand in the code."""
    found = set()
    for path in CASEWORK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                action = node.args[0]
                if isinstance(action, ast.Constant):
                    found.add(str(action.value))
    return found


def test_every_action_that_is_recorded_has_a_name(app: Flask) -> None:
    actions = recorded_actions() | set(ACTIONS)
    assert {"sign_in", "confirm", "file_facts"} <= actions
    with app.test_request_context():
        assert [action for action in sorted(actions) if audit.action_name(action) == action] == []


def test_an_unknown_action_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert audit.action_name("unheard_of") == "unheard_of"
