"""What states the unit of numbers apart from their heading: a line beside the table (单位：mm, 胸径以毫米计), or a
column 单位 beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rules.carbon.tally.headings import Column, Headings
from rules.carbon.tally.names import BEHIND, EVERY_UNIT, UNITS, bare, read_heading, squeezed
from rules.carbon.tally.rows import Row
from rules.reading.messages import msg, template
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import folded

OTHER_UNIT = template(
    "第 {row} 行写“{text}”，而{columns}列没有写单位，不能判定按哪一单位读：请在列名写明单位；不是 {known} 的先换算"
)
NAMED_UNIT = template("第 {row} 行写“{text}”，与“{heading}”列读取的单位 {known} 不合：请换算成 {known}，并删去这一句")
UNIT_BESIDE = template("“{heading}”列写“{unit}”，而“{name}”应为 {known}：请换算成 {known} 后重新填写")
OTHERS = ("mm", "毫米", "dm", "分米", "inch", "in", "英寸", "吋", "寸", "尺", "英尺", "ft")
"""Units of length in which no column of a tally is read."""

_STATED = re.compile(r"单位[:：为是]?(.+)")
_BETWEEN = re.compile(r"[、，,/;；()（）\s]+|和|及")


def other_units(lines: Iterable[tuple[int, Sequence[str]]], headings: Headings) -> Iterator[Mistake]:
    """What such lines say against columns of sizes that would be read in their usual units."""
    columns = [column for column in headings.columns if column.key not in ("species", "count")]
    bare = [column for column in columns if not read_heading(column.heading).unit]
    if not bare:
        return
    names, known = [column.name for column in bare], [UNITS[column.key][0] for column in bare]
    for number, cells in lines:
        text = next((squeezed(folded(cell)) for cell in cells if _states_another(squeezed(folded(cell)))), "")
        if text:
            yield Mistake(number, "", msg(OTHER_UNIT, row=number, text=text[:30], columns=names, known=known))


def _lengths() -> str:
    lengths = {*OTHERS, "cm", "厘米", "公分", "m", "米"}
    return "|".join(sorted(lengths, key=len, reverse=True))


_NAMED = re.compile(
    rf"(?<![、和与及,，/A-Za-z])(?P<name>胸径|地径|根径|伐桩直径|直径|DBH|D0|D|树高|H)(?:的?单位[:：为是（(]{{0,2}}|[:：为是以按用均（(]{{1,3}})"
    rf"(?P<unit>{_lengths()})(?![A-Za-z0-9²³])",
    re.IGNORECASE,
)


def named_units(lines: Iterable[tuple[int, Sequence[str]]], headings: Headings) -> Iterator[Mistake]:
    """Lines that give one of the columns another unit than it is read in, whatever its heading says."""
    for number, cells in lines:
        for cell in cells:
            text = squeezed(folded(cell))
            for found in _NAMED.finditer(text):
                height = found["name"].upper() in ("树高", "H")
                column = next(
                    (one for one in headings.columns if (one.key == "height_m") == height and _sized(one)), None
                )
                if column is not None and found["unit"].lower() not in UNITS[column.key]:
                    words = {"text": text[:30], "heading": column.heading.strip()[:20], "known": UNITS[column.key][0]}
                    yield Mistake(number, "", msg(NAMED_UNIT, row=number, **words))


def _sized(column: Column) -> bool:
    return column.key in ("dbh_cm", "stump_cm", "height_m")


def unit_columns(trees: Iterable[Row], headings: Headings) -> Iterator[Mistake]:
    """Cells of a column 单位 that name another unit than that in which the column to their left is read."""
    pairs = []
    for place, heading in headings.unused:
        if bare(heading) in ("单位", "计量单位", "数量单位"):
            used = [one for block in headings.blocks for one in block.columns if one.place < place and one.key in UNITS]
            if used:
                pairs.append((place, heading, max(used, key=lambda one: one.place)))
    for row in trees if pairs else ():
        for place, heading, column in pairs:
            unit = squeezed(folded(row.written[place])).lower() if place < len(row.written) else ""
            if unit in _EVERY and unit not in UNITS[column.key]:
                words = {"heading": heading[:20], "unit": unit, "name": column.name, "known": UNITS[column.key][0]}
                yield Mistake(row.number, heading, msg(UNIT_BESIDE, **words), place=place)


_EVERY = BEHIND | {"m3", "立方米", "方", "丛", "吨", "t", "公斤", "kg", "亩", "公顷", "捆", "车"}


def _states_another(text: str) -> bool:
    """Whether the text says 单位 and then units alone (单位：某林业局 is an office), one of them of another kind."""
    found = _STATED.search(text)
    units = [one.lower() for one in _BETWEEN.split(found[1]) if one] if found else []
    known = {*EVERY_UNIT, *OTHERS, "m3", "m³", "立方米", "㎡"}
    return bool(units) and all(one in known for one in units) and any(one in OTHERS for one in units)
