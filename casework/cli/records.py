"""Commands that work on the records: tables, demonstration, audit, rehearsals of stored cases."""

from __future__ import annotations

import time
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_babel import lazy_gettext as _
from sqlalchemy import inspect

from casework import db
from casework.audit import service as audit
from casework.cli.accounts import AccountCommand, accounts_group
from casework.cli.audit import audit_group
from casework.cli.bundles import dossier_verify_command
from casework.cli.errors import RecordCommand
from casework.cli.papers import docx_command, proof_command
from casework.cli.prove import prove_command
from casework.cli.publication import publication_command
from casework.cli.retention import retention_command
from casework.cli.rules import rules_group
from casework.cli.signing import signing_command
from casework.cli.tables import NEWEST, bring_up, take_over
from casework.cli.transfer import case_export_command, case_import_command
from casework.cli.upkeep import backup_command, db_roles_command, restore_command
from casework.cli.verify import verify_command
from casework.cli.walk import walk_command
from casework.cli.worker import worker_command
from rules.reading.messages import template


def init_app(app: Flask) -> None:
    """Register the commands."""
    audit.declare(app, names={"seed_demo": _("载入演示内容"), "begin_sealing": _("开始以密钥签署审计记录")})
    rules_group.add_command(prove_command)
    for command in (
        db_upgrade,
        upgrade_cases,
        db_downgrade,
        demo,
        accounts_group,
        audit_group,
        backup_command,
        case_export_command,
        case_import_command,
        dossier_verify_command,
        restore_command,
        db_roles_command,
        rules_group,
        docx_command,
        proof_command,
        publication_command,
        signing_command,
        verify_command,
        walk_command,
        retention_command,
        worker_command,
    ):
        app.cli.add_command(command)


@click.command("db-upgrade", cls=RecordCommand)
@click.argument("revision", default=NEWEST, metavar="[版本]")
@with_appcontext
def db_upgrade(revision: str) -> None:
    """把数据库结构升到某一版本（默认最新），已有记录不变。"""
    bring_up(revision)


@click.command("upgrade-cases", cls=RecordCommand)
@with_appcontext
def upgrade_cases() -> None:
    """把按阶段办理的旧案转为按办理事项记录的案件；中断后可以重新执行，已转入的不变。"""
    take_over()


LOSES = template(
    "退回版本 {revision} 将删去其后加入的表、列和其中的记录，不能恢复，退回后 audit verify 会指出缺失。"
    "请先执行 flask --app wsgi backup 目录，确认后加上 --lose-records 再执行"
)


def _has_records() -> bool:
    found = "audit_entries" in inspect(db.engine()).get_table_names() and audit.head()[0] > 0
    db.end_reading()  # what is read here would keep the tables from being removed
    return found


@click.command("db-downgrade", cls=RecordCommand)
@click.argument("revision", metavar="版本")
@click.option("--lose-records", is_flag=True, help="已有备份，确认删去其后加入的表、列和其中的记录。")
@with_appcontext
def db_downgrade(revision: str, lose_records: bool) -> None:
    """把数据库结构退回某一版本；退到 base 即删去全部表和记录。有记录时须确认。"""
    from casework.migrate import downgrade

    if not lose_records and _has_records():
        raise click.ClickException(LOSES.format(revision=revision))
    downgrade(db.engine(), revision)


@click.command("demo", cls=AccountCommand)
@click.option("--cases", type=click.IntRange(1), metavar="件数", help="另外生成若干件各阶段的案件。")
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="整数", help="随机种子：同一种子生成同样的案件。"
)
@with_appcontext
def demo(cases: int | None, seed: int) -> None:
    """载入演示单位、人员和案件（已有的不重复），列出演示账号。"""
    from casework.demo import people, small

    bring_up()
    if cases is None:
        small.seed()
    else:
        click.echo(f"随机种子：{seed}", err=True)
        from casework.demo import many

        many.seed(cases, seed, _progress(cases))
    for line in people.sign_ins():
        click.echo(line)


def _progress(wanted: int) -> Callable[[int], None]:
    """Tells how many cases there are, and how many came in a second."""
    begun = time.monotonic()

    def told(made: int) -> None:
        rate = made / (time.monotonic() - begun)
        click.echo(f"已生成 {made:,} / {wanted:,} 件（{rate:.0f} 件/秒）", err=True)

    return told
