"""``flask --app wsgi deadlines FILE [--json]``: the periods of a case, counted step by step. Needs no database.

Exit 0 with the list; exit 2 with every mistake of the input, as ``assess`` does.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from casework.cli.assess import casefile_of, refuse
from rules.casefile.charges import offences_of
from rules.reading.errors import InputError
from rules.values import clock

if TYPE_CHECKING:
    from rules.deciding.deadlines.limitations import Limitation
    from rules.deciding.deadlines.results import Deadline

NO_EVENTS = "案件文件没有程序事项（procedure.events），没有期限起算。"
LEFT_OUT = "没有计算的期限：{periods}"


@click.command("deadlines")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
@click.option("--on", "on", metavar="日期", help="截至此日（如 2026-01-31），不用文件所载或今日。")
def deadlines_command(file: str, as_json: bool, on: str | None) -> None:
    """列出案件文件（YAML 或 JSON，- 为标准输入）中的期限：何时届满，为什么。"""
    from rules.deciding.deadlines.barred import objections
    from rules.deciding.deadlines.limitations import limitations, load_limitations
    from rules.deciding.deadlines.reckoning import deadlines

    try:
        casefile = casefile_of(file, on)
    except InputError as problem:
        refuse(problem, as_json)
    day = casefile.options.on or clock.today()
    events = casefile.procedure.events if casefile.procedure else []
    every = deadlines(events, day)
    begun = [item for item in every if item.status != "not_started"]
    against = objections(events, day)
    limits = limitations(dict.fromkeys(offences_of(casefile)), casefile.case.conduct.ended)
    left_out = load_limitations().left_out
    if as_json:
        told = {
            "on": day.isoformat(),
            "deadlines": [item.as_json() for item in begun],
            "objections": [item.as_json() for item in against],
            "limitations": [item.as_json(day) for item in limits],
            "left_out": [item.model_dump() for item in left_out],
            "not_started": [item.rule.id for item in every if item.status == "not_started"],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"期限    截至 {day}")
    if not events:
        click.echo(f"\n{NO_EVENTS}")
    for objection in against:
        click.echo(f"\n! {objection.text}")
    for item in begun:
        click.echo("\n" + "\n".join(_lines(item)))
    click.echo("\n" + "\n".join(_limits(limits, day)))
    click.echo("\n" + LEFT_OUT.format(periods="；".join(f"{one.title}（{one.reason}）" for one in left_out)))


def _limits(limits: list[Limitation], day: datetime.date) -> Iterator[str]:
    """What runs from the conduct itself, whatever happened in the proceedings."""
    if not limits:
        return
    yield f"自行为之日起算的时效    行为终了于 {limits[0].start}，当日计入；当日不计入的，晚一日"
    for item in limits:
        mark = "" if item.kind.confidence == "verified" else "【待核】"
        passed = "，期限已过，须认定有无例外" if item.passed(day) else ""
        yield f"  {item.kind.title}    {item.case}：{item.row.years} 年，至 {item.end}{passed}〔{item.basis}〕{mark}"
    for title, note in dict.fromkeys((item.kind.title, item.kind.note) for item in limits):
        yield f"    注：{title}：{note}"


def _lines(item: Deadline) -> Iterator[str]:
    from rules.deciding.deadlines.results import STATUSES

    rule = item.rule
    mark = "" if "verified" == rule.confidence == rule.basis.confidence else "【待核】"
    yield f"{rule.title}    {rule.says}〔{rule.basis}〕{mark}"
    end = f"至 {item.end}" if item.end else "期满日不能得出"
    left = "" if item.days_left is None else f"，剩余 {item.days_left} 日" if item.days_left >= 0 else ""
    late = f"，已逾 {-item.days_left} 日" if item.days_left is not None and item.days_left < 0 else ""
    whom = f"（{item.whom}）" if item.whom else ""
    yield f"  {STATUSES[item.status]}    {end}{left}{late}    {rule.who}{whom}"
    if item.latest_end and item.latest_end != item.end:
        yield f"  至迟 {item.latest_end}"
    for step in item.steps:
        yield f"    {step.date or '          '}  {step.says}" + (f"〔{step.basis}〕" if step.basis else "")
    for span in item.counted:
        yield f"    {span.start}  {span.rule.event}：{span.rule.says}〔{span.rule.basis}〕"
    if item.closed_by:
        yield f"    {item.closed_by.date}  {item.closed_by.event}"
    for note in item.notes:
        yield f"    注：{note}"
