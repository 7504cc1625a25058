"""Varied facts of made-up cases: offences, stands, parties and dates, from a seed."""

from __future__ import annotations

import datetime
import random
from typing import Any

from casework.demo.people import AREA
from rules.casefile import CaseFile, parse
from rules.casefile.offences import HARMS_NO_FOREST, OFFENCES

SURNAMES = "陈林黄张吴李郑王刘苏蔡杨许庄简谢叶邱卢赖曾游魏萧江沈罗蓝钟温"
GIVEN = "山水木林森松柏建国志明文武华荣发财进忠孝仁义礼信福禄寿春夏秋冬东南北平安顺和庆良田土根生"
SPECIES = ("杉木", "马尾松", "木荷", "硬阔类", "软阔类", "桉树", "枫香", "相思", "栎类", "檫木")
FELLED = ("滥伐林木", "盗伐林木")
"""The offences that are taken through all stages; of the others the facts asked for would go beyond a demonstration."""

NOTE = "演示内容，并非真实意见"


def name_of(luck: random.Random) -> str:
    """A made-up name, marked as such."""
    return f"{luck.choice(SURNAMES)}{luck.choice(GIVEN)}{luck.choice(GIVEN)}（演示）"


def number_of(running: int, year: int) -> str:
    """A made-up case number, marked as such."""
    return f"（{year}）闽0627刑初{running}号（演示）"


def casefile(luck: random.Random, number: str | None, today: datetime.date, *, measured: bool) -> CaseFile:
    """The facts of one case. ``measured``: it can be measured and its credits bought."""
    decided = today - datetime.timedelta(days=luck.randint(25, 700))
    ended = decided - datetime.timedelta(days=luck.randint(30, 300))
    begun = ended - datetime.timedelta(days=luck.randint(0, 20))
    others = [offence for offence in OFFENCES if offence not in HARMS_NO_FOREST]
    parties: dict[str, None] = {}
    while len(parties) < luck.choice((1, 1, 1, 2, 3)):
        parties[name_of(luck)] = None
    first, day = next(iter(parties)), decided.isoformat()
    head: dict[str, Any] = {
        "offence": luck.choice(FELLED) if measured or luck.random() < 0.5 else luck.choice(others),
        "conduct": {"from": begun.isoformat(), "to": ended.isoformat()},
    }
    if number is not None:
        head["number"] = number
    return parse(
        {
            "case": head,
            "parties": [{"name": name, "role": "被告人"} for name in parties],
            "stands": [_stand(luck, place) for place in range(luck.choice((1, 1, 2, 3)))],
            "site_check": {"date": day, "replanting_in_place": False, "replanting_elsewhere": False},
            "restoration": {"ordered": "管护", "months": luck.choice((6, 12, 24))},
            "request": {"credits": True, "by": first, "date": day},
            "opinions": [
                {"by": who, "view": "同意", "date": day, "note": NOTE}
                for who in ("检察院", *(f"被告人{name}" for name in parties), "林业局")
            ],
            "options": _options(luck, decided),
        }
    )


def _stand(luck: random.Random, place: int) -> dict[str, Any]:
    return {
        "id": "ABC"[place],
        "county": AREA,
        "species": luck.choice(SPECIES),
        "land_category": luck.choice(("公益林", "商品林")),
        "damage": {"type": "采伐"},
        "standing_stock_m3": f"{luck.randint(60, 900) / 10:.1f}",
        "trees": luck.randint(20, 900),
    }


def _options(luck: random.Random, decided: datetime.date) -> dict[str, Any]:
    return {
        "method": "national-default",
        "multiplier": luck.choice(("1", "2")),
        "credit": {"type": "FFCER"},
        "price": {
            "cny_per_t": f"{luck.randint(2500, 9000) / 100:.2f}",
            "rule": "当地固定价",
            "source": "演示价格，并非真实行情",
            "date": (decided - datetime.timedelta(days=1)).isoformat(),
        },
        "on": decided.isoformat(),
    }
