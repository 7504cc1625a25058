"""``flask --app wsgi parameters …``: the form of a method edition, and its check before import. Needs no database.

``check`` exits 0 where the form can be imported (doubts asking for a reason included), 2 where it cannot, with every
error, doubt and gap. With ``--json`` standard output carries one JSON object and nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import AppGroup

from casework.cli.io import content_of
from rules.reading.errors import InputError

if TYPE_CHECKING:
    from rules.carbon.declaration import Declaration
    from rules.carbon.parameter_forms.check import Checked

REFUSED = "不能导入。"
ACCEPTED = "可以导入。"
ACCEPTED_WITH_REASONS = "可以导入，疑点须逐一写明理由。"
OF_LEVEL = "{level} {count} 处（{meaning}）"
UNWRITABLE = "无法写入文件 {out}：{problem}"

parameters_group = AppGroup("parameters", help="参数集：空白表与导入前的检查。")


@parameters_group.command("check")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def check_command(file: str, as_json: bool) -> None:
    """检查参数集文件（YAML、JSON 或 XLSX）：列出错误、疑点和缺项。"""
    found = _checked(file)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    if found.form is None:
        sys.exit(2)


@parameters_group.command("template")
@click.argument("method", metavar="方法")
@click.option("--out", metavar="文件", help="写入此文件（.xlsx 或 .yaml），不写到标准输出。")
@click.option("--yaml", "as_yaml", is_flag=True, help="输出 YAML 文本，不输出工作簿。")
def template_command(method: str, out: str | None, as_yaml: bool) -> None:
    """输出一种方法（名称，或名称@版本）的空白参数表：XLSX 工作簿或 YAML。"""
    from rules.carbon.parameter_forms.template import workbook, yaml_text

    try:
        declaration = _edition(method)
    except InputError as problem:
        _refuse("没有写出导入表：", problem)
    as_yaml = as_yaml or (out or "").lower().endswith((".yaml", ".yml"))
    content = yaml_text(declaration).encode() if as_yaml else workbook(declaration)
    if out is None:
        if not as_yaml and sys.stdout.isatty():
            _refuse("没有写出导入表：", InputError.at("", "工作簿不能显示在屏幕上，请用 --out 写明文件名，或加 --yaml"))
        sys.stdout.buffer.write(content)
        return
    try:
        Path(out).write_bytes(content)
    except OSError as problem:
        _refuse("没有写出导入表：", InputError.at("", UNWRITABLE.format(out=out, problem=problem.strerror)))


def _checked(file: str) -> Checked:
    from rules.carbon.parameter_forms.check import check, unreadable

    try:
        content = content_of(file, "参数集")
    except InputError as problem:
        return unreadable(problem)
    return check(content)


def _edition(method: str) -> Declaration:
    from rules.carbon.methods import registry

    return registry.load(*registry.named(method)).declaration


def _refuse(head: str, problem: InputError) -> NoReturn:
    click.echo(head, err=True)
    for error in problem.errors:
        click.echo(f"  {error.message}", err=True)
    sys.exit(2)


def _lines(found: Checked) -> Iterator[str]:
    from rules.carbon.parameter_forms.findings import MEANING, WORDS

    head = found.head
    yield f"参数集  {head.get('title') or '（没有名称）'}（{head.get('id') or '没有编号'}）"
    yield f"方法    {head.get('method') or '（没有写明）'}"
    yield f"数值    {found.values} 个可用"
    for level in WORDS:
        findings = found.of(level)
        if findings:
            yield "\n" + OF_LEVEL.format(level=WORDS[level], count=len(findings), meaning=MEANING[level])
            for finding in findings:
                yield f"  {finding}"
    if found.form is None:
        yield f"\n{REFUSED}"
    else:
        yield "\n" + (ACCEPTED_WITH_REASONS if found.doubts else ACCEPTED)
        yield f"摘要（SHA-256）  {found.form.sha256}"
