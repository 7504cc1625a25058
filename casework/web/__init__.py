"""What every page shares: sign-in, CSRF, language, headers, errors in one place, one transaction per request."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, render_template, request, session
from flask_babel import Babel, gettext
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from casework import db
from casework.errors import CaseworkError, Invalid
from casework.features import FEATURES
from casework.web import charts, display
from rules.reading.errors import InputError, NothingIssued

LANGUAGES = ("zh", "en")


View = TypeVar("View", bound=Callable[..., Any])


def own_transactions(view: View) -> View:
    """Mark a view that writes through ``db.apart``: its request begins as one that reads and holds no write lock."""
    view.own_transactions = True  # type: ignore[attr-defined]  # a mark that functions do not declare
    return view


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
    app.url_map.converters["int"] = RowNumber
    # First of all: whether this request may write decides how its session begins.
    app.before_request(_begin)
    for feature in FEATURES:
        views = import_module(f"casework.web.{feature}.views")
        app.register_blueprint(views.blueprint)
        if hasattr(views, "init_app"):
            views.init_app(app)
    # After who is signed in is known: this guard reads the form first, and a page that refuses it says whose it is.
    csrf.init_app(app)
    app.after_request(_end)
    app.register_error_handler(CaseworkError, _casework_error)
    app.register_error_handler(InputError, _input_error)
    app.register_error_handler(NothingIssued, _nothing_issued)
    app.register_error_handler(StaleDataError, _stale_error)
    app.register_error_handler(CSRFError, _csrf_error)
    for unfit in (DataError, OverflowError):
        app.register_error_handler(unfit, _unfit_error)
    app.register_error_handler(HTTPException, _http_error)


def _language() -> str:
    chosen = request.cookies.get("language", "") if has_request_context() else ""
    return chosen if chosen in LANGUAGES else "zh"


def _begin() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    g.read_only = request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "own_transactions", False)


def _end(response: Response) -> Response:
    """Commit what a successful write changed; anything else leaves no trace."""
    if not g.get("read_only", True):
        if response.status_code < 400 or g.get("keep_changes"):
            db.commit()
        else:
            db.rollback()
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "person_id" in session:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _casework_error(error: CaseworkError) -> tuple[str, int]:
    db.rollback()
    errors = error.errors if isinstance(error, Invalid) else ()
    return _page(error.status, error.message, errors), error.status


def _input_error(error: InputError) -> tuple[str, int]:
    db.rollback()
    return _page(422, gettext("提交的内容有误，未作任何改动。"), error.errors), 422


def _nothing_issued(error: NothingIssued) -> tuple[str, int]:
    db.rollback()
    current_app.logger.error("nothing issued", exc_info=error)
    message = gettext("规则执行没有得出可靠的结论，不出具任何结果，未作任何改动。请将说明告知系统管理人员：%(reason)s")
    return _page(500, message % {"reason": str(error)}), 500


def _stale_error(error: StaleDataError) -> tuple[str, int]:
    db.rollback()
    return _page(409, gettext("这条记录已被他人更新，本次操作未保存。请返回查看最新内容后重新提交。")), 409


def _unfit_error(error: DataError | OverflowError) -> tuple[str, int]:
    """A value that no column can hold, such as a number of twenty digits or a NUL character."""
    db.rollback()
    return _page(400, gettext("请求有误，无法处理。")), 400


def _csrf_error(error: CSRFError) -> tuple[str, int]:
    db.rollback()
    return _page(400, gettext("页面已过期或来源不明，请返回原页面刷新后重新提交。填写的内容未保存。")), 400


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    db.rollback()
    reasons = {
        400: gettext("请求有误，无法处理。"),
        403: gettext("您的岗位无权进行此项操作。"),
        404: gettext("没有这个页面，或您无权查看。"),
        405: gettext("此地址不接受这种操作。"),
        413: gettext("上传的内容过大：单个文件上限 8 MB，案件文件上限 2 MB。"),
        429: gettext("操作过于频繁，请稍后再试。"),
    }
    return _page(code, reasons.get(code, gettext("系统出现故障，未作任何改动。请稍后重试。"))), code


def _page(status: int, message: str, errors: Any = ()) -> str:
    return render_template("pages/error.html", status=status, message=message, errors=errors)
