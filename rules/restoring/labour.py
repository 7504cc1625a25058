"""劳务: days or hours for a sum at a stated wage, hours of a sheet, months of care from the day it begins."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal

from rules.carbon.worksheet import Line, Worksheet
from rules.deciding.deadlines.counting import corresponding_day
from rules.proceedings.clock import EVENTS_OF_DUE, begun_on
from rules.proceedings.effects.performing import IN_DAYS
from rules.proceedings.state import Case, Obligation
from rules.values.quantity import Quantity, Rounding, unit

DAYS, HOURS = "days", "hours"
WORDS = {DAYS: "日", HOURS: "小时"}
WHOLE = Rounding.parse("ceil 1")
"""What is left of a day or an hour is worked as a whole one."""

SECTION = "劳务"
PROBATION, RELEASE = "缓刑考验期", "刑满释放"
HOURS_A_DAY = 1 / IN_DAYS["hours"]
"""劳动法第三十六条."""


def to_work(amount: Decimal, wage: Decimal, per: str, source: str) -> tuple[Line, Worksheet]:
    """How many days or hours a sum is at a wage for one of them. ``source``: where the wage was read, of which day."""
    sheet, yuan, word = Worksheet(), unit("CNY"), WORDS[per]
    lines = {
        "M": sheet.given("M", "以劳务代偿的金额", Quantity(amount, yuan), section=SECTION, source="文书", path=""),
        "w": sheet.given("w", f"每{word}工资", Quantity(wage, yuan), section=SECTION, source=source, path=""),
    }
    made = sheet.compute(
        "n",
        f"应当服劳务的{word}数",
        "M ÷ w",
        lines,
        unit_symbol="1",
        section=SECTION,
        source="金额 ÷ 当地相应工资标准（法释〔2022〕16号第二十一条）",
        rounding=WHOLE,
    )
    return made, sheet


def minutes(begins: datetime.time, ends: datetime.time) -> int:
    """From one time to a later one of the same day; not above zero where it is not later."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def in_unit(hours: Decimal, name: str) -> Decimal | None:
    """Hours in the unit of a duty, exactly; None of a unit that hours do not make up."""
    return {DAYS: hours / HOURS_A_DAY, HOURS: hours}.get(name)


def months(begins: datetime.date, count: int) -> list[tuple[datetime.date, datetime.date]]:
    """The months of service from a day on, each with its last day."""
    firsts = [corresponding_day(begins, number) for number in range(count + 1)]
    one = datetime.timedelta(days=1)
    return [(first, after - one) for first, after in itertools.pairwise(firsts)]


def begins(case: Case, duty: Obligation) -> tuple[datetime.date, str] | None:
    """The day that the instrument makes a duty of work begin with, and by what; None while that has not happened.

    Probation begins with the day on which the judgment is final (刑法第七十三条).
    """
    if duty.due.form == "probation":
        tracks = [one for one in case.of_kind("criminal") if set(one.persons) & set(duty.obligors)]
        found = next((day for one in tracks if (day := one.data.get("effective"))), None)
        return (found, PROBATION) if found else None
    name = EVENTS_OF_DUE.get(duty.due.after, duty.due.after)
    if duty.due.form != "after" or not name:
        return None
    found = begun_on(case, duty)
    return (found, name) if found else None
