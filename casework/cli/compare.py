"""``flask --app wsgi compare A B [--json]``: two case files, or two methods, and where their losses part.

Needs no database. Exit 0 with the comparison; exit 2 with every mistake of the input, as ``assess`` tells them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from casework.cli.assess import casefile_of, refuse
from rules.reading.errors import FieldError, InputError

if TYPE_CHECKING:
    from rules.casefile import CaseFile
    from rules.record.comparison import AttributionRecord


@click.command("compare")
@click.argument("before", metavar="甲")
@click.argument("after", metavar="乙", required=False)
@click.option("--method", "method", metavar="方法", help="按此方法计量乙；不写乙时再计量一次甲。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def compare_command(before: str, after: str | None, method: str | None, as_json: bool) -> None:
    """比较甲、乙两份案件文件的损失，把差额逐项分给两者不同之处。"""
    from rules.carbon.comparison.attribution import attribute
    from rules.carbon.comparison.differences import by_method

    try:
        if after is None and method is None:
            raise InputError.at("", "须给出第二份案件文件，或用 --method 指定另一种方法")
        if before == after == "-":
            raise InputError.at("", "两份案件文件不能都从标准输入读取")
        first = _side(before, "甲方")
        second = _side(after, "乙方") if after else first
        result = attribute(first, by_method(second, method) if method else second).record
    except InputError as problem:
        refuse(problem, as_json)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(told(result)))


def _side(file: str, side: str) -> CaseFile:
    try:
        return casefile_of(file, None)
    except InputError as problem:
        raise InputError(
            FieldError(error.path, f"{side} {file}：{error.message}") for error in problem.errors
        ) from None


def told(result: AttributionRecord) -> list[str]:
    """The comparison as lines to read."""
    lines = [
        f"{name}：{side.loss_tco2e} tCO₂e（{side.title} {side.method}@{side.edition}）"
        for name, side in (("甲方", result.before), ("乙方", result.after))
    ]
    lines.append(f"差额（乙方 − 甲方）：{result.difference_tco2e} tCO₂e")
    if not result.changes:
        return [*lines, "两份案件文件在影响损失量的各项上没有不同。"]
    lines += ["", "差额逐项：" + (f"（{result.joined}）" if result.joined else "")]
    for change in result.changes:
        lines.append(f"  {change.attributed_tco2e:>12}  {change.name}")
        lines += [
            f"                {field.name}：{field.before or '（未写明）'} → {field.after or '（未写明）'}"
            for field in change.fields
            if field.before or field.after
        ]
    if result.steps:
        lines += ["", "两种方法逐步对照（各步之积即损失量）："]
        lines += [
            f"  {step.attributed_tco2e:>12}  {step.name}：{step.before} → {step.after} {step.unit}"
            for step in result.steps
        ]
    return [*lines, "", *(f"· {note}" for note in result.notes)]
