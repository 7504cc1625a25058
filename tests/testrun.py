"""A run of the tests: one process, or several that share a folder, a day and a seed, which the first one settles."""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from rules.values.clock import today

MEMORY = Path("/dev/shm")  # noqa: S108  # only folders of tempfile are made in it
ROOM = 2**31
"""Bytes that must be free in memory for a run to keep its databases there; it needs a quarter of them."""

_FOLDER = "TANHENG_TESTS_FOLDER"
_DAY = "TANHENG_TESTS_DAY"
_START = "TANHENG_TESTS_START"
_SEED = "TANHENG_TESTS_SEED"
_LONG = "TANHENG_TESTS_LONG"
_PREFIX = "tanheng-tests-"


@contextmanager
def run(tidy: Callable[[Path], None], seed: int | None = None, *, whole: bool = False) -> Iterator[None]:
    """A run from its first process: folder, day, start and seed are settled, and those it starts inherit them.

    ``tidy`` ends what a run left going in its folder; then the folder is removed. Runs that were killed are tidied up
    after as well. ``whole``: of many attempts all are made, not a sample.
    """
    place = _place()
    for left in place.glob(f"{_PREFIX}*"):
        if _is_over(left):
            tidy(left)
            shutil.rmtree(left, ignore_errors=True)
    # Not in pytest's folders: several runs tidy up there, and the path of a socket must be short.
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    os.environ |= {
        _FOLDER: str(made),
        _DAY: today().isoformat(),
        _START: repr(time.time()),
        _LONG: "1" if whole else "",
        _SEED: str(_seed_of_the_commit() if seed is None else seed),
    }
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


def _seed_of_the_commit() -> int:
    """Each commit tries other attempts, and whoever checks it again tries the same; outside of git any."""
    tree = ""
    if git := shutil.which("git"):
        command = (git, "rev-parse", "--verify", "--quiet", "HEAD^{tree}")
        tree = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False).stdout
    return (int(tree, 16) if tree else random.getrandbits(32)) % 10**6


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


def age() -> float:
    """Seconds since the run began."""
    return time.time() - float(os.environ[_START])


def seed() -> int:
    """What the samples of the run are drawn by."""
    return int(os.environ[_SEED])


def long() -> bool:
    """Whether of many attempts all are made, not a sample."""
    return bool(os.environ.get(_LONG))


def examples(few: int, many: int) -> int:
    """How many examples Hypothesis shall try of a property: ``many`` where all attempts are made, else ``few``."""
    return many if long() else few


def process() -> str:
    """The name of this process among those of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def once(name: str, make: Callable[[], Any]) -> Any:
    """What ``make`` gives as plain data: made by one process of the run, read by the others."""
    path = folder() / f"{name}.json"
    with path.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not path.exists():
            path.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


def sample(count: int, whole: int, name: str) -> list[int]:
    """``count`` numbers below ``whole``, in order: for one seed and one name always the same."""
    return sorted(random.Random(f"{seed()} {name}").sample(range(whole), count))  # noqa: S311  # which attempts to make
