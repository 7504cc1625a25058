"""Tally files beside a case file: the folder and what is below it, never what lies outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rules.carbon.tally import folder
from rules.carbon.tally.folder import LEADS_OUT, LINK_OUT, beside, nowhere
from rules.reading.errors import InputError
from tests.told import saying


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A case folder with a tally, and a secret beside the folder."""
    home = tmp_path / "case"
    (home / "tallies").mkdir(parents=True)
    (home / "a.csv").write_bytes(b"in the folder")
    (home / "tallies" / "b.csv").write_bytes(b"below it")
    (tmp_path / "secret.csv").write_bytes(b"outside")
    (tmp_path / "case2").mkdir()
    (tmp_path / "case2" / "c.csv").write_bytes(b"a folder whose name begins the same")
    return home


@pytest.mark.parametrize(("name", "content"), [("a.csv", b"in the folder"), ("tallies/b.csv", b"below it")])
def test_a_file_of_the_folder_is_read(home: Path, name: str, content: bytes) -> None:
    assert beside(home)(name) == content


@pytest.mark.parametrize("name", ["../secret.csv", "tallies/../../secret.csv", "../case2/c.csv", "..", "a\0.csv"])
def test_a_name_that_climbs_out_is_refused(home: Path, name: str) -> None:
    with pytest.raises(InputError, match=saying(LEADS_OUT)):
        beside(home)(name)


def test_an_absolute_path_is_refused_even_to_a_file_of_the_folder(home: Path) -> None:
    for path in (home / "a.csv", home.parent / "secret.csv"):
        with pytest.raises(InputError, match=saying(LEADS_OUT)):
            beside(home)(str(path))


def test_a_link_that_leads_out_is_refused_and_one_that_stays_is_followed(home: Path) -> None:
    (home / "out.csv").symlink_to(home.parent / "secret.csv")
    (home / "outside").symlink_to(home.parent / "case2")
    (home / "in.csv").symlink_to(home / "tallies" / "b.csv")
    read = beside(home)
    for name in ("out.csv", "outside/c.csv"):
        with pytest.raises(InputError, match=saying(LINK_OUT)):
            read(name)
    assert read("in.csv") == b"below it"


def test_what_is_no_file_is_refused_and_does_not_hang(home: Path) -> None:
    os.mkfifo(home / "pipe.csv")
    for name in ("tallies", "pipe.csv"):
        with pytest.raises(InputError, match="不是文件"):
            beside(home)(name)


def test_a_file_that_is_not_there_stays_an_error_of_the_system(home: Path) -> None:
    with pytest.raises(FileNotFoundError):
        beside(home)("none.csv")


def test_a_very_large_file_is_read_only_so_far_that_it_can_be_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MOST_BYTES", 4)
    assert beside(home)("a.csv") == b"in th"


def test_without_a_folder_no_file_is_read() -> None:
    with pytest.raises(InputError, match="标准输入"):
        nowhere("a.csv")
