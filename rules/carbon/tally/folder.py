"""Tally files beside a case file: found in its folder or below, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.reading.sheets.grid import Limits

LEADS_OUT = template("{file}：检尺表文件应与案件文件同在一个文件夹，写文件名，不写绝对路径，也不用 ..")
LINK_OUT = template("{file}：是指向案件文件夹以外的链接，不予读取")


MOST_BYTES = Limits().bytes


def beside(folder: Path) -> Callable[[str], bytes]:
    """A reader of the files in ``folder``, as ``with_files`` wants one.

    It raises ``InputError`` for a name that leads out of the folder, by .., as an absolute path or over a symbolic
    link, and for what is no ordinary file; ``OSError`` for a file that cannot be read.
    """
    home = folder.resolve()

    def read(name: str) -> bytes:
        if Path(name).is_absolute() or "\0" in name or ".." in Path(name).parts:
            raise InputError.at("", msg(LEADS_OUT, file=name))
        place = (home / name).resolve()
        if not place.is_relative_to(home):
            raise InputError.at("", msg(LINK_OUT, file=name))
        if place.exists() and not place.is_file():
            raise InputError.at("", msg("{file}：不是文件", file=name))
        with place.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)

    return read


def nowhere(name: str) -> bytes:
    """Stands for a folder where the case file came without one."""
    raise InputError.at(
        "",
        msg(
            "{file}：案件文件从标准输入读入，没有所在的文件夹，找不到检尺表；请写 rows，或改为给出案件文件的路径",
            file=name,
        ),
    )
