"""Work that processes of a test are given: functions of a module, as everything that travels."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def squared(number: int) -> tuple[int, int]:
    """The square, and the process that made it."""
    return number * number, os.getpid()


def killed_once(given: tuple[str, int]) -> int:
    """The number; the first time that 3 is asked for, its process is killed."""
    folder, number = given
    mark = Path(folder) / "was killed"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed(number: int) -> int:
    """Nothing: its process is killed each time that 1 is asked for."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wrong(number: int) -> int:
    raise ValueError(f"{number} is wrong")
