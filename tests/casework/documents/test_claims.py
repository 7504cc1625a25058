"""The public-interest claim on paper: no suit before its notice is over, for what is still owed, against whom it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.documents.claims import BEFORE_SUIT, opened_claim, performed_by
from casework.documents.matter import PROCURATORATE, Matter
from casework.documents.paper_kind import Subject
from casework.documents.shelf import shelf
from rules.proceedings import clock
from tests.casework.documents.matters import asked, matters
from tests.conftest import dispose, make_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("claims")
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with made.app_context(), made.test_request_context():
        yield made
    dispose(made)


def prosecuting(part: str = "") -> Iterator[Matter]:
    return (one for one in matters() if one.office.kind == PROCURATORATE and part in one.case.title)


def test_no_suit_is_drawn_up_without_a_claim_or_before_its_notice_is_over(app: Flask) -> None:
    kind, seen = shelf()["indictment_pil"], set()
    for matter in prosecuting():
        track = opened_claim(matter)
        if track is None:
            assert kind.refusal(matter)
            seen.add("none")
        elif track.state in BEFORE_SUIT and not kind.refusal(matter):
            end = clock.notice_end(matter.case, matter.day, track)
            if end is None or end >= matter.day:
                assert kind.missing(matter, Subject())
                seen.add("early")
    assert seen == {"none", "early"}


def test_a_suit_is_for_what_is_still_owed_and_names_nobody_who_was_not_prosecuted(app: Flask) -> None:
    kind = shelf()["indictment_pil"]
    found = [one for one, _ in asked(kind) if "贵溪" in one.case.title]
    assert found
    for matter in found:
        said, written = kind.gather(matter, Subject()), kind.written(matter, Subject())
        assert set(said["defendants"]) == {"吕某", "杨某"}
        assert "4658.07" in written["claims"]
        assert "104658.07" not in written["claims"]
        assert "翁某" not in written["claims"]


def test_what_one_of_several_paid_is_not_told_of_the_others(app: Flask) -> None:
    paid = [one for one in prosecuting("贵溪") if any(duty.counted for duty in one.duties())]
    assert paid
    assert performed_by(paid[0], "翁某")
    assert performed_by(paid[0], "吕某") == []


def test_a_decision_not_to_prosecute_tells_nothing_that_was_done_after_it(app: Flask) -> None:
    kind = shelf()["nonprosecution_part"]
    last = [(one, subject) for one, subject in asked(kind) if "贵溪" in one.case.title][-1]
    assert len(performed_by(last[0], last[1].key)) == 2
    assert len(kind.gather(*last)["done"]) == 1


def test_only_what_is_in_effect_and_overdue_goes_to_enforcement(app: Flask) -> None:
    kind = shelf()["execution_transfer"]
    moved = list(asked(kind))
    assert moved
    for matter, subject in moved:
        duty = matter.case.obligations[subject.key]
        due = clock.due_on(matter.case, duty)
        assert due is None or due < matter.day
        assert any(clock.in_effect(matter.case, duty, ground) for ground in duty.grounds)
