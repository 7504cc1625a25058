"""Standard errors on the form: beside a number of the stand, with a source; refused in their place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest

from casework.cases.stand_numbers import NUMBERS
from rules.casefile.stand import Damage, Stand
from tests.casework import markup
from tests.casework.cases.answers import document, send
from tests.casework.office import Office
from tests.casework.pages import text

ROW = "stands-0-standard_errors-0"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


def numbers_of(model: Any, path: str = "") -> Iterator[str]:
    """Every single number of a model and its groups; rows of a list have none of their own."""
    for name, info in model.model_fields.items():
        parts = [info.annotation, *parts_of(info.annotation)]
        inner = [part for part in parts if hasattr(part, "model_fields")]
        if any(getattr(part, "__origin__", None) in (list, dict) or part in (list, dict) for part in parts):
            continue
        if inner:
            yield from numbers_of(inner[0], f"{path}{name}.")
        elif Decimal in parts or int in parts:
            yield f"{path}{name}"


def parts_of(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from parts_of(part)


def test_every_number_of_a_stand_may_be_chosen() -> None:
    # The width of a class of diameters says how a tally is written; it is not measured.
    single = {name for name in NUMBERS if "[" not in name}
    assert single == set(numbers_of(Stand)) - {"tally.class_width_cm"}


def test_of_a_list_the_part_lost_of_each_stratum_may_be_chosen_and_no_share() -> None:
    listed = [name for name in NUMBERS if "[" in name]
    most = next(part.max_length for part in Damage.model_fields["strata"].metadata if hasattr(part, "max_length"))
    assert listed == [f"damage.strata[{number}].fraction" for number in range(most)]


@one_database
def test_a_standard_error_is_written_beside_its_number_and_told_before_filing(office: Office) -> None:
    given = {f"{ROW}-field": "standing_stock_m3", f"{ROW}-value": "0.9", f"{ROW}-source": "鉴定意见书第 4 页"}
    page = send(office.browser("prosecutor"), **given)
    assert document(page.text)["stands"][0]["standard_errors"] == {
        "standing_stock_m3": {"value": "0.9", "source": "鉴定意见书第 4 页"}
    }
    assert "标准误：立木蓄积（m³） 0.9（鉴定意见书第 4 页）" in text(page.text)


@one_database
@pytest.mark.parametrize(
    ("row", "at", "reason"),
    [
        ({"field": "outturn_rate", "value": "0.03", "source": "样木"}, "field", "在本地块没有写明"),
        ({"field": "__class__", "value": "0.03", "source": "样木"}, "field", "在本地块没有写明"),
        ({"value": "0.03", "source": "样木"}, "field", "请选定标准误所指的数字"),
        ({"field": "standing_stock_m3", "value": "0.03"}, "source", "缺少"),
        ({"field": "standing_stock_m3", "source": "样木"}, "value", "缺少"),
        ({"field": "standing_stock_m3", "value": "-1", "source": "样木"}, "value", "大于 0"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_filed(
    office: Office, row: dict[str, str], at: str, reason: str
) -> None:
    page = send(office.browser("prosecutor"), **{f"{ROW}-{part}": value for part, value in row.items()})
    assert page.status_code == 422
    assert f'href="#{ROW}-{at}"' in page.text
    assert reason in text(page.text)


@one_database
def test_the_same_number_twice_is_refused(office: Office) -> None:
    client = office.browser("prosecutor")
    rows = {
        f"stands-0-standard_errors-{number}-{part}": value
        for number in range(2)
        for part, value in (("field", "standing_stock_m3"), ("value", "1"), ("source", "样木"))
    }
    page = send(client, **rows)
    assert page.status_code == 422
    assert 'href="#stands-0-standard_errors-1-field"' in page.text
    assert "同一数字的标准误写了两次" in text(page.text)


@one_database
def test_rows_are_added_and_removed(office: Office) -> None:
    client = office.browser("prosecutor")
    added = markup.form(send(client, "add:stands-0-standard_errors").text, "/cases/new").fields
    assert "stands-0-standard_errors-1-value" in added
    gone = client.post("/cases/new", data={**added, "do": "remove:stands-0-standard_errors-1"})
    assert "stands-0-standard_errors-1-value" not in markup.form(gone.text, "/cases/new").fields
