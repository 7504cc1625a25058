"""Results are records: casework reads their attributes, and one reader turns the stored text into a record."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from rules.record.assessment import AssessmentRecord
from tests.guards.tree import Module, modules

ELSEWHERE = {"case", "deadlines", "format", "hash", "method", "on", "persons", "published", "recovery"}
ELSEWHERE |= {"rules", "stands"}
"""Names of the result that case files, acts, rehearsals and requests have as keys, too."""

KEYS = set(AssessmentRecord.model_fields) - ELSEWHERE


def by_key(module: Module) -> list[str]:
    """Where something of a result is looked up by its key."""
    return [
        module.at(node, f"looks up {key!r}") for node in ast.walk(module.tree) for key in _keys(node) if key in KEYS
    ]


def _keys(node: ast.AST) -> Iterator[object]:
    match node:
        case ast.Subscript(slice=ast.Constant(value=key)):
            yield key
        case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=key), *_]):
            yield key


def read_otherwise(module: Module) -> list[str]:
    """Where the stored text of a result is used but to be read."""
    read = {
        id(argument)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("AssessmentRecord.read", "Headline.read")
        for argument in node.args
    }
    return [
        module.at(node, f"uses {ast.unparse(node)}")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "result" and id(node) not in read and _is_row(node.value)
    ]


def _is_row(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "row") or (isinstance(node, ast.Attribute) and node.attr == "row")


def test_casework_looks_nothing_of_a_result_up_by_its_key() -> None:
    assert [found for module in modules("casework") for found in by_key(module)] == []


def test_the_stored_text_of_a_result_is_only_read_into_its_record() -> None:
    assert [found for module in modules("casework") for found in read_otherwise(module)] == []


@pytest.mark.parametrize(
    "source", ["x = told['worksheet']", "x = found.result['loss_tco2e']", "r.get('conflicts', ())"]
)
def test_a_key_of_a_result_is_seen(source: str) -> None:
    assert by_key(Module("casework/bad.py", source))


@pytest.mark.parametrize("source", ["x = json.loads(self.row.result)", "text = row.result"])
def test_a_result_that_is_read_otherwise_is_seen(source: str) -> None:
    assert read_otherwise(Module("casework/bad.py", source))


@pytest.mark.parametrize("source", ["x = AssessmentRecord.read(row.result)", "x = told.result.worksheet"])
def test_a_record_is_accepted(source: str) -> None:
    module = Module("casework/good.py", source)
    assert by_key(module) == read_otherwise(module) == []
