"""Facts of made-up cases: varied by a seed, or with the stands of a published case."""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from casework.demo.people import AREA
from rules.casefile import CaseFile, load, parse
from rules.casefile.offences import HARMS_NO_FOREST, OFFENCES

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
YEARS_OF_A_MINOR = 17 * 365 + 100
SURNAMES = "陈林黄张吴李郑王刘苏蔡杨许庄简谢叶邱卢赖曾游魏萧江沈罗蓝钟温"
GIVEN = "山水木林森松柏建国志明文武华荣发财进忠孝仁义礼信福禄寿春夏秋冬东南北平安顺和庆良田土根生"
SPECIES = ("杉木", "马尾松", "木荷", "硬阔类", "软阔类", "桉树", "枫香", "相思", "栎类", "檫木")
FELLED = ("滥伐林木", "盗伐林木")
"""The offences that are measured; of the others the facts asked for would go beyond a demonstration."""


def name_of(luck: random.Random) -> str:
    """A made-up name, marked as such."""
    return f"{luck.choice(SURNAMES)}{luck.choice(GIVEN)}{luck.choice(GIVEN)}（演示）"


def number_of(running: int, year: int) -> str:
    """A made-up case number, marked as such."""
    return f"（{year}）闽0627刑初{running}号（演示）"


def casefile(luck: random.Random, opened: datetime.date, *, measured: bool) -> CaseFile:
    """The facts of a case that is opened on a day. ``measured``: it can be measured and its credits bought."""
    ended = opened - datetime.timedelta(days=luck.randint(30, 300))
    begun = ended - datetime.timedelta(days=luck.randint(0, 20))
    others = [offence for offence in OFFENCES if offence not in HARMS_NO_FOREST]
    parties: dict[str, None] = {}
    while len(parties) < luck.choice((1, 1, 1, 2, 3)):
        parties[name_of(luck)] = None
    offence = luck.choice(FELLED) if measured or luck.random() < 0.5 else luck.choice(others)
    return _parsed(
        offence,
        begun,
        ended,
        list(parties),
        [_stand(luck, place) for place in range(luck.choice((1, 1, 2, 3)))],
        luck.choice(("1", "2")),
        _price(f"{luck.randint(2500, 9000) / 100:.2f}", opened),
    )


def like(example: str, parties: Sequence[str], opened: datetime.date, minors: Collection[str] = ()) -> CaseFile:
    """The facts of a case of some persons with the offence and the stands of a published one, shortly before a day."""
    data = load((EXAMPLES / f"{example}.yaml").read_bytes()).as_json()
    stands = [{**stand, "county": AREA} for stand in data["stands"]]
    day = opened - datetime.timedelta(days=45)
    return _parsed(data["case"]["offence"], day, day, list(parties), stands, "2", _price("58.00", opened), minors)


def published(example: str) -> CaseFile:
    """A published case as it stands."""
    return load((EXAMPLES / f"{example}.yaml").read_bytes())


def _parsed(
    offence: str,
    begun: datetime.date,
    ended: datetime.date,
    parties: list[str],
    stands: list[dict[str, Any]],
    multiplier: str,
    price: dict[str, str],
    minors: Collection[str] = (),
) -> CaseFile:
    return parse(
        {
            "case": {"offence": offence, "conduct": {"from": begun.isoformat(), "to": ended.isoformat()}},
            "parties": [_party(name, begun if name in minors else None) for name in parties],
            "stands": stands,
            "request": {"credits": True, "by": parties[0], "date": ended.isoformat()},
            "options": {
                "method": "national-default",
                "multiplier": multiplier,
                "credit": {"type": "FFCER"},
                "price": price,
            },
        }
    )


def _party(name: str, minor_on: datetime.date | None) -> dict[str, str]:
    """Somebody accused; a minor is seventeen on the day of the conduct."""
    born = {"born": (minor_on - datetime.timedelta(days=YEARS_OF_A_MINOR)).isoformat()} if minor_on else {}
    return {"name": name, "role": "被告人", **born}


def _price(cny_per_t: str, opened: datetime.date) -> dict[str, str]:
    return {
        "cny_per_t": cny_per_t,
        "rule": "当地固定价",
        "source": "演示价格，并非真实行情",
        "date": (opened - datetime.timedelta(days=1)).isoformat(),
        "for": opened.isoformat(),
    }


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
