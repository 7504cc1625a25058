"""What columns that are not used say of the same trees in another way: the other diameter, the girth, the volume of one
and of all, strokes of 正. Where they contradict what is read, one of both is a slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.headings import Block, Headings
from rules.carbon.tally.kinds import doubt
from rules.carbon.tally.layout import NUMBER
from rules.carbon.tally.names import bare
from rules.carbon.tally.numerals import strokes, strokes_alone
from rules.carbon.tally.rows import Row
from rules.carbon.tally.several import Counted
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import decimals, folded

GIRTH = template(
    "{name} {girth} 与同一株的直径 {diameter} cm 不合（围径约为直径的 3.14 倍）：可能把围径写成了直径，或单位有误"
)
SEVERAL = template("单株材积 {one}、合计材积 {all} 相当于 {trees} 株，而按 {count} 株读入")
NOT_TIMES = template("单株材积 {one} 乘以 {count} 株不是合计材积 {all}")
STROKES = template("“{heading}”列画“正”字记 {trees} 株，而按 {count} 株读入：请在“株数”列写阿拉伯数字")

PI = Decimal("3.14159265")
_GIRTHS = {"dbh_cm": ("胸围", "胸高围", "胸径围", "胸高周长"), "stump_cm": ("地围", "根围", "桩围", "伐桩围", "蔸围")}
_EITHER = ("周长", "围径", "树围", "围长")
_ONE = re.compile(r"(?:单株|单木|每株|一株)?(?:立木)?(?:材积|蓄积)")
_ALL = re.compile(
    r"(?:合计|小计|总|共计|计)(?:立木)?(?:材积|蓄积)量?|(?:立木)?(?:材积|蓄积)(?:量?(?:合计|小计|总计|共计)|总量)"
)
_LAST_PRINTED = Decimal("0.0005")
"""Volumes of one tree are printed to 0.001 m³: each may be off by half of that."""


def beside(trees: Sequence[Counted], headings: Headings, answers: Answers) -> Iterator[Mistake | Message]:
    """What such columns say against the rows as they are read."""
    yield from thicker_than_stump([tree.row for tree in trees], headings, answers)
    for number, block in enumerate(headings.blocks):
        own = [tree for tree in trees if tree.row.block == number]
        yield from _girths(own, headings, block, answers)
        yield from _volumes(own, headings, block, answers)
        yield from _strokes(own, headings, block)


def _unused(headings: Headings, block: Block) -> list[tuple[int, str]]:
    several = len(headings.blocks) > 1
    return [pair for pair in headings.unused if not several or block.first <= pair[0] < block.end]


def _number(row: Row, place: int) -> Decimal | None:
    text = folded(row.written[place] if place < len(row.written) else "").strip()
    return Decimal(text) if NUMBER.fullmatch(text) else None


def _told(tree: Counted, heading: str, place: int, told: Message, kind: str, answers: Answers) -> Mistake | Message:
    """A doubt, or what is told of it where a reason answers it."""
    reason = answers.reason("sizes" if kind == "sizes" else "columns")
    if reason:
        return msg("第 {row} 行{doubt}；理由：{reason}", row=tree.row.number, doubt=told, reason=reason)
    return doubt(tree.row.number, heading, told, "sizes" if kind == "sizes" else "columns", place)


def _girths(
    trees: Sequence[Counted], headings: Headings, block: Block, answers: Answers
) -> Iterator[Mistake | Message]:
    """Girths that are nearer to the diameter itself, or to another unit, than to π times the diameter."""
    size = next(column for column in block.columns if column.key in _GIRTHS)
    places = [pair for pair in _unused(headings, block) if bare(pair[1]).startswith((*_GIRTHS[size.key], *_EITHER))]
    low, high = PI.sqrt(), PI * PI.sqrt()
    for place, heading in places:
        for tree in trees:
            girth, diameter = _number(tree.row, place), _number(tree.row, size.place)
            if girth and diameter and not low < girth / diameter < high:
                words = {"name": bare(heading), "girth": str(girth), "diameter": str(diameter)}
                yield _told(tree, size.heading, size.place, msg(GIRTH, **words), "sizes", answers)


def _volumes(
    trees: Sequence[Counted], headings: Headings, block: Block, answers: Answers
) -> Iterator[Mistake | Message]:
    """Volumes of all trees of a row that are not its number times the volume of one."""
    named = [(place, heading, bare(heading)) for place, heading in _unused(headings, block)]
    ones = [(place, heading) for place, heading, name in named if _ONE.fullmatch(name)]
    alls = [(place, heading) for place, heading, name in named if _ALL.fullmatch(name)]
    if len(ones) != 1 or len(alls) != 1:
        return
    for tree in trees:
        one, every = _number(tree.row, ones[0][0]), _number(tree.row, alls[0][0])
        if one is None or every is None or one <= 0 or _times(one, tree.count, every):
            continue
        trees_told = int((every / one).to_integral_value())
        words: dict[str, object] = {"one": str(one), "all": str(every), "count": tree.count}
        told = msg(SEVERAL, trees=trees_told, **words) if _times(one, trees_told, every) else msg(NOT_TIMES, **words)
        yield _told(tree, alls[0][1], alls[0][0], told, "columns", answers)


def _times(one: Decimal, count: int, every: Decimal) -> bool:
    """Whether so many trees of one volume make the volume of all, as far as both are rounded."""
    return abs(every - one * count) <= _half(one) * count + _half(every)


def _half(value: Decimal) -> Decimal:
    return max(Decimal(5).scaleb(-decimals(str(value)) - 1), _LAST_PRINTED)


def _strokes(trees: Sequence[Counted], headings: Headings, block: Block) -> Iterator[Mistake]:
    """Trees that were counted by strokes of 正 and are read as another number."""
    for place, heading in _unused(headings, block):
        cells = [tree.row.written[place] if place < len(tree.row.written) else "" for tree in trees]
        if not strokes_alone(heading, cells):
            continue
        for tree, cell in zip(trees, cells, strict=True):
            marked = strokes(cell)
            if marked is not None and marked != tree.count:
                words = {"heading": heading[:20], "trees": marked, "count": tree.count}
                yield Mistake(tree.row.number, heading, msg(STROKES, **words), place=place)


def thicker_than_stump(trees: Sequence[Row], headings: Headings, answers: Answers) -> Iterator[Mistake | Message]:
    """Trees whose DBH is larger than the diameter of their stump in the same row: one of both is a slip."""
    rows: list[int] = []
    for block_number, block in enumerate(headings.blocks):
        if block.other is None:
            continue
        size = next(column for column in block.columns if column.key in ("dbh_cm", "stump_cm"))
        for row in trees:
            if row.block != block_number or block.other >= len(row.written):
                continue
            pair = [folded(row.written[place]).strip() for place in (size.place, block.other)]
            if not all(map(NUMBER.fullmatch, pair)):
                continue
            used, other = map(Decimal, pair)
            dbh, stump = (used, other) if size.key == "dbh_cm" else (other, used)
            if dbh > stump:
                rows.append(row.number)
                if not answers.reason("sizes"):
                    words = {"dbh": pair[0] if size.key == "dbh_cm" else pair[1], "stump": str(stump)}
                    yield doubt(
                        row.number,
                        size.heading,
                        msg("胸径 {dbh} cm 大于同一株的地径 {stump} cm", **words),
                        "sizes",
                        size.place,
                    )
    if rows and answers.reason("sizes"):
        yield msg("{count} 行的胸径大于同一株的地径；理由：{reason}", count=len(rows), reason=answers.reason("sizes"))
