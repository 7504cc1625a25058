"""``flask --app wsgi worker``: does what pages have asked for and takes longer than they may."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from casework.cli.errors import RecordCommand


@click.command("worker", cls=RecordCommand)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, metavar="个数", help="同时办理几项任务。"
)
@click.option("--attached", is_flag=True, help="启动它的程序结束时随之结束。")
@with_appcontext
def worker_command(processes: int, attached: bool) -> None:
    """办理后台任务（卷宗、成批文书），直到停止：Ctrl-C 办完手头的再停，SIGTERM 立即停，由其他工作进程接着办。

    可以在几台机器上各开几个。任务和进度都在数据库中，工作进程被中断时任务不会丢失。
    """
    from casework.jobs import worker
    from casework.jobs.queue import NoQueue

    try:
        worker.serve(processes, attached=attached)
    except NoQueue as problem:
        raise click.ClickException(str(problem)) from problem
