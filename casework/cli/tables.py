"""Bringing the tables of the database up to date, for every command that needs them."""

from __future__ import annotations

import time

import click

from casework import db

NEWEST = "head"

TAKEN = "已转入旧案 {done:,} / {wanted:,} 件（{rate:.0f} 件/秒）"
LEFT = "案件 {reference} 没有转入：{why}"
STILL_LEFT = "有 {count} 件旧案没有转入，系统暂不提供页面；查明原因后再执行 flask --app wsgi upgrade-cases"


def bring_up(revision: str = NEWEST) -> None:
    """The tables; the seals of the log; cases of the former system; what is derived from records and law where the law
    has changed since."""
    from casework.audit import beginning
    from casework.deadlines import due
    from casework.migrate import upgrade
    from casework.proceedings import index

    upgrade(db.engine(), revision)
    if revision == NEWEST:
        beginning.begin()
        take_over()
        index.refresh()
        due.refresh()


def take_over() -> None:
    """Take over the cases that went by stages when the tables came, with progress. Exits 1 where some are left."""
    from casework.takeover import service

    wanted = service.waiting()
    if not wanted:
        return
    begun = time.monotonic()

    def told(done: int) -> None:
        rate = done / (time.monotonic() - begun)
        click.echo(TAKEN.format(done=done, wanted=wanted, rate=rate), err=True)

    left = service.take_over(told)
    for one in left:
        click.echo(LEFT.format(reference=one.reference, why=one.why), err=True)
    if left:
        raise click.ClickException(STILL_LEFT.format(count=len(left)))
