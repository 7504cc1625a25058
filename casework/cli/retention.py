"""``flask --app wsgi retention``: what of persons is kept how long, and the removal of what has outlived it."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import ProgrammingError

from casework.cli.errors import RecordCommand

ONLY_OWNER = "当前数据库角色不能删除，请由表的所有者执行（DATABASE_URL 用其用户名）"


@click.command("retention", cls=RecordCommand)
@click.option("--erase", is_flag=True, help="删除保存期限届满的信息，每一批都记入审计链。")
@with_appcontext
def retention_command(erase: bool) -> None:
    """列出系统保存的个人信息、保存期限和依据，以及期限已经届满的条数；案件和卷宗不由本系统删除。"""
    from casework.retention import service

    for one in service.standing():
        kept = "由归档单位决定" if one.holding.period is None else f"{one.holding.period} 日"
        click.echo(f"{one.holding.what}：{kept}，届满 {one.due} 条。{one.holding.ground}")
    if erase:
        try:
            removed = service.erase(lambda key, count: None)
        except ProgrammingError as problem:
            if not isinstance(problem.orig, InsufficientPrivilege):
                raise
            raise click.ClickException(ONLY_OWNER) from problem
        click.echo(f"已删除 {removed} 条。" if removed else "没有保存期限届满的信息。")
