"""Small editions for tests, from ``editions`` (each folder holds what differs from ``first``), and cases for them."""

from __future__ import annotations

import datetime
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from rules.casefile import CaseFile, parse
from rules.deciding.edition import LawSource, source_of
from rules.lawchange.rehearsal import Given, Rehearsal, rehearse

EDITIONS = Path(__file__).parent / "editions"
ON = datetime.date(2024, 6, 1)


def folder(tmp_path: Path, *names: str) -> Path:
    """The whole edition: ``first`` with the files of the others in their place."""
    place = tmp_path / "-".join(("edition", *names))
    shutil.copytree(EDITIONS / "first", place)
    for name in names:
        shutil.copytree(EDITIONS / name, place, dirs_exist_ok=True)
    return place


def edition(tmp_path: Path, *names: str) -> LawSource:
    return source_of(str(folder(tmp_path, *names)))


def facts(stock: str = "18.6493", conduct: str = "2024-01-20", **more: Any) -> dict[str, Any]:
    """A case file as data. A cubic metre of 硬阔类 is about 2.3 t by the national default."""
    return {
        "case": {"offence": "滥伐林木", "conduct": {"from": conduct, "to": conduct}},
        "parties": [{"name": "某", "role": "被告人"}],
        "stands": [
            {
                "id": "A",
                "county": "350627",
                "species": "硬阔类",
                "damage": {"type": "采伐"},
                "standing_stock_m3": stock,
            }
        ],
        "options": {"method": "national-default"},
        **more,
    }


def casefile(stock: str = "18.6493", conduct: str = "2024-01-20", **more: Any) -> CaseFile:
    return parse(facts(stock, conduct, **more))


def _itself(case: CaseFile) -> CaseFile:
    return case


def given(**cases: CaseFile) -> list[Given]:
    """Cases by their names."""
    return [Given(name, partial(_itself, case)) for name, case in cases.items()]


def rehearsed(old: LawSource, new: LawSource, on: datetime.date | None = ON, /, **cases: CaseFile) -> Rehearsal:
    """The whole rehearsal of these cases."""
    *_, made = rehearse(given(**cases), old, new, on)
    return made


def told(made: Rehearsal) -> dict[str, dict[str, tuple[str, str]]]:
    """Old and new value of each changed conclusion, by case and key."""
    return {
        case.name: {changed.old.key: (changed.old.value, changed.new.value) for changed in case.changed}
        for case in made.changed
    }


def causes(made: Rehearsal, case: str, key: str) -> list[list[str]]:
    """The causes of a changed conclusion, each as the names of the entries in it."""
    (found,) = (item for item in made.changed if item.name == case)
    (changed,) = (item for item in found.changed if item.old.key == key)
    return [[change.ref for change in cause] for cause in changed.causes]
