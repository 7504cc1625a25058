"""Every template is used by a page or a paper, and every template that is named exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.guards.tree import ROOT, Module, modules, walk_files

NAMED = re.compile(r"""["']((?:pages|documents|macros|layout|shared)/[^"']+|[\w/-]+\.(?:html|css|svg|xml))["']""")


def names_in_python(module: Module) -> list[re.Pattern[str]]:
    """Template names in string literals; an f-string stands for every name it could make."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(f"'{node.value}'"):
            found.append(re.compile(re.escape(node.value)))
        elif isinstance(node, ast.JoinedStr):
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^/]+" for p in node.values]
            if any(part not in ("[^/]+", "/") for part in parts) and "/" in "".join(parts):
                found.append(re.compile("".join(parts)))
    return found


def names_in_template(text: str) -> list[re.Pattern[str]]:
    return [re.compile(re.escape(name)) for name in NAMED.findall(text)]


def unused(files: set[str], names: list[re.Pattern[str]]) -> set[str]:
    return {file for file in files if not any(name.fullmatch(file) for name in names)}


def missing(files: set[str], names: list[str]) -> set[str]:
    return set(names) - files


def template_files() -> dict[str, Path]:
    return {path.relative_to(ROOT / "templates").as_posix(): path for path in walk_files("templates")}


def test_every_template_is_used() -> None:
    files = template_files()
    names = [name for module in modules("casework") for name in names_in_python(module)]
    names += [name for path in files.values() for name in names_in_template(path.read_text(encoding="utf-8"))]
    assert files
    assert unused(set(files), names) == set()


def test_every_template_that_python_names_exists() -> None:
    named = [
        str(node.args[0].value)
        for module in modules("casework")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("render_template", "get_template"))
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert named
    assert missing(set(template_files()), named) == set()


def test_an_unused_template_is_seen() -> None:
    module = Module("casework/a/views.py", "render_template('pages/a/show.html')\nf'documents/{kind}/body.html'")
    names = names_in_python(module) + names_in_template("{% from 'macros/table.html' import table %}")
    files = {"pages/a/show.html", "documents/report/body.html", "macros/table.html", "pages/a/old.html"}
    assert unused(files, names) == {"pages/a/old.html"}


@pytest.mark.parametrize("named", ["pages/a/none.html"])
def test_a_missing_template_is_seen(named: str) -> None:
    assert missing({"pages/a/show.html"}, [named]) == {named}
