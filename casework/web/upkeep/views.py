"""Whether the program is alive, and whether it can do its work: asked by machines, telling of nobody."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, jsonify, request

from casework.accounts import service as accounts
from casework.upkeep import metrics, readiness

blueprint = Blueprint("upkeep", __name__)


def init_app(app: Flask) -> None:
    metrics.init_app(app)


@blueprint.get("/health")
@accounts.public
def health() -> Response:
    """The program answers. It asks nothing of the database: a program must not be restarted because that is away."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/ready")
@accounts.public
def ready() -> Response:
    """Everything that the work needs was tried just now: 200, or 503 with what is wrong."""
    tried = readiness.probes()
    well = not any(one.wrong for one in tried)
    answer = jsonify({"ready": well, "checks": {one.name: one.wrong or "ok" for one in tried}})
    answer.status_code = 200 if well else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/metrics")
@accounts.public
def figures() -> Response:
    """Figures for Prometheus, for whom the settings allow; to everybody else there is no such address."""
    if not metrics.may_read(request.remote_addr, request.headers.get("Authorization", "")):
        abort(404)
    told, kind = metrics.text()
    return Response(told, content_type=kind, headers={"Cache-Control": "no-store"})
