"""What follows from the PDF of an issued paper alone: ``docx PAPER.pdf FILE.docx`` its words for a word processor,
``proof-sheet PAPER.pdf FILE.pdf`` the sheet that proves it.

Read no records. Exit 0 where the file was written, 2 for a PDF that carries no paper of the layout classes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

if TYPE_CHECKING:
    from casework.documents.verifying.families import OfPaper

BAD_INPUT = 2
UNREAD = "无法读取文件 {file}：{why}"
UNWRITTEN = "无法写入文件 {file}：{why}"
FORMER = "{file} 不是版式文书"
OTHER_EDITION = "文书签发时的模板为 {then}，现为 {now}：文字可能与 PDF 不同，请对照。"

_file = click.argument("file", metavar="文书.pdf", type=click.Path(path_type=Path))


@click.command("docx")
@_file
@click.argument("out", metavar="输出.docx", type=click.Path(path_type=Path))
@with_appcontext
def docx_command(file: Path, out: Path) -> None:
    """把签发的文书转为文字相同的 Word 文档，供编辑、套用；只读 PDF 所载的数据。

    退出码：0 已写出，2 文件不能读取或者没有数据。
    """
    from casework.documents.docx.form import docx_of
    from casework.documents.shelf import kind_of

    with force_locale("zh"):
        _content, paper = _issued(file)
        if paper.present_edition() != paper.edition:
            click.echo(OTHER_EDITION.format(then=paper.edition, now=paper.present_edition()), err=True)
        _write(out, docx_of(kind_of(paper.kind), paper.data))


@click.command("proof-sheet")
@_file
@click.argument("out", metavar="输出.pdf", type=click.Path(path_type=Path))
@with_appcontext
def proof_command(file: Path, out: Path) -> None:
    """写出签发的文书的核对页：文号、数据摘要、文件摘要、审计链首及其二维码；不核对文书（核对用 verify）。

    退出码：0 已写出，2 文件不能读取或者没有数据。
    """
    from casework.documents.proofsheet import proof_of, sheet

    with force_locale("zh"):
        content, paper = _issued(file)
        _write(out, sheet(proof_of(paper.data, content, _signature(content))))


def _signature(content: bytes) -> str:
    """Who signed a file, as it says itself; empty where it bears no signature of this program."""
    from casework.documents.proofsheet import signed
    from casework.documents.signing.judging import Broken, certificate_in
    from casework.documents.verifying.signature import brought

    found = brought(content).signed
    if found is None or found.more:
        return ""
    try:
        by = certificate_in(found.container)
    except Broken:
        return ""
    return signed(by.name, by.sha256, found.at)


def _issued(file: Path) -> tuple[bytes, OfPaper]:
    """The file and the paper whose data it carries; ends the command where it is none."""
    from casework.documents.pdf import Unreadable, read_apart
    from casework.documents.verifying.carried import carried
    from casework.documents.verifying.families import OfPaper

    try:
        content = file.read_bytes()
        found, finding = carried(read_apart(content))
    except (OSError, Unreadable) as problem:
        _refuse(UNREAD.format(file=file, why=getattr(problem, "strerror", None) or problem))
    if found is None:
        _refuse(UNREAD.format(file=file, why=finding.reason))
    if not isinstance(found.paper, OfPaper):
        _refuse(FORMER.format(file=file))
    return content, found.paper


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as problem:
        _refuse(UNWRITTEN.format(file=out, why=problem.strerror))


def _refuse(problem: str) -> NoReturn:
    click.echo(f"错误：{problem}", err=True)
    sys.exit(BAD_INPUT)
