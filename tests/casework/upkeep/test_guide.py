"""The administrator's guide can be followed: the lines of its block are done in their order, as they stand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import dispose, make_app
from tests.guards.tree import ROOT

GUIDE = ROOT / "docs" / "administration.md"


def lines() -> list[list[str]]:
    """The words of each line, as a shell reads them."""
    (block,) = re.findall(r"^```\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Flask]]:
    """The installation, by no name, and others by what a line says of its database."""
    monkeypatch.chdir(tmp_path)
    names = {words[0].partition("=")[2] for words in lines() if "=" in words[0]}
    found = {
        name: make_app(name or "sqlite:///office.sqlite", tmp_path / f"instance{number}")
        for number, name in enumerate(sorted({"", *names}))
    }
    yield found
    for app in found.values():
        dispose(app)


def test_every_line_of_the_guide_can_be_done_and_the_drill_gives_the_head_that_was_written_down(
    places: dict[str, Flask],
) -> None:
    assert len(lines()) > 10
    heads = []
    for words in lines():
        setting, start = (words[0], 1) if "=" in words[0] else ("", 0)
        assert words[start : start + 3] == ["flask", "--app", "wsgi"]
        app = places[setting.partition("=")[2]]
        done = app.test_cli_runner().invoke(args=words[start + 3 :])
        assert done.exit_code == 0, f"{words}\n{done.output}"
        if {"backup", "restore"} & set(words):
            heads += re.findall(r"[0-9a-f]{64}", done.output)[:1]
    assert len(heads) == 2
    assert heads[0] == heads[1]
