"""What day it is where this law applies, whatever zone the machine keeps."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def today() -> datetime.date:
    """The date of the calendar on the wall, Beijing time: what papers, trades and decisions are dated by."""
    return datetime.datetime.now(BEIJING).date()
