"""A spreadsheet in little: cells computed in double precision, read as spreadsheets read them. Knows what books use.

``-a^b`` is ``(-a)^b`` and ``a^b^c`` goes from the left, as in every spreadsheet and unlike in Python.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl

TOKEN = re.compile(r'\s*(?:(?P<range>[A-Z]+\d+:[A-Z]+\d+)|(?P<cell>[A-Z]+\d+)|(?P<call>[A-Z]+)\(|'
                   r'(?P<number>\d+(?:\.\d+)?(?:E-?\d+)?)|"(?P<text>[^"]*)"|(?P<sign><=|<|=|[-+*/^(),]))')  # fmt: skip


def rounded(value: float, places: float) -> float:
    """Half away from zero, from the fifteen digits that a spreadsheet shows."""
    shown = Decimal(f"{value:.15g}")
    return float(shown.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ROUND": rounded,
    "INT": lambda value: float(math.floor(value)),
    "ABS": abs,
    "MOD": lambda value, by: value - by * math.floor(value / by),
    "LN": math.log,
    "EXP": math.exp,
    "MIN": min,
    "MAX": max,
    "SUM": lambda *values: math.fsum(values),
    "IF": lambda asked, then, otherwise: then if asked else otherwise,
}


class Book:
    """A sheet and what its cells come to."""

    def __init__(self, content: bytes) -> None:
        self.sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self._known: dict[str, Any] = {}

    def put(self, cell: str, value: float) -> None:
        """Change a cell; all is computed anew."""
        assert self.sheet is not None
        self.sheet[cell].value = value
        self._known = {}

    def value(self, cell: str) -> Any:
        """What a cell shows."""
        if cell not in self._known:
            assert self.sheet is not None
            raw = self.sheet[cell]
            if raw.data_type == "f":
                self._known[cell] = Reading(str(raw.value)[1:], self).whole()
            else:
                self._known[cell] = float(raw.value) if raw.data_type == "n" else raw.value
        return self._known[cell]

    def values(self, cells: str) -> list[Any]:
        """What a run of cells of a column shows."""
        first, last = cells.split(":")
        column = first.rstrip("0123456789")
        rows = (int(cell[len(column) :]) for cell in (first, last))
        return [self.value(f"{column}{row}") for row in range(next(rows), next(rows) + 1)]


class Reading:
    """A formula on its way to its value."""

    def __init__(self, text: str, book: Book) -> None:
        self.book = book
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            assert found is not None, text[at:]
            assert found.lastgroup is not None
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def whole(self) -> Any:
        made = self.compared()
        assert not self.tokens, self.tokens
        return made

    def take(self, *signs: str) -> str:
        """The next sign where it is one of these."""
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return ""

    def compared(self) -> Any:
        left = self.summed()
        sign = self.take("<=", "<", "=")
        if not sign:
            return left
        right = self.summed()
        return {"<=": left <= right, "<": left < right, "=": left == right}[sign]

    def summed(self) -> Any:
        value = self.multiplied()
        while sign := self.take("+", "-"):
            other = self.multiplied()
            value = value + other if sign == "+" else value - other
        return value

    def multiplied(self) -> Any:
        value = self.raised()
        while sign := self.take("*", "/"):
            other = self.raised()
            value = value * other if sign == "*" else value / other
        return value

    def raised(self) -> Any:
        value = self.signed()
        while self.take("^"):
            value **= self.signed()
        return value

    def signed(self) -> Any:
        return -self.signed() if self.take("-") else self.single()

    def single(self) -> Any:
        kind, text = self.tokens.pop(0)
        if kind == "number":
            return float(text)
        if kind == "cell":
            return self.book.value(text)
        if kind == "text":
            return text
        if kind == "call":
            return FUNCTIONS[text](*self.arguments())
        assert (kind, text) == ("sign", "("), text
        value = self.compared()
        assert self.take(")")
        return value

    def arguments(self) -> list[Any]:
        found: list[Any] = []
        while True:
            if self.tokens[0][0] == "range":
                found += self.book.values(self.tokens.pop(0)[1])
            else:
                found.append(self.compared())
            if not self.take(","):
                assert self.take(")")
                return found
