"""A second calculator: recomputes a worksheet from its JSON alone. Shares nothing with the code that wrote it.

It knows what a reader of the paper knows: the formula as text, the values with their units, the rounding by name.
Numbers are exact fractions; only ``ln``, ``exp`` and broken powers go through 100-digit decimals.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

DIGITS = decimal.Context(prec=100)
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d]\w*)|(.))")
Units = dict[str, int]
Value = tuple[Fraction, Units]


def mistakes(lines: list[dict[str, Any]]) -> list[str]:
    """Every line that is not what its own text says."""
    return [f"line {line['no']} {line['symbol']}: {found}" for line in lines for found in _mistakes(line, lines)]


def _mistakes(line: dict[str, Any], lines: list[dict[str, Any]]) -> Iterator[str]:
    number, result = line["no"], line["result"]
    if lines[number - 1] is not line:
        yield "numbered out of order"
    for name, reference in line["refs"].items():
        if not 0 < reference < number:
            yield f"{name} comes from line {reference}"
            continue
        source = lines[reference - 1]
        if Fraction(line["values"][name]) != Fraction(source["result"]):
            yield f"{name} is {line['values'][name]}, line {reference} says {source['result']}"
        if units(line["value_units"][name]) != units(source["unit"]):
            yield f"{name} is in {line['value_units'][name]}, line {reference} in {source['unit']}"
    if line["kind"] == "computed" and line["values"].keys() != line["refs"].keys():
        yield "a value comes from nowhere"
    bare = line["empirical"]
    given = {
        name: (Fraction(text), {} if bare else units(line["value_units"][name]))
        for name, text in line["values"].items()
    }
    value, unit = Reader(line["formula"], given).value()
    if not bare and unit != units(line["unit"]):
        yield f"the formula gives {unit}, the line says {line['unit']}"
    if Reader(line["substituted"], {}, unitless=True).value()[0] != value:
        yield f"{line['substituted']} is not the formula with its values"
    if rounded(value, line["rounding"]) != Fraction(result):
        yield f"{line['formula']} is {float(value)}, the line says {result}"


def units(symbol: str) -> Units:
    """``t/(ha·a)`` as powers of base units."""
    over, _, under = symbol.partition("/")
    powers: Units = {}
    for text, sign in ((over, 1), (under.strip("()"), -1)):
        for factor in filter(None, text.split("·")):
            base, _, power = factor.partition("^")
            if base != "1":
                powers[base] = powers.get(base, 0) + sign * int(power or 1)
    return {base: power for base, power in powers.items() if power}


def rounded(value: Fraction, rule: str | None) -> Fraction:
    """The value after a rounding by name; without one it must stand as it is."""
    if rule is None:
        return value
    mode, step = rule.split()
    steps = value / Fraction(step)
    whole, rest = divmod(abs(steps), 1)
    sign = -1 if steps < 0 else 1
    up = {
        "half_up": rest >= Fraction(1, 2),
        "half_even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1),
        "ceil": bool(rest) and sign > 0,
        "floor": bool(rest) and sign < 0,
    }[mode]
    return sign * (whole + up) * Fraction(step)


class Reader:
    """A formula read left to right: sums of products of powers."""

    def __init__(self, text: str, given: Mapping[str, Value], *, unitless: bool = False) -> None:
        self.tokens = [found for found in TOKEN.findall(text) if any(found)]
        self.given = given
        self.unitless = unitless
        self.at = 0

    def value(self) -> Value:
        result = self.total()
        assert self.at == len(self.tokens), f"what is {self.tokens[self.at :]}?"
        return result

    def sign(self, *signs: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][2] in signs:
            self.at += 1
            return str(self.tokens[self.at - 1][2])
        return None

    def total(self) -> Value:
        value, unit = self.product()
        while sign := self.sign("+", "−", "-"):
            other, same = self.product()
            assert self.unitless or unit == same, f"{unit} and {same} are added"
            value = value + other if sign == "+" else value - other
        return value, unit

    def product(self) -> Value:
        value, unit = self.power()
        while sign := self.sign("×", "÷", "·", "*", "/"):
            other, factor = self.power()
            times = sign in "×·*"
            value = value * other if times else value / other
            powers = {**unit}
            for base, power in factor.items():
                powers[base] = powers.get(base, 0) + (power if times else -power)
            unit = {base: power for base, power in powers.items() if power}
        return value, unit

    def power(self) -> Value:
        base, unit = self.atom()
        if not self.sign("^"):
            return base, unit
        exponent, none = self.power()
        assert unit == none == {}, "a power of a quantity with a unit"
        if exponent.denominator == 1:
            return base**exponent.numerator, {}
        return Fraction(DIGITS.power(_decimal(base), _decimal(exponent))), {}

    def atom(self) -> Value:
        if self.sign("−", "-"):
            value, unit = self.atom()
            return -value, unit
        if self.sign("("):
            inside = self.total()
            assert self.sign(")"), "a parenthesis is open"
            return inside
        number, name, _ = self.tokens[self.at]
        self.at += 1
        if number:
            return Fraction(number), {}
        return self.call(name) if self.sign("(") else self.given[name]

    def call(self, name: str) -> Value:
        arguments = [self.total()]
        while self.sign(","):
            arguments.append(self.total())
        assert self.sign(")"), "a parenthesis is open"
        value, unit = arguments[0]
        if name in ("min", "max"):
            assert self.unitless or all(other == unit for _, other in arguments), f"{name} of unlike units"
            return (min if name == "min" else max)(value for value, _ in arguments), unit
        function = {"ln": DIGITS.ln, "exp": DIGITS.exp}[name]
        return Fraction(function(_decimal(value))), {}


def _decimal(value: Fraction) -> Decimal:
    return DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
