"""Codes of areas by GB/T 2260: two digits each for province, city and county; zeros at the end stand for the whole."""

from __future__ import annotations

LEVELS = (PROVINCE, CITY, COUNTY) = ("province", "city", "county")


def significant(code: str) -> list[str]:
    """The pairs of digits of a code without the zeros at its end."""
    pairs = [code[0:2], code[2:4], code[4:6]]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return pairs


def beginning(code: str) -> str:
    """What the codes of an area and of all areas in it begin with; empty for the whole country."""
    return "".join(significant(code))


def superior(code: str) -> str | None:
    """The code of the city of a county, the province of a city; None of a province."""
    pairs = significant(code)
    return None if len(pairs) < 2 else "".join(pairs[:-1]).ljust(6, "0")


def level_of(code: str) -> str:
    """Whether a code is that of a province, a city or a county."""
    return LEVELS[max(0, len(significant(code)) - 1)]


def contains(upper: str, lower: str) -> bool:
    """Whether the area ``lower`` is ``upper`` or lies in it. The whole country is no area here."""
    return bool(beginning(upper)) and lower.startswith(beginning(upper))
