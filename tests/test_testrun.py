"""What a run of the tests settles for its processes, and what it leaves behind: nothing."""

from __future__ import annotations

import os
import subprocess
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests import testrun


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A memory with room enough; the run that these tests are part of is itself again afterwards."""
    for name in list(os.environ):
        if name.startswith("TANHENG_TESTS_"):
            monkeypatch.setenv(name, os.environ[name])
    monkeypatch.setattr(testrun, "MEMORY", tmp_path)
    monkeypatch.setattr(testrun, "ROOM", 0)
    return tmp_path


def test_a_run_has_a_folder_that_is_tidied_up_and_removed(place: Path) -> None:
    tidied: list[Path] = []
    with testrun.run(tidied.append):
        folder = testrun.folder()
        assert folder.is_dir()
        assert folder.parent == place
        assert tidied == []
    assert tidied == [folder]
    assert not folder.exists()


def test_what_a_killed_run_left_is_tidied_up_by_the_next(place: Path) -> None:
    left = place / "tanheng-tests-killed"
    left.mkdir()
    (left / "alive.lock").touch()
    tidied: list[Path] = []
    with testrun.run(tidied.append):
        assert tidied == [left]
        assert not left.exists()


def test_a_run_that_is_still_going_is_left_alone(place: Path) -> None:
    other = place / "tanheng-tests-other"
    other.mkdir()
    tidied: list[Path] = []
    with (other / "alive.lock").open("w") as alive:
        flock(alive, LOCK_EX)
        with testrun.run(tidied.append):
            assert tidied == []
    assert other.is_dir()


def test_without_room_in_memory_the_folder_is_on_the_disk(
    place: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path_factory.mktemp("disk")
    monkeypatch.setattr(testrun, "ROOM", 2**80)
    monkeypatch.setattr("tempfile.tempdir", str(disk))
    with testrun.run(lambda folder: None):
        assert testrun.folder().parent == disk


def test_a_sample_is_drawn_again_by_its_seed_and_differs_between_tests(place: Path) -> None:
    drawn: list[list[int]] = []
    for seed in (1, 1, 2):
        with testrun.run(lambda folder: None, seed):
            assert testrun.seed() == seed
            drawn += [testrun.sample(20, 1000, name) for name in ("test_a", "test_b")]
            assert testrun.sample(1000, 1000, "test_a") == list(range(1000))
    first, other_test, again, _, other_seed, _ = drawn
    assert first == again
    assert other_test != first != other_seed
    assert len(set(first)) == 20
    assert set(first) <= set(range(1000))


def seeds_of_three_runs() -> set[int]:
    seeds = set()
    for _ in range(3):
        with testrun.run(lambda folder: None):
            seeds.add(testrun.seed())
    return seeds


def test_a_run_that_was_given_no_seed_has_that_of_the_commit(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = iter(["9" * 40, "9" * 40, "8" * 40])  # of two checks of one commit, then of another
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr(
        "subprocess.run", lambda command, **_: subprocess.CompletedProcess(command, 0, stdout=next(trees))
    )
    assert seeds_of_three_runs() == {int(one * 40, 16) % 10**6 for one in "98"}


def test_outside_of_git_a_run_that_was_given_no_seed_draws_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert len(seeds_of_three_runs()) > 1
