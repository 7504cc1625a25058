"""From the formula of a worksheet line to that of a spreadsheet, which computes in double precision (IEEE 754).

Spreadsheets read ``-a^b`` as ``(-a)^b`` and ``a^b^c`` from the left: such parts get parentheses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from rules.carbon.formula import FormulaError, ascii_formula, parsed
from rules.values.quantity import Rounding

LONGEST = 8192
"""Characters of a formula that spreadsheets take."""
ARGUMENTS = 200
"""Of one call of SUM; spreadsheets take 255."""
GUARD = 8
"""Digits behind the last one of a rounding to which a sum is cleaned of double precision before it is rounded to a
whole step: 96.00000000000001 is 96."""

_SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("^", 4),
}
_FUNCTIONS = {"ln": "LN", "exp": "EXP", "min": "MIN", "max": "MAX"}
_NEGATIVE, _WHOLE = 3, 9


class TooLong(FormulaError):
    """It has more characters than a spreadsheet takes in one cell."""


def spreadsheet_formula(formula: str, cells: Mapping[str, str], rounding: Rounding | None) -> str:
    """The formula over cells, without the sign of equality. Raises ``TooLong``."""
    tree = parsed(formula)
    terms = list(_summed(tree))
    if len(terms) > ARGUMENTS and all(isinstance(term, ast.Name) for term in terms):
        made = _sum([cells[term.id] for term in terms if isinstance(term, ast.Name)])
    elif len(terms) > ARGUMENTS:  # term by term: so deep a tree is no walk for one call within another
        made = "+".join(_terms(formula, cells))
    else:
        made = _told(tree, ascii_formula(formula), cells)[0]
    made = rounded(made, rounding) if rounding is not None else made
    if len(made) >= LONGEST:
        raise TooLong(f"{formula[:40]}… is longer than a spreadsheet takes")
    return made


def in_parts(
    formula: str, cells: Mapping[str, str], rounding: Rounding | None, place: Callable[[int], str]
) -> tuple[str, list[str]]:
    """The formula over cells, and what stands in the cells that it sums up where it would be too long for one.

    ``place``: the cell of a part, from 0 on, all in one row. Raises ``FormulaError`` where a single term is too long.
    """
    try:
        return spreadsheet_formula(formula, cells, rounding), []
    except TooLong:
        parts = list(_parts(formula, cells))
    made = f"SUM({place(0)}:{place(len(parts) - 1)})"
    return (rounded(made, rounding) if rounding is not None else made), parts


def _parts(formula: str, cells: Mapping[str, str]) -> Iterator[str]:
    """The terms of a sum in as few formulas as take them, one after another."""
    part = ""
    for told in _terms(formula, cells):
        if len(told) >= LONGEST:
            raise TooLong(f"{formula[:40]}… has a term that is longer than a spreadsheet takes")
        if part and len(part) + len(told) + 1 >= LONGEST:
            yield part
            part = ""
        part = f"{part}+{told}" if part else told
    yield part


def _terms(formula: str, cells: Mapping[str, str]) -> Iterator[str]:
    text = ascii_formula(formula)
    for term in _summed(parsed(formula)):
        yield _bound(term, text, cells, _SIGNS[ast.Add][1] + 1)


def rounded(formula: str, rounding: Rounding) -> str:
    """A formula rounded as the line says."""
    exponent = rounding.to.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    steps, of_steps = f"ROUND({formula},{GUARD})", ""
    if places:  # 10574/100 is 105.74, 10574*0.01 is 105.74000000000001
        up, down = ("*", "/") if places > 0 else ("/", "*")
        steps, of_steps = f"ROUND(({formula}){up}{10 ** abs(places)},{GUARD})", f"{down}{10 ** abs(places)}"
    match rounding.mode:
        case "half_up":
            return f"ROUND({formula},{places})"
        case "ceil":
            return f"-INT(-{steps}){of_steps}"
        case "floor":
            return f"INT({steps}){of_steps}"
        case _:  # half_even: a tie goes to the even step
            tie = f"ABS(MOD(ABS({steps}),1)-0.5)<0.0000001"
            return f"IF({tie},2*ROUND({steps}/2,0){of_steps},ROUND({formula},{places}))"


def _summed(node: ast.expr) -> Iterator[ast.expr]:
    """The terms of a plain sum, however long."""
    waiting = [node]
    found = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
            waiting += [one.left, one.right]
        else:
            found.append(one)
    return reversed(found)


def _sum(cells: list[str]) -> str:
    """A sum of more cells than one call takes; runs of one column are ranges."""
    parts = list(_ranges(cells))
    while len(parts) > ARGUMENTS:
        parts = [f"SUM({','.join(parts[at : at + ARGUMENTS])})" for at in range(0, len(parts), ARGUMENTS)]
    return f"SUM({','.join(parts)})"


def _ranges(cells: list[str]) -> Iterator[str]:
    rows = [(cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) for cell in cells]
    at = 0
    while at < len(rows):
        end = at
        while end + 1 < len(rows) and rows[end + 1] == (rows[end][0], rows[end][1] + 1):
            end += 1
        yield cells[at] if end == at else f"{cells[at]}:{cells[end]}"
        at = end + 1


def _told(node: ast.expr, text: str, cells: Mapping[str, str]) -> tuple[str, int]:
    """A part of the formula, and how closely it binds."""
    match node:
        case ast.Constant():
            return ast.get_source_segment(text, node) or str(node.value), _WHOLE
        case ast.Name(id=name):
            return cells[name], _WHOLE
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_bound(operand, text, cells, _WHOLE)}", _NEGATIVE
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            sign, binds = _SIGNS[type(op)]
            nearer = binds + 1 if isinstance(op, ast.Pow) else binds
            return f"{_bound(left, text, cells, nearer)}{sign}{_bound(right, text, cells, binds + 1)}", binds
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            return f"{_FUNCTIONS[name]}({','.join(_told(each, text, cells)[0] for each in arguments)})", _WHOLE
    raise FormulaError(f"{text!r}: {ast.unparse(node)} is outside the grammar of formulas")


def _bound(node: ast.expr, text: str, cells: Mapping[str, str], wanted: int) -> str:
    told, binds = _told(node, text, cells)
    return told if binds >= wanted else f"({told})"
