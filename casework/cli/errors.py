"""A command that works on the records: trouble with the database is told in one line, not as a stack of calls."""

from __future__ import annotations

from typing import Any

import click
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from casework.audit.keys import BadKeys
from casework.read_only import Unfolded

NOT_CHANGED = "数据库结构没有变更：{problem}"

NO_TABLES = ("no such table", "UndefinedTable")


class RecordCommand(click.Command):
    """Exits 1 naming the database (without its password) and the reason, where it cannot be used as it is."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CommandError as problem:
            raise click.ClickException(NOT_CHANGED.format(problem=problem)) from problem
        except ArgumentError as problem:
            wanted = "postgresql://用户:密码@主机/库名 或者 sqlite:////文件夹/文件名"
            raise click.ClickException(f"环境变量 DATABASE_URL 应写作 {wanted}，现为：{_place()}") from problem
        except Unfolded as problem:
            raise click.ClickException(problem.message) from problem
        except BadKeys as problem:
            raise click.ClickException(f"环境变量 {problem}") from problem
        except DBAPIError as problem:
            reason = f"{type(problem.orig).__name__}: {problem.orig}"
            if any(sign in reason for sign in NO_TABLES):
                reason = "其中没有本系统的表，请先执行 ./run --prepare 或 flask --app wsgi db-upgrade"
            elif not isinstance(problem, OperationalError):
                raise  # a mistake of the program, not of the place it runs in
            raise click.ClickException(f"数据库 {_place()} 不能使用：{reason}") from problem


def _place() -> str:
    url = str(current_app.config["DATABASE_URL"])
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url
