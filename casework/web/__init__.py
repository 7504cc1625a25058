"""What every page shares: sign-in, CSRF, language, headers, errors in one place, the body before any query."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask, Response, g, has_request_context, request, session
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from casework.features import FEATURES
from casework.web import charts, crowding, display, errors, plurals, requests

LANGUAGES = ("zh", "en")


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address: the number of a row. What no table can hold is no address."""

    regex = r"\d{1,9}"


csrf = CSRFProtect()
babel = Babel()


def init_app(app: Flask) -> None:
    """Register features, guards and translations of errors."""
    babel.init_app(app, locale_selector=_language)
    display.init_app(app)
    charts.init_app(app)
    plurals.init_app(app)
    app.url_map.converters["int"] = RowNumber
    requests.init_app(app)
    app.before_request(_receive)
    crowding.init_app(app)
    for feature in FEATURES:
        package = find_spec(f"casework.web.{feature}")
        if package is None or package.origin is None:  # it has no pages, or only what an older version left behind
            continue
        views = import_module(f"casework.web.{feature}.views")
        app.register_blueprint(views.blueprint)
        if hasattr(views, "init_app"):
            views.init_app(app)
    # After who is signed in is known: a page that refuses says whose it is.
    app.before_request(_refuse_unreadable)
    csrf.init_app(app)
    app.after_request(_add_headers)
    errors.init_app(app)


def _language() -> str:
    chosen = request.cookies.get("language", "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else "zh"


def _receive() -> None:
    """Read what is sent before the first query: however slowly it comes, no transaction waits for it."""
    try:
        _ = request.form
    except HTTPException as refusal:
        g.unreadable = refusal


def _refuse_unreadable() -> None:
    if "unreadable" in g:
        raise g.unreadable


def _add_headers(response: Response) -> Response:
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "person_id" in session and request.endpoint != "static":
        # Whatever a view or the sending of a file says of it: no paper stays on a machine that others use.
        response.headers["Cache-Control"] = "no-store"
    return response
