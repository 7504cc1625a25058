"""The pages of the register, of purchases and of retirements, as a browser without scripts sees them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.credits import register, registration, retirements
from casework.credits.checks import OTHER_LENGTH
from casework.credits.refusals import TAKEN
from casework.credits.retirements import SELLERS_OWN
from casework.proceedings import facts
from tests.casework.credits.test_obligations import buy, folder_of, owing, retire
from tests.casework.markup import holds
from tests.casework.office import REGISTRY, TODAY, YESTERDAY, Office
from tests.casework.pages import fields, links, text
from tests.told import says

CASE = "/folders/1"
NEW = f"{CASE}/obligations/o1/purchases/new"
PDF = b"%PDF-1.7 a certificate"


@pytest.fixture
def performing(office: Office) -> Office:
    """Project 1 has the lot 1–1000; the party of case 1 undertook to buy 86 t, of which nothing is bought yet."""
    office.lot(1, 1000)
    assert owing(office) == 1
    return office


def bought(office: Office) -> list[retirements.Holding]:
    """What is bought in the case, inside ``work``."""
    case = facts.case_of(folder_of(1))
    assert case is not None
    return retirements.holdings(case)


def contract(**values: str) -> dict[str, str]:
    complete = {
        "seller": "某碳汇公司",
        "contract_no": "HT-1",
        "trade_date": YESTERDAY.isoformat(),
        "serial_from": "1",
        "serial_to": "86",
        "quantity_t": "86",
        "price_cny": "58.00",
        "amount_cny": "4988.00",
    }
    return complete | values


def certificate(**values: Any) -> dict[str, Any]:
    complete = {
        "certificate_no": "ZX-1",
        "registry_name": REGISTRY,
        "certificate_date": TODAY.isoformat(),
        "serial_from": "1",
        "serial_to": "86",
        "quantity_t": "86",
        "purpose": "judicial_compensation",
    }
    return complete | values


def send(client: FlaskClient, address: str, **values: Any) -> Any:
    """Fill in the form at an address and send it."""
    form = fields(client.get(address).text)
    answer = client.post(address, data=form | values, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a temporary file of the test client's own, which it leaves open
    return answer


def test_a_refused_purchase_shows_the_form_again_with_what_was_typed(performing: Office) -> None:
    officer = performing.browser("officer")
    answer = send(officer, NEW, **contract(quantity_t="85", seller=""))
    assert answer.status_code == 422
    assert fields(answer.text)["contract_no"] == "HT-1"
    assert "不能为空" in text(answer.text)
    answer = send(officer, NEW, **contract(quantity_t="85"))
    assert answer.status_code == 422
    assert says(text(answer.text), OTHER_LENGTH)
    assert fields(answer.text)["serial_to"] == "86"
    with performing.work():
        assert bought(performing) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("serial_from", "一", "不是序列号"),
        ("serial_from", "1.5", "不能判定"),
        ("serial_from", "-1", "正负号"),
        ("serial_from", "1" * 16, "至多 15 位"),
        ("price_cny", "58元", "应为十进制数"),
        ("price_cny", "1e3", "应为十进制数"),
        ("amount_cny", "4,988.00", "不用千分位"),
        ("trade_date", "2026-02-30", "真实存在的日期"),
        ("trade_date", "昨天", "真实存在的日期"),
        ("project_id", "99", ""),
    ],
)
def test_what_is_no_number_or_date_is_refused_in_words_and_shown_again(
    performing: Office, field: str, typed: str, said: str
) -> None:
    answer = send(performing.browser("officer"), NEW, **contract(**{field: typed}))
    assert answer.status_code == 422
    assert said in text(answer.text)
    if field != "project_id":
        assert fields(answer.text)[field] == typed
    with performing.work():
        assert bought(performing) == []


def test_serials_taken_meanwhile_are_refused_with_409_and_the_form_kept(performing: Office) -> None:
    with performing.work():
        used = registration.UseEntry(1, "voluntary", 80, 90, 11, "某人", "公告")
        registration.record_use(performing.person("officer"), used)
    answer = send(performing.browser("officer"), NEW, **contract())
    assert answer.status_code == 409
    assert says(text(answer.text), TAKEN)
    assert "80–90" in text(answer.text)
    assert fields(answer.text)["serial_to"] == "86"


def test_a_certificate_from_the_seller_is_refused_on_the_page(performing: Office) -> None:
    buy(performing, 1, 1, 86)
    answer = send(
        performing.browser("officer"), f"{CASE}/purchases/1/retire", **certificate(registry_name="某碳汇公司")
    )
    assert answer.status_code == 422
    assert says(text(answer.text), SELLERS_OWN)
    assert fields(answer.text)["certificate_no"] == "ZX-1"


def test_too_large_an_upload_is_refused_and_nothing_is_stored(performing: Office) -> None:
    buy(performing, 1, 1, 86)
    for size, status in ((5 * 1024 * 1024, 422), (9 * 1024 * 1024, 413)):
        upload = (io.BytesIO(b"%PDF-" + bytes(size)), "凭证.pdf")
        answer = send(performing.browser("officer"), f"{CASE}/purchases/1/retire", **certificate(certificate=upload))
        assert answer.status_code == status
    with performing.work():
        assert bought(performing)[0].retirements == ()


def test_the_register_is_kept_page_by_page(performing: Office) -> None:
    officer = performing.browser("officer")
    answer = send(
        officer,
        "/credits/projects/new",
        registry_name="某登记机构",
        name="某项目",
        code="N-1",
        credit_type="CCER",
        methodology="CCER-14-001-V01",
    )
    assert (answer.status_code, answer.location) == (302, "/credits/projects/2")
    lot = {"vintage": "2024", "serial_from": "1", "serial_to": "10", "quantity_t": "10", "source": "公告"}
    assert send(officer, "/credits/projects/2/lots/new", **lot).status_code == 302
    assert send(officer, "/credits/projects/2/lots/new", **lot).status_code == 409
    assert send(officer, "/credits/projects/2/lots/new", **(lot | {"quantity_t": "9"})).status_code == 422
    use = {"use": "event_neutralisation", "serial_from": "1", "serial_to": "3", "quantity_t": "3"}
    use |= {"holder": "某论坛", "evidence": "公告"}
    assert send(officer, "/credits/projects/2/uses/new", **use).status_code == 302
    page = text(officer.get("/credits/projects/2").text)
    assert "活动碳中和" in page
    assert "尚未使用7t：4–10" in page.replace(" ", "")
    assert send(officer, "/credits/uses/1/release", reason="录错").status_code == 302
    assert "尚未使用10t：1–10" in text(officer.get("/credits/projects/2").text).replace(" ", "")
    assert officer.post("/credits/lots/2/remove").status_code == 409
    assert "FFCER" in text(officer.get("/credits").text)


def test_others_read_the_register_and_write_nothing_in_it(performing: Office) -> None:
    judge = performing.browser("judge")
    for address in ("/credits", "/credits/projects/1"):
        page = judge.get(address)
        assert page.status_code == 200
        assert not any("/new" in link for link in links(page.text))
    for address in ("/credits/projects/new", "/credits/projects/1/lots/new", "/credits/projects/1/uses/new"):
        assert judge.get(address).status_code == 403
        assert judge.post(address, data={}).status_code == 403
    assert judge.post("/credits/lots/1/remove").status_code == 403
    assert judge.get("/credits/projects/9").status_code == 404


def test_the_search_says_who_used_a_serial_to_those_who_may_know(performing: Office) -> None:
    retire(performing, 1, buy(performing, 1, 1, 86), 1, 86, certificate_no="ZX-1")
    known = performing.browser("judge").get("/credits?serial=FFCER-0042").text
    assert "已注销" in text(known)
    assert "ZX-1" in text(known)
    assert f"{CASE}#purchase-1" in links(known)
    unknown = performing.browser("officer2").get("/credits?serial=42").text
    assert "已注销" in text(unknown)
    assert 'data-case="withheld"' in unknown
    assert "ZX-1" not in text(unknown)
    assert not any(link.startswith("/folders/") for link in links(unknown))
    assert holds(performing.browser("judge").get("/credits?serial=5000").text, "in-no-lot")


def test_an_empty_register_tells_each_person_the_next_step(office: Office) -> None:
    assert "/credits/projects/new" in links(office.browser("officer").get("/credits").text)
    judge = office.browser("judge").get("/credits")
    assert holds(judge.text, "no-projects")
    assert "/credits/projects/new" not in links(judge.text)


def test_the_page_of_types_tells_each_with_what_is_missing(office: Office) -> None:
    shown = office.browser("officer").get("/credits/types")
    assert shown.status_code == 200
    told = text(shown.text)
    for known in register.types():
        assert known.title in told
        assert all(one.missing in told for one in (known.registry, known.certified_by) if one.missing)


def test_a_type_that_is_not_on_record_can_be_registered(office: Office) -> None:
    client = office.browser("officer")
    entry = {"registry_name": REGISTRY, "name": "某地碳汇项目", "code": "MD-1", "methodology": "某方法学"}
    assert send(client, "/credits/projects/new", **entry, credit_type="某地碳汇").status_code == 302
    entry["code"] = "MD-2"
    assert send(client, "/credits/projects/new", **entry, credit_type="三明林业碳票").status_code == 302
    with office.work():
        assert {row.credit_type for row in register.projects().rows} == {"某地碳汇", "林业碳票"}
