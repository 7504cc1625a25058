"""The pages of a duty: filled in from the law, bought from the register, retired with its certificate."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from casework import db
from casework.audit import service as audit
from casework.credits import Purchase, confirming, fulfilling
from casework.losses.models import Assessment, stored
from casework.proceedings import coverage, facts, service
from casework.proceedings.service import Doing
from rules.assess import assess
from rules.proceedings.covering import TOO_MUCH
from tests.casework.credits.test_obligations import PDF, folder_of, owing, perform, state_of
from tests.casework.markup import holds
from tests.casework.office import REGISTRY, TODAY, YESTERDAY, Office, colleague, purchase
from tests.casework.pages import fields, text
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def folder_id(office: Office) -> int:
    office.lot(1, 1000)
    return owing(office)


def assessed(office: Office, folder_id: int) -> None:
    """A measuring is submitted by the officer on an assessment of the facts, and adopted by the prosecutor."""
    with office.work():
        folder, officer, prosecutor = folder_of(folder_id), office.person("officer"), office.person("prosecutor")
        filed, case = facts.filed(folder), facts.case_of(folder)
        assert filed is not None
        assert case is not None
        result = assess(filed, on=TODAY).record
        row = Assessment(
            case_id=case.id,
            casefile_version_id=1,
            number=1,
            person_id=officer.id,
            at=db.now(),
            **stored(result),
        )
        db.session().add(row)
        db.session().flush()
        audit.record("submit", f"case:{case.id}", {}, person=officer, proves=(row,))
        for person, doing in (
            (prosecutor, Doing("order", YESTERDAY, (), {"measurer": "南靖县林业局"})),
            (officer, Doing("submit", YESTERDAY, ("m1",), {"tonnes": "42.90", "own": True})),
            (prosecutor, Doing("adopt", YESTERDAY, ("m1",))),
        ):
            service.record(folder, person, doing)


def sent(client: FlaskClient, address: str, given: dict[str, Any]) -> Any:
    form = client.get(address)
    assert form.status_code == 200, form.text
    return client.post(address, data=fields(form.text) | given, content_type="multipart/form-data")


BUYING = {
    "project_id": "1",
    "seller": "某碳汇公司",
    "contract_no": "HT-1",
    "trade_date": YESTERDAY.isoformat(),
    "serial_from": "1",
    "serial_to": "86",
}


def certificate() -> dict[str, Any]:
    return {
        "certificate_no": "ZX-1",
        "registry_name": REGISTRY,
        "certificate_date": TODAY.isoformat(),
        "serial_from": "1",
        "serial_to": "86",
        "quantity_t": "86",
        "purpose": "judicial_compensation",
        "certificate": (io.BytesIO(PDF), "凭证.pdf"),
    }


def second(office: Office, folder_id: int) -> FlaskClient:
    """A browser of another officer of the bureau; the first one is assigned, as a bureau with two does."""
    with office.work():
        officer = office.person("officer")
        assigned = {"persons": [officer.name], "role": "officer", "approval": "局长"}
        service.record(folder_of(folder_id), officer, Doing("assign", TODAY, (), assigned))
        other = colleague()
        other.active = True
    return office.browser(other.username)


CHECKED = dict.fromkeys(confirming.FIELDS, "y")


def test_the_officer_buys_and_retires_from_the_row_of_the_duty(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    page = client.get(f"/folders/{folder_id}").text
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    assert address in page
    answer = sent(client, address, BUYING)  # quantity, price and sum are those of the duty
    assert answer.status_code == 302, answer.text
    page = client.get(f"/folders/{folder_id}").text
    assert holds(page, "o1-register")
    assert address not in page  # nothing is left to be bought
    retire = f"/folders/{folder_id}/purchases/1/retire"
    assert retire in page
    answer = sent(client, retire, certificate())
    assert answer.status_code == 302, answer.text
    confirm = f"/folders/{folder_id}/retirements/1"
    assert confirm in client.get(f"/folders/{folder_id}").text
    assert holds(client.get(confirm).text, "own-entry")
    assert client.post(confirm, data=fields(client.get(confirm).text) | CHECKED).status_code == 403
    other = second(office, folder_id)
    acts = len(state_of(office, folder_id).acts)
    assert other.get(f"{confirm}/certificate").data == PDF
    assert sent(other, confirm, CHECKED | {"quantity_t": ""}).status_code == 422
    assert len(state_of(office, folder_id).acts) == acts  # nothing is performed yet
    assert sent(other, confirm, CHECKED).status_code == 302
    page = client.get(f"/folders/{folder_id}").text
    number = len(state_of(office, folder_id).acts)
    assert f'href="#act-{number}"' in page
    assert "/credits/projects/1" in page
    assert retire not in page
    found = client.get("/credits?serial=40&project=1").text
    assert f"/folders/{folder_id}#purchase-1" in found
    assert other.get(confirm).status_code == 409


@one_database
def test_an_entry_that_does_not_agree_is_sent_back_and_entered_anew(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    assert sent(client, f"/folders/{folder_id}/obligations/o1/purchases/new", BUYING).status_code == 302
    retire = f"/folders/{folder_id}/purchases/1/retire"
    assert sent(client, retire, certificate()).status_code == 302
    assert sent(client, retire, certificate()).status_code == 422  # it waits already
    assert client.get(f"/folders/{folder_id}/purchases/1/cancel").status_code == 200
    assert sent(client, f"/folders/{folder_id}/purchases/1/cancel", {"reason": "录错"}).status_code == 409
    other = second(office, folder_id)
    back = f"/folders/{folder_id}/retirements/1/return"
    token = fields(other.get(f"/folders/{folder_id}/retirements/1").text)
    assert other.post(back, data=token | {"reason": ""}).status_code == 422
    assert other.post(back, data=token | {"reason": "凭证为 85 t"}).status_code == 302
    assert state_of(office, folder_id).obligations["o1"].state == "undertaken"
    assert sent(client, retire, certificate()).status_code == 302


@one_database
def test_a_refused_purchase_keeps_what_was_typed(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    answer = sent(client, address, {**BUYING, "quantity_t": "85"})
    assert answer.status_code == 422
    assert "HT-1" in answer.text
    with office.app.app_context():
        assert db.session().query(Purchase).count() == 0


@one_database
def test_a_page_older_than_the_last_purchase_is_told_so(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    old = fields(client.get(address).text)
    part = {**BUYING, "serial_to": "10", "quantity_t": "10", "amount_cny": "580.00"}
    assert sent(client, address, part).status_code == 302
    again = {**old, **part, "serial_from": "11", "serial_to": "20", "contract_no": "HT-2"}
    assert client.post(address, data=again).status_code == 409


@one_database
@pytest.mark.parametrize(("who", "status"), [("judge", 403), ("officer2", 404)])
def test_whom_it_does_not_concern_is_kept_out(office: Office, folder_id: int, who: str, status: int) -> None:
    with office.work():
        fulfilling.buy(folder_of(folder_id), office.person("officer"), "o1", _entry())
    client = office.browser(who)
    for address in ("obligations/o1/purchases/new", "purchases/1/retire", "purchases/1/cancel"):
        assert client.get(f"/folders/{folder_id}/{address}").status_code == status


def _entry() -> Any:
    return purchase(1, 1, 10)


@one_database
def test_a_purchase_is_taken_back_from_the_page(office: Office, folder_id: int) -> None:
    with office.work():
        fulfilling.buy(folder_of(folder_id), office.person("officer"), "o1", _entry())
    client = office.browser("officer")
    answer = sent(client, f"/folders/{folder_id}/purchases/1/cancel", {"reason": "登记错误"})
    assert answer.status_code == 302
    assert f"/folders/{folder_id}/purchases/1/retire" not in client.get(f"/folders/{folder_id}").text


@one_database
def test_a_duty_and_a_purchase_that_are_not_there_are_not_found(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    for address in ("obligations/o9/purchases/new", "purchases/9/retire"):
        assert client.get(f"/folders/{folder_id}/{address}").status_code == 404


@one_database
def test_what_is_covered_is_shown_once_a_loss_is_adopted(office: Office, folder_id: int) -> None:
    client = office.browser("prosecutor")
    assert not holds(client.get(f"/folders/{folder_id}").text, "cover")
    assessed(office, folder_id)
    assert holds(client.get(f"/folders/{folder_id}").text, "cover")
    with office.app.app_context():
        folder = folder_of(folder_id)
        rows = {row.head: row for row in coverage.rows(folder, service.state(folder))}
    assert rows["碳汇损失"].state == "covered"
    assert [one.key for one in rows["碳汇损失"].by] == ["o1"]
    assert rows["生态环境修复"].state == "open"


@one_database
def test_a_duty_is_filled_in_from_what_the_law_says_and_stays_editable(office: Office) -> None:
    folder_id = owing(office, tonnes="40")
    assessed(office, folder_id)
    client = office.browser("prosecutor")
    address = f"/folders/{folder_id}/acts/undertake"
    form = client.get(address)
    assert holds(form.text, "proposals")
    filled = client.post(address, data=fields(form.text) | {"do": "fill:认购碳汇"}, follow_redirects=True)
    found = fields(filled.text)
    assert filled.status_code == 200
    assert found["duties-0-obligation_kind"] == "认购碳汇"
    assert (found["duties-0-count"], found["duties-0-unit"]) == ("46", "tonnes")  # 86 in all, 40 undertaken
    assert found["duties-0-credit"] == "FFCER"
    assert found["duties-0-price_source"] == "测试行情"
    assert found["duties-0-price_date"] == "2025-02-10"


@one_database
def test_what_nobody_has_said_is_put_down_with_the_undertaking_and_then_asked_no_more(office: Office) -> None:
    folder_id = owing(office, tonnes="40")
    with office.work():
        folder = folder_of(folder_id)
        assert facts.unsaid(folder, state_of(office, folder_id)) == facts.Unsaid(), "no loss was adopted yet"
    assessed(office, folder_id)
    with office.work():
        found = facts.filed(folder_of(folder_id))
        assert found is not None
        lacks = found.model_copy(update={"opinions": [], "site_check": None})
        facts.correct(folder_of(folder_id), office.person("prosecutor"), lacks, "踏勘和意见没有记录")
    client = office.browser("prosecutor")
    address = f"/folders/{folder_id}/acts/undertake"
    form = client.get(address)
    assert holds(form.text, "together")
    said = fields(form.text)
    assert said["a_views"].strip() == "南靖县人民检察院："
    given = said | {"do": "fill:认购碳汇"}
    given = fields(client.post(address, data=given, follow_redirects=True).text) | {"a_signed": "张某", "do": "check"}
    paper = {"a_undertaking": (io.BytesIO(PDF), "承诺书.pdf")}
    refused = client.post(address, data=given | paper, content_type="multipart/form-data", follow_redirects=True)
    assert refused.status_code == 422, "without a visit and the prosecution's view it wants a reason"
    whole = fields(refused.text) | {
        "in_place": "否",
        "elsewhere": "否",
        "a_views": "南靖县人民检察院：同意",
        "do": "check",
    }
    checked = client.post(address, data=whole, content_type="multipart/form-data", follow_redirects=True)
    assert checked.status_code == 200, checked.text
    assert client.post(address, data=fields(checked.text) | {"do": "save"}).status_code == 302
    assert state_of(office, folder_id).acts[-1].reason == ""
    assert not holds(client.get(address).text, "together")


@one_database
def test_more_than_the_loss_is_recorded_with_a_reason_only(office: Office, folder_id: int) -> None:
    assessed(office, folder_id)
    client = office.browser("prosecutor")
    address = f"/folders/{folder_id}/acts/undertake"
    given = fields(client.get(address).text) | {
        "a_signed": "张某",
        "duties-0-obligation_kind": "认购碳汇",
        "duties-0-count": "10",
        "duties-0-unit": "tonnes",
        "do": "check",
    }
    refused = client.post(address, data=given, follow_redirects=True)
    assert refused.status_code == 422
    assert says(text(refused.text), TOO_MUCH)
    checked = client.post(address, data=given | {"reason": "当事人自愿多购"}, follow_redirects=True)
    assert checked.status_code == 200
    saved = client.post(address, data=fields(checked.text) | {"do": "save"})
    assert saved.status_code == 302
    assert len(state_of(office, folder_id).acts[-1].against) >= 1


@one_database
@pytest.mark.parametrize(
    ("duty", "act", "wanted", "absent"),
    [
        ({"kind": "认购碳汇", "tonnes": "86"}, "perform", {"a_buy": "86", "a_retire": "86"}, "a_area_mu"),
        ({"kind": "修复费用", "tonnes": None, "amount": "8000"}, "perform", {"a_amount": "8000"}, "a_retire"),
        ({"kind": "原地补植", "tonnes": None, "area_mu": "11"}, "perform", {"a_area_mu": "11"}, "a_amount"),
        ({"kind": "劳务代偿", "tonnes": None, "days": "30"}, "perform", {"a_days": "30"}, "a_serials"),
        ({"kind": "修复费用", "amount": "9", "deposit": "500"}, "deposit_paid", {"a_amount": "500"}, "a_buy"),
    ],
)
def test_a_form_asks_what_its_kind_of_duty_needs_with_the_rest_filled_in(
    office: Office, duty: dict[str, Any], act: str, wanted: dict[str, str], absent: str
) -> None:
    folder_id = owing(office, **{"credit": None, "price": None, "tonnes": None, **duty})
    found = fields(office.browser("officer").get(f"/folders/{folder_id}/acts/{act}?on=o1").text)
    assert {name: found[name] for name in wanted} == wanted
    assert absent not in found


@one_database
def test_the_rest_is_what_is_left_after_what_was_done(office: Office, folder_id: int) -> None:
    perform(office, folder_id, "GD-2024-1 至 GD-2024-20")
    found = fields(office.browser("officer").get(f"/folders/{folder_id}/acts/perform?on=o1").text)
    assert found["a_buy"] == "66"


@one_database
def test_the_form_suggests_serials_that_nobody_has_used_and_fills_them_in(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    assert holds(client.get(address).text, "free")
    filled = fields(client.get(f"{address}?free=0").text)
    assert (filled["serial_from"], filled["serial_to"]) == ("1", "86")
    other = owing(office)
    assert sent(client, address, BUYING).status_code == 302
    beside = fields(client.get(f"/folders/{other}/obligations/o1/purchases/new?free=0").text)
    assert (beside["serial_from"], beside["serial_to"]) == ("87", "172")


@one_database
def test_performing_a_duty_of_credits_begins_at_the_register(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    begin = f"/folders/{folder_id}/acts/perform?on=o1&begin=1"
    assert client.get(begin).location == f"/folders/{folder_id}/obligations/o1/purchases/new"
    assert sent(client, f"/folders/{folder_id}/obligations/o1/purchases/new", BUYING).status_code == 302
    assert client.get(begin).location == f"/folders/{folder_id}/purchases/1/retire"


@one_database
def test_a_purchase_asks_only_what_the_register_does_not_know(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    known = fields(client.get(address).text)
    assert (known["serial_from"], known["serial_to"]) == ("1", "86"), "the first that nobody has used"
    assert known["trade_date"] == TODAY.isoformat()
    answer = sent(client, address, {"seller": "某碳汇公司", "contract_no": "HT-1", "price_cny": "58.00"})
    assert answer.status_code == 302, answer.text
    with office.work():
        bought = db.session().scalars(select(Purchase)).one()
        assert (bought.tonnes, bought.amount_cny) == (Decimal(86), Decimal("4988.00"))  # 86 × 58.00


@one_database
def test_who_sold_last_of_a_project_is_filled_in(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    assert sent(client, address, {**BUYING, "serial_to": "40"}).status_code == 302
    known = fields(client.get(address).text)
    assert known["seller"] == "某碳汇公司"
    assert (known["serial_from"], known["serial_to"]) == ("41", "86")


@one_database
def test_a_contract_that_states_another_sum_is_refused(office: Office, folder_id: int) -> None:
    client = office.browser("officer")
    address = f"/folders/{folder_id}/obligations/o1/purchases/new"
    answer = sent(client, address, {**BUYING, "amount_cny": "5000"})
    assert answer.status_code == 422
    assert holds(answer.text, "amount_cny-error") or "5000" in answer.text


@one_database
def test_nothing_is_suggested_once_all_is_bought(office: Office, folder_id: int) -> None:
    client, address = office.browser("officer"), f"/folders/{folder_id}/obligations/o1/purchases/new"
    assert holds(client.get(address).text, "free")
    assert sent(client, address, BUYING | {"price_cny": "58"}).status_code == 302
    assert not holds(client.get(address).text, "free")
