"""``flask --app wsgi ranking FILE [--json]``: which input or parameter moves the loss most. Needs no database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from casework.cli.assess import casefile_of, refuse
from rules.reading.errors import InputError

if TYPE_CHECKING:
    from rules.record.uncertainty import Moved


@click.command("ranking")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def ranking_command(file: str, as_json: bool) -> None:
    """哪些数据和参数对损失量影响最大：逐项变动一个标准误，没有标准误的变动一成。"""
    from rules.carbon.measure import measure
    from rules.carbon.uncertainty.sensitivity import ranking

    try:
        found = measure(casefile_of(file, None))
    except InputError as problem:
        refuse(problem, as_json)
    result = ranking(found.worksheet.lines, found.loss_line.no if found.loss_line else None)
    if as_json:
        click.echo(json.dumps({"loss_tco2e": found.loss_text, **result.as_json()}, ensure_ascii=False, indent=2))
        return
    click.echo(f"碳汇损失量 {found.loss_text or '不能得出'} tCO₂e")
    for rows, title in (
        (result.by_error, "各项变动一个标准误"),
        (result.by_tenth, "没有标准误的各项变动一成（只比较轻重）"),
    ):
        if rows:
            click.echo(f"\n{title}：")
            for row in rows:
                click.echo(_told(row))
    for item in result.left_aside:
        click.echo(f"没有列入：{item.name}（{item.reason}）")


def _told(row: Moved) -> str:
    changed = f"（{row.value} 改为 {row.lowered}、{row.raised}）" if row.lowered is not None else ""
    return f"  {row.swing:>12}  {row.low} – {row.high}  {row.name}{changed}"
