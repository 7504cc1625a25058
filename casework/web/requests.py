"""The number of each request: in its answer, on the page of an error, and with every line that is logged meanwhile."""

from __future__ import annotations

import re
import time
import uuid

from flask import Flask, Response, g, request, session

from casework import logs
from casework.upkeep import metrics

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
"""A number that a proxy may have given it."""


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
    g.person_number = session.get("person_id")
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    if "request_id" in g:
        response.headers[HEADER] = g.request_id
        seconds = time.perf_counter() - g.begun
        metrics.answered(request.endpoint, response.status_code, seconds)
        logs.answered(
            method=request.method,
            # The address as it is declared: what stands in it, and after it, may be of persons.
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
    return response
