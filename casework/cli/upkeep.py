"""``flask --app wsgi backup`` and ``restore``: a whole copy of the records, and the records from a copy."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from casework.cli.errors import RecordCommand

OTHER_KEY = "注意：{name} 与备份时不同。SECRET_KEY、FACTOR_KEYS 不同时，动态验证码须重新设置。"

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup", cls=RecordCommand)
@click.argument("folder", type=_FOLDER, metavar="文件夹")
@with_appcontext
def backup_command(folder: Path) -> None:
    """把全部记录备份到新的文件夹并核对，服务不必停止；显示审计链首，请抄下另存。密钥不在备份中，须另行保管。"""
    from casework.upkeep import service

    try:
        told = service.back_up(folder)
    except service.Refused as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"不能写入 {folder}：{problem.strerror}") from problem
    click.echo(f"已备份到 {folder} 并核对无误。")
    click.echo(f"请抄下审计链首：第 {told.seq} 条 {told.head}")
    for name, found in told.keys.items():
        click.echo(f"不在备份中的密钥：{name}，指纹 {found}")


@click.command("restore", cls=RecordCommand)
@click.argument("folder", type=_FOLDER, metavar="文件夹")
@with_appcontext
def restore_command(folder: Path) -> None:
    """从备份恢复到空的数据库并核对；不完整或者被改动的备份不予恢复，并说明原因。"""
    from casework.upkeep import service

    try:
        told = service.restore(folder)
    except service.Refused as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"不能恢复 {folder}：{problem.strerror}") from problem
    click.echo(f"已恢复 {told.made} 的备份并核对无误：审计链首第 {told.seq} 条 {told.head}")
    for name in service.other_keys(told):
        click.echo(OTHER_KEY.format(name=name))


@click.command("db-roles", cls=RecordCommand)
@click.argument("role", metavar="角色")
@click.option("--print", "only_print", is_flag=True, help="只显示语句，不执行。")
@with_appcontext
def db_roles_command(role: str, only_print: bool) -> None:
    """由表的所有者执行：让 PostgreSQL 的一个角色只有应用所需的权限（升级后须再次执行）。"""
    from casework.upkeep import roles

    if only_print:
        for statement in roles.statements(role):
            click.echo(statement + ";")
        return
    try:
        roles.grant(role)
    except roles.NotPossible as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"角色 {role} 已只有应用所需的权限。服务的 DATABASE_URL 用这个角色，db-upgrade 用所有者。")
