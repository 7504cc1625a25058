"""``flask --app wsgi rules diff OLD NEW`` and ``rules rehearse NEW [FILES…]``: a change of law before it is made;
``rules schema [KIND]``: how its files are written.

An edition is a folder of YAML like ``rules/law``, a zip archive of one, a single subject that takes the place of its
namesake, or ``shipped``. Nothing is stored. Exit 0 where nothing differs, 1 where something does, 2 for bad input with
file, line and reason, 3 where the two evaluators disagree: then nothing is told.
"""

from __future__ import annotations

import datetime
import glob
import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask.cli import AppGroup

from casework.cli.errors import RecordCommand
from rules.deciding.book.base import LawError
from rules.reading.located import Mistake

if TYPE_CHECKING:
    from rules.deciding.edition import LawSource
    from rules.lawchange.rehearsal import Given, Part, Rehearsing

SAME, DIFFERENT, BAD_INPUT, DISAGREEMENT = 0, 1, 2, 3
FEW = 200
"""Up to so many stored cases are rehearsed in this process: another one takes longer to start."""

EVERY = 1.0
"""Seconds between two words of progress."""

SUFFIXES = {".yaml", ".yml", ".json"}
SCRIPTS = "walks"
"""The folder of scripts beside the case files they are about."""


rules_group = AppGroup("rules", help="规则：书写格式，比较两个版本，演练一项改动，证明没有空缺。")


@rules_group.command("diff", with_appcontext=False)
@click.argument("old", metavar="旧版本")
@click.argument("new", metavar="新版本")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def diff_command(old: str, new: str, as_json: bool) -> None:
    """新版本与旧版本有哪些不同。版本是文件夹、zip 压缩包、一个规则文件，或者 shipped（随系统提供的）。

    退出码：0 相同，1 不同，2 无法读取。
    """
    from casework.cli.rules_terminal import render_diff
    from rules.lawchange.diff import diff

    found = diff(edition_at(old, as_json), edition_at(new, as_json)).as_json()
    click.echo(as_text(found) if as_json else render_diff(found))
    sys.exit(SAME if found["same"] else DIFFERENT)


@rules_group.command("schema", with_appcontext=False)
@click.argument("kind", required=False, metavar="[种类]")
def schema_command(kind: str | None) -> None:
    """一类文件的 JSON Schema，供编辑器使用；不写种类时列出各类及其文件。

    没有这一类时退出码 2。
    """
    from rules.schemas import HOME, KINDS

    if kind is None:
        for name, one in KINDS.items():
            click.echo(f"{name}：{'、'.join(str(path.relative_to(HOME)) for path in one.files)}")
    elif kind in KINDS:
        click.echo(as_text(KINDS[kind].schema))
    else:
        refuse([("kind", f"没有这一类文件“{kind}”，可用的有：{'、'.join(KINDS)}")], as_json=False)


@rules_group.command("rehearse", cls=RecordCommand)
@click.argument("new", metavar="新版本")
@click.argument("files", nargs=-1, metavar="[案件文件]...")
@click.option("--stored", is_flag=True, help="并演练数据库中的全部案件，按其现行案件文件。")
@click.option("--old", default="shipped", show_default=True, metavar="版本", help="与哪一版本比较。")
@click.option("--on", metavar="日期", help="各案均以此日（如 2026-01-31）为裁量日。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
def rehearse_command(new: str, files: tuple[str, ...], stored: bool, old: str, on: str | None, as_json: bool) -> None:
    """假如新版本生效，哪些案件的哪些结论会变，因为哪一处改动。不保存任何内容。

    案件文件可以是文件、文件夹或通配符。退出码：0 没有结论变化，1 有变化或有案件不能判断，
    2 版本或案件文件无法读取，3 两个求值器结论不一致。
    """
    if not files and not stored:
        refuse([("files", "没有案件：给出案件文件、文件夹，或者 --stored")], as_json)
    try:
        day = None if on is None else datetime.date.fromisoformat(on)
    except ValueError:
        refuse([("--on", f"应为真实存在的日期，写作 2027-01-01，现为 {on}")], as_json)
    editions = edition_at(old, as_json), edition_at(new, as_json)
    _rehearse(list(_of_files(files, as_json)), editions, day, as_json, stored=stored)


def _rehearse(
    cases: list[Given], editions: tuple[LawSource, LawSource], day: datetime.date | None, as_json: bool, *, stored: bool
) -> NoReturn:
    from casework.cli.rules_terminal import render_rehearsal
    from rules.lawchange.rehearsal import Rehearsing
    from rules.reading.errors import NothingIssued

    rehearsing = Rehearsing(*editions, day)
    try:
        whole = _of_given(rehearsing, cases)
        if stored:
            for part in _of_stored(rehearsing, editions, day):
                whole.add(part)
    except NothingIssued as problem:
        click.echo(str(problem), err=True)
        sys.exit(DISAGREEMENT)
    found = whole.as_json(rehearsing.difference)
    click.echo(as_text(found) if as_json else render_rehearsal(found))
    sys.exit(DIFFERENT if found["totals"]["changed"] or found["totals"]["refused"] else SAME)


def _of_given(rehearsing: Rehearsing, cases: list[Given]) -> Part:
    with Progress(len(cases)) as progress:
        for done, made in enumerate(rehearsing.each(cases)):  # noqa: B007  # the last one is the whole
            progress.tell(done)
    return made.part()


def _of_stored(
    rehearsing: Rehearsing, editions: tuple[LawSource, LawSource], day: datetime.date | None
) -> Iterator[Part]:
    """The parts of the stored cases, in their order: on all cores, unless there are so few that none would gain."""
    from casework.rulebook import rehearsing as records
    from rules import blocks
    from rules.lawchange import processes

    count, batches = records.count(), records.every_case()
    if count <= FEW or (blocks.cores() == 1 and not blocks.spread()):
        parts: Iterator[Part] = (_of_given(rehearsing, [record.given() for record in batch]) for batch in batches)
    else:
        parts = processes.rehearsed(batches, *editions, day, blocks.cores())
    done = 0
    with Progress(count) as progress:
        for part in parts:
            done += part.count
            progress.tell(done)
            yield part


class Progress:
    """How far a rehearsal is, on the error output: once a second, in one line on a terminal. Quick ones say nothing."""

    def __init__(self, total: int) -> None:
        self._total, self._terminal = total, sys.stderr.isatty()
        self._told = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            click.echo("\r\x1b[K", err=True, nl=False)

    def tell(self, done: int) -> None:
        if (now := time.monotonic()) - self._told >= EVERY:
            self._told = now
            start = "\r" if self._terminal else ""
            click.echo(f"{start}已演练 {done:,}／{self._total:,} 件", err=True, nl=not self._terminal)


def _of_files(places: tuple[str, ...], as_json: bool) -> Iterator[Given]:
    from casework.cli.assess import casefile_of
    from rules.lawchange.rehearsal import Given

    for place in places:
        path = Path(place)
        if path.is_dir():
            found = sorted(str(file) for file in path.rglob("*") if file.suffix in SUFFIXES and _is_case(file, path))
        else:
            found = [place] if path.exists() else sorted(glob.glob(place, recursive=True))
        if not found:
            refuse([(place, "没有这个案件文件，文件夹里也没有 .yaml、.yml、.json 文件")], as_json)
        for file in found:
            yield Given(file, partial(casefile_of, file, None))


def _is_case(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is a case file: scripts of courses stand in folders of their own."""
    return file.is_file() and SCRIPTS not in file.relative_to(folder).parts


UNUSABLE = "规则版本 {place} 有误，不能使用："
"""Said before the mistakes of an edition, whatever was to be done with it."""


def edition_at(place: str, as_json: bool) -> LawSource:
    """The edition at a place; ends the command where it cannot be read."""
    from rules.deciding.edition import source_of
    from rules.lawchange.deadlines import deadline_entries

    try:
        source = source_of(place)
        _ = source.lawbook, deadline_entries(source)
    except LawError as problem:
        _refuse_law(place, problem.mistakes, as_json)
    return source


def _refuse_law(place: str, mistakes: tuple[Mistake, ...], as_json: bool) -> NoReturn:
    if as_json:
        told = [
            {"path": place, "file": m.file, "line": m.line, "column": m.column, "message": m.reason} for m in mistakes
        ]
        click.echo(as_text({"errors": told}))
    else:
        click.echo(UNUSABLE.format(place=place), err=True)
        for mistake in mistakes:
            click.echo(f"  {mistake}", err=True)
    sys.exit(BAD_INPUT)


def refuse(errors: list[tuple[str, str]], as_json: bool) -> NoReturn:
    """Ends the command for bad input: what, and why."""
    if as_json:
        click.echo(as_text({"errors": [{"path": path, "message": message} for path, message in errors]}))
    else:
        for path, message in errors:
            click.echo(f"{path}：{message}", err=True)
    sys.exit(BAD_INPUT)


def as_text(data: Any) -> str:
    """Data as JSON to read."""
    return json.dumps(data, ensure_ascii=False, indent=2)
