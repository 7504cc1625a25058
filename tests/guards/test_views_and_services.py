"""A view parses, calls one service function and renders; a service decides and never sees the web request."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import Module, import_graph, imports, modules, reachable, within

QUERY_CALLS = {"session", "select", "execute", "scalar", "scalars", "query", "commit"}
REQUEST_SIDE = {"request", "session", "abort", "flash", "make_response", "redirect", "render_template"}


def is_view(module: Module) -> bool:
    return module.path.startswith("casework/") and module.path.endswith("views.py")


def is_below_the_web(module: Module) -> bool:
    """What lies in a feature package beside its views and forms."""
    inside = module.path.startswith("casework/") and module.path.count("/") > 1
    return inside and not module.path.endswith(("views.py", "forms.py", "__init__.py"))


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


def requests_below_the_web(module: Module) -> list[str]:
    names = {f"flask.{part}" for part in REQUEST_SIDE}
    found = [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *names)]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in names:
            found.append(module.at(node, f"uses {ast.unparse(node)}"))
    return found


def forms_under_services(tree: list[Module]) -> list[str]:
    """Form libraries in a service or in anything a service imports; modules that only views import may read forms."""
    graph = import_graph(tree)
    services = {module.name for module in tree if module.path.endswith("/service.py")}
    bound = services | reachable(services, graph)
    return [
        module.at(node, f"imports {name}")
        for module in tree
        if module.name in bound and module.path.count("/") > 1
        for node, name in imports(module)
        if within(name, "flask_wtf", "wtforms")
    ]


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
    assert queries_in_view(Module("casework/web/cases/views.py", source))


def test_a_view_that_calls_its_service_is_accepted() -> None:
    source = (
        "from flask import render_template, request\nfrom casework.cases import service\n\n"
        "def show(number):\n    return render_template('pages/cases/show.html', case=service.get(number))\n"
    )
    assert queries_in_view(Module("casework/web/cases/views.py", source)) == []


def test_no_service_touches_the_request() -> None:
    tree = [module for module in modules("casework") if is_below_the_web(module)]
    assert tree
    assert [found for module in tree for found in requests_below_the_web(module)] == []


@pytest.mark.parametrize(
    "source",
    [
        "from flask import request",
        "import flask\n\ndef f():\n    return flask.request.form",
        "from flask import abort as stop",
    ],
)
def test_a_request_in_a_service_is_seen(source: str) -> None:
    assert requests_below_the_web(Module("casework/cases/service.py", source))


def test_no_service_rests_on_a_form() -> None:
    assert forms_under_services(modules("casework")) == []


def test_a_form_under_a_service_is_seen_and_one_under_a_view_is_not() -> None:
    tree = [
        Module("casework/cases/service.py", "from casework.cases import filing"),
        Module("casework/cases/filing.py", "from wtforms import Field"),
        Module("casework/web/cases/views.py", "from casework.cases import answers, service"),
        Module("casework/web/cases/form_mapping.py", "from wtforms import Field"),
    ]
    assert forms_under_services(tree) == ["casework/cases/filing.py:1: imports wtforms.Field"]


@pytest.mark.parametrize(
    ("path", "view", "below"),
    [
        ("casework/web/cases/views.py", True, False),
        ("casework/cases/service.py", False, True),
        ("casework/cases/lifecycle.py", False, True),
        ("casework/web/cases/forms.py", False, False),
        ("casework/web.py", False, False),
        ("rules/assess.py", False, False),
    ],
)
def test_a_module_is_known_by_its_place(path: str, view: bool, below: bool) -> None:
    assert (is_view(Module(path, "")), is_below_the_web(Module(path, ""))) == (view, below)
