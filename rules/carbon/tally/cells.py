"""The cells of one row to one tree: every mistake of the row with its column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.headings import Column, Headings
from rules.carbon.tally.names import UNMEASURED
from rules.carbon.tally.rows import Row
from rules.carbon.tally.slips import DASH, DASHES, is_ditto, slip
from rules.carbon.tally.trees import computed_rounding
from rules.casefile.tally import TallyRow
from rules.reading.errors import InputError
from rules.reading.messages import Message, msg, template
from rules.reading.pydantic_errors import field_errors
from rules.reading.sheets.numbers import FEWEST_COMPUTED, decimals, folded
from rules.values.quantity import plain

LARGEST = {"dbh_cm": (Decimal(500), "cm"), "stump_cm": (Decimal(500), "cm"), "height_m": (Decimal(100), "m")}
"""No tree is larger: beyond it the unit of the cell is surely another."""

_WHOLE = re.compile(r"[0-9]{1,11}\.0{1,10}")
"""A number of trees as programs write it that keep every number as a decimal."""

_BESIDE = re.compile(r"(?P<before>[^0-9.,+\-±~]*)[0-9]+(?:\.[0-9]+)?(?P<behind>[^0-9.,+\-±~]*)")
"""A number with a mark or words before or behind it."""

_UNITS = frozenset({"cm", "mm", "dm", "m", "厘米", "公分", "毫米", "分米", "米", "株", "棵", "根"})
"""What is written behind a number is no mark where it is a unit: then a plain number is asked for."""

NOTHING_ABOVE = template("“{mark}”上面紧接的一行没有树木，不知承接哪一树种，请写出树种")

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_STATED = Column("species", "树种", "树种", -1, needed=True)
"""Stands for the column of the species where the sheet has none."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, or None and why not, by column. ``count`` and ``species`` are told for sums even where the rest is wrong.
    ``rounded``: a size had more decimals than anybody measures; ``unmeasured``: a mark stood for the height."""

    row: TallyRow | None
    reasons: tuple[tuple[Column, str], ...]
    count: int
    species: str
    rounded: bool = False
    unmeasured: bool = False

    @property
    def told(self) -> bool:
        """Whether anything is to be told of the rows that hold it."""
        return bool(self.reasons) or self.rounded or self.unmeasured


class Parser:
    """Reads rows of a sheet with these headings."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings

    @staticmethod
    def canonical(written: str) -> str:
        """The canonical name of a species, empty where it has none."""
        return vocabulary().names.get(folded(written).strip(), "")

    def parse(self, row: Row) -> Parsed:
        """The tree of a row, or what is wrong with it."""
        columns = self.headings.blocks[row.block].columns
        if not any(column.key == "species" for column in columns):
            columns = (*columns, _STATED)
        by_key = {column.key: column for column in columns}
        values = {column.key: folded(text).strip() for column, text in zip(columns, row.cells, strict=True)}
        unmeasured = values.get("height_m", "") in UNMEASURED
        if unmeasured:
            values["height_m"] = ""
        rounded = [key for key in ("dbh_cm", "stump_cm", "height_m") if _round(values, key)]
        if _WHOLE.fullmatch(values.get("count", "")):
            values["count"] = values["count"].partition(".")[0]
        reasons = _plain_mistakes(values, by_key, self.headings.by_classes)
        count = int(values["count"]) if _is_whole(values.get("count", "")) else int("count" not in by_key)
        species = self.canonical(values["species"])
        tree, further = _tree(values, by_key, species, {column.key for column, _ in reasons})
        reasons += further
        return Parsed(None if reasons else tree, tuple(reasons), count, species, bool(rounded), unmeasured)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12


def _round(values: dict[str, str], key: str) -> bool:
    """Round a size that has more decimals than anybody measures; whether it was."""
    text = values.get(key, "")
    if decimals(text) <= FEWEST_COMPUTED or not text.isascii() or not text.replace(".", "", 1).isdecimal():
        return False
    values[key] = plain(computed_rounding()[0].apply(Decimal(text)))
    return True


def _plain_mistakes(
    values: Mapping[str, str], by_key: Mapping[str, Column], by_classes: bool
) -> list[tuple[Column, str]]:
    """What is wrong with cells before they are taken for a tree: missing, an error, a sign that is no digit."""
    reasons: list[tuple[Column, str]] = []
    for key, column in by_key.items():
        text = values[key]
        unseen = next((char for char in text if unicodedata.category(char) in _UNSEEN), None)
        if not text and column.needed:
            reasons.append((column, msg("缺少{name}", name=column.name)))
        elif text.startswith("#"):
            reasons.append((column, msg("单元格是公式错误 {text}", text=text[:20])))
        elif unseen is not None:
            told = msg("含有不可见的字符 {code}，请删去后重新输入", code=f"U+{ord(unseen):04X}")
            reasons.append((column, told))
        elif key == "species" and is_ditto(text):
            reasons.append((column, msg(NOTHING_ABOVE, mark=text)))
        elif key == "species" and text in DASHES:
            reasons.append((column, msg(DASH, mark=text)))
        elif key == "species" and not column_names(text):
            reasons.append((column, _unknown(text)))
        elif key != "species" and (found := _slip(key, text, by_classes)):
            reasons.append((column, found))
        elif key != "species" and (mark := _mark(text)):
            told = msg("数字之外有“{mark}”：是注记的请移到备注，单元格中只写数字", mark=mark)
            reasons.append((column, told))
    return reasons


def _slip(key: str, text: str, by_classes: bool) -> Message | None:
    return slip(text, sized=key != "count", by_classes=by_classes and key in ("dbh_cm", "stump_cm"))


def column_names(text: str) -> bool:
    """Whether the text names one species."""
    return text in vocabulary().names


def _mark(text: str) -> str:
    """What stands beside a number: the first sign that is a number of another kind (①, ², ½, Ⅲ), else all of it (*)."""
    if not any(char.isascii() and char.isdigit() for char in text):
        return ""
    for char in text:
        if unicodedata.category(char) in ("No", "Nl") or (char.isdigit() and not char.isascii()):
            return char
    found = _BESIDE.fullmatch(text)
    beside = (found["before"] or found["behind"]).strip() if found else ""
    return "" if beside.lower() in _UNITS else beside[:20]


def _unknown(text: str) -> Message | str:
    try:
        vocabulary().look_up(text, "")
    except InputError as problem:
        reason = problem.errors[0].message
        # Without the list of all names, which would stand at every row.
        return reason.values.get("unknown", reason) if isinstance(reason, Message) else reason
    raise AssertionError(f"{text} is known")


def _tree(
    values: Mapping[str, str], by_key: Mapping[str, Column], species: str, told: set[str]
) -> tuple[TallyRow | None, list[tuple[Column, str]]]:
    given = {key: text for key, text in values.items() if text and key not in told}
    try:
        row = TallyRow.model_validate({**given, "species": species or "-"})
    except ValidationError as problem:
        return None, [(by_key[error.path], error.message) for error in field_errors(problem)]
    reasons: list[tuple[Column, str]] = []
    if row.count == 0:
        reasons.append((by_key["count"], msg("株数应大于 0")))
    for key, (most, unit) in LARGEST.items():
        value = getattr(row, key)
        if value is not None and value > most:
            words = {"name": by_key[key].name, "value": plain(value), "unit": unit}
            reasons.append((by_key[key], msg("{name} {value} {unit} 不合常理，请核对单位", **words)))
    return row, reasons
