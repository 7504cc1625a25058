"""Standard errors on the form: beside a number of the stand, with a source; refused in their place."""

from __future__ import annotations

import pytest

from casework.cases import drafts
from casework.web.sent_facts import ERROR_TWICE
from tests.casework import markup
from tests.casework.cases.answers import FILLED, check, file, fill, save
from tests.casework.office import Office
from tests.casework.pages import text
from tests.told import says

ROW = "stands-0-standard_errors-0"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


@one_database
def test_a_standard_error_is_written_beside_its_number_and_told_before_filing(office: Office) -> None:
    client = office.browser("prosecutor")
    given = {f"{ROW}-key": "standing_stock_m3", f"{ROW}-value": "0.9", f"{ROW}-source": "鉴定意见书第 4 页"}
    address = fill(client, FILLED | given)
    with office.work():
        stored = drafts.facts_of(drafts.draft(office.person("prosecutor"), 1))
    assert stored["stands"][0]["standard_errors"] == {
        "standing_stock_m3": {"value": "0.9", "source": "鉴定意见书第 4 页"}
    }
    shown = text(check(client, address).text)
    assert "鉴定意见书第 4 页" in shown
    assert file(client, address).status_code == 302


@one_database
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"key": "outturn_rate", "value": "0.03", "source": "样木"}, "在本地块没有写明"),
        ({"value": "0.03", "source": "样木"}, "请选定标准误所指的数字"),
        ({"key": "standing_stock_m3", "value": "0.03"}, "缺少"),
        ({"key": "standing_stock_m3", "source": "样木"}, "缺少"),
        ({"key": "standing_stock_m3", "value": "-1", "source": "样木"}, "大于 0"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_filed(office: Office, row: dict[str, str], reason: str) -> None:
    client = office.browser("prosecutor")
    address = fill(client)
    saved = save(client, address, "stands", "go", **{f"{ROW}-{part}": value for part, value in row.items()})
    refused = saved if saved.status_code == 422 else file(client, address)
    assert refused.status_code == 422
    assert reason in text(refused.text)


@one_database
def test_the_same_number_twice_is_refused_and_both_rows_stay_on_the_page(office: Office) -> None:
    client = office.browser("prosecutor")
    rows = {
        f"stands-0-standard_errors-{number}-{part}": value
        for number in range(2)
        for part, value in (("key", "standing_stock_m3"), ("value", str(number + 1)), ("source", "样木"))
    }
    page = save(client, fill(client), "stands", "go", **rows)
    assert page.status_code == 422
    assert says(text(page.text), ERROR_TWICE)
    fields = markup.form(page.text, "/cases/drafts/1/stands").fields
    assert [fields[f"stands-0-standard_errors-{number}-value"] for number in range(2)] == ["1", "2"]
