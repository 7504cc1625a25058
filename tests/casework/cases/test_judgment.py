"""Recording the judgment and closing the case."""

from __future__ import annotations

import json

import pytest

from casework import db
from casework.audit import service as audit
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.cases.errors import WrongFacts, WrongStage
from casework.cases.service import PROOFS_CHECKED
from casework.compensation import checking
from casework.compensation.checking import OWN_PROOF
from tests.casework import markup, pages
from tests.casework.office import REGISTRY, Office
from tests.told import saying, says

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
    said = {"number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), "note": "单处罚金"}
    ruling = {**fields, **said, "checked": "y"}
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
        ("date", "2025-01-19", "裁判日期早于行为终了日 2025-01-20"),
        ("date", "2099-01-01", "裁判日期晚于今日"),
    ],
)
def test_a_wrong_judgment_is_refused_at_its_field(office: Office, field: str, value: str, reason: str) -> None:
    verified(office)
    client = office.browser("judge")
    fields = markup.form(client.get("/cases/1").text, "/cases/1/rule").fields
    said = {"number": "（2025）闽0627刑初1号", "date": db.today().isoformat(), "checked": "y", field: value}
    ruling = {**fields, **said}
    page = client.post("/cases/1/rule", data=ruling)
    assert page.status_code == 422
    assert reason in page.text
    with office.work():
        assert office.case.stage == "verified"


def test_the_judge_sees_every_proof_and_who_recorded_it_and_checks_it_before_ruling(office: Office) -> None:
    verified(office)
    client = office.browser("judge")
    page = client.get("/cases/1").text
    shown = pages.text(page)
    for part in ("注销凭证ZX-1-86", REGISTRY, "序列号1–86，86 t", "南靖县林业局 officer"):
        assert part in shown
    fields = markup.form(page, "/cases/1/rule").fields
    ruling = {**fields, "number": "（2025）闽0627刑初1号", "date": db.today().isoformat()}
    unchecked = {name: value for name, value in ruling.items() if name != "checked"}
    refused = client.post("/cases/1/rule", data=unchecked)
    assert refused.status_code == 422
    assert 'href="#checked"' in refused.text
    with office.work():
        assert office.case.stage == "verified"
    assert client.post("/cases/1/rule", data={**ruling, "checked": "y"}).status_code == 302
    with office.work():
        told = next(one for one in case_history.timeline(office.case) if "裁判" in one.what)
        [entry] = [one for one in audit.entries("case:1") if one.action == "rule"]
    assert says(told.reason, PROOFS_CHECKED, proofs="认购碳汇 注销凭证ZX-1-86")
    assert json.loads(entry.detail)["checked"]


def test_whoever_recorded_a_proof_never_checks_it_not_even_as_a_judge(office: Office) -> None:
    verified(office)
    with office.work():
        judge, officer = office.person("judge"), office.person("officer")
        officer.roles, officer.institution_id = ("judge",), judge.institution_id
        office.case.judge = officer
        audit.record("test", "person:1")
    with office.work():
        case, officer, seen = office.case, office.person("officer"), checking.proofs(office.case)
        with pytest.raises(WrongStage, match=saying(OWN_PROOF)):
            cases.rule(case, officer, "（2025）闽0627刑初1号", db.today().isoformat(), checked=seen)
        db.rollback()


@one_database
def test_a_ruling_without_anything_checked_is_refused(office: Office) -> None:
    verified(office)
    with office.work(), pytest.raises(WrongFacts) as refused:
        cases.rule(office.case, office.person("judge"), "（2025）闽0627刑初1号", db.today().isoformat(), checked=())
    assert [error.path for error in refused.value.errors] == ["checked"]
