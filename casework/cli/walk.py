"""``flask --app wsgi walk FILE.yaml``: the course of a case, played on a scratch database by its calendar.

Exit 0 where everything is as the script says, 1 where it is not, 2 for a script that cannot be read.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from casework.cli.errors import RecordCommand
from casework.cli.io import content_of

if TYPE_CHECKING:
    from rules.proceedings.playing import Played
    from rules.proceedings.script import Script

AS_SAID, NOT_AS_SAID, BAD_INPUT = 0, 1, 2
NO_FILE = "请写明脚本文件，或者用 --acts 列出办案事项"


@click.command("walk", cls=RecordCommand)
@click.argument("file", metavar="脚本", required=False)
@click.option("--acts", "list_acts", is_flag=True, help="列出办案事项、由谁办理和参数。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
@with_appcontext
def walk_command(file: str | None, list_acts: bool, as_json: bool) -> None:
    """在临时数据库上依照脚本走完一件案件的全程，逐步列出状态和理由。

    退出码：0 与脚本相符，1 有不相符之处，2 脚本有误。现有记录不受影响。
    """
    if list_acts:
        return _list(as_json)
    if file is None:
        _refuse([NO_FILE], as_json)
    script = _read(file, as_json)
    with _scratch():
        steps = list(_played(script, as_json))
    if as_json:
        click.echo(json.dumps(_data(script, steps), ensure_ascii=False, indent=2))
    as_said = bool(steps) and steps[-1].ok
    if not as_json:
        click.echo("与脚本相符" if as_said else "与脚本不符")
    sys.exit(AS_SAID if as_said else NOT_AS_SAID)


def _read(file: str, as_json: bool) -> Script:
    from rules.proceedings.checking import checked
    from rules.reading.errors import InputError
    from rules.reading.located import FileError

    try:
        return checked(content_of(file, "脚本"), Path(file).name, Path(file).resolve().parent)
    except FileError as problem:
        _refuse([str(one) for one in problem.mistakes], as_json)
    except InputError as problem:
        _refuse([f"{file}：{one}" for one in problem.errors], as_json)


def _refuse(problems: list[str], as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"errors": problems}, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"错误：{problem}", err=True)
    sys.exit(BAD_INPUT)


@contextmanager
def _scratch() -> Iterator[None]:
    """A new database that goes when the course is over."""
    from casework import db
    from casework.migrate import upgrade

    with tempfile.TemporaryDirectory() as folder:
        kept = current_app.config["DATABASE_URL"], current_app.extensions.pop("engine", None)
        current_app.config["DATABASE_URL"] = f"sqlite:///{folder}/walk.sqlite"
        with current_app.app_context():  # a session of its own
            upgrade(db.engine())
            yield
        db.engine().dispose()
        current_app.config["DATABASE_URL"], current_app.extensions["engine"] = kept
        if kept[1] is None:
            del current_app.extensions["engine"]


def _played(script: Script, as_json: bool) -> Iterator[Played]:
    from casework.proceedings.stage import OfficeStage
    from rules.proceedings.playing import play

    if not as_json:
        click.echo(script.title)
    stage = OfficeStage()
    try:
        for one in play(script, stage):
            if not as_json:
                click.echo(f"{one.number:>3}  {one.told}")
            yield one
    finally:
        stage.end()


def _data(script: Script, steps: list[Played]) -> dict[str, Any]:
    return {
        "case": script.title,
        "steps": [{"number": one.number, "ok": one.ok, "told": str(one.told)} for one in steps],
        "ok": bool(steps) and steps[-1].ok,
    }


def _list(as_json: bool) -> None:
    from rules.proceedings import listing
    from rules.proceedings.book import load_table

    told = list(listing.acts(load_table()))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for act in told:
        click.echo(f"{act['act']}{_also(act)}  {act['label']}  由{'、'.join(act['who'])}")
        if act["obligations"]:
            click.echo("    o1、o2……  义务，可以写的内容见文末")
        for argument in act["arguments"]:
            click.echo(_argument(argument))
    _list_duties()


def _list_duties() -> None:
    """What may be said of an obligation, the kinds there are, and the states that can be expected."""
    from rules.proceedings import listing
    from rules.proceedings.book import load_table

    click.echo("\n义务（o1、o2……）可以写的内容")
    for argument in listing.duty_arguments(load_table()):
        click.echo(_argument(argument))
    click.echo("\n义务的种类")
    for kind in listing.duty_kinds(load_table()):
        asked = "，须由当事人自己申请或者承诺" if kind["asked"] else ""
        click.echo(f"    {kind['kind']}{_also(kind)}  以{'、'.join(kind['unit']) or '（无）'}计{asked}")
    click.echo("\n状态")
    for track, states in listing.states(load_table()).items():
        told = "、".join(f"{one['state']}（{one['label']}）" for one in states)
        click.echo(f"    {track}  {told}")


def _argument(argument: dict[str, Any]) -> str:
    return f"    {argument['argument']}{_also(argument)}  {argument['label']}（{argument['type']}）"


def _also(one: dict[str, Any]) -> str:
    return f"（也写作 {'、'.join(one['also'])}）" if one["also"] else ""
