"""The draft of the yearly reply to a proposal, and the list of acts that its sums are made of."""

from __future__ import annotations

import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from casework import db
from casework.cli.errors import RecordCommand
from casework.documents.province_reply import Asked, listed, set_reply, stored
from casework.documents.province_totals import sources

DAY = click.DateTime(["%Y-%m-%d"])
TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("reply", cls=RecordCommand)
@click.option("--institution", required=True, metavar="单位", help="答复的单位，如 福建省林业局")
@click.option("--by", required=True, metavar="称谓", help="提出建议的人，如 某某代表")
@click.option("--proposal", required=True, metavar="建议", help="编号和标题，如 省十四届人大一次会议第1139号建议")
@click.option("--since", type=DAY, required=True, metavar="起日", help="统计的第一日，如 2026-01-01")
@click.option("--until", type=DAY, required=True, metavar="止日", help="统计的最后一日")
@click.option("--copy", "copies", multiple=True, metavar="单位", help="抄送的单位，可以多次写明")
@click.option("--measures", type=TEXT, metavar="文件", help="“开展的工作”的文字，一行一段")
@click.option("--next", "coming", type=TEXT, metavar="文件", help="“下一步工作”的文字，一行一段")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="文件.pdf", help="稿件写到"
)
@click.option(
    "--sources",
    "listing",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件.csv",
    help="所据办理事项的清单写到",
)
@with_appcontext
def reply_command(  # each is an option of its own
    institution: str,
    by: str,
    proposal: str,
    since: datetime.datetime,
    until: datetime.datetime,
    copies: tuple[str, ...],
    measures: Path | None,
    coming: Path | None,
    out: Path,
    listing: Path | None,
) -> None:
    """按案件办理记录统计并生成年度建议答复的稿件，列出各数据所据的办理事项。"""
    asked = Asked(
        institution,
        by,
        proposal,
        since.date(),
        until.date(),
        db.today(),
        copies,
        measures.read_text(encoding="utf-8") if measures else "",
        coming.read_text(encoding="utf-8") if coming else "",
    )
    counted = sources(stored(), asked.since, asked.until)
    out.write_bytes(set_reply(asked, counted))
    if listing is not None:
        listing.write_text(listed(counted), encoding="utf-8-sig")
    click.echo(f"{out}：{len({one.reference for one in counted})} 件案件，{len(counted)} 项办理")
