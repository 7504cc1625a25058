"""A view parses, calls one service function and renders; a service decides and never sees the web request."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import Module, imports, modules, within

QUERY_CALLS = {"session", "select", "execute", "scalar", "scalars", "query", "commit"}
REQUEST_SIDE = {"request", "session", "abort", "flash", "make_response", "redirect", "render_template"}


def is_view(module: Module) -> bool:
    return module.path.startswith("casework/") and module.path.endswith("views.py")


def is_service(module: Module) -> bool:
    """Everything of a feature package that is neither view nor form works below the web."""
    above = module.path.startswith("casework/") and module.path.count("/") > 1
    return above and not module.path.endswith(("views.py", "forms.py", "commands.py", "__init__.py"))


def queries_in_view(module: Module) -> list[str]:
    found = [
        module.at(node, f"a view imports {name}")
        for node, name in imports(module)
        if within(name, "sqlalchemy", "casework.db") or ".models" in name
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in QUERY_CALLS:
                found.append(module.at(node, f"a view calls {called}()"))
    return found


def request_in_service(module: Module) -> list[str]:
    found = [
        module.at(node, f"a service imports {name}")
        for node, name in imports(module)
        if within(name, *(f"flask.{part}" for part in REQUEST_SIDE), "flask_wtf", "wtforms")
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {f"flask.{part}" for part in REQUEST_SIDE}:
            found.append(module.at(node, f"a service uses {ast.unparse(node)}"))
    return found


def test_no_view_queries_the_records() -> None:
    assert [found for module in modules("casework") if is_view(module) for found in queries_in_view(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select",
        "from casework import db",
        "from casework.cases.models import Case",
        "from casework.cases import models",
        "def show(service):\n    return service.session().get(1)",
    ],
)
def test_a_query_in_a_view_is_seen(source: str) -> None:
    assert queries_in_view(Module("casework/cases/views.py", source))


def test_a_view_that_calls_its_service_is_accepted() -> None:
    source = (
        "from flask import render_template, request\nfrom casework.cases import service\n\n"
        "def show(number):\n    return render_template('pages/cases/show.html', case=service.get(number))\n"
    )
    assert queries_in_view(Module("casework/cases/views.py", source)) == []


def test_no_service_touches_the_request() -> None:
    assert [found for module in modules("casework") if is_service(module) for found in request_in_service(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from flask import request",
        "import flask\n\ndef f():\n    return flask.request.form",
        "from flask_wtf import FlaskForm",
        "from flask import abort as stop",
    ],
)
def test_a_request_in_a_service_is_seen(source: str) -> None:
    assert request_in_service(Module("casework/cases/service.py", source))


@pytest.mark.parametrize(
    ("path", "view", "service"),
    [
        ("casework/cases/views.py", True, False),
        ("casework/cases/service.py", False, True),
        ("casework/cases/lifecycle.py", False, True),
        ("casework/cases/forms.py", False, False),
        ("casework/web.py", False, False),
        ("rules/assess.py", False, False),
    ],
)
def test_a_module_is_known_by_its_place(path: str, view: bool, service: bool) -> None:
    assert (is_view(Module(path, "")), is_service(Module(path, ""))) == (view, service)
