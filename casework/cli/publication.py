"""``flask --app wsgi publication-check FILE.pdf NAMES.txt``: whether a PDF still tells of persons.

Exit 0 where nothing is left, 1 where something is, 2 for files that cannot be read. Nothing is stored.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

CLEAN, LEFT, BAD_INPUT = 0, 1, 2
UNREAD = "无法读取文件 {file}：{why}"
NOT_TEXT = "不是 UTF-8 文本"
NOTHING = "没有应当隐去的内容。"


@click.command("publication-check")
@click.argument("file", metavar="公开件.pdf", type=click.Path(path_type=Path))
@click.argument("names", metavar="姓名.txt", type=click.Path(path_type=Path))
@with_appcontext
def publication_command(file: Path, names: Path) -> None:
    """核对公开件：正文、文件信息、书签、附件、图形码、文件名中有没有应当隐去的姓名（每行一个）和号码。

    退出码：0 没有，1 有，2 文件不能读取。
    """
    from casework.documents.publication.leaks import leaks

    sought = [line.strip() for line in _content(names, text=True).decode().splitlines()]
    with force_locale("zh"):
        found = leaks(_content(file), file.name, dict.fromkeys(filter(None, sought), ""))
    for one in found:
        click.echo(f"{one.where}{'：' if one.what else ''}{one.what}")
    if not found:
        click.echo(NOTHING)
    sys.exit(LEFT if found else CLEAN)


def _content(file: Path, text: bool = False) -> bytes:
    try:
        content = file.read_bytes()
        if text:
            content.decode()
    except OSError as problem:
        click.echo(f"错误：{UNREAD.format(file=file, why=problem.strerror)}", err=True)
    except UnicodeDecodeError:
        click.echo(f"错误：{UNREAD.format(file=file, why=NOT_TEXT)}", err=True)
    else:
        return content
    sys.exit(BAD_INPUT)
