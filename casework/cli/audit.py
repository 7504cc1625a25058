"""``flask --app wsgi audit``: the log verified, anchored, exported, and an export checked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from casework.cli.errors import RecordCommand

if TYPE_CHECKING:
    from casework.documents.verifying.replay import Replayed

audit_group = AppGroup("audit", help="审计记录。")

_FILE = click.Path(dir_okay=False, path_type=Path)


@audit_group.command("verify", cls=RecordCommand)
@click.option("--head", metavar="散列值", help="并核对抄下的这个散列值在链中。")
@click.option("--deep", is_flag=True, help="并由办案记录重新得出各案的列表与待办，逐一比对，用时约为十倍。")
def verify_command(head: str | None, deep: bool) -> None:
    """逐条核对审计记录、签章及其证明的数据，并与文书和锚定文件所载的链首核对；发现问题时指出第一处，退出码 1。"""
    from casework.audit import verification

    finding = verification.verify(head, deep=deep)
    if finding is None:
        click.echo(verification.summary(head))
        return
    click.echo(finding.message, err=True)
    sys.exit(1)


@audit_group.command("replay", cls=RecordCommand)
@click.option("--case", "reference", metavar="编号", help="只复算这一案（系统编号）。")
@click.option("--after", metavar="编号", help="从这一案之后开始：上一次执行中断时显示的编号。")
def replay_command(reference: str | None, after: str | None) -> None:
    """按各次计量所据的案情、方法版本和参数集重新计量，与保存的结果逐项比对；有不同的逐一指出，退出码 1。"""
    from casework.documents.verifying import replay
    from casework.documents.verifying.finding import State
    from rules import blocks

    try:
        count = replay.count(reference, after)
    except LookupError:
        raise click.ClickException(f"没有编号为“{after}”的案件") from None
    if reference and not count:
        raise click.ClickException(f"没有编号为“{reference}”的案件，或者本案没有计量结果")
    told: Counter[State] = Counter()
    found = replay.every(reference, after, blocks.cores() if count > FEW else 1)
    for one in _resumable(found, count):
        told[one.finding.state] += 1
        if one.finding.state is not State.PASSED:
            click.echo(f"{one.reference} 第 {one.number} 次计量：{one.finding.told}。{one.finding.reason}")
    failed, passed = told[State.FAILED], told[State.PASSED]
    rest = told.total() - failed - passed
    click.echo(f"共复算 {told.total()} 次计量：相同 {passed}，不同 {failed}，未能核对 {rest}")
    if failed:
        sys.exit(1)


FEW = 100
"""Assessments that are worked out before other processes would have begun."""


def _resumable(found: Iterator[Replayed], count: int) -> Iterator[Replayed]:
    """Each of them, with how far it is; where somebody stops it or processes are lost, after which case it goes on."""
    from rules.reading.errors import NothingIssued

    done = whole = ""
    try:
        often = max(1, count // 200)
        with click.progressbar(found, count, label="复算", file=sys.stderr, update_min_steps=often) as shown:
            for one in shown:
                if one.reference != done:
                    done, whole = one.reference, done  # all of the one before is done
                yield one
    except (KeyboardInterrupt, NothingIssued) as problem:
        begin = f"已中断。继续执行：audit replay --after {whole}" if whole else "已中断，尚无一案核对完毕"
        raise click.ClickException(f"{problem}{begin}") from None


@audit_group.command("duties", cls=RecordCommand)
def duties_command() -> None:
    """指出以已有义务的编号写成另一项义务的办理（早先页面的错误），供对照文书核对；不改动任何记录，有的退出码 1。"""
    from casework.proceedings import looking

    found = list(looking.taken_in_all())
    for one in found:
        if one.taken is None:
            click.echo(f"{one.reference}：办案记录不能由办案事项表得出：{one.refused}")
        else:
            told = one.taken
            click.echo(f"{one.reference} 第 {told.act} 次办理：{told.name} 原为{told.was}，又写为{told.said}")
    click.echo(f"需要核对的有 {len(found)} 处")
    if found:
        sys.exit(1)


@audit_group.command("anchor", cls=RecordCommand)
@click.argument("file", required=False, type=_FILE, metavar="[文件]")
def anchor_command(file: Path | None) -> None:
    """把当前链首写入锚定文件末尾（默认 instance/audit_anchors 或环境变量 AUDIT_ANCHORS），宜每日执行。"""
    from casework.audit import anchors

    try:
        told = anchors.add(file or anchors.default())
    except OSError as problem:
        raise click.ClickException(f"不能写入 {file or anchors.default()}：{problem.strerror}") from problem
    click.echo(f"第 {told.seq} 条 {told.hash} 已写入 {told.place}")


@audit_group.command("export", cls=RecordCommand)
@click.argument("file", type=_FILE, metavar="文件")
def export_command(file: Path) -> None:
    """把全部审计记录导出为文件（每行一条 JSON），供没有数据库的单位核对。已有的文件不覆盖。"""
    from casework.audit import export

    try:
        with file.open("xb") as out:
            seq, head = export.write(out)
    except OSError as problem:
        raise click.ClickException(f"不能写入 {file}：{problem.strerror}") from problem
    click.echo(f"已导出 {seq} 条，链首散列 {head}")


@audit_group.command("check")
@click.argument("file", type=_FILE, metavar="文件")
@click.option("--head", metavar="散列值", help="并核对抄下的这个散列值在其中。")
@with_appcontext
def check_command(file: Path, head: str | None) -> None:
    """核对导出的审计记录，不用数据库；签章以环境变量 AUDIT_KEY 的密钥核对。有问题时指出第一处，退出码 1。"""
    from casework.audit import export
    from casework.audit.keys import present

    try:
        found = export.check(file, present(), head)
    except OSError as problem:
        raise click.ClickException(f"不能读取 {file}：{problem.strerror}") from problem
    except export.NotWhole as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"审计记录完整：共 {found.count} 条，链首散列 {found.head}")
    if found.unchecked:
        click.echo(f"其中 {found.unchecked} 条的签章没有核对：本机没有相应的密钥（AUDIT_KEY）")
