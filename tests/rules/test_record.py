"""A result is read into a typed record and written back to the very same text, whatever edition it was stored by."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import BaseModel, ValidationError

from rules.assess import Assessment, assess, sha256
from rules.carbon.comparison.attribution import attribute
from rules.carbon.comparison.differences import by_method
from rules.carbon.uncertainty import loss_range
from rules.carbon.uncertainty.sensitivity import ranking
from rules.carbon.worksheet import Worksheet
from rules.casefile import canonical, load
from rules.record.assessment import AssessmentRecord, UnknownFormat
from rules.record.comparison import AttributionRecord
from tests.rules.cases import example_files

ROOT = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in example_files())

LATER_KEYS = (
    *("loss_line", "loss_range", "loss_value_cny", "service_rest_cny", "punitive_limit_cny", "conflicts", "recovery"),
    *("deadlines", "objections", "published", "published_note"),
    *("persons", "loss_rests_on"),
)
"""Keys without which an earlier result is read all the same."""


@cache
def assessed(example: str) -> Assessment:
    return assess(load((ROOT / example).read_bytes()))


def beyond(record: Any, at: str = "") -> Iterator[str]:
    """Where a record holds keys that its type does not declare."""
    if isinstance(record, BaseModel):
        yield from (f"{at}.{key}" for key in record.model_extra or ())
        for name in type(record).model_fields:
            yield from beyond(getattr(record, name), f"{at}.{name}")
    elif isinstance(record, tuple):
        for item in record:
            yield from beyond(item, f"{at}[]")


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_result_is_read_and_written_back_to_the_same_text(example: str) -> None:
    made = assessed(example)
    text = canonical(made.as_json())
    record = AssessmentRecord.read(text)
    assert canonical(record.as_json()) == text
    assert list(record.as_json()) == list(made.as_json())
    assert record == made.record


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_key_of_a_result_is_declared(example: str) -> None:
    assert list(beyond(assessed(example).record)) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_hash_seals_all_the_rest(example: str) -> None:
    data = assessed(example).record.as_json()
    assert data.pop("hash") == sha256(data) == assessed(example).hash


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_stored_worksheet_is_the_one_that_was_written(example: str) -> None:
    made = assessed(example)
    again = Worksheet.of(made.record.worksheet)
    assert again.as_json() == made.worksheet.as_json()
    stored = AssessmentRecord.read(canonical(made.as_json()))
    line = stored.line_of_loss
    in_money, no_forest = stored.loss_value_cny is not None, made.casefile.harms_no_forest
    again_told = loss_range(Worksheet.of(stored.worksheet).lines, line, in_money=in_money, no_forest=no_forest)
    assert again_told == made.loss_range
    assert ranking(Worksheet.of(stored.worksheet).lines, line) == ranking(made.worksheet.lines, line)


def test_a_comparison_is_read_and_written_back_to_the_same_text() -> None:
    casefile = load((ROOT / "2022-fujian-nanjing-zhang.yaml").read_bytes())
    found = attribute(casefile, by_method(casefile, "storage-expansion"))
    assert canonical(found.record.as_json()) == canonical(found.as_json())
    assert list(beyond(found.record)) == []
    assert AttributionRecord.from_json(orjson.loads(canonical(found.as_json()))) == found.record


def test_a_result_of_an_earlier_edition_keeps_its_text_without_the_keys_it_lacks() -> None:
    data = copy.deepcopy(assessed("2022-fujian-nanjing-zhang.yaml").as_json())
    for key in LATER_KEYS:
        data.pop(key, None)
    for route in data["routes"]:
        route.pop("opens_if")
        route["reasons"] = [{"text": reason} for reason in route["reasons"]]
    record = AssessmentRecord.read(canonical(data))
    assert canonical(record.as_json()) == canonical(data)
    assert record.line_of_loss == assessed("2022-fujian-nanjing-zhang.yaml").record.loss_line
    assert (record.conflicts, record.recovery.series, record.published_note) == ((), None, None)
    assert [str(reason) for reason in record.routes[0].reasons]


def test_a_key_of_another_edition_is_kept() -> None:
    data = {**assessed("2022-fujian-nanjing-zhang.yaml").as_json(), "court_stamp": {"no": 1}}
    assert AssessmentRecord.read(canonical(data)).as_json() == data


def test_a_result_that_lacks_its_loss_is_refused() -> None:
    data = dict(assessed("2022-fujian-nanjing-zhang.yaml").as_json())
    del data["loss_tco2e"]
    with pytest.raises(ValidationError, match="loss_tco2e"):
        AssessmentRecord.read(canonical(data))


@pytest.mark.parametrize("stored", ['{"format":"tanheng-assessment/9"}', "{}", "[]"])
def test_a_format_without_a_reader_is_refused(stored: str) -> None:
    with pytest.raises(UnknownFormat):
        AssessmentRecord.read(stored)
