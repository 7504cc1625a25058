"""Amending a case on its pages, and what happens when two people do."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from flask.testing import FlaskClient

from casework.cases import history as case_history
from casework.cases import service as cases
from casework.errors import STALE
from tests.casework import markup
from tests.casework.cases.answers import file, fill
from tests.casework.office import FACTS, Office
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what no database can make different."""


@pytest.fixture
def filed(office: Office) -> Office:
    office.file()
    return office


AMEND = "/cases/1/amend"


def amend(client: FlaskClient, reason: str = "补充侦查", **values: str) -> int:
    """Amend the case through its pages; gives the status of the last one."""
    fill(client, values, AMEND)
    return file(client, AMEND, reason=reason).status_code


def test_a_case_is_amended_with_its_reason_and_the_change_is_shown(filed: Office) -> None:
    client = filed.browser("prosecutor")
    assert amend(client, "评估补充", value_cny="4960.72") == 302
    page = client.get("/cases/1/versions/2").text
    assert "与第 1 版的不同（1 处）" in page
    assert "4960.72" in page
    assert "评估补充" in page
    assert markup.holds(client.get("/cases/1/versions/1").text, "first-version")
    assert client.get("/cases/1/versions/3").status_code == 404
    history = client.get("/cases/1/history").text
    assert "修改案件" in history
    assert "第 2 版" in history


def test_an_amendment_can_be_uploaded(filed: Office) -> None:
    client = filed.browser("prosecutor")
    content = yaml.safe_dump({**FACTS, "value_cny": "88.00"}, allow_unicode=True).encode()
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="c.yaml"\r\n\r\n' + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    page = client.post("/cases/1/amend/upload", data=body, content_type=kind)
    assert page.location == f"{AMEND}/check"
    check = client.get(page.location).text
    assert markup.holds(check, "changes")
    assert "（1 处）" in check
    assert file(client, AMEND, reason="更正").status_code == 302
    with filed.work():
        assert str(cases.current_casefile(filed.case).value_cny) == "88.00"


@one_database
@pytest.mark.parametrize(
    ("reason", "values", "said"),
    [(" ", {"value_cny": "1"}, "“修改案件”须写明理由"), ("补充", {}, "没有改动")],
)
def test_an_amendment_without_reason_or_change_is_refused_on_the_page(
    filed: Office, reason: str, values: dict[str, str], said: str
) -> None:
    client = filed.browser("prosecutor")
    fill(client, values, AMEND)
    page = file(client, AMEND, reason=reason)
    assert page.status_code == 422
    assert said in page.text


def test_an_amendment_made_on_an_older_state_is_shown_against_the_new_one(filed: Office) -> None:
    client = filed.browser("prosecutor")
    fill(client, {"stands-0-trees": "111"}, AMEND)
    fields = markup.form(client.get(f"{AMEND}/check").text, f"{AMEND}/check").fields
    with filed.work():
        case = filed.case
        changed = cases.current_casefile(case).model_copy(update={"value_cny": Decimal("1.00")})
        cases.revise(case, filed.person("prosecutor"), changed, "评估")
    refused = client.post(f"{AMEND}/check", data={**fields, "reason": "复点", "do": "file"})
    assert refused.status_code == 409
    assert says(refused.text, STALE)
    # Both differences are shown: mine, and the colleague's that mine would undo.
    assert markup.holds(refused.text, "changes")
    assert "（2 处）" in refused.text
    again = markup.form(refused.text, f"{AMEND}/check").fields
    assert again["reason"] == "复点"
    assert client.post(f"{AMEND}/check", data={**again, "do": "file"}).status_code == 302


def test_a_change_under_way_is_kept_as_a_draft_and_given_up_without_touching_the_case(filed: Office) -> None:
    client = filed.browser("prosecutor")
    fill(client, {"value_cny": "7.00"}, AMEND)
    assert "7.00" in filed.browser("prosecutor").get(f"{AMEND}/head").text
    assert client.post(f"{AMEND}/discard").location == "/cases/1"
    assert "7.00" not in client.get(f"{AMEND}/head").text
    with filed.work():
        assert [version.version for version in case_history.versions(filed.case)] == [1]


@one_database
def test_an_accepted_case_is_no_longer_amended(filed: Office) -> None:
    filed.accept()
    client = filed.browser("prosecutor")
    assert client.get(AMEND).status_code == 409
    assert AMEND not in markup.read(client.get("/cases/1").text).links


@one_database
def test_only_the_prosecutor_amends(filed: Office) -> None:
    assert filed.browser("judge").get(AMEND).status_code == 403
