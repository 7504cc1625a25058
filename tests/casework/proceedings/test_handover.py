"""交接: what somebody has in hand is told, and handed on to a colleague with the head's approval on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.accounts import service as accounts
from casework.audit.verification import verify
from casework.proceedings import index, service
from casework.proceedings.handover import LACKS_THE_ROLE
from casework.proceedings.names import STEPS
from rules.proceedings.seats import assigned
from tests.casework.markup import holds
from tests.casework.office import PASSWORD, TODAY, Office
from tests.casework.pages import fields, links, text
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import COURT, NUMBER, Desk, ago
from tests.databases import Databases
from tests.told import says


def _received(office: Office) -> None:
    desk = Desk(office)
    assert desk.file().status_code == 302
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    with office.work():
        court = office.person("judge").institution
        for username, name, role in (
            ("admin", "管某", "administrator"),
            ("colleague", "同某", "judge"),
            ("clerk", "书某", "clerk"),
        ):
            accounts.create_person(court, username, name, (role,), PASSWORD)


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[Desk]:
    """A case that the judge received, and an administrator, a second judge and a clerk at the court."""
    with office_after(databases, tmp_path, "received at a court with colleagues", _received) as office:
        yield Desk(office, folder=1)


def address(desk: Desk, username: str = "judge") -> str:
    with desk.office.work():
        return f"/people/{desk.office.person(username).id}/handover"


def number(desk: Desk, username: str) -> str:
    with desk.office.work():
        return str(desk.office.person(username).id)


def handed(desk: Desk, to: str, approval: str = "院长 2026年1月2日批准", cases: tuple[str, ...] = ("1",)) -> str:
    """The administrator hands these cases of the judge on; the last page."""
    admin, at = desk.client("admin"), address(desk)
    given = fields(admin.get(at).text) | {
        "to": number(desk, to),
        "approval": approval,
        "cases": list(cases),
        "do": "check",
    }
    checked = admin.post(at, data=given, follow_redirects=True)
    if checked.status_code != 200:
        return checked.text
    assert holds(checked.text, "to-check")
    saved = fields(checked.text) | {"cases": list(cases), "do": "save"}
    return admin.post(at, data=saved, follow_redirects=True).text


def judges(desk: Desk) -> tuple[str, ...]:
    with desk.office.work():
        assert index.follows_from_the_acts() is None
        assert verify() is None
        judge = desk.office.person("judge")
        return assigned(service.state(service.get_for(judge, 1)), "judge", judge.institution.name)


def test_what_somebody_has_in_hand_is_told_without_what_the_case_is_about(desk: Desk) -> None:
    page = desk.client("admin").get(address(desk)).text
    assert "2026-0001" in text(page)
    assert holds(page, "in-hand")
    assert "张某泉" not in page
    assert holds(desk.client("admin").get(address(desk, "colleague")).text, "nothing-in-hand")


def test_a_colleague_takes_over_and_goes_on(desk: Desk) -> None:
    assert holds(handed(desk, "colleague"), "handed-over")
    assert judges(desk) == ("同某",)
    assert desk.do("judge", "order", at=ago(0), a_measurer="南靖县林业局").status_code == 403
    assert desk.do("colleague", "order", at=ago(0), a_measurer="南靖县林业局").status_code == 302
    assert holds(desk.client("admin").get(address(desk)).text, "nothing-in-hand")


def test_without_an_approval_nothing_is_handed_on(desk: Desk) -> None:
    assert holds(handed(desk, "colleague", ""), "approval-error")
    assert judges(desk) == (name(desk, "judge"),)


def name(desk: Desk, username: str) -> str:
    with desk.office.work():
        return str(desk.office.person(username).name)


def test_who_lacks_the_role_takes_nothing_over(desk: Desk) -> None:
    page = desk.client("admin").get(address(desk)).text
    assert f'value="{number(desk, "clerk")}"' not in page
    handed(desk, "clerk")
    assert judges(desk) == (name(desk, "judge"),)


def test_a_recused_colleague_takes_nothing_over_and_that_is_told(desk: Desk) -> None:
    doing = service.Doing("recuse", TODAY, (), {"persons": ["同某"]})
    with desk.office.work():
        colleague = desk.office.person("colleague")
        service.record(service.get_for(colleague, 1), colleague, doing)
    assert holds(handed(desk, "colleague"), "failed")
    assert judges(desk) == (name(desk, "judge"),)


def test_one_case_that_fails_leaves_the_others_handed_on(desk: Desk) -> None:
    second = Desk(desk.office, clients=desk.clients)
    assert second.file().status_code == 302
    assert second.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    with desk.office.work():
        judge = desk.office.person("judge")
        folder = service.get_for(judge, 2)
        both = service.Doing("assign", TODAY, (), {"persons": [judge.name], "role": "clerk", "approval": "院长"})
        service.record(folder, judge, service.Doing("receive", TODAY, sole=True))
        service.record(folder, judge, both)
    page = handed(desk, "colleague", cases=("1", "2"))
    assert holds(page, "failed")
    assert says(text(page), LACKS_THE_ROLE, name="同某")
    assert judges(desk) == ("同某",)


def test_who_transfers_or_disables_somebody_with_cases_in_hand_is_told(desk: Desk) -> None:
    admin = desk.client("admin")
    for page in ("", "/transfer", "/disable"):
        shown = admin.get(address(desk).removesuffix("/handover") + page).text
        assert holds(shown, "in-hand")
        assert address(desk) in links(shown)
    free = admin.get(address(desk, "colleague").removesuffix("/handover")).text
    assert not holds(free, "in-hand")


def test_only_who_looks_after_the_people_there_hands_over(desk: Desk) -> None:
    assert desk.client("judge").get(address(desk)).status_code == 403
    assert desk.client("admin").get(address(desk, "prosecutor")).status_code == 404


def test_an_english_page_tells_seats_and_what_waits_in_english(desk: Desk) -> None:
    client = desk.client("admin")
    client.set_cookie("language", "en")
    page = client.get(address(desk)).text
    assert "2026-0001 (judge)" in page
    assert STEPS["rule"] not in text(page)
    assert f"{name(desk, 'colleague')} (judge)" in page
