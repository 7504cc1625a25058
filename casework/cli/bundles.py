"""``flask --app wsgi dossier-verify FILE.zip``: a volume checked by the file alone.

Exit 0 where it holds, 1 where something in it is wrong, 2 for a file that cannot be read.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

WRONG, BAD_INPUT = 1, 2
UNREAD = "错误：无法读取文件 {file}：{why}"
HOLDS = (
    "卷宗完整：{volume}，案件 {case}，{institution}制作。"
    "共 {files} 个文件，其中签发的文书 {papers} 份，审计记录摘录 {entries} 条，逐个核对无误。"
)
SEALED = "清单的签章相符。"
NOT_SEALED = "清单的签章没有核对：本机没有相应的密钥（AUDIT_KEY）。"
UNCHECKED = "摘录中 {count} 条的签章没有核对。"
NOT_IN_CHAIN = "摘录没有与完整的审计记录核对（--chain 导出的审计记录）。"

_PATH = click.Path(dir_okay=False, path_type=Path)


@click.command("dossier-verify")
@click.argument("file", type=_PATH, metavar="卷宗.zip")
@click.option("--chain", type=_PATH, metavar="文件", help="导出的完整审计记录（audit export），用以核对摘录。")
@with_appcontext
def dossier_verify_command(file: Path, chain: Path | None) -> None:
    """核对卷宗压缩包：清单、逐个文件的散列值、签发记录和审计记录摘录，不用数据库。

    退出码：0 相符，1 有不符（指出第一处），2 文件不能读取。
    """
    from casework.audit.export import NotWhole
    from casework.audit.keys import present
    from casework.bundles.archive import BadArchive
    from casework.bundles.checking import check

    try:
        with force_locale("zh"):
            found = check(file, present(), chain)
    except OSError as problem:
        click.echo(UNREAD.format(file=problem.filename or file, why=problem.strerror), err=True)
        sys.exit(BAD_INPUT)
    except (BadArchive, NotWhole) as problem:
        click.echo(str(problem), err=True)
        sys.exit(WRONG)
    about = {"volume": found.content["volume"], "case": found.content["case"]["reference"]}
    counts = {"files": found.files, "papers": found.papers, "entries": found.entries}
    click.echo(HOLDS.format(**about, **counts, institution=found.content["made"]["institution"]))
    click.echo(SEALED if found.sealed else NOT_SEALED)
    if found.unchecked:
        click.echo(UNCHECKED.format(count=found.unchecked))
    if not found.in_chain:
        click.echo(NOT_IN_CHAIN)
