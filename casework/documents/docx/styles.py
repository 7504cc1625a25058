"""The styles of each layout class, by the official faces: whoever edits a paper has them, or what stands for them.

Measures: type in half points, lines and gaps in twips (1 mm = 56.7), indents in hundredths of a character.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FANG, SONG, TITLE, HEI = "仿宋_GB2312", "宋体", "方正小标宋简体", "黑体"
KAI = "楷体_GB2312"
LATIN = "Times New Roman"
ROW = 580
"""A line of 29 pt: 22 of them on a page."""
CLOSER = -5
"""By which 28 characters of 16 pt fit into 156 mm."""
RED = "CC0000"


@dataclass(frozen=True)
class Style:
    """A style. ``line``: exactly so high, 0 for as high as the type needs; ``closer``: spacing of characters, in twips;
    ``level``: of a head, from 0, else -1."""

    id: str
    name: str
    face: str = FANG
    size: int = 32
    line: int = ROW
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    before: int = 0
    after: int = 0
    colour: str = ""
    together: bool = False
    closer: int = 0
    level: int = -1
    base: str = "Normal"

    @property
    def grid(self) -> bool:
        """Whether its lines stand on those of the page."""
        return self.line == ROW


_SHARED = (
    Style("Normal", "Normal", first=200, base=""),
    Style("Title", "Title", TITLE, 44, 680, "center", together=True, after=ROW),
    Style("Heading1", "heading 1", HEI, first=200, together=True, level=0),
    Style("Heading2", "heading 2", KAI, first=200, together=True, level=1),
    Style("PaperNumber", "文号", align="right", right=200),
    Style("RedHead", "红头", TITLE, 60, 800, "center", before=1757, after=850, colour=RED),
    Style("LetterHead", "信函机关名称", TITLE, 56, 624, "center", colour=RED),
    Style("Addressee", "主送"),
    Style("Flush", "顶格"),
    Style("People", "署名人员", align="right", right=400, together=True),
    Style("SignLine", "签名", left=200, together=True),
    Style("Contact", "联系方式", size=28, line=454),
    Style("Issuer", "署名", align="right", together=True),
    Style("Date", "成文日期", align="right"),
    Style("AnnexItem", "附件说明", left=200),
    Style("SheetLine", "表前文字", size=24, line=454, align="left"),
    Style("SheetNote", "表注", size=21, line=300),
    Style("HandLine", "手写行"),
    Style("Caption", "caption", HEI, 24, 320, "center", before=80, after=60, together=True),
    Style("TableText", "表内文字", size=24, line=0, align="left"),
    Style("TableHead", "表头", HEI, 24, 0, "left"),
    Style("CoverTitle", "封面标题", TITLE, 72, 1080, "center", before=2551, after=3118),
    Style("CoverField", "封面栏目", line=680, align="left"),
    Style("SectionTitle", "部分标题", TITLE, 44, 680, "center", after=ROW, together=True, level=0),
    Style("AnnexTitle", "附件标题", TITLE, 36, 600, "center", after=120, together=True, level=0),
    Style("Small", "附件文字", size=21, line=310, align="left"),
    Style("SmallHead", "附件小标题", HEI, 24, 360, "left", before=120, together=True, level=1),
    Style("Source", "出处", size=17, line=240, align="left"),
    Style("Listing", "数列", SONG, 18, 250, "left"),
    Style("Footer", "footer", SONG, 28, 0, "left"),
)
_TALLER = ("Normal", "Heading1", "Heading2", "Addressee", "Flush", "SignLine", "People", "Issuer", "Date", "AnnexItem")
_BODY = {"G": (30, 510), "H": (28, 516), "I": (28, ROW)}
"""Type and line of the text where a class has its own."""
_ROWS_ABOVE = {"A": 2 * ROW, "B": ROW, "C": ROW}
"""What stands free above the title."""


def styles_of(layout: str) -> tuple[Style, ...]:
    """The styles of a layout class."""
    return tuple(_fitted(style, layout) for style in _SHARED)


def _fitted(style: Style, layout: str) -> Style:
    if style.id in _TALLER:
        size, line = _BODY.get(layout, (style.size, style.line))
        closer = 0 if layout in _BODY else CLOSER
        style = replace(style, size=size, line=line, closer=closer)
    match layout, style.id:
        case _, "Title" if layout in _ROWS_ABOVE:
            return replace(style, before=_ROWS_ABOVE[layout], after=0)
        case "F", "Title":
            return replace(style, size=36, line=560, after=227)
        case "D", "PaperNumber":
            return replace(style, align="center", right=0, after=1160)
        case "E", "PaperNumber":
            return replace(style, right=0, after=1160)
        case "F", "PaperNumber":
            return replace(style, right=0, size=24, line=454)
        case "H", "TableText" | "TableHead":
            return replace(style, size=21, line=290)
    return style
