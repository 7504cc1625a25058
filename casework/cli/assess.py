"""``flask --app wsgi assess FILE [--json]``: measure and decide one case file. Needs no database.

Exit 0 with the assessment; exit 2 with every mistake of the input; exit 3 where the rules gave no answer that can be
relied on, and nothing is told. With ``--json`` standard output carries one JSON object and nothing else, whatever
happens.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from casework.cli.io import content_of
from rules.reading.errors import FieldError, InputError, NothingIssued

if TYPE_CHECKING:
    from rules.assess import Assessment
    from rules.carbon.parameters.sets import ParameterSet
    from rules.casefile import CaseFile

NOTHING_RELIABLE = "规则执行没有得出可靠的结论，不出具任何结果：{doubt}"
NOT_COMPUTED = "{about}有误，未作计算："
UNWRITTEN = "无法写入文件 {file}：{why}"
BOTH_FROM_INPUT = "案件文件与参数集不能都从标准输入读取"

with_parameters = click.option(
    "--parameters",
    "parameters",
    metavar="文件",
    help="按这份参数集（YAML、JSON 或 XLSX）计量，不用随系统提供的。",
)
"""The option of every command that measures one case file."""


@click.command("assess")
@click.argument("file", metavar="文件")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
@click.option("--on", "on", metavar="日期", help="以此日（如 2026-01-31）为裁量日，不用文件所载或今日。")
@click.option("--xlsx", "book", metavar="文件", type=click.Path(path_type=Path), help="另把底稿写成算式可改的活表。")
@with_parameters
def assess_command(file: str, as_json: bool, on: str | None, book: Path | None, parameters: str | None) -> None:
    """计量案件文件（YAML 或 JSON，- 为标准输入）的碳汇损失，并依法判断。"""
    result = assessed(file, on, parameters, as_json)
    if book is not None:
        _keep(book, result, as_json)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
        return
    from casework.cli.terminal import render

    click.echo(render(result.record))


def _keep(book: Path, result: Assessment, as_json: bool) -> None:
    """Write the worksheet as a workbook; ends the command where the file cannot be written."""
    from rules.carbon.workbook.book import workbook

    try:
        book.write_bytes(workbook(result.record))
    except OSError as problem:
        error = FieldError("xlsx", UNWRITTEN.format(file=book, why=problem.strerror))
        told = json.dumps({"errors": [error.as_json()]}, ensure_ascii=False) if as_json else f"错误：{error.message}"
        click.echo(told, err=not as_json)
        sys.exit(2)


def assessed(file: str, on: str | None, parameters: str | None, as_json: bool) -> Assessment:
    """The assessment of the case in a file; ends the command where there is none."""
    from rules.assess import assess  # the engine loads here, so that other commands start without it

    try:
        given = parameters_of(parameters, file)
        return assess(casefile_of(file, on), parameter_set=given)
    except InputError as problem:
        refuse(problem, as_json)
    except NothingIssued as doubt:
        withhold(doubt, as_json)


def parameters_of(file: str | None, casefile: str) -> ParameterSet | None:
    """The parameter set of a form, None where none is given. Raises ``InputError`` at ``parameters``.

    ``casefile`` is where the case file is read from: both cannot come from standard input.
    """
    if file is None:
        return None
    if file == casefile == "-":
        raise InputError.at("parameters", BOTH_FROM_INPUT)
    from rules.carbon.parameter_forms.given import PATH, set_of

    try:
        return set_of(content_of(file, "参数集"))
    except InputError as problem:
        raise InputError(FieldError(error.path or PATH, error.message) for error in problem.errors) from None


def casefile_of(file: str, on: str | None) -> CaseFile:
    """The case file of a path, or of standard input for "-", decided as of ``on`` if given.

    Tallies that it names by file are read from its folder; what was taken for granted in them is told on standard
    error. Raises ``InputError``.
    """
    from rules.carbon.tally.files import with_files
    from rules.carbon.tally.folder import beside, nowhere
    from rules.casefile import load, parse

    casefile = load(content_of(file, "案件文件"))
    if on is not None:
        data = casefile.as_json()
        casefile = parse({**data, "options": {**data.get("options", {}), "on": on}})
    read = nowhere if file == "-" else beside(Path(file).parent)
    return with_files(casefile, read, tell=lambda remark: click.echo(f"! {remark}", err=True))


def refuse(problem: InputError, as_json: bool) -> NoReturn:
    """Tell every mistake, on standard output as JSON or on standard error to read, and exit 2."""
    if as_json:
        click.echo(json.dumps({"errors": [error.as_json() for error in problem.errors]}, ensure_ascii=False, indent=2))
    else:
        about = "参数集" if all(error.path == "parameters" for error in problem.errors) else "案件文件"
        click.echo(NOT_COMPUTED.format(about=about), err=True)
        for error in problem.errors:
            click.echo(f"  {error.path or '文件'}：{error.message}", err=True)
    sys.exit(2)


def withhold(doubt: NothingIssued, as_json: bool) -> NoReturn:
    """Say why nothing is issued, on standard output as JSON or on standard error to read, and exit 3."""
    if as_json:
        errors = [FieldError("", str(doubt)).as_json()]
        click.echo(json.dumps({"errors": errors}, ensure_ascii=False, indent=2))
    else:
        click.echo(NOTHING_RELIABLE.format(doubt=doubt), err=True)
    sys.exit(3)
