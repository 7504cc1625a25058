"""``flask --app wsgi assess FILE [--json]``: measure and decide one case file. Needs no database.

Exit 0 with the assessment; exit 2 with every mistake of the input. With ``--json`` standard output carries one JSON
object and nothing else, whatever happens.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from rules.errors import InputError
from rules.reader import MAX_BYTES

if TYPE_CHECKING:
    from rules.casefile import CaseFile


@click.command("assess")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a worksheet to read.")
@click.option("--on", "on", metavar="DATE", help="Decide as of this day (YYYY-MM-DD) instead of the file's or today.")
def assess_command(file: str, as_json: bool, on: str | None) -> None:
    """Measure the carbon loss of the case in FILE (YAML or JSON, - for standard input) and decide by the law."""
    from rules.assess import assess  # the engine loads here, so that other commands start without it

    try:
        result = assess(casefile_of(file, on)).as_json()
    except InputError as problem:
        refuse(problem, as_json)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        return
    from casework.terminal import render

    click.echo(render(result))


def casefile_of(file: str, on: str | None) -> CaseFile:
    """The case file of a path, or of standard input for "-", decided as of ``on`` if given.

    Tallies that it names by file are read from its folder; what was taken for granted in them is told on standard
    error. Raises ``InputError``.
    """
    from rules.casefile import load, parse
    from rules.tally.files import with_files
    from rules.tally.folder import beside, nowhere

    casefile = load(_content(file))
    if on is not None:
        data = casefile.as_json()
        casefile = parse({**data, "options": {**data.get("options", {}), "on": on}})
    read = nowhere if file == "-" else beside(Path(file).parent)
    return with_files(casefile, read, tell=lambda remark: click.echo(f"! {remark}", err=True))


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(file)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise InputError.at("", f"文件过大：{path.stat().st_size:,} 字节，上限为 {MAX_BYTES:,} 字节")
        return content
    except FileNotFoundError:
        raise InputError.at("", f"找不到文件 {file}") from None
    except IsADirectoryError:
        raise InputError.at("", f"{file} 是文件夹，不是案件文件") from None
    except OSError as problem:
        raise InputError.at("", f"无法读取文件 {file}：{problem.strerror}") from None


def refuse(problem: InputError, as_json: bool) -> NoReturn:
    """Tell every mistake, on standard output as JSON or on standard error to read, and exit 2."""
    if as_json:
        click.echo(json.dumps({"errors": [error.as_json() for error in problem.errors]}, ensure_ascii=False, indent=2))
    else:
        click.echo("案件文件有误，未作计算：", err=True)
        for error in problem.errors:
            click.echo(f"  {error.path or '文件'}：{error.message}", err=True)
    sys.exit(2)
