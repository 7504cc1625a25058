"""What the course of a case rests on is written so that it can be read: sums, shares of a whole, figures, days.

Asked of an act that is about to be recorded; what is recorded already is read as far as it can be.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rules.proceedings.argument_types import TYPES, UNREADABLE, sums_in
from rules.proceedings.doing import Doing
from rules.proceedings.dues import is_season, is_words, read_instalments
from rules.proceedings.effects.orders import claims_of, orders_of, specs_of
from rules.proceedings.effects.performing import counted
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Due
from rules.proceedings.table import Argument
from rules.reading.messages import msg, template

WHOLE = Decimal(100)
AS_A_SHARE = template("应为 0 至 100 的百分比")
NOT_BELOW_ZERO = template("不能小于零")
AS_A_FIGURE = template("应为数和单位，如“50日”或者“9/24.75”")
AS_INSTALMENTS = template("应为每期的日期和金额，如“2026-03-01 600；2026-06-01 400”")
AS_A_SEASON = template("应为季节，如“2027年春季”“造林季节”；其他期限写入履行期限（due）")
APPROVED_LATER = template("批准日 {date} 晚于办理的日子 {day}")


def demand_readable(doing: Doing) -> None:
    """Raises ``Refused`` at the first that cannot be read, by the name of its argument."""
    for name, value in _said(doing):
        argument = doing.table.arguments[name]
        should = _should_be(doing, argument, value)
        if should is not None:
            given = value.text if isinstance(value, Due) else value
            told = msg(UNREADABLE, argument=name, label=argument.label, value=str(given))
            raise Refused("missing", told, should, name)


def _said(doing: Doing) -> Iterator[tuple[str, Any]]:
    own = (*orders_of(doing).values(), *claims_of(doing).values(), *specs_of(doing).values())
    for spec in (doing.args.given, *own):
        yield from ((name, value) for name, value in spec.items() if value is not None)


def _should_be(doing: Doing, argument: Argument, value: Any) -> str | None:
    """What it should be; None where it can be read."""
    if argument.type == "due":
        return msg("应为{type}", type=TYPES["due"]) if isinstance(value, Due) and is_words(value) else None
    if argument.type == "sums":
        return None if _is_sums(value) else msg("应为{type}", type=TYPES["sums"])
    if argument.name == "quantity" and doing.act.do in ("perform", "inspect"):
        return None if counted(str(value)) is not None else msg(AS_A_FIGURE)
    if isinstance(value, Decimal) and value < 0:
        return msg(NOT_BELOW_ZERO)
    if argument.type == "rate" and isinstance(value, Decimal) and value > WHOLE:
        return msg(AS_A_SHARE)
    if argument.name == "season":
        return None if is_season(str(value)) else msg(AS_A_SEASON)
    if argument.name == "instalments":
        return None if _is_instalments(value) else msg(AS_INSTALMENTS)
    if argument.name == "approval":
        return _of_approval(doing, value)
    return None


def _is_instalments(value: Any) -> bool:
    try:
        read_instalments(value)
    except (ValueError, ArithmeticError, KeyError, AttributeError):
        return False
    return True


def _is_sums(value: Any) -> bool:
    try:
        sums_in(value)
    except ValueError:
        return False
    return True


def _of_approval(doing: Doing, value: Any) -> str | None:
    """A head approves before it is done, on a day that can be read."""
    said = (value.get("on") or value.get("date")) if isinstance(value, Mapping) else None
    if said is None:
        return None
    try:
        day = said if isinstance(said, datetime.date) else datetime.date.fromisoformat(str(said))
    except ValueError:
        return msg("应为{type}", type=TYPES["day"])
    return msg(APPROVED_LATER, date=day, day=doing.day) if day > doing.day else None
