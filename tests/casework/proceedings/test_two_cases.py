"""分案, 并案 on the records: moved in one transaction, linked from both sides, and each case goes on by itself."""

from __future__ import annotations

import pytest

from casework import db
from casework.audit.verification import verify
from casework.errors import Impossible, Invalid
from casework.proceedings import Folder, filing, index, service
from casework.proceedings.history import NO_SUCH_CASE, courses
from casework.proceedings.service import Doing
from rules.proceedings.moving import BOTH_HAVE, NOBODY_LEFT
from rules.proceedings.state import Case, Party
from tests.casework.markup import holds
from tests.casework.office import TODAY, Office
from tests.casework.pages import links
from tests.casework.proceedings.desk import COURT, NUMBER, Desk, ago
from tests.told import saying

TWO = {"parties-1-name": "李某"}


def tried(office: Office, **changes: str) -> Desk:
    """A case of two before the court."""
    desk = Desk(office)
    desk.client("prosecutor")
    assert desk.file(**{**TWO, **changes}).status_code == 302
    assert desk.do("prosecutor", "prosecute", at=ago(39), a_court=COURT).status_code == 302
    assert desk.do("judge", "receive", at=ago(38), a_number=NUMBER).status_code == 302
    return desk


@pytest.fixture
def desk(office: Office) -> Desk:
    return tried(office)


def cases(desk: Desk, *ids: int) -> list[Case]:
    with desk.office.work():
        assert index.follows_from_the_acts() is None
        assert verify() is None
        judge = desk.office.person("judge")
        return [service.state(service.get_for(judge, one)) for one in ids]


def reference(desk: Desk, id: int) -> str:
    with desk.office.work():
        return service.get_for(desk.office.person("judge"), id).reference


def test_who_is_split_off_has_a_case_of_his_own_and_both_link_to_each_other(desk: Desk) -> None:
    assert desk.do("judge", "split", at=ago(20), a_persons=["李某"], a_ground="患病").status_code == 302
    left, other = cases(desk, 1, 2)
    assert set(left.tracks) == {"criminal:张某泉"}
    assert set(other.tracks) == {"criminal:李某"}
    assert other.origin == reference(desk, 1)
    assert {to for _, to in left.moved} == {reference(desk, 2)}
    assert "/folders/2" in links(desk.show("judge"))
    assert holds(desk.show("judge"), "related")
    theirs = Desk(desk.office, folder=2, clients=desk.clients)
    assert "/folders/1" in links(theirs.show("judge"))
    assert theirs.do("judge", "rule", at=ago(10), a_sentence="拘役二个月").status_code == 302
    left, other = cases(desk, 1, 2)
    assert other.tracks["criminal:李某"].state == "judged_1"
    assert left.tracks["criminal:张某泉"].state == "first_instance"


def test_a_course_travels_unless_another_case_is_part_of_it(desk: Desk) -> None:
    """Told of the texts alone it is the same case; who was split off began with the acts of another."""
    assert desk.do("judge", "split", at=ago(20), a_persons=["李某"], a_ground="患病").status_code == 302
    left, _ = cases(desk, 1, 2)
    with desk.office.work():
        found = courses([1, 2])
    assert set(found) == {1}
    assert found[1].case() == left
    assert [act.do for act in found[1].case(before=4).acts] == ["open_case", "prosecute", "receive"]


def test_nothing_is_split_off_by_looking_at_the_page_to_check(desk: Desk) -> None:
    data = {"at": ago(20), "a_persons": ["李某"], "a_ground": "患病", "seen": "3", "do": "check"}
    checked = desk.client("judge").post(desk.address("split"), data=data, follow_redirects=True)
    assert checked.status_code == 200
    with desk.office.work():
        assert db.session().get(Folder, 2) is None


def test_not_everybody_is_split_off(desk: Desk) -> None:
    everybody = Doing("split", TODAY, (), {"persons": ["张某泉", "李某"], "ground": "患病"})
    with pytest.raises(Impossible, match=saying(NOBODY_LEFT)):
        recorded(desk.office, everybody)
    assert len(cases(desk, 1)[0].acts) == 3


def test_a_case_that_is_merged_is_empty_and_put_away_and_the_other_has_all_of_it(desk: Desk) -> None:
    assert desk.do("judge", "split", at=ago(20), a_persons=["李某"], a_ground="患病").status_code == 302
    assert desk.do("judge", "merge", at=ago(19), a_case=reference(desk, 2), a_ground="痊愈").status_code == 302
    whole, gone = cases(desk, 1, 2)
    assert set(whole.tracks) == {"criminal:张某泉", "criminal:李某"}
    assert (gone.state, dict(gone.tracks), dict(gone.obligations)) == ("archived", {}, {})
    with desk.office.work():
        assert courses([1, 2]) == {}
    assert "/folders/1" in links(Desk(desk.office, folder=2, clients=desk.clients).show("judge"))
    assert desk.do("judge", "rule", at=ago(10), a_sentence="拘役二个月").status_code == 302


def test_a_case_can_be_merged_from_its_own_side(office: Office) -> None:
    first, second = tried(office), tried(office, **{"parties-0-name": "王某", "parties-1-name": "赵某"})
    into = reference(first, 1)
    assert second.do("judge", "merge_into", at=ago(19), a_case=into, a_ground="同一事实").status_code == 302
    whole, gone = cases(first, 1, 2)
    assert set(whole.tracks) == {f"criminal:{name}" for name in ("张某泉", "李某", "王某", "赵某")}
    assert gone.state == "archived"


def test_two_cases_against_the_same_person_are_not_merged_unseen(office: Office) -> None:
    first, _second = tried(office), tried(office)
    merging = Doing("merge", TODAY, (), {"case": reference(first, 2)})
    with pytest.raises(Impossible, match=saying(BOTH_HAVE)):
        recorded(office, merging)
    assert [one.state for one in cases(first, 1, 2)] == ["open", "open"]


def recorded(office: Office, doing: Doing) -> None:
    """The judge does it in the first case."""
    with office.work():
        judge = office.person("judge")
        service.record(service.get_for(judge, 1), judge, doing)


def test_a_case_that_one_does_not_see_is_merged_with_none(office: Office) -> None:
    desk = tried(office)
    with office.work():
        elsewhere = office.person("prosecutor2")
        entry = filing.Entry((Party("赵某"),), "滥伐林木", None, "漳浦县", ("examining",))
        other = filing.open_case(elsewhere, entry).reference
    for unknown in ("2000-0001", reference(desk, 1), other):
        with pytest.raises(Invalid, match=saying(NO_SUCH_CASE)):
            recorded(office, Doing("merge", TODAY, (), {"case": unknown}))
    assert len(cases(desk, 1)[0].acts) == 3
