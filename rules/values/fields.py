"""Types of single fields of a case file: exact numbers within sane bounds, dates, codes, short text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, ValidationInfo

from rules.reading.messages import template
from rules.reading.pydantic_errors import invalid
from rules.values.provinces import BEYOND, PROVINCES
from rules.values.quantity import plain

DECIMAL = template("应为十进制数，整数部分至多 12 位、小数至多 10 位，不用千分位和单位")

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NUMBERS = (Decimal, int, str)
_NUMBER = re.compile(r"[+-]?([0-9]{1,12})(\.[0-9]{1,10})?")


def _exact(value: Any) -> Decimal:
    if type(value) is str:
        text = value.strip()
    elif isinstance(value, bool) or not isinstance(value, _NUMBERS):
        raise invalid("应为数字（写成十进制数，如 18.6493）")
    else:
        text = format(value, "f") if isinstance(value, Decimal) and _writable(value) else str(value).strip()
    if not _NUMBER.fullmatch(text):
        raise invalid(DECIMAL)
    number = Decimal(text)
    return number if number else abs(number)  # a zero has no sign


def _writable(value: Decimal) -> bool:
    """Whether the number can be written without exponent in a line: 1e999999999 would fill the memory."""
    return value.is_finite() and abs(value.adjusted()) <= 30


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise invalid("应大于 0，现为 {value}", value=str(value))
    return value


def _not_negative(value: Decimal) -> Decimal:
    if value < 0:
        raise invalid("不能为负数，现为 {value}", value=str(value))
    return value


def _lost(value: Decimal) -> Decimal:
    if value == 0:
        raise invalid("份额为 0 即没有受损：没有受损的地块不列入，一部分受损的写明受损的份额")
    return _share(value)


def _share(value: Decimal) -> Decimal:
    if not 0 < value <= 1:
        raise invalid("应大于 0 且不超过 1，现为 {value}", value=str(value))
    return value


def _money(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise invalid("金额至多两位小数（元、角、分），现为 {value}", value=str(value))
    return _not_negative(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, str) and not re.fullmatch(r"[0-9]{1,15}", value.strip())):
        raise invalid("应为不小于 0 的整数")
    if isinstance(value, Decimal) and not _writable(value):
        raise invalid("应为 0 至 10,000,000 之间的整数")
    if isinstance(value, Decimal) and value != value.to_integral_value():
        raise invalid("应为整数，现为 {value}", value=str(value))
    if not isinstance(value, Decimal | int | str) or not 0 <= int(value) <= 10_000_000:
        raise invalid("应为 0 至 10,000,000 之间的整数")
    return int(value)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = (datetime.date(1979, 1, 1), datetime.date(2100, 1, 1))
_BIRTHDAYS = (datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))


def _day(value: Any) -> datetime.date:
    if type(value) is datetime.date:
        return value
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        day = datetime.date.fromisoformat(value)
    except ValueError:
        raise invalid("应为真实存在的日期，写作 2021-12-01") from None
    return day


def _reasonable_day(value: datetime.date) -> datetime.date:
    if not _DAYS[0] <= value <= _DAYS[1]:
        raise invalid("日期应在 1979-01-01 至 2100-01-01 之间")
    return value


def _birthday(value: datetime.date) -> datetime.date:
    if not _BIRTHDAYS[0] <= value <= _BIRTHDAYS[1]:
        raise invalid("出生日期应在 1900-01-01 至 2100-01-01 之间")
    return value


RECORDED = {"recorded": True}
"""The context in which a case file is read that is on record: what is asked only since is not asked of it."""


def is_recorded(info: ValidationInfo) -> bool:
    """Whether what is read is on record."""
    return info.context is RECORDED


def _county(value: Any, info: ValidationInfo) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"[0-9]{6}", text):
        raise invalid("应为六位行政区划代码（GB/T 2260），如 350627")
    somewhere = text[:2] in PROVINCES.keys() | BEYOND and not text.endswith("0000")
    if not somewhere and not is_recorded(info):
        raise invalid("{code} 不是县级行政区划代码（GB/T 2260）：前两位为省级代码，后四位不全为零", code=text)
    return text


def _flag(value: Any) -> bool:
    words = {"是": True, "否": False}
    if isinstance(value, str) and value in words:
        return words[value]
    if not isinstance(value, bool):
        raise invalid("应为 true 或 false")
    return value


_WORDS = (str, int)


def _text(value: Any) -> str:
    if type(value) is not str and (isinstance(value, bool) or not isinstance(value, _WORDS)):
        raise invalid("应为文字")
    text = str(value).strip()
    # What can be printed holds none of them, and Python knows that of a whole text at once.
    unseen = None if text.isprintable() else next((char for char in text if _unseen(char)), None)
    if unseen is not None:
        raise invalid("含有不可见的字符 {code}，请删去后重新输入", code=f"U+{ord(unseen):04X}")
    return text


def _unseen(char: str) -> bool:
    """Controls, half surrogates, what turns the direction of writing or has no width, and what is no character:
    two names that look alike must be alike, and a name must stand on paper as it is read on the screen."""
    return (unicodedata.category(char) in _UNSEEN and char not in "\n\t") or ord(char) & 0xFFFE == 0xFFFE


def _word(value: Any) -> str:
    if isinstance(value, Decimal) and _writable(value):
        return plain(value)
    return _text(value)


def _names(value: Any) -> Any:
    """Several words as a list: a form sends them as one text, 甲、乙."""
    if not isinstance(value, str):
        return value
    return [name for name in (part.strip() for part in re.split(r"[、，,；;\n]", value)) if name]


class Kind(StrEnum):
    """What a field holds. Where its Python type does not tell it, the kind stands in its ``Annotated`` as a marker."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    COUNT = "count"
    YEAR = "year"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    NAMES = "names"
    GROUP = "group"
    LIST = "list"
    MAP = "map"


Number = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json")]
"""Written out digit by digit, never with an exponent, so that what is saved can be read again."""
Signed = Annotated[Number, BeforeValidator(_exact)]
"""An exact number of either sign."""
Amount = Annotated[Number, BeforeValidator(_exact), AfterValidator(_positive)]
"""A positive exact number."""
Stock = Annotated[Number, BeforeValidator(_exact), AfterValidator(_not_negative)]
"""An exact number, zero allowed."""
Share = Annotated[Number, BeforeValidator(_exact), AfterValidator(_share), Kind.SHARE]
"""A fraction in (0, 1]."""
LostShare = Annotated[Number, BeforeValidator(_exact), AfterValidator(_lost), Kind.SHARE]
"""The part of a stand that was lost, a fraction in (0, 1]."""
Money = Annotated[Number, BeforeValidator(_exact), AfterValidator(_money), Kind.MONEY]
"""CNY, not negative, at most two places."""
Count = Annotated[int, BeforeValidator(_count)]
Day = Annotated[datetime.date, BeforeValidator(_day), AfterValidator(_reasonable_day)]
Birthday = Annotated[datetime.date, BeforeValidator(_day), AfterValidator(_birthday)]
County = Annotated[str, BeforeValidator(_county)]
"""GB/T 2260 code of a county, six digits."""
Flag = Annotated[bool, BeforeValidator(_flag)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500), BeforeValidator(_text)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=100), BeforeValidator(_word)]
"""A short choice. A number written without quotes is taken as its digits."""
LongText = Annotated[str, StringConstraints(min_length=1, max_length=5000), BeforeValidator(_text), Kind.LONG_TEXT]
Names = Annotated[list[Text], BeforeValidator(_names), Field(max_length=1000), Kind.NAMES]
"""Several names or numbers, written as a list or as one text with 、 between them."""
Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=20, pattern=r"^[\w\-]+$"), BeforeValidator(_text)
]


def whole_years(start: datetime.date, day: datetime.date) -> int:
    """Years completed on ``day``: a year is, from the day after its anniversary on."""
    return day.year - start.year - ((day.month, day.day) <= (start.month, start.day))
