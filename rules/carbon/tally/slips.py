"""What stands in a cell in place of a number: a range, a date, a ditto sign, another decimal mark; each has a remedy.

Ditto signs below a species are read (``rows.py``): nothing else than the species above can be meant. Of a size or a
number of trees they are refused, for a form that is filled in with them was rarely measured tree by tree.
"""

from __future__ import annotations

import re
from decimal import Decimal

from rules.carbon.tally.names import squeezed
from rules.carbon.tally.numerals import CHINESE, strokes
from rules.reading.messages import Message, msg, template
from rules.values.quantity import plain

DATE = template("“{text}”是日期：电子表格把形如 12-14 的内容改成了日期，请把该列设为文本或数值，按原始记录重新填写")
RANGE = template("“{text}”是一个范围，不是量测值：请写每株的量测值；按径阶检尺的，直径的列名写“径阶”，格中写径阶的中值")
CLASS = template("“{text}”是径阶的上下限，请只写径阶的中值（{middle}）")
NUMBERS = template("“{text}”是一个范围，请写一个株数")
REPEATS = template("“{mark}”是承接上一行的记号：树种可以这样写，直径、树高和株数请逐行写出数字")
POINT = template("“{text}”的小数点请写作“.”；不用千分位")
IN_WORDS = template("“{text}”是用汉字写的数，请写阿拉伯数字")

MARKED = template("“{text}”是画“正”字记的数，请写阿拉伯数字（{number}）")
NO_NUMBER = template("“{mark}”不是数字：与上一行相同的请写出数字，没有量测或不计的请删去这一行")
DASH = template("“{mark}”不是树种：与上一行同一树种的请写“同上”或树种名")

DASHES = frozenset("-—－–―─|｜↓、.·,，丶") | {"--", "——", "、、", "..", "…", "，，", ",,"}
"""Strokes and dots that may stand for what is above, or for nothing."""
DITTO = re.compile(r"(?:[〃″”“\"＂]+|'{2}|′{2}|’{2}|[同仝]上|同前)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)(?:cm|m|厘米|米)?[-~～—–－至到](\d+(?:\.\d+)?)(?:cm|m|厘米|米)?以?[上下]?")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"日期.*|\d{1,4}年.*|\d{1,2}月\d{0,2}日?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    rf"|\d{{1,2}}-(?:{_MONTHS})[a-z]*|(?:{_MONTHS})[a-z]*-\d{{1,4}}",
    re.IGNORECASE,
)
_OTHER_POINT = re.compile(r"\d+(?:[。·、]\d+|,(?!\d{3}$)\d+)")
_IN_WORDS = re.compile(rf"[{CHINESE}点半]+")


def is_ditto(text: str) -> bool:
    """Whether the text is a sign for what stands above: 〃, ″, 同上."""
    return DITTO.fullmatch(squeezed(text)) is not None


def slip(text: str, *, sized: bool, by_classes: bool) -> Message | None:
    """What a cell that should be a number is instead; None where it is nothing known.

    ``sized``: of a diameter or height, else of a number of trees. ``by_classes``: of a diameter below 径阶.
    """
    plain_text = squeezed(text)
    if is_ditto(plain_text):
        return msg(REPEATS, mark=plain_text)
    if plain_text in DASHES:
        return msg(NO_NUMBER, mark=plain_text)
    if _DATE.fullmatch(plain_text):
        return msg(DATE, text=plain_text[:20])
    marked = strokes(text) if "正" in text else None
    if marked is not None:
        return msg(MARKED, text=plain_text[:20], number=marked)
    ends = _RANGE.fullmatch(plain_text)
    if ends is not None:
        return _range(plain_text, ends, sized=sized, by_classes=by_classes)
    if sized and _OTHER_POINT.fullmatch(plain_text):
        return msg(POINT, text=plain_text[:20])
    if _IN_WORDS.fullmatch(plain_text):
        return msg(IN_WORDS, text=plain_text[:20])
    return None


def _range(text: str, ends: re.Match[str], *, sized: bool, by_classes: bool) -> Message:
    if not sized:
        return msg(NUMBERS, text=text)
    low, high = Decimal(ends[1]), Decimal(ends[2])
    if by_classes and low < high:
        middle = plain((low + high) / 2)
        return msg(CLASS, text=text, middle=middle)
    return msg(RANGE, text=text)
