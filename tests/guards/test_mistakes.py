"""What the rules say of a mistake can be said in English too: it is made by ``msg`` from a literal template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.guards.tree import ROOT, walk_files
from tools.catalogue import texts

HAN = re.compile(r"[\u4e00-\u9fff]")
TELL = {"FieldError", "at", "Mistake", "whole", "error", "doubt", "gap", "wrong", "_wrong"}
"""What takes the words of a mistake: ``InputError.at``, ``SheetError.whole``, ``findings.error`` and so on."""

WORDS = {"msg": 0, "invalid": 0, "template": 0, "refuse": 1}
"""Which argument of a function is a template."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in walk_files("rules"):
        if path.suffix == ".py" and path.name not in ("messages.py", "pydantic_errors.py"):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def words(node: ast.expr) -> Iterator[str]:
    """The Chinese words of an argument that stand in it as they are, in an f-string or on a branch of it."""
    match node:
        case ast.Constant(value=str(text)) if HAN.search(text):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from words(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from words(one)
            yield from words(other)
        case ast.BoolOp(values=several):
            for each in several:
                yield from words(each)


def bare(tree: ast.Module) -> list[str]:
    """The words of mistakes that no translation could be found for, as line and text."""
    return [
        f"{call.lineno}: {text}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name(call) in TELL
        for place, argument in enumerate(call.args)
        # The heading of a column is told as it stands in the sheet.
        if (name(call), place) != ("Mistake", 1)
        for text in words(argument)
    ]


def unfound(tree: ast.Module) -> list[int]:
    """Lines whose words are put together on the spot, so that the catalogue of translations misses them."""
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name(call) in WORDS and len(call.args) > WORDS[name(call)]
        if isinstance(call.args[WORDS[name(call)]], ast.JoinedStr | ast.BinOp)
    ]


def renamed(tree: ast.Module) -> list[int]:
    """Lines that import ``msg`` and the like under another name, by which the catalogue does not know them."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("rules.reading.messages", "rules.reading.pydantic_errors")
        for alias in node.names
        if alias.asname
    ]


def taken(tree: ast.Module) -> list[int]:
    """Lines of other functions of these names, whose arguments the catalogue would take for templates."""
    return [node.lineno for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in WORDS]


def literals(tree: ast.Module) -> set[str]:
    """The templates that stand in the module."""
    return {
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name(call) in WORDS
        for argument in call.args[WORDS[name(call)] :][:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and HAN.search(argument.value)
    }


def test_every_mistake_of_the_rules_is_said_from_a_template() -> None:
    assert {path: found for path, tree in sources() if (found := bare(tree))} == {}


def test_every_template_is_found_by_the_catalogue() -> None:
    assert {path: found for path, tree in sources() if (found := unfound(tree) + renamed(tree) + taken(tree))} == {}
    assert set().union(*(literals(tree) for _, tree in sources())) - texts() == set()


def test_a_field_refuses_a_value_by_the_helper_that_keeps_the_template() -> None:
    direct = {
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and name(call) == "PydanticCustomError"
        # Carries mistakes that were said already.
        if not (isinstance(call.args[0], ast.Constant) and call.args[0].value == "cross_field")
    }
    assert direct == set()


def test_bare_words_are_seen() -> None:
    bad = 'FieldError("a", f"缺少{x}"); InputError.at("a", "空" if x else msg("满")); check.wrong("a", "不" + y)'
    assert [line.partition(": ")[2] for line in bare(ast.parse(bad))] == ["缺少", "空", "不"]
    assert bare(ast.parse('FieldError("a", msg("缺少{x}", x=x)); findings.error(at, told); f"缺少{x}"')) == []
    assert unfound(ast.parse('msg("好" + y); msg(f"{x}"); msg("好"); self.refuse(1, f"不{x}")')) == [1, 1, 1]
    assert literals(ast.parse('msg("好"); self.refuse(line, "不")')) == {"好", "不"}
    assert renamed(ast.parse("from rules.reading.messages import said as told")) == [1]
    assert taken(ast.parse("def msg(value): ...\ndef other(value): ...")) == [1]
