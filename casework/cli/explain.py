"""``flask --app wsgi explain FILE``: every rule of a case, applied or not, with its reason. Needs no database.

Exit 0 with the explanation; exit 2 with every mistake of the input, exit 3 where nothing may be issued, as ``assess``
does.
"""

from __future__ import annotations

import json

import click

from casework.cli.assess import assessed, with_parameters

WANTED = (
    *("case", "on", "grade", "persons", "loss_rests_on", "rules", "routes", "conclusions", "conflicts", "law"),
    "warnings",
)
"""What of an assessment is told with its explanation."""

LEFT_OUT = "没有作成规则、须另行审查的事项："


@click.command("explain")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
@click.option("--on", "on", metavar="日期", help="以此日（如 2026-01-31）为裁量日，不用文件所载或今日。")
@with_parameters
def explain_command(file: str, as_json: bool, on: str | None, parameters: str | None) -> None:
    """逐条说明案件文件（YAML 或 JSON，- 为标准输入）适用或不适用哪些规则，为什么。"""
    from rules.assess import least_changes_of, still_missing_of
    from rules.deciding.book.left_out import left_out
    from rules.deciding.prose import paragraphs

    found = assessed(file, on, parameters, as_json)
    result, missing = found.record, still_missing_of(found)
    changes = least_changes_of(found)
    told = paragraphs(
        result, {one.route: one.text() for one in missing}, {key: one.text() for key, one in changes.items()}
    )
    matters = [one.as_json() for one in left_out(*result.offences)]
    if as_json:
        whole = result.as_json()
        lacking = [one.as_json() for one in missing]
        data = {key: whole[key] for key in WANTED} | {"text": told, "missing": lacking, "left_out": matters}
        data["least_changes"] = [one.as_json() for one in changes.values()]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    case = result.case
    head = f"规则适用说明    案由 {'、'.join(result.offences)}    行为日 {case.conduct_ended}    裁量日 {result.on}"
    click.echo("\n\n".join([head, *told]))
    click.echo(f"\n{LEFT_OUT}")
    for matter in matters:
        click.echo(f"  · {matter['matter']}（{matter['basis']}）：{matter['says']}。{matter['why']}。")
    for warning in result.warnings:
        click.echo(f"\n! {warning}")
