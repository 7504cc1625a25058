"""What a case is said to wait for next: the loss is measured and undertaken before anything is decided on it."""

from __future__ import annotations

import pytest

from casework.proceedings import service
from casework.proceedings.next_steps import ALIKE, next_step
from casework.proceedings.offering import offers
from casework.proceedings.tasks import tasks_of
from casework.proceedings.telling import LABELS_OF
from tests.casework.markup import holds, read
from tests.casework.office import TODAY, Office
from tests.casework.pages import fields, links
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago, to_trial
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


def test_a_judgment_whose_paper_is_still_to_be_handed_in_is_served_all_the_same(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT)
    desk.do("judge", "receive", at=ago(38), a_number=NUMBER)
    desk.do("judge", "rule", at=ago(20), a_sentence="拘役一个月")
    assert next_of(desk, "judge") == ["acts/serve", "acts/hand_in?on=4"]
    answer = desk.do("judge", "hand_in", {"papers": "刑事判决书.pdf"}, at=ago(19), a_number="4")
    assert answer.status_code == 302, answer.text
    assert next_of(desk, "judge") == ["acts/serve"]


def test_a_bureau_writes_what_it_decided_where_the_form_asks_first(office: Office) -> None:
    desk = Desk(office)
    desk.file("officer", procuratorate="南靖县人民检察院", bureau="", opened=ago(40))
    form = desk.client("officer").get(desk.address("decide")).text
    assert 0 < form.index('name="a_sentence"') < form.index("<details")
    assert says(form, LABELS_OF["decide", "sentence"])
    refused = desk.do("officer", "decide", at=ago(30))
    assert (refused.status_code, holds(refused.text, "a_sentence-error")) == (422, True)


def test_whoever_looks_a_late_duty_waits_for_the_one_who_follows_it(office: Office) -> None:
    desk = Desk(office)
    to_trial(desk)
    owed = {"at": ago(34), "a_signed": "张某泉", **DUTY, "duties-0-due": ago(3)}
    for act, given in (
        ("undertake", owed),
        ("rule", {"at": ago(20), "a_sentence": "拘役一个月", "becomes_o1": "ordered"}),
        ("serve", {"at": ago(15)}),
        ("take_effect", {"at": ago(4)}),
    ):
        answer = desk.do("judge", act, {"papers": f"{act}.pdf"}, **given)
        assert answer.status_code == 302, (act, answer.text)
    asked = set()
    for who in ("officer", "judge", "prosecutor"):
        with office.work():
            case, actor = service.state(service.get_for(office.person(who), 1)), service.actor_of(office.person(who))
            turn = [one.seat for one in tasks_of(case, TODAY) if one.act == "remind" and one.turn]
            step = next_step(case, actor, offers(case, actor, TODAY), TODAY)
        assert turn == ["officer"]
        assert first(desk, who).startswith("acts/remind") == (who in turn), who
        assert step is not None
        asked.add((step.act, step.who))
    assert len(asked) == 1


def test_a_decision_stands_beside_its_alternatives(office: Office) -> None:
    desk = Desk(office)
    desk.file()
    assert {"acts/order", "acts/prosecute", "acts/not_prosecute"} <= set(next_of(desk, "prosecutor"))


def test_a_case_of_a_bureau_alone_is_put_away_by_the_bureau(office: Office) -> None:
    desk = Desk(office)
    desk.file("officer", procuratorate="南靖县人民检察院", bureau="", opened=ago(40))
    duty = {"duties-0-obligation_kind": "罚款", "duties-0-count": "2000", "duties-0-unit": "amount"}
    desk.do("officer", "decide", {"papers": "决定书.pdf"}, at=ago(30), a_outcome="处罚", **duty)
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
