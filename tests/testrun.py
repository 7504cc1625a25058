"""A run of the tests: one process, or several that share a folder and a day, which the first of them settles."""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from rules.clock import today

MEMORY = Path("/dev/shm")  # noqa: S108  # only folders of tempfile are made in it
ROOM = 2**31
"""Bytes that must be free in memory for a run to keep its databases there; it needs a quarter of them."""

_FOLDER = "TANHENG_TESTS_FOLDER"
_DAY = "TANHENG_TESTS_DAY"
_PREFIX = "tanheng-tests-"


@contextmanager
def run(tidy: Callable[[Path], None]) -> Iterator[None]:
    """A run from its first process: folder and day are settled, and those it starts inherit them.

    ``tidy`` ends what a run left going in its folder; then the folder is removed. Runs that were killed are tidied up
    after as well.
    """
    place = _place()
    for left in place.glob(f"{_PREFIX}*"):
        if _is_over(left):
            tidy(left)
            shutil.rmtree(left, ignore_errors=True)
    # Not in pytest's folders: several runs tidy up there, and the path of a socket must be short.
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    os.environ |= {_FOLDER: str(made), _DAY: today().isoformat()}
    with _lock(made).open("w") as alive:
        flock(alive, LOCK_EX)
        try:
            yield
        finally:
            tidy(made)
            shutil.rmtree(made, ignore_errors=True)


def _place() -> Path:
    """Where databases are made and removed by the hundred: in memory, which is many times as fast, if there is room."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


def _lock(folder: Path) -> Path:
    return folder / "alive.lock"


def _is_over(folder: Path) -> bool:
    """Whether the first process of a run is gone: it holds a lock for as long as it lives."""
    try:
        with _lock(folder).open() as alive:
            flock(alive, LOCK_EX | LOCK_NB)
            return True
    except OSError:  # held; or not there yet; or of another user
        return False


def has_begun() -> bool:
    return _FOLDER in os.environ


def folder() -> Path:
    """Where the processes of the run find what one of them made."""
    return Path(os.environ[_FOLDER])


def day() -> datetime.date:
    """The day in Beijing on which the run began, however late it is meanwhile; today outside a run."""
    begun = os.environ.get(_DAY)
    return datetime.date.fromisoformat(begun) if begun else today()


def process() -> str:
    """The name of this process among those of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
