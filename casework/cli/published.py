"""``flask --app wsgi published [--json]``: every published case, what is reproduced of it and why not. No records."""

from __future__ import annotations

import json

import click


@click.command("published")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 数组，不输出供阅读的文字。")
def published_command(as_json: bool) -> None:
    """列出公开案例：复现了什么、没有复现什么及其缘由。"""
    from rules.published_cases import GRADES, published_cases

    found = published_cases()
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
        return
    click.echo("等级")
    for grade, meaning in GRADES.items():
        click.echo(f"  {grade}　{meaning}")
    click.echo()
    for one in found:
        click.echo(f"{one.title}　{one.offence}　{one.day}".rstrip())
        if one.file is None:
            click.echo(f"  没有收入：{one.why}")
            continue
        click.echo(f"  等级 {one.tier}：{one.why}　{one.file}")
        for figure in one.figures:
            click.echo(f"  {figure}")
