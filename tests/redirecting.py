"""Post/Redirect/Get: whatever a request did is shown by the address that it leads to, never as its own answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import Engine, event
from werkzeug.wrappers import Response

DONE = "INSERT INTO audit_entries"
"""How a statement begins that writes down what was done."""


def hold_to_it(app: Flask) -> None:
    """Fail the test in which a request that did something answers with a page."""
    _listen()

    @app.after_request
    def demand(response: Response) -> Response:
        shown = g.pop("did_something", False) and request.method == "POST" and response.status_code == 200
        assert not shown, f"{request.endpoint} does something and answers with a page"
        return response


@cache
def _listen() -> None:
    @event.listens_for(Engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if has_request_context() and statement.startswith(DONE):
            g.did_something = True
