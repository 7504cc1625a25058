"""Serial numbers as people write them beside an act: which numbers of which project, so that none is used twice."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_DIGITS = 15
_PARTS = re.compile(r"[;；,，、\n]+")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—+|–|―|\.\.+|…+)\s*")
_TWO_NUMBERS = re.compile(r"\s*([0-9]+)\s*-\s*([0-9]+)\s*")
_SAME_CODE = re.compile(r"\s*(\D|.*?\D)([0-9]+)\s*-\s*\1([0-9]+)\s*号?")
_NUMBER = re.compile(r"(.*?)([0-9]+)\s*号?", re.DOTALL)


@dataclass(frozen=True, order=True)
class Serials:
    """The numbers ``first`` to ``last`` of a project; ``code`` is what stands before them, in one spelling.

    What is no number, such as a ticket named by letters, is one of its own under its whole text.
    """

    code: str
    first: int
    last: int

    def meets(self, other: Serials) -> bool:
        """Whether any number is in both."""
        return self.code == other.code and self.first <= other.last and other.first <= self.last


def code_of(text: str) -> str:
    """What stands before a number, in one spelling: width, case and what parts it from the number do not count."""
    return unicodedata.normalize("NFKC", text).strip().lower().removeprefix("第").rstrip("-_/. ").strip()


def read_serials(text: str, otherwise: str = "") -> tuple[Serials, ...]:
    """The serials that a text names. ``otherwise``: the code of bare numbers, such as the type of the credit."""
    parts = [part for part in _PARTS.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    return tuple(sorted({_part(part.strip(), otherwise) for part in parts}))


def _part(text: str, otherwise: str) -> Serials:
    whole = Serials(code_of(text), 1, 1)
    both, coded = _TWO_NUMBERS.fullmatch(text), _SAME_CODE.fullmatch(text)
    ends = [both[1], both[2]] if both else _BETWEEN.split(text)
    if coded and not both:
        ends = [coded[1] + coded[2], coded[1] + coded[3]]  # A001-A020
    found = [_NUMBER.fullmatch(end) for end in ends]
    if len(ends) > 2 or not all(found):
        return whole
    codes = [code_of(end[1]) for end in found if end]
    numbers = [end[2] for end in found if end]
    if any(len(number) > MOST_DIGITS for number in numbers) or (codes[-1] and codes[-1] != codes[0]):
        return whole
    first, last = int(numbers[0]), int(numbers[-1])
    return Serials(codes[0] or code_of(otherwise), first, last) if first <= last else whole


def told(code: str, first: int, last: int) -> str:
    """Serials as the register prints them: ``FFCER-0001-12 至 FFCER-0001-20``."""
    one = f"{code}-{first}"
    return one if first == last else f"{one} 至 {code}-{last}"
