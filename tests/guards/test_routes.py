"""Every page asks who is there, but for the few that must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, Rule

from casework.web.errors import API
from tests.conftest import dispose, make_app

PUBLIC = {
    "static": "style sheets and the mark of the sign-in page",
    "accounts.sign_in": "where one says who one is",
    "accounts.code": "the second step of saying who one is",
    "accounts.link": "the one-time link is what it is opened with",
    "accounts.language": "the sign-in page is read in either language",
    "credits.look_up": "whoever is offered a credit can ask whether it was retired; no person or case is told",
    "documents.verify": "whoever holds a paper can check it; nothing of it is stored",
    "upkeep.health": "asked by whoever watches the server",
    "upkeep.ready": "asked by whoever watches the server",
    "upkeep.figures": "told only to the addresses and the word of the settings, by default to nobody; not a person",
}
"""Endpoint -> why nobody need be signed in."""

# A value each kind of converter accepts, so that the guard is reached and not the router's 404.
VALUES = {"RowNumber": 1, "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Flask]:
    """The application without tables: a visitor who is nobody must be turned away before any query."""
    made = make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path, PROPAGATE_EXCEPTIONS=False)
    yield made
    dispose(made)


def value_for(kind: BaseConverter) -> object:
    if isinstance(kind, AnyConverter):
        return sorted(kind.items)[0]
    return VALUES.get(type(kind).__name__, "x")


def address(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = {name: value_for(kind) for name, kind in rule._converters.items()}
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **values))


def declared_public(app: Flask) -> set[str]:
    views = app.view_functions.items()
    return {endpoint for endpoint, view in views if endpoint == "static" or getattr(view, "public", False)}


def open_routes(app: Flask) -> list[str]:
    """Routes, public ones aside, that answer a visitor who has not signed in."""
    client = app.test_client()
    found = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            if rule.endpoint in PUBLIC:
                continue
            answer = client.open(address(app, rule), method=method)
            away = answer.status_code == 302 and answer.location.startswith("/sign-in")
            if not away and (answer.status_code, rule.rule.startswith(API)) != (401, True):
                found.append(f"{method} {rule.rule}: {answer.status_code}")
    return found


def test_only_what_is_listed_with_its_reason_is_public(application: Flask) -> None:
    assert declared_public(application) == set(PUBLIC)


def test_every_other_route_sends_a_stranger_to_the_sign_in(application: Flask) -> None:
    assert len(list(application.url_map.iter_rules())) > 5
    assert open_routes(application) == []


def test_a_route_of_the_api_refuses_a_stranger_with_401(application: Flask) -> None:
    application.add_url_rule(f"{API}anything", view_func=lambda: "anyone", endpoint="anything")
    answer = application.test_client().get(f"{API}anything")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert open_routes(application) == []


def test_an_open_route_is_seen(application: Flask) -> None:
    application.before_request_funcs.clear()
    application.add_url_rule("/open/<int:number>", view_func=lambda number: "anyone")
    assert "GET /open/<int:number>: 200" in open_routes(application)


def test_a_route_declared_public_is_seen(application: Flask) -> None:
    def anyone() -> str:
        return "anyone"

    anyone.public = True  # type: ignore[attr-defined]
    application.add_url_rule("/open", view_func=anyone)
    assert declared_public(application) - set(PUBLIC) == {"anyone"}
