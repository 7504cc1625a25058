"""What leaves as CSV is never worked out as a formula, and only one place writes CSV."""

from __future__ import annotations

import ast
import csv
import io

import pytest

from casework.spreadsheets import plain, table, typed
from tests.guards.tree import Module, modules

WRITERS = ("csv.writer", "csv.DictWriter")
HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x")', "'=1", "-"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_what_would_be_worked_out_is_a_text_and_comes_back_as_it_was_typed(cell: str) -> None:
    assert plain(cell) == f"'{cell}"
    assert typed(plain(cell)) == cell


@pytest.mark.parametrize("cell", ["-5", "+3.20", "", "2026-01-02", "张某泉", "'", "O'Neil", "1-2"])
def test_numbers_and_what_no_spreadsheet_works_out_stay_as_they_are(cell: str) -> None:
    assert plain(cell) == cell
    assert typed(plain(cell)) == cell


def test_a_table_is_utf8_with_its_mark_and_reads_back() -> None:
    made = table([("案件", "金额"), ("=某村, 甲", "-5")])
    assert made.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(made.decode("utf-8-sig")))) == [["案件", "金额"], ["'=某村, 甲", "-5"]]


def writers_of_csv(module: Module) -> list[str]:
    called = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return [module.at(node, "writes CSV itself") for node in called if ast.unparse(node.func) in WRITERS]


def test_no_other_place_of_casework_writes_csv() -> None:
    own = "casework/spreadsheets.py"
    assert [told for module in modules("casework") if module.path != own for told in writers_of_csv(module)] == []
