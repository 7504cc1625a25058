"""What a supervisor finds at home, of his places alone: late, corrected, recused, over-performed, not retired."""

from __future__ import annotations

import datetime

import pytest
from flask.testing import FlaskClient

from casework import db, permissions
from casework.accounts import institutions
from casework.accounts import service as accounts
from tests.casework import markup
from tests.casework.office import Office
from tests.casework.proceedings.desk import Desk, ago

PASSWORD = "a long password of a supervisor"
PLACE = ("漳州市人民检察院", "procuratorate", "350600")
ELSEWHERE = ("福州市人民检察院", "procuratorate", "350100")


def supervisor(office: Office, place: tuple[str, str, str] = PLACE) -> FlaskClient:
    with office.work():
        institution = institutions.create_institution(*place)
        accounts.create_person(institution, place[2], "监督", (permissions.SUPERVISOR,), PASSWORD)
    client = office.app.test_client()
    client.post("/sign-in", data={"username": place[2], "password": PASSWORD})
    return client


def shown(client: FlaskClient, shelf: str) -> list[str]:
    """The cases on a shelf of the page."""
    page = client.get(f"/?shelf={shelf}")
    assert page.status_code == 200
    return [link for link in markup.read(page.text).links if link.startswith("/folders/") and link[9:].isdigit()]


def opened(office: Office) -> Desk:
    desk = Desk(office)
    assert desk.file().status_code == 302
    return desk


def test_nothing_is_to_be_looked_at_while_everything_goes_well(office: Office) -> None:
    opened(office)
    client = supervisor(office)
    for shelf in ("late", "corrected", "recused", "over", "unretired"):
        assert shown(client, shelf) == []
    assert markup.holds(client.get("/").text, "nothing-to-watch")


def test_each_case_stands_on_the_shelf_that_calls_for_it(office: Office) -> None:
    desk = opened(office)
    duty = {"duties-0-obligation_kind": "认购碳汇", "duties-0-count": "10", "duties-0-unit": "tonnes"}
    undertaken = {"at": ago(34), "a_signed": "张某泉", "duties-0-due": ago(5), **duty}
    answer = desk.do("prosecutor", "undertake", {"a_undertaking": "承诺书.pdf"}, **undertaken)
    assert answer.status_code == 302, answer.text
    client = supervisor(office)
    assert shown(client, "late") == ["/folders/1"]
    assert shown(client, "over") == []
    bought = {"at": ago(30), "a_buy": "12", "a_retire": "12", "reason": "自愿多购"}
    answer = desk.do("officer", "perform", {"a_certificate": "注销凭证.pdf"}, "o1", **bought)
    assert answer.status_code == 302, answer.text
    assert shown(client, "over") == ["/folders/1"]
    assert shown(client, "unretired") == []
    answer = desk.do("prosecutor", "recuse", a_persons="检察官甲", a_ground="亲属", a_requested_by="张某泉")
    assert answer.status_code == 302, answer.text
    assert shown(client, "recused") == ["/folders/1"]


@pytest.mark.parametrize("shelf", ["corrected"])
def test_a_supervisor_of_another_place_sees_none_of_it(office: Office, shelf: str) -> None:
    desk = opened(office)
    answer = desk.do("officer", "return_for_correction", a_fact="行为日", a_ground="不一致")
    assert answer.status_code == 302, answer.text
    assert shown(supervisor(office), shelf) == ["/folders/1"]
    assert shown(supervisor(office, ELSEWHERE), shelf) == []


def test_the_shelves_are_a_supervisors_alone(office: Office) -> None:
    opened(office)
    assert office.browser("prosecutor").get("/folders/watch").status_code == 403


def tended(office: Office) -> Desk:
    """A case of a bureau alone, put away: planted and accepted, its look after three years of tending still to come."""
    desk = Desk(office)
    assert desk.file("officer", procuratorate="南靖县人民检察院", bureau="", opened=ago(40)).status_code == 302
    duty = {"duties-0-obligation_kind": "原地补植", "duties-0-count": "12", "duties-0-unit": "area_mu"}
    decided = {"at": ago(30), "a_outcome": "责令补种", "duties-0-years": "3", **duty}
    assert desk.do("officer", "decide", {"papers": "决定书.pdf"}, **decided).status_code == 302
    done = {"at": ago(25), "a_area_mu": "12", "a_performer": "某造林公司"}
    assert desk.do("officer", "perform", {"a_receipt": "收据.pdf"}, "o1", **done).status_code == 302
    seen = {"at": ago(20), "a_result": "pass", "a_rate": "90", "a_year": "1"}
    assert desk.do("officer", "inspect", {"a_report": "验收报告.pdf"}, "o1", **seen).status_code == 302
    assert desk.do("officer", "archive", at=ago(15)).status_code == 302
    return desk


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_look_that_was_not_taken_after_three_years_is_late_also_of_a_case_that_is_put_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tended(office)
    client = supervisor(office, ("漳州市林业局", "forestry_bureau", "350600"))
    assert shown(client, "late") == []
    after = db.today() + datetime.timedelta(days=3 * 366)
    monkeypatch.setattr(db, "today", lambda: after)
    assert shown(client, "late") == ["/folders/1"]
