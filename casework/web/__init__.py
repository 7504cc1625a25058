"""What every page shares: sign-in, CSRF, language, headers, errors in one place, the body before any query."""

from __future__ import annotations

from importlib import import_module
from typing import Any

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
    app.before_request(_receive)
    for feature in FEATURES:
        views = import_module(f"casework.web.{feature}.views")
        app.register_blueprint(views.blueprint)
        if hasattr(views, "init_app"):
            views.init_app(app)
    # After who is signed in is known: a page that refuses says whose it is.
    app.before_request(_refuse_unreadable)
    csrf.init_app(app)
    app.after_request(_add_headers)
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
        "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if "person_id" in session:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _casework_error(error: CaseworkError) -> tuple[str, int]:
    errors = error.errors if isinstance(error, Invalid) else ()
    return _page(error.status, error.message, errors), error.status


def _input_error(error: InputError) -> tuple[str, int]:
    return _page(422, gettext("提交的内容有误，未作任何改动。"), error.errors), 422


def _nothing_issued(error: NothingIssued) -> tuple[str, int]:
    current_app.logger.error("nothing issued", exc_info=error)
    message = gettext("规则执行没有得出可靠的结论，不出具任何结果，未作任何改动。请将说明告知系统管理人员：%(reason)s")
    return _page(500, message % {"reason": str(error)}), 500


def _stale_error(error: StaleDataError) -> tuple[str, int]:
    return _page(409, gettext("这条记录已被他人更新，本次操作未保存。请返回查看最新内容后重新提交。")), 409


def _unfit_error(error: DataError | OverflowError) -> tuple[str, int]:
    """A value that no column can hold, such as a number of twenty digits or a NUL character."""
    return _page(400, gettext("请求有误，无法处理。")), 400


def _csrf_error(error: CSRFError) -> tuple[str, int]:
    return _page(400, gettext("页面已过期或来源不明，请返回原页面刷新后重新提交。填写的内容未保存。")), 400


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
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
    db.rollback()  # a transaction in which a statement failed answers no further one
    return render_template("pages/error.html", status=status, message=message, errors=errors)
