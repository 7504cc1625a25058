"""What this database is for: a demonstration, whose passwords everybody knows, or the work of an office. Never both."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from casework import db
from casework.accounts.errors import NotNow
from casework.accounts.models import DatabasePurpose, Person
from casework.audit import service as audit
from rules.reading.messages import template

DEMONSTRATION, OFFICE = "demonstration", "office"

IS_OFFICE = template(
    "这是正式办案的数据库，不载入演示内容。正式使用请执行 ./run --office；演示请另用一个数据库（DATABASE_URL）。"
)
IS_DEMONSTRATION = template(
    "这是演示用的数据库，其账号密码人所共知，不能用于办案。正式使用请另用一个数据库，例如 "
    "DATABASE_URL=sqlite:////数据目录/office.sqlite ./run --office。"
)

_KNOWN = "database purpose"


def purpose() -> str | None:
    """What the database says it is for; None where nobody has begun to use it. Once said it never changes."""
    known: str | None = current_app.extensions.get(_KNOWN)
    if known is None:
        known = current_app.extensions[_KNOWN] = db.session().scalar(select(DatabasePurpose.purpose))
    return known


def is_demonstration() -> bool:
    """For the banner of every page, also of one that tells of a database that cannot be read."""
    try:
        return purpose() == DEMONSTRATION
    except SQLAlchemyError:
        return False


@db.writing()
def mark(wanted: str) -> None:
    """Say what the database is for. Raises ``NotNow`` where it is for something else.

    Where people are entered and nothing was said, it is an office.
    """
    db.take_turns("database purpose")
    found = purpose()
    if found is None and wanted == DEMONSTRATION and db.session().scalar(select(Person.id).limit(1)) is not None:
        found = OFFICE
    if found == wanted:
        return
    if found is not None:
        raise NotNow(gettext(IS_OFFICE if found == OFFICE else IS_DEMONSTRATION))
    db.session().add(DatabasePurpose(id=1, purpose=wanted, since=db.now()))
    audit.record(f"begin_{wanted}", "database:1")
