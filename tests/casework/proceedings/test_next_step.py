"""What a case is said to wait for next: the loss is measured and undertaken before anything is decided on it."""

from __future__ import annotations

import pytest

from casework.proceedings.next_steps import ALIKE
from tests.casework.markup import holds, read
from tests.casework.office import Office
from tests.casework.pages import fields, links
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago
from tests.told import says

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

DUTY = {"duties-0-obligation_kind": "管护", "duties-0-count": "6", "duties-0-unit": "months"}


def next_of(desk: Desk, who: str) -> list[str]:
    """Where the buttons and links of the next step lead, in order."""
    page = desk.show(who)
    box = page[page.index('id="next"') :]
    return [link.partition("/folders/1/")[2] for link in read(box[: box.index("</section>")]).links]


def first(desk: Desk, who: str) -> str:
    return next(iter(next_of(desk, who)), "")


def test_a_loss_is_measured_reviewed_and_undertaken_before_it_is_ruled_on(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT)
    assert first(desk, "judge") == "acts/receive"
    desk.do("judge", "receive", at=ago(38), a_number=NUMBER)
    assert next_of(desk, "judge")[:2] == ["acts/order", "acts/rule"]
    desk.do("judge", "order", at=ago(37))
    assert "measurings/m1/measure" not in next_of(desk, "judge")  # it waits for the bureau
    assert first(desk, "officer") == "measurings/m1/measure"
    desk.do("officer", "submit", on="m1", at=ago(36), a_tonnes="47.07", a_own="y")
    assert first(desk, "judge") == "measurings/m1#handling"
    desk.do("judge", "adopt", on="m1", at=ago(35))
    assert first(desk, "judge") == "acts/undertake"
    desk.do("judge", "undertake", {"a_undertaking": "承诺书.pdf"}, at=ago(34), a_signed="张某泉", **DUTY)
    assert first(desk, "judge") == "acts/rule"


def test_a_decision_stands_beside_its_alternatives(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    assert {"acts/order", "acts/prosecute", "acts/not_prosecute"} <= set(next_of(desk, "prosecutor"))


def test_a_case_of_a_bureau_alone_is_put_away_by_the_bureau(office: Office) -> None:
    desk = Desk(office)
    desk.file("officer", procuratorate="南靖县人民检察院", bureau="", opened=ago(40))
    duty = {"duties-0-obligation_kind": "罚款", "duties-0-count": "2000", "duties-0-unit": "amount"}
    desk.do("officer", "decide", at=ago(30), a_outcome="处罚", **duty)
    desk.do("officer", "perform", {"a_receipt": "收据.pdf"}, "o1", at=ago(20), a_amount="2000")
    assert first(desk, "officer") == "acts/archive"
    assert "/folders/1/acts/archive" in links(desk.client("officer").get("/folders/todo").text)
    assert "/folders/1/acts/archive" not in links(desk.client("prosecutor").get("/folders/todo").text)


def test_a_form_knows_the_only_court_and_bureau_of_the_case(office: Office) -> None:
    desk = Desk(office)
    desk.file(court=COURT)
    client = desk.client("prosecutor")
    assert fields(client.get(desk.address("prosecute")).text)["a_court"] == COURT
    assert fields(client.get(desk.address("order")).text)["a_measurer"] == BUREAU


def test_what_is_missing_is_said_at_its_field(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    answer = desk.do("prosecutor", "prosecute", at=ago(39))
    assert answer.status_code == 422
    assert holds(answer.text, "a_court-error")


def test_of_many_persons_the_page_tells_what_is_alike_once(office: Office) -> None:
    desk = Desk(office)
    names = [f"某{number:02d}" for number in range(12)]
    desk.file(**{f"parties-{number}-name": name for number, name in enumerate(names)})
    page = desk.show()
    courses = page[page.index('id="courses"') :]
    assert courses[: courses.index("</table>")].count("<tr>") == 2  # the head, and all of them together
    head = page[page.index('class="case-facts"') : page.index('id="next"')]
    assert all(name in head[head.index("<details") :] for name in names)
    assert names[-1] not in head[: head.index("<details")]
    assert says(page, ALIKE, name=names[0], count=12)
