"""Two roles of PostgreSQL: the owner of the tables migrates them, the application may only what it needs.

The application reads and adds everywhere, changes rows only where the log proves each change, and removes only what is
derived, working paper or a counter. It owns nothing, so it can neither switch triggers off nor alter a table.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from casework import db, migrate
from casework.audit import service as audit
from casework.audit.unproven import RECOMPUTED
from rules.reading.messages import template

ONLY_POSTGRESQL = template("当前数据库是 {kind}：只有 PostgreSQL 区分所有者与应用两个角色")
NO_ROLE = template("数据库中没有角色 {role}：请先由管理员执行 CREATE ROLE {role} LOGIN PASSWORD '…'")
IS_OWNER = template("{role} 是表的所有者或者超级用户，不能作为应用的角色")

REMOVED: Mapping[str, str] = {
    **dict.fromkeys(RECOMPUTED, "derived anew with every change"),
    "case_seats": "derived anew with every change",
    "case_dues": "derived anew with every change",
    "person_roles": "roles are set anew",
    "second_factors": "a lost phone",
    "casefile_drafts": "working paper, until it is filed",
    "credit_lots": "entered by mistake and never used",
    "tally_uploads": "kept for a day",
    "typed_forms": "what was typed, until it is recorded",
    "lot_uploads": "kept for a day",
    "sign_in_failures": "counters that forget",
    "old_cases": "each goes when it is taken over",
    "due_editions": "one row, written anew",
    "folder_editions": "one row, written anew",
    "job_progress": "gone when the work ends",
    "job_steps": "gone when the work ends",
    "job_workers": "gone with the worker",
}
"""The tables of which the application removes rows, and why."""

_ONLY_ADDED = ("audit_entries", "access_records")


class NotPossible(Exception):
    """The role cannot be set up, with the reason."""


def rights() -> dict[str, tuple[str, ...]]:
    """What the application may do with each table."""
    proven = audit.provable_tables()
    found = {}
    for name in sorted(migrate.metadata().tables):
        changes = proven[name].changes if name in proven else name not in _ONLY_ADDED
        found[name] = ("SELECT", "INSERT", *(("UPDATE",) if changes else ()), *(("DELETE",) if name in REMOVED else ()))
    return found | {"alembic_version": ("SELECT",)}


def statements(role: str) -> list[str]:
    """The statements that give the role these rights and take every other, for the owner to run."""
    quote = db.engine().dialect.identifier_preparer.quote
    name = quote(role)
    schema = "SCHEMA public"
    return [
        f"REVOKE ALL ON ALL TABLES IN {schema} FROM {name}",
        f"REVOKE ALL ON ALL SEQUENCES IN {schema} FROM {name}",
        f"REVOKE CREATE ON {schema} FROM PUBLIC, {name}",
        f"GRANT USAGE ON {schema} TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN {schema} TO {name}",
        *(f"GRANT {', '.join(may)} ON {quote(table)} TO {name}" for table, may in rights().items()),
    ]


def grant(role: str) -> None:
    """Set the role up, in one transaction of the owner. Raises ``NotPossible``."""
    if (kind := db.engine().dialect.name) != "postgresql":
        raise NotPossible(ONLY_POSTGRESQL.format(kind=kind))
    with db.engine().begin() as connection:
        found = connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
        if found is None:
            raise NotPossible(NO_ROLE.format(role=role))
        owners = connection.scalars(text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"))
        if found.rolsuper or role in set(owners):
            raise NotPossible(IS_OWNER.format(role=role))
        for statement in statements(role):
            connection.exec_driver_sql(statement)
