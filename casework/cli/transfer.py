"""``flask --app wsgi case-export`` and ``case-import``: one case whole, from one installation to another."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from casework.cli.errors import RecordCommand

_PATH = click.Path(dir_okay=False, path_type=Path)


@click.command("case-export", cls=RecordCommand)
@click.argument("reference", metavar="案件编号")
@click.argument("file", type=_PATH, metavar="文件.zip")
@with_appcontext
def case_export_command(reference: str, file: Path) -> None:
    """把一案的全部记录、文件、文书和审计记录导出为一个压缩包，供另一机构的系统导入。已有的文件不覆盖。"""
    from casework.transfer import exporting
    from casework.transfer.errors import NotMoved

    try:
        with force_locale("zh"):
            told = exporting.export(reference, file)
    except NotMoved as problem:
        raise click.ClickException(problem.message) from problem
    except OSError as problem:
        raise click.ClickException(f"不能写入 {file}：{problem.strerror}") from problem
    rows = told["rows"]
    click.echo(
        f"已导出案件 {told['case']['reference']}：办案记录 {rows['acts']} 条，文书 {rows['issued_papers']} 份，"
        f"材料 {rows['act_files']} 份；审计链首第 {told['audit']['seq']} 条 {told['audit']['hash']}"
    )
    if held := rows["credit_reservations"]:
        click.echo(f"其中预留 {held} 笔：序列号在本机仍被占用，直至预留期限届满或者取消预留")


@click.command("case-import", cls=RecordCommand)
@click.argument("file", type=_PATH, metavar="文件.zip")
@with_appcontext
def case_import_command(file: Path) -> None:
    """导入另一机构导出的一案：先核对清单、散列值和审计记录，被改动的、本机已有的、版本不同的不予导入。编号按本机另编，原编号保留。"""
    from casework.transfer import importing
    from casework.transfer.errors import NotMoved

    try:
        with force_locale("zh"):
            came = importing.take_in(file)
    except NotMoved as problem:
        raise click.ClickException(problem.message) from problem
    except OSError as problem:
        raise click.ClickException(f"不能读取 {file}：{problem.strerror}") from problem
    click.echo(
        f"已导入案件 {came.reference}（原编号 {came.former}）{came.title}：办案记录 {came.acts} 条，"
        f"文书 {came.papers} 份，材料 {came.files} 份"
    )
    if not came.sealed:
        click.echo("原单位审计记录的签章没有核对：本机没有相应的密钥（AUDIT_KEY）。各条散列值已核对。")
