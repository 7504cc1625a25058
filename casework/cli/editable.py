"""``flask --app wsgi docx PAPER.pdf FILE.docx``: a paper for a word processor, from the data that its PDF carries.

Reads no records. Exit 0 where the file was written, 2 for a PDF that carries no paper of the layout classes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

BAD_INPUT = 2
UNREAD = "无法读取文件 {file}：{why}"
UNWRITTEN = "无法写入文件 {file}：{why}"
FORMER = "{file} 不是版式文书，没有 Word 文档"
OTHER_EDITION = "文书签发时的模板为 {then}，现为 {now}：文字可能与 PDF 不同，请对照。"


@click.command("docx")
@click.argument("file", metavar="文书.pdf", type=click.Path(path_type=Path))
@click.argument("out", metavar="输出.docx", type=click.Path(path_type=Path))
@with_appcontext
def docx_command(file: Path, out: Path) -> None:
    """把签发的文书转为文字相同的 Word 文档，供编辑、套用；只读 PDF 所载的数据。

    退出码：0 已写出，2 文件不能读取或者没有数据。
    """
    from casework.documents.docx.form import docx_of
    from casework.documents.shelf import kind_of
    from casework.documents.verifying.carried import carried
    from casework.documents.verifying.families import OfPaper
    from casework.documents.verifying.pdf import Unreadable, read_apart

    with force_locale("zh"):
        try:
            found, finding = carried(read_apart(file.read_bytes()))
        except (OSError, Unreadable) as problem:
            _refuse(UNREAD.format(file=file, why=getattr(problem, "strerror", None) or problem))
        if found is None:
            _refuse(UNREAD.format(file=file, why=finding.reason))
        paper = found.paper
        if not isinstance(paper, OfPaper):
            _refuse(FORMER.format(file=file))
        if paper.present_edition() != paper.edition:
            click.echo(OTHER_EDITION.format(then=paper.edition, now=paper.present_edition()), err=True)
        try:
            out.write_bytes(docx_of(kind_of(paper.kind), paper.data))
        except OSError as problem:
            _refuse(UNWRITTEN.format(file=out, why=problem.strerror))


def _refuse(problem: str) -> NoReturn:
    click.echo(f"错误：{problem}", err=True)
    sys.exit(BAD_INPUT)
