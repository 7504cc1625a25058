"""A file read in a process of its own, with limits: what it makes a parser do harms nobody but that process.

``python -m rules.reading.sheets.apart`` is the other side: the limits and the file come on standard input, and what was
read goes to standard output.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rules.reading.messages import msg
from rules.reading.sheets.grid import Book, Limits
from rules.reading.sheets.kinds import book_of
from rules.reading.sheets.mistakes import SheetError, SheetTooLarge

ROOT = Path(__file__).resolve().parents[3]
_OUT_OF_MEMORY = 3
_SIGXCPU, _SIGKILL = -24, -9


@dataclass(frozen=True, slots=True)
class Allowed:
    """``seconds`` of wall-clock and of processor time, and bytes of ``memory`` that the process may ask for."""

    seconds: int = 60
    memory: int = 1536 * 1024 * 1024


def book_apart(content: bytes, limits: Limits | None = None, allowed: Allowed | None = None) -> Book:
    """The sheets in a file. Raises as ``book_of``, and ``SheetTooLarge`` naming the limit of time or memory that was
    passed; ``RuntimeError`` with what the process said where it failed otherwise."""
    allowed = allowed or Allowed()
    asked = pickle.dumps((allowed.seconds, allowed.memory, limits or Limits(), content))
    try:
        done = subprocess.run(  # this program's own module
            [sys.executable, "-m", "rules.reading.sheets.apart"],
            input=asked,
            capture_output=True,
            cwd=ROOT,
            timeout=allowed.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_long(allowed) from None
    if done.returncode == _SIGXCPU:
        raise _too_long(allowed)
    if done.returncode in (_OUT_OF_MEMORY, _SIGKILL):
        most = allowed.memory // 1024 // 1024
        raise SheetTooLarge.whole(msg("读取文件所需的内存超过上限 {most:,} MB，没有读取", most=most))
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    answer: Book | SheetError = pickle.loads(done.stdout)  # noqa: S301  # written by the process started above
    if isinstance(answer, SheetError):
        raise answer
    return answer


def _too_long(allowed: Allowed) -> SheetTooLarge:
    return SheetTooLarge.whole(msg("读取文件所需的时间超过上限 {most} 秒，没有读取", most=allowed.seconds))


def _answer(asked: bytes) -> bytes:
    """In the other process: limit it, read, and tell what came of it."""
    seconds, memory, limits, content = pickle.loads(asked)  # noqa: S301  # written by the process that started this one
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return pickle.dumps(book_of(content, limits))
    except SheetError as problem:
        return pickle.dumps(problem)


def main() -> int:
    """Answer one call. The exit status tells when memory ran out."""
    try:
        answer = _answer(sys.stdin.buffer.read())
    except MemoryError:
        return _OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
