"""Dates, sums and counts in Chinese numerals, as papers of courts and receipts write them.

Dates of courts: 人民法院民事裁判文书制作规范 (法〔2016〕221号): 二〇二六年三月五日, with 〇 and never 零.
Dates of offices: GB/T 9704-2012, 7.3.5.4: 2026年3月5日, without leading zeros. Sums: 正确填写票据和结算凭证的基本规定
(支付结算办法 银发〔1997〕393号, annex 1) and 会计基础工作规范 第五十二条. Counts: GB/T 15835-2011,
一百二十三; what is not whole with 点, 四十七点零七.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from rules.reading.messages import Message, msg

_DAY_DIGITS = "〇一二三四五六七八九"
_DIGITS = "零一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "十", "百", "千")
_CAPITAL_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP = 10_000
LIMIT = 10**12
"""Sums and counts are written below this: 万亿 has no agreed form."""

_TEN = 10
_THOUSAND = 1000
_YEAR = 12


class NotWritable(ValueError):
    """A number that has no such form. ``reason``: why, for whoever reads it."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def court_date(day: datetime.date) -> str:
    """A day as courts date papers: 二〇二六年三月五日."""
    year = "".join(_DAY_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def office_date(day: datetime.date) -> str:
    """A day as offices date papers: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def counted(number: int) -> str:
    """A count: 十二, 二十, 一百零五, 一万零三百. Raises ``NotWritable`` below zero and from ``LIMIT`` on."""
    _check(number)
    told = _grouped(number, _DIGITS, _PLACES)
    return told[1:] if told.startswith("一十") else told


def spoken(number: Decimal) -> str:
    """A quantity as it is read out, with all its digits: 四十七点零七. Raises ``NotWritable`` as ``counted``."""
    whole, _, small = f"{number:f}".partition(".")
    if number < 0:
        _check(-1)
    return counted(int(whole)) + ("点" + "".join(_DIGITS[int(digit)] for digit in small) if small else "")


def term(months: int) -> str:
    """The length of a punishment: 六个月, 一年, 三年六个月. Raises ``NotWritable`` of nothing at all."""
    if months <= 0:
        raise NotWritable(msg("刑期应大于 0，现为 {months} 个月", months=months))
    years, rest = divmod(months, _YEAR)
    return (f"{counted(years)}年" if years else "") + (f"{counted(rest)}个月" if rest else "")


def capitals(yuan: Decimal) -> str:
    """A sum in capitals (大写), without 人民币 before it: 贰万零肆拾陆元整, 壹仟肆佰零玖元伍角.

    整 follows 元, and neither 角 nor 分. Where the place of 元 is 0 and 角 is not, 零 is written; where only the place
    of 万 is 0, it is not (both are free). Raises ``NotWritable`` for what is below zero, finer than 分 or too large.
    """
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise NotWritable(msg("金额应精确到分，现为 {value} 元", value=yuan))
    whole, small = divmod(int(fen), 100)
    _check(whole if yuan >= 0 else -1)
    jiao, cents = divmod(small, _TEN)
    told = f"{_grouped(whole, _CAPITALS, _CAPITAL_PLACES)}元" if whole or not small else ""
    if not small:
        return f"{told}整"
    if whole and (not jiao or not whole % _TEN):
        told += "零"
    return told + (f"{_CAPITALS[jiao]}角" if jiao else "") + (f"{_CAPITALS[cents]}分" if cents else "")


def _check(number: int) -> None:
    if not 0 <= number < LIMIT:
        raise NotWritable(msg("只能写不小于 0、不足一万亿的数，现为 {number}", number=number))


def _grouped(number: int, digits: str, places: tuple[str, ...]) -> str:
    """By groups of four digits; 零 once for what is skipped."""
    told, skipped = "", False
    for at in reversed(range(len(_GROUPS))):
        group = number // _GROUP**at % _GROUP
        if not group:
            skipped = bool(told)
            continue
        if told and (skipped or group < _THOUSAND):
            told += digits[0]
        told += _four(group, digits, places) + _GROUPS[at]
        skipped = False
    return told or digits[0]


def _four(group: int, digits: str, places: tuple[str, ...]) -> str:
    told, skipped = "", False
    for at in reversed(range(len(places))):
        digit = group // 10**at % 10
        if digit:
            told += (digits[0] if skipped else "") + digits[digit] + places[at]
        skipped = bool(told) and not digit
    return told
