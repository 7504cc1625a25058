"""The formulas of a worksheet: the text that is printed is the text that is computed.

Grammar: names, decimal numbers, ``+ − × ÷ ^``, parentheses and the functions ``ln exp min max``.
ASCII ``- * / **`` mean the same. A formula is parsed once and kept.
"""

from __future__ import annotations

import ast
import decimal
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from rules.values.exact import Number, nearest
from rules.values.quantity import ONE, WORKING, Quantity, UnitError, carries_60_digits

Values = Mapping[str, Quantity]
Compiled = Callable[[Values], Quantity]

_ASCII = str.maketrans({"×": "*", "÷": "/", "−": "-", "·": "*"})


class FormulaError(ValueError):
    """The text is not a formula of this grammar, or names a value that was not given."""


def ascii_formula(text: str) -> str:
    """The formula in the ASCII signs that mean the same."""
    return text.translate(_ASCII).replace("^", "**").strip()


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.expr:
    """The formula as a syntax tree. Raises ``FormulaError``."""
    try:
        return ast.parse(ascii_formula(text), mode="eval").body
    except SyntaxError as problem:
        raise FormulaError(f"{text!r} is not a formula: {problem.msg}") from problem


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Compiled:
    """A function from values to the result. Arithmetic runs in the caller's decimal context."""
    return _node(parsed(text), text)


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[str, ...]:
    """The names a formula needs, in order of first appearance."""
    tree = parsed(text)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    found = sorted((node.col_offset, node.id) for node in ast.walk(tree) if isinstance(node, ast.Name))
    return tuple(dict.fromkeys(name for _, name in found if name not in called))


@lru_cache(maxsize=4096)
def without_end(text: str) -> bool:
    """Whether the formula has a power, a logarithm or an exponential: its value has no finite form."""
    return any(
        isinstance(node, ast.Pow)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("ln", "exp"))
        for node in ast.walk(parsed(text))
    )


def _node(node: ast.expr, text: str) -> Compiled:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        # The literal's own text, not Python's float of it: 3.67 stays 3.67.
        literal = Quantity(Decimal(ast.get_source_segment(ascii_formula(text), node) or str(node.value)), ONE)
        return lambda values: literal
    if isinstance(node, ast.Name):
        name = node.id

        def read(values: Values) -> Quantity:
            try:
                return values[name]
            except KeyError:
                raise FormulaError(f"{text!r} needs {name}, which was not given") from None

        return read
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = _node(node.operand, text)
        return lambda values: -operand(values)
    if isinstance(node, ast.BinOp):
        return _binary(node, text)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, [_node(argument, text) for argument in node.args], text)
    raise FormulaError(f"{text!r}: {ast.unparse(node)} is outside the grammar of formulas")


def _binary(node: ast.BinOp, text: str) -> Compiled:
    left, right = _node(node.left, text), _node(node.right, text)
    if isinstance(node.op, ast.Add):
        return lambda values: left(values) + right(values)
    if isinstance(node.op, ast.Sub):
        return lambda values: left(values) - right(values)
    if isinstance(node.op, ast.Mult):
        return lambda values: left(values) * right(values)
    if isinstance(node.op, ast.Div):
        return lambda values: left(values) / right(values)
    if isinstance(node.op, ast.Pow):
        return lambda values: _power(left(values), right(values))
    raise FormulaError(f"{text!r}: {ast.unparse(node)} is outside the grammar of formulas")


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    if base.unit != ONE or exponent.unit != ONE:
        raise UnitError("a power needs pure numbers; mark the line as empirical")
    if carries_60_digits(decimal.getcontext()):
        return Quantity(_working_power(nearest(base.value), nearest(exponent.value)), ONE)
    return Quantity(_decimal(base.value) ** _decimal(exponent.value), ONE)


def _decimal(value: Number) -> Decimal:
    """The value where a power or a logarithm is to be exact, which a fraction is not. Raises ``decimal.Inexact``."""
    if isinstance(value, Fraction):
        raise decimal.Inexact
    return value


@lru_cache(maxsize=20_000)
def _working_power(base: Decimal, exponent: Decimal) -> Decimal:
    """A broken power costs more than all else on a line, and a tally asks for the same few again and again."""
    return WORKING.power(base, exponent)


def _call(name: str, arguments: list[Compiled], text: str) -> Compiled:
    if name in ("min", "max") and arguments:
        pick = min if name == "min" else max

        def extreme(values: Values) -> Quantity:
            items = [argument(values) for argument in arguments]
            if any(item.unit != items[0].unit for item in items):
                raise UnitError(f"{text!r}: {name} of unlike units")
            return pick(items, key=lambda item: item.value)

        return extreme
    if name in ("ln", "exp") and len(arguments) == 1:
        inner = arguments[0]

        def transcendental(values: Values) -> Quantity:
            operand = inner(values)
            if operand.unit != ONE:
                raise UnitError(f"{text!r}: {name} needs a pure number")
            context = decimal.getcontext()
            number = nearest(operand.value) if carries_60_digits(context) else _decimal(operand.value)
            return Quantity(context.ln(number) if name == "ln" else context.exp(number), ONE)

        return transcendental
    raise FormulaError(f"{text!r}: {name} is not a function of formulas")
