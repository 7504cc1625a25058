"""The documentation does not promise what is not there: commands, options, files and links all exist."""

from __future__ import annotations

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.guards.tree import ROOT, walk_files

READMES = ("README.md", "docs/README.zh.md")
FLASK = re.compile(r"(?:\.venv/bin/)?flask --app wsgi ")


def commands(text: str) -> list[str]:
    """Lines of fenced blocks and inline code that start one of the project's commands, without comments."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in fenced for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    pieces = [piece.strip() for line in lines for piece in re.split(r"\s+#\s|&&", line)[:2]]
    return [piece for piece in pieces if re.match(r"(\./|tools/)\w", piece) or FLASK.match(piece)]


@cache
def help_of(script: str) -> str:
    done = subprocess.run([ROOT / script, "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout


def wrong_in(command: str, cli: click.Group, base: Path) -> list[str]:
    """What a command names that does not exist: script, option, subcommand or file."""
    words = shlex.split(FLASK.sub("flask ", command))
    if words[0] != "flask":
        if not (ROOT / words[0]).is_file():
            return [f"{command}: no {words[0]}"]
        options = [word for word in words[1:] if word.startswith("--")]
        return [f"{command}: no {option}" for option in options if option not in help_of(words[0])]
    found: click.Command = cli
    rest = words[1:]
    while isinstance(found, click.Group) and rest:
        inner = found.get_command(click.Context(found), rest[0])
        if inner is None:
            return [f"{command}: no command {rest[0]}"]
        found, rest = inner, rest[1:]
    known = {option for parameter in found.params for option in parameter.opts}
    wrong = [f"{command}: no {word}" for word in rest if word.startswith("--") and word not in known]
    files = [word for word in rest if "/" in word]
    return wrong + [f"{command}: no file {word}" for word in files if not (base / word).is_file()]


def broken_links(text: str, folder: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [target for target in targets if "://" not in target and not (folder / target).exists()]


@pytest.fixture
def cli(tmp_path: Path) -> click.Group:
    from tests.conftest import make_app

    app: Flask = make_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    return app.cli


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_the_readme_exists(readme: str, cli: click.Group) -> None:
    found = commands((ROOT / readme).read_text(encoding="utf-8"))
    assert {"./run", "./check"} <= {command.split()[0] for command in found}
    assert any(FLASK.match(command) for command in found)
    assert [wrong for command in found for wrong in wrong_in(command, cli, ROOT)] == []


def test_every_command_of_the_administration_exists(cli: click.Group) -> None:
    page = ROOT / "docs" / "administration.md"
    found = commands(page.read_text(encoding="utf-8"))
    assert len(found) > 10
    assert [wrong for command in found for wrong in wrong_in(command, cli, ROOT)] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (set(commands((ROOT / name).read_text(encoding="utf-8"))) for name in READMES)
    assert english == chinese


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    pages = [path for path in walk_files(".") if path.suffix == ".md"]
    assert pages
    broken = {str(page): broken_links(page.read_text(encoding="utf-8"), page.parent) for page in pages}
    assert {page: links for page, links in broken.items() if links} == {}


@pytest.mark.parametrize(
    "command",
    [
        "./start",
        "./run --colour",
        "flask --app wsgi guess x.yaml",
        "flask --app wsgi assess examples/none.yaml",
        ".venv/bin/flask --app wsgi assess --xml",
    ],
)
def test_a_command_that_does_not_exist_is_seen(command: str, cli: click.Group) -> None:
    assert commands(f"```\n{command}   # does it\n```\n") == [command]
    assert wrong_in(command, cli, ROOT)


def test_a_broken_link_is_seen() -> None:
    assert broken_links("[a](none.md) [b](README.md) [c](https://example.org/x) ![d](x.png)", ROOT) == [
        "none.md",
        "x.png",
    ]
