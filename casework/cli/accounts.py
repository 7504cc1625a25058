"""``flask --app wsgi accounts``: institutions and people from the server's own command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from casework.accounts import institutions
from casework.cli.errors import RecordCommand

accounts_group = AppGroup("accounts", help="单位与人员。")


@accounts_group.command("load-institutions", cls=RecordCommand)
@with_appcontext
def load_institutions() -> None:
    """登记福建省各市、县的检察院、法院和林业主管部门（已有的不重复；名称未见的不登记）。"""
    added = institutions.load_reference()
    click.echo(f"新登记 {added} 个单位。名称“待核”的，请由管理员核对后更正。")
