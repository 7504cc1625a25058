"""What is asked of a case file only since cases were filed is asked of new ones, and not of those on record."""

from __future__ import annotations

from typing import Any

import pytest

from rules.casefile import parse
from rules.reading.errors import InputError


def facts(county: str = "350627", second: str = "李某") -> dict[str, Any]:
    conduct = {"from": "2025-01-05", "to": "2025-01-20"}
    stand = {"id": "A", "county": county, "species": "杉木", "standing_stock_m3": "12", "damage": {"type": "采伐"}}
    people = [{"name": name, "role": "被告人"} for name in ("张某", second)]
    return {"case": {"offence": "滥伐林木", "conduct": conduct}, "parties": people, "stands": [stand]}


@pytest.mark.parametrize(
    ("told", "path"), [({"second": "张某"}, "parties[1].name"), ({"county": "999999"}, "stands[0].county")]
)
def test_what_is_asked_since_is_asked_of_new_case_files_alone(told: dict[str, str], path: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(facts(**told))
    assert [one.path for one in refused.value.errors] == [path]
    read = parse(facts(**told), recorded=True)
    assert [one.name for one in read.parties] == ["张某", told.get("second", "李某")]
    assert read.stands[0].county == told.get("county", "350627")


def test_what_was_always_asked_is_asked_of_a_recorded_one_too() -> None:
    with pytest.raises(InputError):
        parse(facts(county="35"), recorded=True)
