"""The formulas of a worksheet over other kinds of numbers: decimals with their slopes, arrays of draws.

Units are left aside here: the worksheet has checked them when it wrote the lines.
"""

from __future__ import annotations

import ast
import decimal
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from rules.carbon.formula import FormulaError, ascii_formula, parsed

SLOPES = decimal.Context(prec=34, Emax=999, Emin=-999, traps=[decimal.InvalidOperation, decimal.DivisionByZero])
"""Digits of a partial derivative: far more than a standard error has."""


@dataclass(frozen=True)
class Arithmetic:
    """What a kind of number needs beside the four operators: literals, powers, and ln, exp, min, max."""

    literal: Callable[[str], Any]
    power: Callable[[Any, Any], Any]
    call: Callable[[str, Sequence[Any]], Any]


def work_out(formula: str, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """The value of a formula. Raises ``FormulaError`` for what is outside the grammar."""
    return _ready(formula, arithmetic)(values)


Worked = Callable[[Mapping[str, Any]], Any]


@lru_cache(maxsize=4096)
def _ready(formula: str, arithmetic: Arithmetic) -> Worked:
    """The formula made ready for one kind of number: most worksheets are written with the same few formulas."""

    def ready(node: ast.expr) -> Worked:
        match node:
            case ast.Constant():
                held = arithmetic.literal(ast.get_source_segment(ascii_formula(formula), node) or str(node.value))
                return lambda _: held
            case ast.Name(id=name):
                return itemgetter(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = ready(operand)
                return lambda values: -inner(values)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return _joined(arithmetic.power, ready(left), ready(right))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _joined(_OPERATORS[type(op)], ready(left), ready(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                parts = [ready(argument) for argument in arguments]
                return lambda values: arithmetic.call(name, [part(values) for part in parts])
        raise FormulaError(f"{formula!r}: {ast.unparse(node)} is outside the grammar of formulas")

    return ready(parsed(formula))


def _joined(apply: Callable[[Any, Any], Any], left: Worked, right: Worked) -> Worked:
    return lambda values: apply(left(values), right(values))


_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


_NONE, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Sloped:
    """A decimal with its partial derivatives by name; names with slope zero are left out."""

    value: Decimal
    slopes: Mapping[str, Decimal]

    def _with(self, other: Sloped, value: Decimal, mine: Decimal, theirs: Decimal) -> Sloped:
        slopes = {name: mine * slope for name, slope in self.slopes.items()}
        for name, slope in other.slopes.items():
            slopes[name] = slopes.get(name, _NONE) + theirs * slope
        return Sloped(value, slopes)

    def __add__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value + other.value, _ONE, _ONE)

    def __sub__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value - other.value, Decimal(1), Decimal(-1))

    def __mul__(self, other: Sloped) -> Sloped:
        return self._with(other, self.value * other.value, other.value, self.value)

    def __truediv__(self, other: Sloped) -> Sloped:
        quotient = self.value / other.value
        return self._with(other, quotient, 1 / other.value, -quotient / other.value)

    def __neg__(self) -> Sloped:
        return Sloped(-self.value, {name: -slope for name, slope in self.slopes.items()})

    def scaled(self, value: Decimal, factor: Decimal) -> Sloped:
        """A function of one argument: its value, and its derivative ``factor`` at this argument."""
        return Sloped(value, {name: factor * slope for name, slope in self.slopes.items()})


def _power(base: Sloped, exponent: Sloped) -> Sloped:
    value = base.value**exponent.value
    by_base = exponent.value * value / base.value if base.slopes else Decimal(0)
    by_exponent = value * base.value.ln() if exponent.slopes else Decimal(0)
    return base._with(exponent, value, by_base, by_exponent)


def _call(name: str, arguments: Sequence[Sloped]) -> Sloped:
    first = arguments[0]
    if name == "ln":
        return first.scaled(first.value.ln(), 1 / first.value)
    if name == "exp":
        return first.scaled(first.value.exp(), first.value.exp())
    if name in ("min", "max"):
        return (min if name == "min" else max)(arguments, key=lambda item: item.value)
    raise FormulaError(f"{name} is not a function of formulas")


_SLOPED = Arithmetic(lambda text: Sloped(Decimal(text), {}), _power, _call)


def slopes(formula: str, values: Mapping[str, Decimal], by: Sequence[str]) -> dict[str, Decimal]:
    """The partial derivatives of a formula at ``values``, by the names in ``by``.

    Raises ``decimal.InvalidOperation`` or ``DivisionByZero`` where the formula has none there.
    """
    with decimal.localcontext(SLOPES):
        given = {name: Sloped(value, {name: _ONE} if name in by else {}) for name, value in values.items()}
        found: Sloped = work_out(formula, given, _SLOPED)
        return {name: found.slopes.get(name, Decimal(0)) for name in by}
