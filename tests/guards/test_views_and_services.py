"""A page parses, calls one service function and renders; a service decides and sees neither request nor form."""

from __future__ import annotations

import ast

import pytest

from tests.guards.tree import Module, imports, modules, within

QUERY_CALLS = {"session", "select", "execute", "scalar", "scalars", "query", "commit"}
REQUEST_SIDE = {"request", "session", "abort", "flash", "make_response", "redirect", "render_template"}


def is_page(module: Module) -> bool:
    """Pages and what they are made of: views, forms, what puts them together; not what answers errors of records."""
    return module.path.startswith("casework/web/") and module.path != "casework/web/errors.py"


def is_below_the_web(module: Module) -> bool:
    """Services and whatever they rest on: all of casework but its entrances and what puts the application together."""
    entrances = ("casework/web/", "casework/cli/", "casework/api/", "casework/__init__.py")
    return module.path.startswith("casework/") and not module.path.startswith(entrances)


def queries_in_page(module: Module) -> list[str]:
    found = [
        module.at(node, f"a page imports {name}")
        for node, name in imports(module)
        if within(name, "sqlalchemy", "casework.db") or ".models" in name
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in QUERY_CALLS:
                found.append(module.at(node, f"a page calls {called}()"))
    return found


def requests_below_the_web(module: Module) -> list[str]:
    names = {f"flask.{part}" for part in REQUEST_SIDE}
    found = [module.at(node, f"imports {name}") for node, name in imports(module) if within(name, *names)]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in names:
            found.append(module.at(node, f"uses {ast.unparse(node)}"))
    return found


def forms_below_the_web(module: Module) -> list[str]:
    names = [(node, name) for node, name in imports(module) if within(name, "flask_wtf", "wtforms")]
    return [module.at(node, f"imports {name}") for node, name in names]


def test_no_page_queries_the_records() -> None:
    pages = [module for module in modules("casework") if is_page(module)]
    assert pages
    assert [found for module in pages for found in queries_in_page(module)] == []


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
def test_a_query_in_a_page_is_seen(source: str) -> None:
    assert queries_in_page(Module("casework/web/cases/views.py", source))


def test_a_page_that_calls_its_service_is_accepted() -> None:
    source = (
        "from flask import render_template, request\nfrom casework.cases import service\n\n"
        "def show(number):\n    return render_template('pages/cases/show.html', case=service.get(number))\n"
    )
    assert queries_in_page(Module("casework/web/cases/views.py", source)) == []


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


def test_no_service_knows_a_form() -> None:
    tree = [module for module in modules("casework") if is_below_the_web(module)]
    assert [found for module in tree for found in forms_below_the_web(module)] == []


@pytest.mark.parametrize("source", ["from wtforms import Field", "def f():\n    import flask_wtf.file"])
def test_a_form_in_a_service_is_seen(source: str) -> None:
    assert forms_below_the_web(Module("casework/cases/filing.py", source))


@pytest.mark.parametrize(
    ("path", "page", "below"),
    [
        ("casework/web/cases/views.py", True, False),
        ("casework/web/cases/form_mapping.py", True, False),
        ("casework/web/cases/forms.py", True, False),
        ("casework/web/intake.py", True, False),
        ("casework/web/errors.py", False, False),
        ("casework/cli/records.py", False, False),
        ("casework/api/cases.py", False, False),
        ("casework/__init__.py", False, False),
        ("casework/cases/service.py", False, True),
        ("casework/documents/kinds/report.py", False, True),
        ("casework/permissions.py", False, True),
        ("rules/assess.py", False, False),
    ],
)
def test_a_module_is_known_by_its_place(path: str, page: bool, below: bool) -> None:
    assert (is_page(Module(path, "")), is_below_the_web(Module(path, ""))) == (page, below)
