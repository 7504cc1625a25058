"""Long work is done in blocks by other processes, here or on a scheduler: in order, and again where one was killed."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from rules import blocks
from rules.blocks import KILLED, NO_DASK, SCHEDULER_LOST, WorkersLost
from tests.rules import block_work
from tests.told import saying

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="distributed is not installed: work on other machines is not tried",
)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler of this machine with two workers, each a process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
        with LocalCluster(**options, processes=True, silence_logs=50) as cluster:
            yield str(cluster.scheduler_address)


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(blocks.SCHEDULER, raising=False)


def test_results_come_in_the_order_of_the_blocks_from_other_processes() -> None:
    found = list(blocks.each(block_work.squared, range(9), 2))
    assert [square for square, _ in found] == [number * number for number in range(9)]
    assert os.getpid() not in {process for _, process in found}


def test_the_block_of_a_killed_process_is_done_again(tmp_path: Path) -> None:
    found = list(blocks.each(block_work.killed_once, [(str(tmp_path), number) for number in range(8)], 2))
    assert found == list(range(8))
    assert (tmp_path / "was killed").exists()


@needs_dask
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_scheduler_does_the_same_and_gives_a_killed_worker_s_block_to_another(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(blocks.SCHEDULER, scheduler)
    found = list(blocks.each(block_work.squared, range(9)))
    assert [square for square, _ in found] == [number * number for number in range(9)]
    assert len({process for _, process in found} - {os.getpid()}) == 2
    assert list(blocks.each(block_work.killed_once, [(str(tmp_path), number) for number in range(8)])) == list(range(8))
    assert (tmp_path / "was killed").exists()
    with pytest.raises(ValueError, match="4 is wrong"):
        list(blocks.each(block_work.wrong, [4]))


def test_a_block_that_kills_each_process_ends_the_work_with_a_reason() -> None:
    done: list[int] = []
    with pytest.raises(WorkersLost, match=saying(KILLED, tries=blocks.TRIES)):
        done.extend(blocks.each(block_work.killed, range(4), 1))


def test_what_goes_wrong_in_a_block_is_told_where_its_result_is_asked_for() -> None:
    with pytest.raises(ValueError, match="4 is wrong"):
        list(blocks.each(block_work.wrong, [4], 1))


def test_the_last_blocks_are_small_so_that_all_processes_end_together() -> None:
    left, sizes = 1000, []
    while left:
        sizes.append(min(left, blocks.size(left, 100)))
        left -= sizes[-1]
    assert sizes[0] == 100
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes[-4:]) <= blocks.LEAST
    assert blocks.size(3, 2) == 2


def test_whoever_stops_asking_cancels_what_has_not_begun() -> None:
    read = count(0)
    found = blocks.each(block_work.squared, (number for number in range(1000) if next(read) >= 0), 1)
    assert next(found)[0] == 0
    found.close()
    assert next(read) == blocks.AHEAD + 1


def test_a_scheduler_that_is_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(ThreadPoolExecutor):
        """Says of what it was given what a client says whose scheduler is gone."""

        def submit(self, *given: object) -> Future[Any]:  # type: ignore[override]  # of one block, as all here
            future: Future[Any] = Future()
            future.cancel()
            return future

    monkeypatch.setattr(blocks, "_of_machine", lambda processes: (Lost(1), 1))
    with pytest.raises(WorkersLost, match=saying(SCHEDULER_LOST)):
        list(blocks.each(block_work.squared, [1], 1))


def test_a_scheduler_without_its_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(blocks.SCHEDULER, "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersLost, match=saying(NO_DASK)):
        list(blocks.each(block_work.squared, [1], 1))
