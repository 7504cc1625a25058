"""A file named on the command line: its bytes, or why it cannot be read, in the words of every command."""

from __future__ import annotations

import sys
from pathlib import Path

from rules.reading.errors import InputError
from rules.reading.yaml_reader import MAX_BYTES

INPUT_TOO_LARGE = "标准输入过大，上限为 {most:,} 字节"


def content_of(file: str, kind: str) -> bytes:
    """The bytes of a path, or of standard input for "-". ``kind`` says what it should be (案件文件).

    Raises ``InputError`` for a file that is not there, cannot be read or is larger than a case file may be.
    """
    if file == "-":
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:  # how large it is, nobody knows before its end
            raise InputError.at("", INPUT_TOO_LARGE.format(most=MAX_BYTES))
        return content
    path = Path(file)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise InputError.at("", f"文件过大：{path.stat().st_size:,} 字节，上限为 {MAX_BYTES:,} 字节")
        return content
    except FileNotFoundError:
        raise InputError.at("", f"找不到文件 {file}") from None
    except IsADirectoryError:
        raise InputError.at("", f"{file} 是文件夹，不是{kind}") from None
    except OSError as problem:
        raise InputError.at("", f"无法读取文件 {file}：{problem.strerror}") from None
