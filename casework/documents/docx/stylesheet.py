"""The parts of the file that say how it looks: styles, lists, settings, page numbers."""

from __future__ import annotations

from casework.documents.docx.elements import Element, said, w
from casework.documents.docx.styles import FANG, LATIN, RED, SONG, Style, styles_of

CHARACTER = 15.79 * 20
"""The width of a character of the text, in twips."""


def faces(face: str, latin: str = LATIN) -> Element:
    """The faces of a text: Chinese, and Latin with digits."""
    return w("rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin)


def style_sheet(layout: str) -> Element:
    """``word/styles.xml``."""
    defaults = w(
        "docDefaults",
        w(
            "rPrDefault",
            w("rPr", faces(FANG), w("kern", val=0), w("sz", val=32), w("szCs", val=32), _language()),
        ),
        w("pPrDefault"),
    )
    table = w("style", w("name", val="Normal Table"), _bare_table(), type="table", default=1, styleId="TableNormal")
    return w("styles", defaults, *map(_style, styles_of(layout)), table)


def _language() -> Element:
    return w("lang", val="en-US", eastAsia="zh-CN")


def _bare_table() -> Element:
    margins = [w("top", w=60, type="dxa"), w("left", w=80, type="dxa")]
    margins += [w("bottom", w=60, type="dxa"), w("right", w=80, type="dxa")]
    return w("tblPr", w("tblInd", w=0, type="dxa"), w("tblCellMar", *margins))


def _style(style: Style) -> Element:
    default = {} if style.base else {"default": 1}
    made = w("style", w("name", val=style.name), type="paragraph", styleId=style.id, **default)
    if style.base:
        made.append(w("basedOn", val=style.base))
    made.append(w("qFormat"))
    made.append(_paragraph_of(style))
    latin = SONG if style.id == "Listing" else LATIN
    looks = w("rPr", faces(style.face, latin))
    if style.colour:
        looks.append(w("color", val=style.colour))
    looks.append(w("spacing", val=style.closer))
    looks.extend([w("sz", val=style.size), w("szCs", val=style.size)])
    made.append(looks)
    return made


def _paragraph_of(style: Style) -> Element:
    made = w("pPr")
    if style.together:
        made.append(w("keepNext"))
    made.append(w("widowControl", val=1))
    if style.id == "LetterHead":
        made.append(w("pBdr", w("bottom", val="thickThinSmallGap", sz=18, space=8, color=RED)))
    if style.id == "HandLine":
        lines = [w(side, val="single", sz=4, space=0, color="000000") for side in ("bottom", "between")]
        made.append(w("pBdr", *lines))
    made.extend([w("autoSpaceDE", val=0), w("autoSpaceDN", val=0)])
    if not style.grid:
        made.append(w("snapToGrid", val=0))
    spaced = {"before": style.before, "after": style.after}
    made.append(
        w(
            "spacing",
            **spaced,
            **({"line": style.line, "lineRule": "exact"} if style.line else {"line": 240, "lineRule": "auto"}),
        )
    )
    made.append(indent(style.left, style.right, style.first))
    made.append(w("jc", val=style.align))
    if style.level >= 0:
        made.append(w("outlineLvl", val=style.level))
    return made


def indent(left: int, right: int, first: int) -> Element:
    """Indents in hundredths of a character, and in twips for programs that know no characters."""
    said = {"left": left, "right": right, "firstLine": first}
    characters = {f"{name}Chars": value for name, value in said.items()}
    return w("ind", **characters, **{name: round(value * CHARACTER / 100) for name, value in said.items()})


def lists() -> Element:
    """``word/numbering.xml``: the heads 一、二、三 and the annexes 1．2．."""
    made = w("numbering")
    kinds = (("chineseCountingThousand", "%1、"), ("decimal", "%1．"))
    for at, (form, text) in enumerate(kinds):
        level = w("lvl", w("start", val=1), w("numFmt", val=form), w("suff", val="nothing"), ilvl=0)
        level.extend([w("lvlText", val=text), w("lvlJc", val="left")])
        made.append(w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=at))
    made.extend(w("num", w("abstractNumId", val=at), numId=at + 1) for at in range(len(kinds)))
    return made


def settings() -> Element:
    """``word/settings.xml``: left-bound on both sides, pages numbered outside."""
    return w(
        "settings",
        w("mirrorMargins"),
        w("bordersDoNotSurroundHeader"),
        w("bordersDoNotSurroundFooter"),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("drawingGridVerticalSpacing", val=290),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", _compatible()),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _compatible() -> Element:
    return w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)


def page_number(side: str) -> Element:
    """A foot with the number of the page between dashes, one character in from the outside."""
    looks = w("pPr", w("pStyle", val="Footer"), indent(100, 100, 0), w("jc", val=side))
    return w("ftr", w("p", looks, w("r", said("— ")), *_field("PAGE"), w("r", said(" —"))))


def page_of_pages(signed: bool) -> Element:
    """A foot that says how many pages there are; of a record with the line on which who was there signs each page."""
    looks = w("pPr", w("pStyle", val="Footer"), indent(0, 0, 0), w("jc", val="center"))
    line = [
        w("r", said("当事人、在场人签名：")),
        w("r", w("rPr", w("u", val="single")), said("\u00a0" * 40)),
        w("r", said("　　")),
    ]
    told = [w("r", said("第 ")), *_field("PAGE"), w("r", said(" 页　共 ")), *_field("NUMPAGES"), w("r", said(" 页"))]
    return w("ftr", w("p", looks, *(line if signed else []), *told))


def _field(name: str) -> list[Element]:
    begin, apart, end = (w("fldChar", fldCharType=each) for each in ("begin", "separate", "end"))
    return [w("r", each) for each in (begin, _instruction(name), apart, said("1"), end)]


def _instruction(name: str) -> Element:
    made = w("instrText")
    made.text = f" {name} "
    return made


def first_foot(ruled: bool) -> Element:
    """The foot of a first page without number; of a letter with its lower double rule."""
    looks = w("pPr", w("pStyle", val="Footer"))
    if ruled:
        looks.append(w("pBdr", w("top", val="thinThickSmallGap", sz=18, space=0, color=RED)))
        looks.append(w("ind", left=-454, right=-340))
    return w("ftr", w("p", looks))
