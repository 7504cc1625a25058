"""Awkward tally sheets by number: the trees that were felled, and a sheet as an office might have written them down.

Each number gives one sheet, always the same. What was felled is known before the sheet is written, so that whoever
reads it can be held against it.
"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

Key = tuple[str, Decimal, Decimal | None]
"""Species, DBH in cm, height in m; None where it was not measured."""


@dataclass
class Tree:
    species: str
    dbh: Decimal
    height: Decimal | None
    count: int
    kind: str = "采伐木"
    plot: int = 1
    remark: str = ""

    @property
    def key(self) -> Key:
        return self.species, self.dbh, self.height


@dataclass
class Sheet:
    """``content`` as it is sent; ``felled``: what it should come to; ``traits``: what is awkward about it."""

    content: bytes
    felled: Counter[Key]
    traits: list[str]


@dataclass
class _Table:
    """Rows under way to a file. ``hidden_rows``, ``merged`` and the like only a workbook can hold."""

    rows: list[list[str]]
    head: int
    traits: list[str]
    columns: list[str]
    struck: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formula: list[tuple[int, int]] = field(default_factory=list)
    raised: dict[tuple[int, int], str] = field(default_factory=dict)
    half_struck: list[tuple[int, int]] = field(default_factory=list)
    as_ods: bool = False
    cover: str = ""


HEADINGS = {
    "serial": ["序号", "树号", "编号", "株号", "检尺号"],
    "species": ["树种", "树种名称", "检尺树种", "树 种", "树种①"],
    "dbh": [
        "胸径(cm)",
        "胸径",
        "胸径（厘米）",
        "DBH(cm)",
        "D1.3(cm)",
        "胸径/公分",
        "胸径\n（cm）",
        "实测胸径(cm)",
        "胸径(D1.3,cm)",
    ],
    "height": ["树高(m)", "树高", "树高（米）", "树高H(m)", "平均树高m"],
    "count": ["株数", "株数(株)", "棵数", "合计株数", "株（棵）数", "总株数", "采伐株数", "数量"],
    "plot": ["样地号", "标准地号", "小班号"],
    "status": ["检尺类型", "状态", "立木类型"],
    "remark": ["备注", "说明"],
}
ODD_COUNTS = ["合计", "计", "小计", "数", "本次伐", "株数合计", "木数"]
"""Headings over numbers that may be read as numbers of trees or not, but never passed over."""


def _trees(rng: random.Random) -> list[Tree]:
    species = rng.sample(["杉木", "马尾松", "木荷", "柳杉"], rng.choice([1, 1, 2, 3]))
    found = []
    for _ in range(rng.randint(2, 12)):
        dbh = Decimal(rng.randint(50, 400)) / 10
        ratio = Decimal(rng.randint(50, 110)) / 100
        height = (dbh * ratio).quantize(Decimal("0.1"))
        found.append(Tree(rng.choice(species), dbh, max(height, Decimal(2)), rng.choice([1, 1, 1, 2, 3, 12])))
    return found


def sheet(number: int) -> Sheet:
    """The sheet of this number."""
    rng = random.Random(number)  # noqa: S311  # a sheet by its number, not a secret
    trees = _trees(rng)
    table = rng.choice([_plain, _plain, _plain, _side_by_side, _classes, _one_species, _grouped])(rng, trees)
    for change in rng.sample(CHANGES, rng.choice([0, 1, 1, 2])):
        change(rng, table, trees)
    # A dead or retained tree is felled or not as the person says; unsaid, the sheet may not be read at all.
    felled: Counter[Key] = Counter()
    for tree in trees:
        felled[tree.key] += tree.count
    return Sheet(_written(rng, table), felled, table.traits)


def _heading(rng: random.Random, key: str) -> str:
    return rng.choice(HEADINGS[key])


def _cell(value: Decimal | int | None) -> str:
    return "" if value is None else str(value)


def _titles(rng: random.Random, table: _Table) -> None:
    lines = [["每木检尺表"], ["小班：12", "检尺日期：2023年5月6日"], []]
    for line in lines[: rng.randint(0, 3)]:
        table.rows.insert(table.head, line)
        table.head += 1


def _plain(rng: random.Random, trees: list[Tree]) -> _Table:
    """One tree, or several alike, in a row."""
    with_count = rng.random() < 0.7
    if not with_count:
        for tree in trees:
            tree.count = 1
    columns = ["serial", "species", "dbh", "height"] + ["count"] * with_count
    columns += [key for key in ("plot", "remark") if rng.random() < 0.3]
    if rng.random() < 0.3:
        rng.shuffle(columns)
    table = _Table([[_heading(rng, key) for key in columns]], 0, ["plain"], columns)
    for place, tree in enumerate(trees, 1):
        cells = {
            "serial": str(place),
            "species": tree.species,
            "dbh": _cell(tree.dbh),
            "height": _cell(tree.height),
            "count": _cell(tree.count),
            "plot": str(tree.plot),
            "remark": tree.remark,
        }
        table.rows.append([cells[key] for key in columns])
    _titles(rng, table)
    return table


def _side_by_side(rng: random.Random, trees: list[Tree]) -> _Table:
    """Two or three tables beside one another."""
    blocks = rng.choice([2, 3])
    columns = ["serial", "species", "dbh", "height", "count"]
    heads = [_heading(rng, key) for key in columns]
    table = _Table([heads * blocks], 0, [f"{blocks} side by side"], columns)
    depth = -(-len(trees) // blocks)
    for line in range(depth):
        row: list[str] = []
        for block in range(blocks):
            place = block * depth + line
            if place < len(trees):
                tree = trees[place]
                row += [str(place + 1), tree.species, _cell(tree.dbh), _cell(tree.height), _cell(tree.count)]
            else:
                row += [""] * len(columns)
        table.rows.append(row)
    _titles(rng, table)
    return table


def _classes(rng: random.Random, trees: list[Tree]) -> _Table:
    """A form with diameter classes printed on it, some of which no tree has."""
    columns = ["species", "class", "height", "count"]
    odd = rng.random() < 0.4
    heading = rng.choice(ODD_COUNTS) if odd else _heading(rng, "count")
    table = _Table([["树种", "径阶(cm)", "树高(m)", heading]], 0, ["classes", heading], columns)
    kept: dict[tuple[str, int], Tree] = {}
    for tree in trees:
        middle = 2 * int(tree.dbh / 2)
        tree.dbh, tree.height = Decimal(middle), Decimal(max(middle * 3 // 4, 2))
        first = kept.setdefault((tree.species, middle), tree)
        if first is not tree:
            first.count += tree.count
            tree.count = 0
    trees[:] = [tree for tree in trees if tree.count]
    for species in dict.fromkeys(tree.species for tree in trees):
        for middle in range(4, 42, 2):
            found = kept.get((species, middle))
            nothing = rng.choice(["", "0", "—"])
            number = _cell(found.count) if found else nothing
            if found or rng.random() < 0.3:
                table.rows.append([species, str(middle), str(max(middle * 3 // 4, 2)), number])
    _titles(rng, table)
    return table


def _one_species(rng: random.Random, trees: list[Tree]) -> _Table:
    """The species stands above the table, and changes in between."""
    trees.sort(key=lambda tree: tree.species)
    columns = ["serial", "dbh", "height", "count"]
    table = _Table([], 1, ["species above"], columns)
    heads = [_heading(rng, key) for key in columns]
    last = ""
    for place, tree in enumerate(trees, 1):
        if tree.species != last:
            table.rows.append([rng.choice(["树种：", "树种:", "树种： "]) + tree.species])
            if not last or rng.random() < 0.5:
                table.rows.append(heads)
            last = tree.species
        table.rows.append([str(place), _cell(tree.dbh), _cell(tree.height), _cell(tree.count)])
    return table


def _grouped(rng: random.Random, trees: list[Tree]) -> _Table:
    """A heading over several columns: which is meant cannot be told."""
    columns = ["serial", "species", "dbh", "height", "count"]
    table = _Table(
        [["序号", "树种", "胸径(cm)", "", "", "树高(m)"], ["", "", "南北", "东西", "平均", ""]],
        0,
        ["group heading"],
        columns,
    )
    for place, tree in enumerate(trees, 1):
        tree.count = 1
        sizes = [str(tree.dbh + 2), str(tree.dbh - 2), str(tree.dbh)]
        table.rows.append([str(place), tree.species, *sizes, _cell(tree.height)])
    if rng.random() < 0.5:
        del table.rows[1]
        table.traits.append("without names below")
    table.merged.append("C1:E1")
    return table


def _body(table: _Table) -> list[int]:
    """The rows below the headings that hold a tree."""
    first = table.head + 1
    return [at for at in range(first, len(table.rows)) if any(map(str.isdigit, "".join(table.rows[at])))]


def _of_trees(rng: random.Random, table: _Table, key: str) -> tuple[int, int] | None:
    """Some cell of a column; none where the table has no such column."""
    if key not in table.columns or not _body(table):
        return None
    row = rng.choice(_body(table))
    place = table.columns.index(key)
    if len(table.rows[row]) <= place or not table.rows[row][place].strip():
        return None
    return row, place


def _note_mark(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    at = _of_trees(rng, table, rng.choice(["dbh", "height", "count", "species"]))
    if at:
        table.rows[at[0]][at[1]] += rng.choice(["①", "²", "₁", "⑴", "*", "½"])
        table.traits.append("note mark")


def _raised_mark(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """The mark of a note is a digit that is only raised."""
    at = _of_trees(rng, table, rng.choice(["dbh", "height", "count"]))
    if at:
        table.raised[at] = rng.choice("123")
        table.traits.append("raised mark")


def _half_struck(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A number was corrected by crossing out its first digit."""
    at = _of_trees(rng, table, rng.choice(["dbh", "height", "count"]))
    if at:
        table.half_struck.append(at)
        table.traits.append("half struck")


def _values_only(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    table.as_ods = True
    table.traits.append("values only")


def _full_width(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    at = _of_trees(rng, table, rng.choice(["dbh", "height", "count"]))
    if at:
        cell = table.rows[at[0]][at[1]]
        table.rows[at[0]][at[1]] = cell.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
        table.traits.append("full width")


def _unseen(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    at = _of_trees(rng, table, rng.choice(["species", "dbh", "count"]))
    if at:
        table.rows[at[0]][at[1]] += rng.choice(["\u200b", "\ufeff", "\u00a0", "\u3000"])
        table.traits.append("unseen")


def _sums(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Sums at the foot and within, labelled as offices do; sometimes wrong."""
    if table.traits[0] == "group heading":
        return
    if "count" in table.columns:
        place = table.columns.index("count")
    else:
        return
    labels = ["合计", "总 计", "合计(株)", "汇总", "计", "Σ", "本页合计", "共计："]
    label = 0 if table.columns[0] in ("serial", "species", "plot", "remark") else None
    if label is None:
        return
    total = sum(tree.count for tree in trees)
    width = len(table.rows[table.head])
    wrong = rng.random() < 0.3
    row = [""] * max(width, place + 1)
    row[label] = rng.choice(labels)
    row[place] = str(total + wrong)
    table.rows.append(row)
    table.traits.append("wrong sum" if wrong else "sum")


def _remark_words(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    if "remark" in table.columns:
        place = table.columns.index("remark")
        for at in _body(table)[:2]:
            if len(table.rows[at]) > place:
                table.rows[at][place] = rng.choice(["平均", "合计", "断头", "与邻株合计", "树高为估测"])
        table.traits.append("remark")


def _placeholder(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A height that was not measured, for a tree alone in its row."""
    if table.traits[0] == "plain":
        place, rows = table.columns.index("height"), _body(table)
        number = rng.randrange(len(trees))
        if len(rows) >= len(trees):
            table.rows[rows[number]][place] = rng.choice(["", "—", "/", "无", "NA", "-"])
            trees[number].height = None
            table.traits.append("no height")


def _other_unit(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Sizes in another unit, with or without saying so."""
    if "dbh" not in table.columns or table.traits[0] != "plain":
        return
    place = table.columns.index("dbh")
    factor, name = rng.choice([(Decimal(10), "mm"), (Decimal("0.01"), "m")])
    rows = _body(table)
    if any(len(table.rows[at]) <= place for at in rows):
        return
    written = [table.rows[at][place].translate(_NARROW) for at in rows]
    if not all(size.replace(".", "", 1).isdecimal() for size in written):
        return
    for at, size in zip(rows, written, strict=True):
        table.rows[at][place] = str(Decimal(size) * factor)
    table.rows[table.head][place] = rng.choice(["胸径", f"胸径({name})", f"胸径，{name}"])
    table.traits.append(f"in {name}")


_NARROW = {ord(c) + 0xFEE0: c for c in "0123456789."}


def _swapped(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """The two columns of sizes changed places under their headings."""
    if table.traits[0] == "plain" and all(tree.height is not None for tree in trees):
        one, other = table.columns.index("dbh"), table.columns.index("height")
        thin = all(tree.height is not None and 100 * tree.dbh / tree.height > 250 for tree in trees)
        if thin:
            for at in _body(table):
                row = table.rows[at]
                row[one], row[other] = row[other], row[one]
            table.traits.append("swapped")


def _status(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Some trees are dead or retained, and a column says so."""
    if table.traits[0] != "plain" or len(table.rows[table.head]) != len(table.columns):
        return
    kinds = rng.choice([["采伐木", "保留木"], ["采伐木", "枯立木"], ["11", "13"], ["", "保留"]])
    # Codes say something only below a heading that says of what.
    remark = [] if kinds[0].isdigit() else ["备注"]
    table.rows[table.head].append(rng.choice([*HEADINGS["status"], *remark]))
    rows = _body(table)
    for number, at in enumerate(rows):
        table.rows[at].append(kinds[number % 2])
    if len(rows) > 1:
        # Only those felled count; a reader that is not told which may count none.
        trees[:] = [tree for number, tree in enumerate(trees) if number % 2 == 0]
        table.traits.append("status")


def _single_words(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Every other tree was not felled, as one word says below a heading that may be any."""
    if table.traits[0] != "plain" or len(table.rows[table.head]) != len(table.columns) or len(_body(table)) < 2:
        return
    words = rng.choice(
        [["伐", "留"], ["活", "死"], ["是", "否"], ["砍", "留"], ["", "枯"], ["√", ""], ["", "划去"], ["甲", "乙"]]
    )
    rows = _body(table)
    if words == ["甲", "乙"] and len(rows) < 3:
        return
    table.rows[table.head].append(rng.choice(["标记", "立木", "存活", "活/死", "情况", "检尺栏", *HEADINGS["remark"]]))
    for number, at in enumerate(rows):
        table.rows[at].append(words[number % 2])
    trees[:] = [tree for number, tree in enumerate(trees) if number % 2 == 0]
    table.traits.append(f"words {words}")


def _ordinary_column(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A column that parts the trees and says nothing of felling."""
    if table.traits[0] != "plain" or len(table.rows[table.head]) != len(table.columns):
        return
    heading, words = rng.choice(
        [("作业区", ["一", "二"]), ("检尺员", ["张三", "李四"]), ("检尺日期", ["5月6日", "5月7日"])]
    )
    table.rows[table.head].append(heading)
    for number, at in enumerate(_body(table)):
        table.rows[at].append(words[number % 2])
    table.traits.append("ordinary column")


def _serial_range(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """One row for several trees alike, told by its serial number or its remark alone."""
    rows = _body(table)
    if table.traits[0] != "plain" or "count" in table.columns or len(rows) != len(trees):
        return
    many, chosen = rng.randint(2, 30), rng.randrange(len(trees))
    mark = rng.choice(["～", "-", "至", "remark", "list"])
    serial, place = 1, table.columns.index("serial")
    if mark == "remark" and "remark" not in table.columns:
        return
    for number, at in enumerate(rows):
        if number != chosen or mark == "remark":
            table.rows[at][place] = str(serial)
            serial += 1
        elif mark == "list":
            table.rows[at][place] = "、".join(str(serial + more) for more in range(many))
            serial += many
        else:
            table.rows[at][place] = f"{serial}{mark}{serial + many - 1}"
            serial += many
    if mark == "remark":
        table.rows[rows[chosen]][table.columns.index("remark")] = rng.choice(
            [f"{many}株", f"{many}株同", f"共{many}棵"]
        )
    trees[chosen].count = many
    table.traits.append(f"one row for several by {mark}")


_WORDS = "零一二三四五六七八九"


def _in_words(number: int) -> str:
    """Up to 999, as people say it."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = f"{_WORDS[hundreds]}百" if hundreds else ""
    told += f"{'' if tens == 1 and not hundreds else _WORDS[tens]}十" if tens else ("零" if hundreds and ones else "")
    return told + (_WORDS[ones] if ones else "")


def _sums_in_words(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A sum in words or with its unit, in whichever column. Where it is wrong a tree is missing from the table."""
    width = len(table.rows[table.head])
    if table.traits[0] == "group heading" or "side by side" in table.traits[0] or table.columns[0] != "serial":
        return
    total = sum(tree.count for tree in trees)
    wrong = rng.random() < 0.4
    if wrong:
        trees.append(Tree("杉木", Decimal(99), Decimal(20), 1))
        total += 1
    if total > 999:
        return
    number = rng.choice([str(total), _in_words(total)])
    row = [""] * width
    if rng.random() < 0.5:
        row[0], row[rng.randrange(1, width)] = "合计", f"{number}株"
    else:
        row[0] = rng.choice([f"共计{number}株", f"合计：{number}株", f"以上共{number}株", f"本表合计采伐{number}株。"])
    table.rows.append(row)
    table.traits.append("wrong sum in words" if wrong else "sum in words")


def _odd_count(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    if "count" in table.columns and table.traits[0] == "plain":
        table.rows[table.head][table.columns.index("count")] = rng.choice(ODD_COUNTS)
        table.traits.append("odd heading of numbers")


def _page(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """The headings stand again in the middle, below a title and a signature."""
    rows = _body(table)
    if len(rows) > 2 and table.traits[0] in ("plain", "2 side by side", "3 side by side"):
        at = rng.choice(rows[1:])
        again = [["检尺员：甲", "记录员：乙"], ["每木检尺表（续）"], list(table.rows[table.head])]
        table.rows[at:at] = again[rng.randint(0, 2) :]
        table.traits.append("page")


def _signature(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    table.rows += [["调查人：甲", "记录人：乙", "", "审核：丙"], ["注：①断头木，树高为估测。"], ["2023年5月6日"]][
        : rng.randint(1, 3)
    ]
    table.traits.append("signature")


def _comma(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A remark with a comma that nobody quoted: the row is one cell longer, and what follows has moved."""
    at = _of_trees(rng, table, "serial")
    if at and "remark" in table.columns:
        table.rows[at[0]].insert(table.columns.index("remark") + 1, rng.choice(["12", "断", ""]))
        table.traits.append("comma")


def _struck(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    at = _of_trees(rng, table, "dbh")
    if at:
        table.struck.append(at)
        table.traits.append("struck")


def _formula(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    at = _of_trees(rng, table, rng.choice(["dbh", "height"]))
    if at:
        table.formula.append(at)
        table.traits.append("formula")


def _hidden_sheet(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    table.cover = rng.choice(["作废", "封面"])
    table.traits.append(f"{table.cover} in front")


def _hidden_row(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    if rows := _body(table):
        table.hidden_rows.append(rng.choice(rows))
        table.traits.append("hidden row")


def _ditto(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A species, or by a slip a size, that is written as the sign for what stands above it."""
    key = rng.choice(["species", "species", "species", "dbh"])
    if key not in table.columns or table.traits[0] == "group heading":
        return
    place, sign, above = table.columns.index(key), rng.choice(["〃", "″", "同上"]), ""
    for at in _body(table):
        row = table.rows[at]
        own = row[place] if len(row) > place else ""
        if own and own == above and table.rows[at - 1] and rng.random() < 0.8:
            row[place] = sign
        above = own
    table.traits.append(f"ditto for {key}")


def _unit_above(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A line above the table says that all is in millimetres, and the heading says nothing."""
    noted = table.struck or table.formula or table.hidden_rows or table.raised or table.half_struck
    if "dbh" not in table.columns or table.traits[0] != "plain" or noted:
        return
    place = table.columns.index("dbh")
    for at in _body(table):
        if len(table.rows[at]) > place and table.rows[at][place].replace(".", "", 1).isdigit():
            table.rows[at][place] = str((Decimal(table.rows[at][place]) * 10).normalize().quantize(Decimal(1)))
    table.rows[table.head][place] = "胸径"
    table.rows.insert(0, [rng.choice(["单位：mm", "单位：毫米", "（单位：mm、m、株）"])])
    table.head += 1
    table.traits.append("unit above")


def _alone(table: _Table, trees: list[Tree]) -> list[int]:
    """The rows of a plain table with one tree of the list in each, as wide as its columns; none where it is other."""
    rows, width = _body(table), len(table.rows[table.head])
    plain = table.traits[0] == "plain" and len(rows) == len(trees) and width == len(table.columns)
    return rows if plain and all(len(table.rows[at]) == width for at in rows) else []


def _volumes(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Volumes of one tree and of all of the row. Without a column of numbers they alone say how many there are."""
    rows = _alone(table, trees)
    if not rows:
        return
    if "count" not in table.columns:
        rng.choice(trees).count = rng.choice([1, 2, 7])
    one = rng.choice(["单株材积", "单株材积(m3)", "材积"])
    table.rows[table.head] += [one, rng.choice(["合计材积", "材积合计(m³)", "总材积"])]
    for at, tree in zip(rows, trees, strict=True):
        volume = (Decimal("0.00005") * tree.dbh * tree.dbh * 8).quantize(Decimal("0.001"))
        table.rows[at] += [str(volume), str(volume * tree.count)]
    table.traits.append("volumes")


def _density(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """How many trees stand on an area, beside their number or in place of it."""
    rows = _alone(table, trees)
    if not rows:
        return
    heading, place = rng.choice(["每亩株数", "每公顷株数", "株/hm²", "株数(株/亩)"]), len(table.columns)
    if "count" in table.columns and rng.random() < 0.5:
        place = table.columns.index("count")
        table.rows[table.head][place] = heading
        for at in rows:
            table.rows[at][place] = str(rng.randint(5, 90))
    else:
        table.rows[table.head].append(heading)
        for at in rows:
            table.rows[at].append(str(rng.randint(5, 90)))
    table.traits.append("density")


def _girths(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """The girth beside the diameter, or by a slip in its place."""
    rows = _alone(table, trees)
    if not rows:
        return
    place, slip = table.columns.index("dbh"), rng.random() < 0.4
    table.rows[table.head].append(rng.choice(["胸围(cm)", "周长", "胸高围径(cm)"]))
    for at, tree in zip(rows, trees, strict=True):
        girth = str((tree.dbh * Decimal("3.14159")).quantize(Decimal("0.1")))
        table.rows[at].append(girth)
        if slip:
            table.rows[at][place] = girth
    table.traits.append("girth as diameter" if slip else "girth")


def _summary_below(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A small table of sums below that of the trees."""
    if not trees:
        return
    head, row = rng.choice(
        [
            (["树种", "株数", "材积"], [trees[0].species, str(rng.randint(2, 60)), "2.8"]),
            (["序号", "树种", "株数"], ["1", trees[0].species, str(rng.randint(2, 60))]),
            (["树种", "平均胸径", "平均树高", "株数"], [trees[0].species, "16", "11.5", "2"]),
        ]
    )
    table.rows += [*[[], ["汇总"]][: rng.randint(0, 2)], head, row]
    table.traits.append("summary below")


def _no_felled_tree(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """A row of an example, or of the mean tree, among the trees."""
    rows = _alone(table, trees)
    if not rows or "serial" not in table.columns:
        return
    made = list(table.rows[rows[-1]])
    made[table.columns.index("serial")] = rng.choice(["平均木", "标准木", "示例", "最大", "最小", "例"])
    table.rows.insert(rng.choice([rows[0], rows[-1] + 1]), made)
    table.traits.append("no felled tree")


def _two_stands(rng: random.Random, table: _Table, trees: list[Tree]) -> None:
    """Trees of another stand in the same sheet: a column says so."""
    rows = _alone(table, trees)
    if len(rows) < 2 or "plot" in table.columns:
        return
    table.rows[table.head].append(rng.choice(["小班号", "小班", "地块号"]))
    for number, at in enumerate(rows):
        table.rows[at].append("12" if number else "13")
    del trees[0]
    table.traits.append("two stands")


Change = Callable[[random.Random, _Table, list[Tree]], None]
CHANGES: list[Change] = [
    _volumes,
    _density,
    _girths,
    _summary_below,
    _no_felled_tree,
    _two_stands,
    _note_mark,
    _raised_mark,
    _half_struck,
    _values_only,
    _single_words,
    _ordinary_column,
    _serial_range,
    _sums_in_words,
    _full_width,
    _unseen,
    _sums,
    _remark_words,
    _placeholder,
    _other_unit,
    _swapped,
    _status,
    _odd_count,
    _page,
    _signature,
    _comma,
    _struck,
    _formula,
    _hidden_sheet,
    _hidden_row,
    _ditto,
    _unit_above,
]


def _written(rng: random.Random, table: _Table) -> bytes:
    workbook_only = (
        table.struck or table.formula or table.cover or table.hidden_rows or table.raised or table.half_struck
    )
    if table.as_ods and not workbook_only and not table.merged and "comma" not in table.traits:
        return _ods(rng, table)
    if workbook_only or ("comma" not in table.traits and rng.random() < 0.4):
        return _workbook(rng, table)
    return _text(rng, table)


def _text(rng: random.Random, table: _Table) -> bytes:
    text = io.StringIO()
    delimiter = rng.choice([",", ",", ",", "\t", ";"])
    writer = csv.writer(text, delimiter=delimiter, lineterminator=rng.choice(["\n", "\r\n"]))
    width = max(map(len, table.rows))
    ragged = "comma" in table.traits or rng.random() < 0.5
    for row in table.rows:
        writer.writerow(row if ragged else [*row, *[""] * (width - len(row))])
    told = text.getvalue()
    if rng.random() < 0.1:
        # A remark begins with a quotation mark that nobody closes.
        lines = told.splitlines(keepends=True)
        at = rng.randrange(table.head + 1, len(lines))
        lines[at] = lines[at].replace(delimiter, f'{delimiter}"', 1)
        told = "".join(lines)
        table.traits.append("open quote")
    encoding = rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    table.traits.append(encoding)
    return told.encode(encoding)


def _workbook(rng: random.Random, table: _Table) -> bytes:
    book = openpyxl.Workbook()
    grid = book.active
    assert grid is not None
    grid.title = "检尺"
    for at, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row, 1):
            if cell:
                grid.cell(at, place).value = _typed(cell) if rng.random() < 0.8 else cell
    for at, place in table.struck:
        grid.cell(at + 1, place + 1).font = Font(strike=True)
    for (at, place), mark in table.raised.items():
        note = TextBlock(InlineFont(vertAlign=rng.choice(["superscript", "subscript"])), mark)
        grid.cell(at + 1, place + 1).value = CellRichText(table.rows[at][place], note)
    for at, place in table.half_struck:
        gone = TextBlock(InlineFont(strike=True), str(rng.randint(1, 9)))
        grid.cell(at + 1, place + 1).value = CellRichText(gone, table.rows[at][place])
    for at, place in table.formula:
        grid.cell(at + 1, place + 1).value = "=10+2"
    for at in table.hidden_rows:
        grid.row_dimensions[at + 1].hidden = True
    for cells in table.merged:
        grid.merge_cells(cells)
    if table.cover:
        front = book.create_sheet(table.cover, 0)
        if table.cover == "作废":
            front.sheet_state = "hidden"
            front.append(["序号", "树种", "胸径(cm)", "树高(m)"])
            front.append([1, "杉木", 10, 8])
        else:
            front.append(["封面"])
        book.active = 1
    kept = io.BytesIO()
    book.save(kept)
    return _respelled(rng, kept.getvalue(), table.traits)


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def _ods(rng: random.Random, table: _Table) -> bytes:
    """A workbook whose numbers stand in its cells as values, most of them without text."""
    rows = []
    for number, row in enumerate(table.rows):
        cells = []
        for cell in row:
            told = escape(cell)
            if number > table.head and cell.isascii() and cell.replace(".", "", 1).isdecimal():
                shown = f"<text:p>{told}</text:p>" if rng.random() < 0.2 else ""
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{told}">{shown}</table:table-cell>'
                )
            elif cell:
                cells.append(f'<table:table-cell office:value-type="string"><text:p>{told}</text:p></table:table-cell>')
            else:
                cells.append("<table:table-cell/>")
        group = rng.random() < 0.1
        made = f"<table:table-row>{''.join(cells)}</table:table-row>"
        rows.append(f'<table:table-row-group table:display="false">{made}</table:table-row-group>' if group else made)
    return ods_of("".join(rows))


def ods_of(rows: str) -> bytes:
    """An OpenDocument workbook of one sheet with these rows."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    sheet = f'<table:table table:name="检尺">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("mimetype", _TYPE)
        packed.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles/>{body}</office:document-content>",
        )
        packed.writestr("styles.xml", f"<office:document-styles {spaces}><office:styles/></office:document-styles>")
        manifest = f'<m:file-entry m:full-path="/" m:media-type="{_TYPE}"/>'
        packed.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_ODF}:manifest:1.0">{manifest}</m:manifest>')
    return kept.getvalue()


def _typed(cell: str) -> Any:
    try:
        number = Decimal(cell)
    except ArithmeticError:
        return cell
    return int(number) if number == number.to_integral_value() and "." not in cell else number


def _respelled(rng: random.Random, content: bytes, traits: list[str]) -> bytes:
    """The same workbook as other programs spell its XML."""
    spelling = rng.choice(["", "", "prefix", "quotes"])
    if not spelling:
        return content
    traits.append(spelling)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = _prefixed(part) if spelling == "prefix" else part.replace(b'"', b"'")
            new.writestr(name, part)
    return made.getvalue()


def _prefixed(part: bytes) -> bytes:
    text = part.decode()
    text = text.replace("</", "</x:").replace("<x:", "<").replace("</x:", "\0")
    pieces = text.split("<")
    text = "<".join(piece if not piece or piece[0] in "?!" else f"x:{piece}" for piece in pieces)
    return text.replace("\0", "</x:").replace(' xmlns="', ' xmlns:x="').encode()
