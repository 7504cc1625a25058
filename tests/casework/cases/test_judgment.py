"""Recording the judgment and closing the case."""

from __future__ import annotations

import pytest

from casework import db
from tests.casework import markup
from tests.casework.office import Office

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


def verified(office: Office) -> None:
    """A case whose obligations are all proven."""
    office.to_performing()
    office.retire(office.buy(office.lot(), 1, 86), 1, 86)


def test_the_judge_records_the_judgment_and_closes(office: Office) -> None:
    verified(office)
    client = office.browser("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/rule").fields
    ruling = {**fields, "number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), "note": "单处罚金"}
    assert client.post("/cases/1/rule", data=ruling).status_code == 302
    page = client.get("/cases/1").text
    assert "（2025）闽0627刑初1号" in page
    assert "单处罚金" in page
    assert client.post("/cases/1/close", data=markup.form(page, "/cases/1/close").fields).status_code == 302
    with office.work():
        assert office.case.stage == "closed"
    assert [one.action for one in markup.read(client.get("/cases/1").text).forms if "/cases/1" in one.action] == []


@one_database
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("number", "", "请填写裁判文书号"),
        ("number", "长" * 121, "裁判文书号应为 1 至 120 个字"),
        ("date", "", "请填写裁判日期"),
        ("date", "2025-13-01", "应为真实存在的日期"),
        ("date", "2025-01-19", "裁判日期早于行为结束日 2025-01-20"),
        ("date", "2099-01-01", "裁判日期晚于今日"),
    ],
)
def test_a_wrong_judgment_is_refused_at_its_field(office: Office, field: str, value: str, reason: str) -> None:
    verified(office)
    client = office.browser("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/rule").fields
    ruling = {**fields, "number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), field: value}
    page = client.post("/cases/1/rule", data=ruling)
    assert page.status_code == 422
    assert reason in page.text
    with office.work():
        assert office.case.stage == "verified"
