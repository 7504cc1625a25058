"""Work on what anybody sent, done in a process of its own with limits: what it makes a parser do harms nobody else.

``python -m rules.reading.apart`` is the other side: the limits and the work come on standard input, and what came of it
goes to standard output. Neither side takes anything from a visitor but the values that the work is given.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from rules.reading.errors import InputError
from rules.reading.messages import Message, msg

P = ParamSpec("P")
T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
SMALL = 64 * 1024
"""Bytes of a text that is read where it is: the slowest takes some tenths of a second. A process takes longer."""

_OUT_OF_MEMORY = 3
_SIGXCPU, _SIGKILL, _SIGABRT = -24, -9, -6
_NICE = 10
"""Whoever waits for a page goes before whoever waits for a file."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """``seconds`` of wall-clock and of processor time, and bytes of ``memory`` that the process may ask for."""

    seconds: float = 60
    memory: int = 1536 * 1024 * 1024


class OverLimit(Exception):
    """The work passed a limit of time or memory, and was ended; ``reason`` names it."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class OverTime(OverLimit):
    """The limit was one of time."""


def apart(
    work: Callable[P, T], refusals: type[Exception] | tuple[()], allowed: Allowed, *given: P.args, **named: P.kwargs
) -> T:
    """What ``work``, a function of a module, returns. Raises what it raises of ``refusals``, ``OverLimit``, and
    ``RuntimeError`` with what the process said where it failed otherwise."""
    asked = pickle.dumps((allowed, refusals, work, given, named))
    try:
        done = subprocess.run(  # this program's own module
            [sys.executable, "-m", "rules.reading.apart"],
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
    if done.returncode in (_OUT_OF_MEMORY, _SIGKILL, _SIGABRT):  # by Python, the system, a library in Rust
        most = allowed.memory // 1024 // 1024
        raise OverLimit(msg("读取文件所需的内存超过上限 {most:,} MB，没有读取", most=most))
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    refusal, answer = pickle.loads(done.stdout)  # noqa: S301  # written by the process started above
    if refusal:
        raise answer
    made: T = answer
    return made


def text_read(read: Callable[[bytes], T], content: bytes, allowed: Allowed | None = None) -> T:
    """What ``read`` makes of a text of anybody's: here where it is small, else in a process of its own.

    Raises as ``read``, and ``InputError`` naming the limit that was passed.
    """
    if len(content) <= SMALL:
        return read(content)
    try:
        return apart(read, InputError, allowed or Allowed(), content)
    except OverLimit as problem:
        raise InputError.at("", problem.reason) from None


def _too_long(allowed: Allowed) -> OverTime:
    return OverTime(msg("读取文件所需的时间超过上限 {most} 秒，没有读取", most=allowed.seconds))


def _answer(asked: bytes) -> bytes:
    """In the other process: limit it, do the work, and tell what came of it."""
    allowed, refusals, work, given, named = pickle.loads(asked)  # noqa: S301  # from the process that started this one
    limit(allowed)
    try:
        return pickle.dumps((False, work(*given, **named)))
    except refusals as problem:
        return pickle.dumps((True, problem))


def limit(allowed: Allowed) -> None:
    """Hold this process to its limits, behind those that people wait for, and the first to go where memory is short."""
    seconds = max(1, int(allowed.seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (allowed.memory, allowed.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICE)
    with contextlib.suppress(OSError):  # not every system has this file
        Path("/proc/self/oom_score_adj").write_text("1000")


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
