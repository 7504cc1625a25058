"""LibreOffice recalculates the workbooks. Where it is not installed, skipped."""

from __future__ import annotations

import io
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rules.carbon.workbook.book import FIRST, SAME, cell_of, workbook
from tests.conftest import Attempts
from tests.rules.workbook.test_workbook import EXAMPLES, agrees, exact, followed, result

OFFICE = shutil.which("soffice")
CHANGES = 30
"""How many cells are changed, one at a time, where all attempts are made."""
installed = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed on this machine")


def recalculated(folder: Path, books: dict[str, bytes]) -> dict[str, Any]:
    """The sheets with the values that LibreOffice computes."""
    out = folder / "out"
    for name, content in books.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), *(str(folder / f"{name}.xlsx") for name in books)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True).active for name in books}


@installed
def test_libreoffice_comes_to_every_line_and_moves_exactly_what_depends_on_a_changed_cell(
    tmp_path: Path, attempts: Attempts
) -> None:
    every = [(name, line.no) for name in EXAMPLES for line in result(name).worksheet if line.kind != "computed"]
    every = every[:: len(every) // CHANGES]
    books, wanted = {}, {}
    for name in (list(EXAMPLES)[at] for at in attempts(2, len(EXAMPLES))):
        lines = result(name).worksheet
        books[name], wanted[name] = workbook(result(name)), (lines, {line.no: exact(line) for line in lines})
    for name, number in (every[at] for at in attempts(2, len(every))):
        lines = result(name).worksheet
        changed = 3 * exact(lines[number - 1]) / 2 + 1
        key = f"{name}-{number}"
        books[key], wanted[key] = (
            with_change(books.get(name) or workbook(result(name)), number, changed),
            (
                lines,
                followed(lines, number, changed),
            ),
        )
    for key, sheet in recalculated(tmp_path, books).items():
        lines, known = wanted[key]
        for line in lines:
            assert agrees(sheet[cell_of(line.no)].value, line, known[line.no]), (key, line)
        unlike = {line.no for line in lines if sheet[f"{SAME}{FIRST - 1 + line.no}"].value == "不同"}
        assert unlike == {line.no for line in lines if known[line.no] != exact(line)}


def with_change(content: bytes, number: int, value: Fraction) -> bytes:
    """A book in which the value of a line was typed over."""
    book: Any = openpyxl.load_workbook(io.BytesIO(content))
    book.active[cell_of(number)].value = float(value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
