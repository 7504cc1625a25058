"""A test knows a message by its template and values (``tests/told.py``): a better sentence breaks no test.

A text that a test asserts is wording where it shares six characters in a row, Han or Chinese marks, with a sentence of
the product: of its code or of its page and paper templates. Content stays in words: names of fields, lines and steps,
members of closed lists, terms of the law's data, whatever the test itself has put in.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from tests.guards.tree import Module, modules, walk_files

TOGETHER = 6
"""So many characters in a row that a test shares with a sentence are no accident."""

RUN = re.compile(r"[\u4e00-\u9fff，。；：、“”（）《》]+")
APART = ("casework/demo/",)
"""What the product says there is data."""

KNOWN_BY_NAME = {"told", "says", "saying"}
"""What is given to these is a template's name and values that are content."""

NAMING = {"Fact", "Unit", "Step", "Permission", "given", "compute", "once", "sum_of", "to_co2", "add_up", "StringField"}
"""Calls whose texts name a field, a line of a worksheet, a step of the case or what a role may do."""

NAMES = {"title", "label", "name", "names", "heading", "section"}
"""Arguments and assignments whose text is a name."""

TERMS = (
    "福建省高级人民法院",
    "参数依国家方法学重建",
    "依国家方法学重建",
    "参数依国家方法学重建，待与办法原文核对",
    "教学参数集（数值虚构）",
    "灌木层与草本层",
    "碳汇损失量",
    "碳汇损失计量",
    "期间服务功能损失",
    "其他服务功能损失",
    "惩罚性赔偿的基数与上限",
)
"""Marks that every paper must bear, and terms that stand in no list the guard reads."""

EXCUSED = {
    "tests/casework/cases/test_form.py": 1,
    "tests/casework/cli/test_tally.py": 1,
    "tests/casework/deadlines/test_pages.py": 4,
    "tests/casework/documents/test_comparison.py": 9,
    "tests/casework/documents/test_figures_and_keys.py": 1,
    "tests/casework/documents/test_paper.py": 11,
    "tests/casework/documents/test_promises.py": 7,
    "tests/casework/documents/test_report_of_method.py": 2,
    "tests/casework/parameters/test_report.py": 1,
    "tests/casework/rulebook/test_pages.py": 1,
    "tests/casework/tallies/test_refusals.py": 7,
}
"""Tests that still hang on wording, with how many assertions do. Only ever fewer."""


class Text(NamedTuple):
    """A text constant and where it stands."""

    node: ast.Constant
    value: str


def texts(node: ast.AST) -> Iterator[Text]:
    """The texts inside a node, without those that are given to a helper that knows messages by name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Text(node, node.value)
    elif not (isinstance(node, ast.Call) and called(node) in KNOWN_BY_NAME):
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def names_in(tree: ast.Module) -> Iterator[Text]:
    """The texts of a module of the product that name something."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=part):
                yield from texts(part)
            case ast.Call() if called(node) in NAMING:
                yield from (text for part in (*node.args, *node.keywords) for text in texts(part))
            case ast.keyword(arg=str(arg), value=part) if arg in NAMES:
                yield from texts(part)
            case ast.Assign(targets=[ast.Name(id=target)], value=part) if target in NAMES:
                yield from texts(part)


def remarks_in(tree: ast.Module) -> set[int]:
    """What stands in a module for its readers alone."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


@cache
def terms() -> tuple[str, ...]:
    """Names and terms, the longest first: of the code, and every short value of the data of rules."""
    code = {text.value for module in product() for text in names_in(module.tree)}
    data = {
        word.strip(" -\"'")
        for path in walk_files("rules")
        if path.suffix == ".yaml"
        for word in re.split(r"[:{}\[\],\n]", path.read_text(encoding="utf-8"))
    }
    found = {word for word in code | data if len(word) >= TOGETHER and not re.search("[，。；{}%]", word)}
    return tuple(sorted({*found, *TERMS}, key=len, reverse=True))


def product() -> list[Module]:
    """The modules whose texts people read."""
    return [module for module in modules("rules", "casework") if not module.path.startswith(APART)]


def runs(text: str) -> set[str]:
    """Every run of the length that counts."""
    return {
        found[start : start + TOGETHER] for found in RUN.findall(text) for start in range(len(found) - TOGETHER + 1)
    }


@cache
def sentences() -> frozenset[str]:
    """The runs of what the product says."""
    found: set[str] = set()
    for module in product():
        apart = remarks_in(module.tree) | {id(text.node) for text in names_in(module.tree)}
        for text in texts(module.tree):
            if id(text.node) not in apart:
                found |= runs(text.value)
    for path in walk_files("templates"):
        if path.suffix == ".html":
            found |= runs(path.read_text(encoding="utf-8"))
    return frozenset(found)


def asserted(module: Module) -> Iterator[Text]:
    """The texts that a module asserts, or expects an error to match."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield from texts(node.test)
        elif isinstance(node, ast.keyword) and node.arg == "match":
            yield from texts(node.value)


def content(text: str) -> str:
    """A text without the terms in it."""
    for term in terms():
        text = text.replace(term, " ")
    return text


def wording(module: Module) -> list[str]:
    """Assertions that hang on a sentence of the product."""
    return [
        module.at(text.node, text.value)
        for text in asserted(module)
        if runs(text.value) & sentences() and runs(content(text.value)) & sentences()
    ]


def test_no_test_hangs_on_the_wording_of_a_sentence() -> None:
    found = {module.path: lines for module in modules("tests") if (lines := wording(module))}
    counts = Counter({path: len(lines) for path, lines in found.items()})
    more = [line for path, lines in found.items() if len(lines) > EXCUSED.get(path, 0) for line in lines]
    assert more == []
    assert {path: count for path, count in EXCUSED.items() if counts[path] < count} == {}, "excused no longer: lower it"


@pytest.mark.parametrize(
    "source",
    [
        'assert "案件没有写明碳汇单价" in warning',
        'assert any("没有写明碳汇单价" in warning for warning in warnings)',
        'with raises(InputError, match="没有写明碳汇单价"): f()',
        'assert text.startswith("案件没有写明碳汇单价")',
    ],
)
def test_an_assertion_that_quotes_a_sentence_is_seen(source: str) -> None:
    assert wording(Module("tests/bad.py", source))


@pytest.mark.parametrize(
    "source",
    [
        'assert says(warning, NO_PRICE, rule="前一交易日收盘价")',
        'assert grade == "未达数量较大"',
        'assert offence == "危害国家重点保护植物"',
        'assert name == "南靖县人民法院"',
        'send(reason="案件没有写明碳汇单价")',
    ],
)
def test_a_name_a_term_and_what_a_test_puts_in_are_content(source: str) -> None:
    assert wording(Module("tests/good.py", source)) == []
