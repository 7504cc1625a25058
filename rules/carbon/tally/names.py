"""What the headings of a tally sheet are called, and in which units: words of the field, as offices write them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


def words(text: str) -> frozenset[str]:
    """The words of a list that is written out in a few lines."""
    return frozenset(text.split())


NAMES = {
    "serial": (
        "序号",
        "编号",
        "株号",
        "树号",
        "桩号",
        "检尺号",
        "样木号",
        "树木编号",
        "立木编号",
        "伐桩号",
        "伐桩编号",
    ),
    "species": ("树种", "树种名称", "树种名", "检尺树种", "树名", "中文名"),
    "dbh_cm": ("胸径", "径阶", "胸高直径", "实测胸径", "检尺胸径", "带皮胸径", "DBH", "D1.3"),
    "stump_cm": (
        "地径",
        "根径",
        "桩径",
        "伐桩直径",
        "伐根直径",
        "伐桩径",
        "伐根径",
        "伐桩地径",
        "根部直径",
        "蔸径",
        "伐蔸直径",
        "地际直径",
    ),
    "height_m": ("树高", "平均树高", "实测树高"),
    "count": (
        "株数",
        "数量",
        "棵数",
        "根数",
        "个数",
        "株",
        "棵",
        "株(棵)数",
        "总株数",
        "合计株数",
        "株数合计",
        "伐桩数",
        "采伐株数",
        "立木株数",
        "采伐数量",
        "被伐株数",
    ),
}
CLASSES = "径阶"
"""The heading under which diameters are those of classes."""
FELLED = frozenset({"采伐株数", "采伐数量", "被伐株数", "伐桩数"})
"""Headings over the number of the trees that were felled, and of no others."""
TOTALS = frozenset({"合计", "总计", "小计", "计", "数"})
"""Headings that may stand over the number of trees, or over the sum of anything else."""
UNITS = {
    "dbh_cm": ("cm", "厘米", "公分"),
    "stump_cm": ("cm", "厘米", "公分"),
    "height_m": ("m", "米", "公尺"),
    "count": ("株", "棵", "根", "个"),
}
EVERY_UNIT = tuple(unit for units in UNITS.values() for unit in units)
BEHIND = words("mm 毫米 dm 分米 km inch in 英寸 吋 寸 市寸 尺 市尺 英尺 ft 丈 百株 千株 万株 %") | set(EVERY_UNIT)
"""Units that may stand right behind the name of a column, whether it is read in them or not."""

# What a sheet may state of a tree or its place that is no number of trees, whatever whole numbers it holds.
OTHERS = words(
    """
    样地号 样地 标准地号 标准地 样方号 样方 小班号 小班 林班号 林班 大班号 大班 图斑号 图斑 细班 地块号 地块
    宗地号 页 页码 页号 行号 组号 年龄 树龄 林龄 龄级 年轮 年轮数 冠幅 东西冠幅 南北冠幅 枝下高 伐桩高 伐根高
    桩高 蔸高 海拔 坡度 坡向 坡位 方位角 水平距 水平距离 斜距 X Y 横坐标 纵坐标 X坐标 Y坐标 经度 纬度 东经
    北纬 日期 检尺日期 调查日期 年度 胸围 地围 周长 围径 材积 单株材积 蓄积 蓄积量 立木蓄积 每公顷株数
    公顷株数 每公顷蓄积 每亩株数 郁闭度 断面积 干形 等级 质量等级 径级 高阶 树种代码 地类代码 检尺员 检尺人
    记录人 备注 说明 附注
    """
)
STANDS = words("小班号 小班 林班号 林班 大班号 大班 图斑号 图斑 细班号 细班 地块号 地块 宗地号 宗地")
"""Columns that say to which piece of forest a tree belongs."""
_DENSITY = re.compile(
    r"[每/·](?:公顷|亩|平方米|hm2|ha|m2)|^(?:公顷|亩)株|(?:株数|林分|立木)密度",
    re.IGNORECASE,
)
GROUPS = words(
    """
    样地号 样地 标准地号 标准地 样方号 样方 小班号 小班 林班号 林班 大班号 大班 图斑号 图斑 细班 地块号 地块
    宗地号 页 页码 页号 组号
    """
)
"""Columns within which trees are numbered anew."""
REMARKS = words("备注 说明 附注 备考 注 注记 其他")
"""Columns of free text."""
UNMEASURED = frozenset(
    {
        "—",
        "－",
        "-",
        "–",
        "--",
        "——",
        "―",
        "/",
        "\\",
        "无",
        "空",
        "缺",
        "未测",
        "NA",
        "N/A",
        "n/a",
        "na",
        "null",
        "NULL",
        "*",
    }
)
"""What is written for a height that was not measured."""

_KEYS = {name.lower(): key for key, names in NAMES.items() for name in names}
_BY_LENGTH = sorted(_KEYS, key=len, reverse=True)
_NOTE_MARKS = re.compile(r"[①-⓿❶-➓¹²³⁴-⁹₀-₉*※†‡#]+$")
_SYMBOL = re.compile(r"(?:D1\.3|DBH|D0|[DHN])(?![A-Za-z])", re.IGNORECASE)
_SYMBOLS = frozenset({"d", "d1.3", "dbh", "d0", "h", "n", "单位", "带皮", "实测"})
_OPENS = "([{/,:;、_-"
_BETWEEN = re.compile(r"[()\[\]{}/,:;、_\-]+")
_UNSEEN = {"Cc", "Cf"}


class Named(NamedTuple):
    """What a heading means: the field of the row, the name and the unit as written; empty where it means none."""

    key: str = ""
    name: str = ""
    unit: str = ""


def squeezed(cell: str) -> str:
    """A heading without blanks, line breaks and characters without width, which only spread it over its cell, and
    without the mark of a note behind it."""
    bare = _NOTE_MARKS.sub("", "".join(cell.split()))
    folded = "".join(unicodedata.normalize("NFKC", bare).split())
    return folded if folded.isascii() else "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)


def read_heading(cell: str) -> Named:
    """What a heading means."""
    text = squeezed(cell)
    if is_density(cell):
        return Named()
    low = text.lower()
    name = next((name for name in _BY_LENGTH if low.startswith(name)), None)
    if name is None:
        return Named()
    key, rest = _KEYS[name], text[len(name) :]
    symbol = _SYMBOL.match(rest)
    rest = rest[symbol.end() :] if symbol else rest
    rest = rest[1:] if rest[:1] in "DH" and rest[1:].lower() in BEHIND else rest
    if rest.lower() in BEHIND and key in UNITS:
        return Named(key, text[: len(name)], rest)
    if rest and rest[0] not in _OPENS:
        return Named()
    # “树种：杉木” above the table states the species; it heads no column.
    if key == "species" and ":" in rest:
        return Named()
    parts = [part for part in _BETWEEN.split(rest) if part and part.lower() not in _SYMBOLS]
    units = UNITS.get(key, ())
    strange = [part for part in parts if part.lower() not in units]
    return Named(key, text[: len(name)], (strange or parts or [""])[0])


def is_density(heading: str) -> bool:
    """Whether a heading is that of trees per area, which are no number of trees: 每亩株数, 株/公顷, 株数(株/hm²)."""
    text = squeezed(heading)
    return bool(re.search("株|密度", text) and _DENSITY.search(text))


def bare(heading: str) -> str:
    """A heading without what stands in its brackets: ``伐桩高(cm)`` is 伐桩高."""
    return re.split(r"[(\[/:]", squeezed(heading), maxsplit=1)[0]
