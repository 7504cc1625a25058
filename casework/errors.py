"""Errors that services raise. Each feature's ``errors.py`` subclasses one of these; the web translates them once."""

from __future__ import annotations

from flask_babel import gettext

from rules.reading.errors import FieldError
from rules.reading.messages import template

STALE = template(
    "案件已被他人更新，或者您刚才已经提交过一次；本次操作未保存。您填写的内容仍在页面上，请核对最新情况后重新提交。"
)


class CaseworkError(Exception):
    """Parent of all. ``message`` is for the person, in Chinese; ``status`` is the HTTP status."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(CaseworkError):
    """No such record, or none that this person may know of."""

    status = 404


class Forbidden(CaseworkError):
    """This person may not do this; another may."""

    status = 403


class Impossible(CaseworkError):
    """Nobody can do this now: the stage or the records do not allow it."""

    status = 409


class Stale(Impossible):
    """Somebody else changed the case since this page was made, or while this request was looked at."""

    def __init__(self) -> None:
        super().__init__(gettext(STALE))


class Invalid(CaseworkError):
    """The input is wrong; every mistake with its field."""

    status = 422

    def __init__(self, message: str, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.errors = errors

    def __str__(self) -> str:
        return "；".join([self.message, *(f"{error.path}：{error.message}" for error in self.errors)])
