"""案情要素 and 民事主张 in the form: opened by offence, kept as typed, refused at their field, told on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from casework.web.cases.particular_forms import GROUPS, ParticularsForm
from flask.testing import FlaskClient

from rules.casefile import canonical, parse
from rules.casefile.offences import OFFENCES
from rules.casefile.particulars import Particulars
from tests.casework import markup
from tests.casework.cases.answers import document
from tests.casework.office import Office
from tests.casework.pages import text

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

STATED = {
    "felling": {"allowed_error_m3": "1.5"},
    "circumstances": {"actively_restored": True, "dead_trees": False},
    "also_offence": "危害国家重点保护植物",
    "earlier_acts": [{"date": "2023-12-01", "standing_stock_m3": "3", "saplings": 2, "dealt_with": False}],
    "penal_fine": {"amount_cny": "2000.00", "months": 3},
}
CLAIMS = {"service_total_cny": "72810", "service_carbon_cny": "10666", "punitive": False, "joint": "共同实施"}
PRICE = {"cny_per_t": "58.00", "rule": "当地固定价", "source": "平台", "date": "2024-03-01", "for": "2024-03-02"}


def facts(offence: str = "滥伐林木", **more: Any) -> dict[str, Any]:
    stand = {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "20"}
    head = {"offence": offence, "conduct": {"from": "2024-01-01"}}
    return {"case": head, "parties": [{"name": "张某", "role": "被告人", "hired": True}], "stands": [stand], **more}


def opened(office: Office, given: dict[str, Any]) -> tuple[FlaskClient, str]:
    client = office.browser("prosecutor")
    page = client.post("/cases/new", data={"do": "edit", "document": canonical(parse(given).as_json())})
    assert page.status_code == 200
    return client, page.text


def test_particulars_claims_and_the_day_of_a_price_go_through_the_form_without_a_change(office: Office) -> None:
    given = facts(particulars=STATED, claims=CLAIMS, options={"price": PRICE, "rounding_order": "multiply-then-ceil"})
    client, page = opened(office, given)
    checked = client.post("/cases/new", data={**markup.form(page, "/cases/new").fields, "do": "check"})
    found = document(checked.text)
    expected = parse(given).as_json()
    for section in ("particulars", "claims", "options", "parties"):
        assert found[section] == expected[section]


def test_what_is_stated_is_told_on_the_page_to_check(office: Office) -> None:
    client, page = opened(office, facts(particulars=STATED, claims=CLAIMS))
    checked = text(client.post("/cases/new", data={**markup.form(page, "/cases/new").fields, "do": "check"}).text)
    for said in ("伐区调查设计允许的误差额", "1.5", "此前的同类行为 1", "共同实施", "72,810", "2023年12月1日"):
        assert said in checked


@pytest.mark.parametrize(
    ("offence", "group"),
    [("滥伐林木", "滥伐的误差额"), ("失火", "森林火灾"), ("非法采矿", "采矿"), ("非法占用农用地", "毁坏的林地")],
)
def test_the_groups_of_the_offence_stand_open_and_the_others_are_folded(
    office: Office, offence: str, group: str
) -> None:
    _, page = opened(office, facts(offence))
    folds = re.findall(r'<details class="more"( open)?><summary>([^<]+)</summary>', page)
    assert (" open", group) in folds
    assert ("", "补植验收") in folds
    other = "采矿" if group != "采矿" else "森林火灾"
    assert ("", other) in folds


@pytest.mark.parametrize(
    ("offence", "shown", "hidden"),
    [
        ("滥伐林木", "standing_stock_m3", "public_mu"),
        ("非法占用农用地", "public_mu", "standing_stock_m3"),
        ("危害国家重点保护植物", "class_1_trees", "public_mu"),
        ("非法采矿", "mineral_value_cny", "value_cny"),
    ],
)
def test_an_earlier_act_is_asked_for_what_its_offence_is_graded_by(
    office: Office, offence: str, shown: str, hidden: str
) -> None:
    earlier = [{"date": "2023-12-01", "dealt_with": False}]
    _, page = opened(office, facts(offence, particulars={"earlier_acts": earlier}))
    assert f'name="particulars-earlier_acts-0-{shown}"' in page
    assert f'name="particulars-earlier_acts-0-{hidden}"' not in page


def test_what_was_stated_of_an_earlier_act_is_shown_whatever_the_offence(office: Office) -> None:
    earlier = [{"date": "2023-12-01", "dealt_with": False, "public_mu": "3"}]
    _, page = opened(office, facts("滥伐林木", particulars={"earlier_acts": earlier}))
    assert 'name="particulars-earlier_acts-0-public_mu"' in page


def test_a_mistake_is_told_at_its_field_and_its_group_opens(office: Office) -> None:
    client, page = opened(office, facts())
    fields = markup.form(page, "/cases/new").fields | {"particulars-acceptance-survival_percent": "101"}
    answer = client.post("/cases/new", data={**fields, "do": "check"})
    assert answer.status_code == 422
    assert '<details class="more" open><summary>补植验收</summary>' in answer.text
    assert "不能超过 100" in text(answer.text)


def test_every_group_of_the_case_file_is_in_the_form_and_asked_for_by_offences_that_exist(databases: Any) -> None:
    shown = set(ParticularsForm()._fields)
    assert set(Particulars.model_fields) <= shown
    assert set(GROUPS) <= shown
    assert {offence for offences in GROUPS.values() for offence in offences} <= set(OFFENCES)
