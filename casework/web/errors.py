"""Every error as an answer: one translation for pages and, as RFC 9457 problem details, for programs that read JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from casework import db
from casework.errors import CaseworkError, Invalid
from casework.wording import told
from rules.reading.errors import FieldError, InputError, NothingIssued
from rules.reading.messages import template

API = "/api/"
PROBLEM = "application/problem+json"
EXPIRED = template("页面已过期或来源不明，请返回原页面刷新后重新提交。填写的内容未保存。")
TAKEN = template("与他人刚刚保存的内容冲突（例如同一个编号），没有保存。请返回查看最新内容后重新提交。")
BUSY = template("数据库正忙，或者与他人同时进行的操作冲突，没有保存。请稍后重新提交。")
COPY = template("这里的记录在只读的磁盘上，只能查看，没有保存任何改动，也不能登录。")
FULL = template("服务器的磁盘已满，没有保存任何改动。请告知系统管理人员。")
FAULT = template("系统出现故障，未作任何改动。请稍后重试。")
NOTHING_RELIABLE = template(
    "规则执行没有得出可靠的结论，不出具任何结果，未作任何改动。请将说明告知系统管理人员：%(reason)s"
)


def init_app(app: Flask) -> None:
    """Answer every error here. Flask asks the most special class of them; ``HTTPException`` takes what is left."""
    for kind in TRANSLATIONS:
        app.register_error_handler(kind, answer)


def wants_json() -> bool:
    """Whether this request comes from a program: below ``/api/``, or asking for JSON rather than a page."""
    kinds = ["text/html", "application/json"]
    return request.path.startswith(API) or request.accept_mimetypes.best_match(kinds) == kinds[1]


def answer(error: Exception) -> Any:
    """The answer to an error that a request ended in, as a page or as JSON."""
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error  # a redirect of the router
    translate = next(translate for kind, translate in TRANSLATIONS.items() if isinstance(error, kind))
    status, message, errors = translate(error)
    db.rollback()  # a transaction in which a statement failed answers no further one
    if wants_json():
        return _problem(status, message, errors)
    page = render_template(
        "pages/error.html", status=status, message=message, errors=errors, request_id=g.get("request_id", "")
    )
    return page, status


def _problem(status: int, message: str, errors: Iterable[FieldError]) -> Response:
    listed = [{"path": error.path, "message": str(told(error.message))} for error in errors]
    response = jsonify({"status": status, "detail": message, **({"errors": listed} if listed else {})})
    response.status_code, response.content_type = status, PROBLEM
    return response


Translated = tuple[int, str, tuple[FieldError, ...]]
"""HTTP status, message to the person, and every mistake with its field."""


def _casework(error: CaseworkError) -> Translated:
    return error.status, error.message, error.errors if isinstance(error, Invalid) else ()


def _input(error: InputError) -> Translated:
    return 422, gettext("提交的内容有误，未作任何改动。"), error.errors


def _nothing_issued(error: NothingIssued) -> Translated:
    current_app.logger.error("nothing issued", exc_info=error)
    return 500, gettext(NOTHING_RELIABLE, reason=str(error)), ()


def _stale(_: StaleDataError) -> Translated:
    return 409, gettext("这条记录已被他人更新，本次操作未保存。请返回查看最新内容后重新提交。"), ()


def _taken(_: Exception) -> Translated:
    """What the database refuses because another took it at the same moment, where no service looked for it."""
    return 409, gettext(TAKEN), ()


_CONFLICTS = {"40001", "40P01", "55P03"}
"""PostgreSQL: could not serialize, deadlock, lock not to be had."""
_NO_ROOM = "53100"
_SQLITE_CONFLICTS = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _database(error: OperationalError) -> Translated:
    """What the database cannot do: two who wait for one another, no room. Everything else is a fault."""
    state = getattr(error.orig, "sqlstate", None)
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the rest says more of the same
    if state in _CONFLICTS or code in _SQLITE_CONFLICTS:
        return 409, gettext(BUSY), ()
    if code == sqlite3.SQLITE_READONLY and db.is_copy():
        return 503, gettext(COPY), ()
    current_app.logger.error("the database failed", exc_info=error)
    full = state == _NO_ROOM or code == sqlite3.SQLITE_FULL
    return (507, gettext(FULL), ()) if full else (500, gettext(FAULT), ())


def _unfit(_: Exception) -> Translated:
    """A value that no column can hold, such as a number of twenty digits or a NUL character."""
    return 400, gettext("请求有误，无法处理。"), ()


def _csrf(_: CSRFError) -> Translated:
    return 400, gettext(EXPIRED), ()


def _http(error: HTTPException) -> Translated:
    reasons = {
        400: gettext("请求有误，无法处理。"),
        401: gettext("请先登录。"),
        403: gettext("您的岗位无权进行此项操作。"),
        404: gettext("没有这个页面，或您无权查看。"),
        405: gettext("此地址不接受这种操作。"),
        413: gettext("上传的内容过大：单个文件上限 8 MB，案件文件上限 2 MB。"),
        429: gettext("操作过于频繁，请稍后再试。"),
    }
    code = error.code or 500
    return code, reasons.get(code, gettext(FAULT)), ()


TRANSLATIONS: dict[type[Exception], Callable[[Any], Translated]] = {
    CaseworkError: _casework,
    InputError: _input,
    NothingIssued: _nothing_issued,
    StaleDataError: _stale,
    CSRFError: _csrf,
    IntegrityError: _taken,
    DataError: _unfit,
    OperationalError: _database,
    OverflowError: _unfit,
    HTTPException: _http,
}
"""What each kind of error says; the first that fits is taken, so the special ones stand before the general."""
