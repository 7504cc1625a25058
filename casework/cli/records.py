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

audit_group = AppGroup("audit", help="The audit log.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    audit.declare(app, names={"seed_demo": _("载入演示内容")})
    for command in (db_upgrade, db_downgrade, seed_demo, audit_group, rules_group):
        app.cli.add_command(command)


@click.command("db-upgrade", cls=RecordCommand)
@click.argument("revision", default="head")
@with_appcontext
def db_upgrade(revision: str) -> None:
    """Bring the tables up to REVISION (the newest by default). Existing records stay."""
    from casework.migrate import upgrade

    upgrade(db.engine(), revision)


@click.command("db-downgrade", cls=RecordCommand)
@click.argument("revision")
@with_appcontext
def db_downgrade(revision: str) -> None:
    """Take the tables back to REVISION; "base" removes them all, records included."""
    from casework.migrate import downgrade

    downgrade(db.engine(), revision)


@click.command("seed-demo", cls=RecordCommand)
@with_appcontext
def seed_demo() -> None:
    """Bring the tables up, load the demonstration institutions, people and cases where missing, print the sign-ins."""
    from casework.demo import seed
    from casework.migrate import upgrade

    upgrade(db.engine(), "head")
    for line in seed():
        click.echo(line)


@audit_group.command("verify", cls=RecordCommand)
@click.option("--head", metavar="HASH", help="Also require this entry hash, as printed on a document, in the chain.")
def audit_verify(head: str | None) -> None:
    """Check every entry of the audit log and the records it proves. Exit 1 naming the first bad entry."""
    from casework.audit import verification

    finding = verification.verify(head)
    if finding is None:
        click.echo(verification.summary(head))
        return
    click.echo(finding.message, err=True)
    sys.exit(1)
