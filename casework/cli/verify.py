"""``flask --app wsgi verify FILE.pdf``: a paper checked by the file alone.

Exit 0 where every check passes, 1 where one fails or could not be made, 2 for a file that cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

if TYPE_CHECKING:
    from casework.documents.verifying.chain import Log
    from casework.documents.verifying.service import Verdict

PROVEN, NOT_PROVEN, BAD_INPUT = 0, 1, 2
MOST = 64 * 1024 * 1024

TOO_LARGE = "{file} 超过 {most} MB"
UNREADABLE = "{file} 不能作为 PDF 读取：{why}"
UNREAD = "无法读取文件 {file}：{why}"


@click.command("verify")
@click.argument("file", metavar="文书.pdf", type=click.Path(path_type=Path))
@click.option("--chain", metavar="文件", type=click.Path(path_type=Path), help="导出的审计链；不写则核对本机记录。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象，不输出供阅读的文字。")
@with_appcontext
def verify_command(file: Path, chain: Path | None, as_json: bool) -> None:
    """核对一份签发的文书：附件、摘要、编号、审计链、页、文字、版面，并复算所载的测算。

    退出码：0 全部通过，1 有不通过或者未能核对的，2 文件不能读取。什么也不保存。
    """
    with force_locale("zh"):
        verdict = _verdict(file, chain, as_json)
        _tell(verdict, as_json)
    sys.exit(PROVEN if verdict.proven else NOT_PROVEN)


def _verdict(file: Path, chain: Path | None, as_json: bool) -> Verdict:
    from sqlalchemy.exc import DBAPIError

    from casework.audit.export import NoLog
    from casework.documents.pdf import Unreadable
    from casework.documents.verifying.service import verify

    content = _content(file, as_json)
    try:
        return verify(content, _log(chain))
    except Unreadable as problem:
        _refuse(UNREADABLE.format(file=file, why=problem), as_json)
    except NoLog as problem:
        _refuse(str(problem), as_json)
    except OSError as problem:
        _refuse(UNREAD.format(file=chain, why=problem.strerror), as_json)
    except DBAPIError:  # no records here: the paper is checked all the same
        return verify(content, None)


def _log(chain: Path | None) -> Log:
    from casework.documents.verifying.chain import exported, stored

    return stored if chain is None else exported(chain)


def _content(file: Path, as_json: bool) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST + 1)
    except OSError as problem:
        _refuse(UNREAD.format(file=file, why=problem.strerror), as_json)
    if len(content) > MOST:
        _refuse(TOO_LARGE.format(file=file, most=MOST // 1024 // 1024), as_json)
    return content


def _refuse(problem: str, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"errors": [problem]}, ensure_ascii=False))
    else:
        click.echo(f"错误：{problem}", err=True)
    sys.exit(BAD_INPUT)


def _tell(verdict: Verdict, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_data(verdict), ensure_ascii=False, indent=2))
        return
    for one in verdict.findings:
        click.echo(f"{one.told}　{one.name}：{one.reason}")
    click.echo(verdict.told)


def _data(verdict: Verdict) -> dict[str, Any]:
    told = [{"check": one.check, "state": one.state.value, "reason": one.reason} for one in verdict.findings]
    return {"proven": verdict.proven, "sha256": verdict.sha256, "checks": told}
