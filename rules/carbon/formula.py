"""The formulas of a worksheet: the text that is printed is the text that is computed.

Grammar: names, decimal numbers, ``+ − × ÷ ^``, parentheses and the functions ``ln exp min max``.
ASCII ``- * / **`` mean the same. A formula is parsed once and kept, and worked out by whatever arithmetic it is given:
exact numbers, their units, slopes, draws.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

_ASCII = str.maketrans({"×": "*", "÷": "/", "−": "-", "·": "*"})


class FormulaError(ValueError):
    """The text is not a formula of this grammar, or names a value that was not given."""


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """One kind of number: its literals (by their own digits: 3.67 stays 3.67), operators and functions."""

    literal: Callable[[str], Any]
    add: Callable[[Any, Any], Any]
    subtract: Callable[[Any, Any], Any]
    multiply: Callable[[Any, Any], Any]
    divide: Callable[[Any, Any], Any]
    power: Callable[[Any, Any], Any]
    negative: Callable[[Any], Any]
    call: Callable[[str, Sequence[Any]], Any]
    """``ln``, ``exp`` of one argument, ``min``, ``max`` of several."""


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


def work_out(formula: str, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """The value of a formula. Raises ``FormulaError`` for what is outside the grammar, and for a value not given."""
    ready = _ready(formula, arithmetic)
    try:
        return ready(values)
    except KeyError as missing:
        raise FormulaError(f"{formula!r} needs {missing.args[0]}, which was not given") from None


Worked = Callable[[Mapping[str, Any]], Any]


@lru_cache(maxsize=4096)
def _ready(formula: str, arithmetic: Arithmetic) -> Worked:
    """The formula made ready for one kind of number: most worksheets are written with the same few formulas."""
    return _node(parsed(formula), formula, arithmetic)


def _node(node: ast.expr, formula: str, arithmetic: Arithmetic) -> Worked:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            held = arithmetic.literal(ast.get_source_segment(ascii_formula(formula), node) or str(node.value))
            return lambda _: held
        case ast.Name(id=name):
            return itemgetter(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            negative, inner = arithmetic.negative, _node(operand, formula, arithmetic)
            return lambda values: negative(inner(values))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            apply = _OPERATORS[type(op)](arithmetic)
            return _joined(apply, _node(left, formula, arithmetic), _node(right, formula, arithmetic))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if _takes(name, len(arguments)):
            call, parts = arithmetic.call, [_node(argument, formula, arithmetic) for argument in arguments]
            return lambda values: call(name, [part(values) for part in parts])
    raise FormulaError(f"{formula!r}: {ast.unparse(node)} is outside the grammar of formulas")


def _joined(apply: Callable[[Any, Any], Any], left: Worked, right: Worked) -> Worked:
    return lambda values: apply(left(values), right(values))


def _takes(name: str, count: int) -> bool:
    """Whether there is such a function of so many arguments."""
    return count == 1 if name in ("ln", "exp") else count > 0 and name in ("min", "max")


_OPERATORS: Mapping[type[ast.operator], Callable[[Arithmetic], Callable[[Any, Any], Any]]] = {
    ast.Add: lambda arithmetic: arithmetic.add,
    ast.Sub: lambda arithmetic: arithmetic.subtract,
    ast.Mult: lambda arithmetic: arithmetic.multiply,
    ast.Div: lambda arithmetic: arithmetic.divide,
    ast.Pow: lambda arithmetic: arithmetic.power,
}
