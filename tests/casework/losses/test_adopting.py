"""采纳: the stands of a rival case file become a new version, by whoever may change them now, with a reason."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.audit.verification import verify
from casework.cases import filing
from tests.casework import markup
from tests.casework.office import BUREAU, FACTS, Office
from tests.casework.pages import fields, text

RESULT = "/folders/1/measurings/m1"
RIVAL = f"{RESULT}/rival"
ADOPT = f"{RIVAL}/adopt"


def compared(client: FlaskClient, **stand: Any) -> TestResponse:
    facts = copy.deepcopy(FACTS)
    del facts["parties"], facts["opinions"], facts["stands"][0]["land_category"]
    facts["stands"][0].update(stand)
    upload = {"file": (io.BytesIO(json.dumps(facts).encode()), "复测.json")}
    given = fields(client.get(RIVAL).text) | upload
    return client.post(RIVAL, data=given, content_type="multipart/form-data", follow_redirects=True)


def adoption(page: str) -> dict[str, str]:
    return markup.form(page, ADOPT).fields


def offered(page: TestResponse) -> bool:
    return ADOPT in [form.action for form in markup.read(page.text).forms]


def stored(office: Office) -> tuple[int, dict[str, Any]]:
    with office.work():
        version = filing.current_version(office.case)
        return version.version, json.loads(version.document)


def test_the_officer_adopts_the_stands_and_nothing_else(office: Office) -> None:
    facts = copy.deepcopy(FACTS)
    facts["stands"][0]["forest_type"] = "乔木林"
    office.file(facts)
    office.accept()
    officer = office.browser("officer")
    page = compared(officer, standing_stock_m3="16.5", species="马尾松").text
    before = stored(office)
    assert markup.holds(page, "adopt")
    done = officer.post(ADOPT, data=adoption(page) | {"reason": "复测笔录，双方到场"})
    assert done.status_code == 302
    number, after = stored(office)
    assert number == before[0] + 1
    (stand,) = after["stands"]
    assert (stand["standing_stock_m3"], stand["species"][0]["species"]) == ("16.5", "马尾松")
    # What no loss is measured by, and what the rival leaves out, stays.
    assert stand["land_category"] == "公益林"
    assert stand["forest_type"] == "乔木林"
    assert {key: value for key, value in after.items() if key != "stands"} == {
        key: value for key, value in before[1].items() if key != "stands"
    }
    assert done.location == RESULT
    with office.work():
        act = office.course.acts[-1]
        assert (act.do, act.reason, act.args["version"]) == ("correct", "复测笔录，双方到场", number)
        assert office.course.measurings["m1"].state == "ordered"
        assert verify() is None


def test_the_prosecutor_adopts_before_the_court_receives_the_case(office: Office) -> None:
    office.file()
    office.act("prosecutor", "order", measurer=BUREAU)
    prosecutor = office.browser("prosecutor")
    page = compared(prosecutor, standing_stock_m3="15").text
    assert prosecutor.post(ADOPT, data=adoption(page) | {"reason": "另一鉴定意见"}).status_code == 302
    assert stored(office)[1]["stands"][0]["standing_stock_m3"] == "15"


def test_without_a_reason_nothing_is_stored_and_the_page_keeps_the_comparison(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    page = compared(officer, standing_stock_m3="16.5").text
    before = stored(commissioned)
    refused = officer.post(ADOPT, data=adoption(page) | {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert "地块 A：立木蓄积" in text(refused.text)
    assert stored(commissioned) == before
    assert officer.post(ADOPT, data=adoption(refused.text) | {"reason": "复测"}).status_code == 302


def test_who_may_not_change_the_facts_is_not_offered_the_stands_and_refused(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    sent = adoption(compared(officer, standing_stock_m3="16.5").text) | {"reason": "复测"}
    other = commissioned.watcher()
    shown = compared(other, standing_stock_m3="16.5")
    assert not offered(shown)
    before = stored(commissioned)
    own = {"csrf_token": fields(shown.text)["csrf_token"]}
    assert other.post(ADOPT, data=sent | own).status_code == 403
    assert stored(commissioned) == before


def test_the_same_stands_are_not_offered(commissioned: Office) -> None:
    assert not offered(compared(commissioned.browser("officer")))


def test_a_page_made_before_somebody_else_changed_the_case_is_refused(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    sent = adoption(compared(officer, standing_stock_m3="16.5").text) | {"reason": "复测"}
    assert officer.post(ADOPT, data=sent).status_code == 302
    before = stored(commissioned)
    late = officer.post(ADOPT, data=sent)
    assert late.status_code == 409
    assert stored(commissioned) == before


@pytest.mark.parametrize("document", ["", "stands: [", '{"case": {"offence": "吸烟"}}'])
def test_a_document_that_was_tampered_with_is_refused(commissioned: Office, document: str) -> None:
    officer = commissioned.browser("officer")
    sent = adoption(compared(officer, standing_stock_m3="16.5").text)
    before = stored(commissioned)
    refused = officer.post(ADOPT, data=sent | {"reason": "复测", "document": document})
    assert refused.status_code == 422
    assert stored(commissioned) == before


def test_another_county_cannot_adopt(commissioned: Office) -> None:
    assert commissioned.browser("officer2").post(ADOPT, data={"reason": "x"}).status_code == 404
