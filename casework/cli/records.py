"""Commands that work on the records: tables, demonstration, audit, rehearsals of stored cases."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask_babel import lazy_gettext as _

from casework import db
from casework.audit import service as audit
from casework.cli.errors import RecordCommand
from casework.cli.rules import rules_group

NEWEST = "head"

audit_group = AppGroup("audit", help="审计记录。")


def init_app(app: Flask) -> None:
    """Register the commands."""
    audit.declare(app, names={"seed_demo": _("载入演示内容")})
    for command in (db_upgrade, db_downgrade, seed_demo, audit_group, rules_group):
        app.cli.add_command(command)


@click.command("db-upgrade", cls=RecordCommand)
@click.argument("revision", default=NEWEST, metavar="[版本]")
@with_appcontext
def db_upgrade(revision: str) -> None:
    """把数据库结构升到某一版本（默认最新），已有记录不变。"""
    _bring_up(revision)


def _bring_up(revision: str = NEWEST) -> None:
    """The tables, and what is derived from records and law where the law has changed since."""
    from casework.deadlines import due
    from casework.migrate import upgrade

    upgrade(db.engine(), revision)
    if revision == NEWEST:
        with db.writing():
            due.refresh()


@click.command("db-downgrade", cls=RecordCommand)
@click.argument("revision", metavar="版本")
@with_appcontext
def db_downgrade(revision: str) -> None:
    """把数据库结构退回某一版本；退到 base 即删去全部表和记录。"""
    from casework.migrate import downgrade

    downgrade(db.engine(), revision)


@click.command("seed-demo", cls=RecordCommand)
@with_appcontext
def seed_demo() -> None:
    """载入演示单位、人员和案件（已有的不重复），列出演示账号。"""
    from casework.demo import seed

    _bring_up()
    for line in seed():
        click.echo(line)


@audit_group.command("verify", cls=RecordCommand)
@click.option("--head", metavar="散列值", help="并核对文书上印的这个散列值在链中。")
def audit_verify(head: str | None) -> None:
    """逐条核对审计记录及其证明的数据；发现问题时指出第一处，退出码 1。"""
    from casework.audit import verification

    finding = verification.verify(head)
    if finding is None:
        click.echo(verification.summary(head))
        return
    click.echo(finding.message, err=True)
    sys.exit(1)
