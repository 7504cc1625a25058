"""Issuing while others work: nobody waits for a paper that is being set, and none is stored on a state that is past."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casework.audit import verification
from casework.documents import paper, validity
from casework.documents import service as documents
from casework.documents.errors import MOVED, Moved
from tests.casework.office import Office
from tests.told import saying

WAIT = 30


class Press:
    """In place of the typesetter: holds each paper until it is let go, and counts them."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.made = 0

    def render(self, kind: str, snapshot: dict[str, Any], text: str, data_hash: str) -> bytes:
        self.begun.release()
        assert self.go.acquire(timeout=WAIT)
        self.made += 1
        return f"{kind} {data_hash}".encode()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    made = Press()
    monkeypatch.setattr(paper, "render_pdf", made.render)
    yield made
    made.go.release(10)


@pytest.fixture
def measured(office: Office) -> Office:
    office.file()
    office.accept()
    office.measure()
    return office


def issue(office: Office, kind: str = "report") -> str:
    with office.app.app_context():
        return documents.issue(office.case, kind, office.person("officer")).number


class Issuing(threading.Thread):
    """Somebody who issues a report in a thread; ``outcome`` is its number or what refused it."""

    def __init__(self, office: Office) -> None:
        super().__init__(daemon=True)
        self.office = office
        self.outcome: str | Exception = ""

    def run(self) -> None:
        try:
            self.outcome = issue(self.office)
        except Exception as problem:
            self.outcome = problem


def stored(office: Office) -> list[tuple[str, int, str]]:
    """Number, assessment, and the loss it states, of each document."""
    with office.work():
        return sorted(
            (item.document.number, item.document.records["assessment"], json.loads(item.document.snapshot)["number"])
            for item in validity.issued(office.case)
        )


def within(seconds: float, work: Callable[[], object]) -> bool:
    """Whether the work is done before the time is over."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    return not thread.is_alive()


def test_another_case_is_filed_while_a_paper_is_being_set(measured: Office, press: Press) -> None:
    first = measured.folder_id
    issuing = Issuing(measured)
    issuing.start()
    assert press.begun.acquire(timeout=WAIT)
    assert within(10, measured.file)
    measured.folder_id = first
    press.go.release()
    issuing.join(WAIT)
    assert str(issuing.outcome).endswith("-0001-01")
    assert press.made == 1


def test_two_who_issue_at_once_get_two_documents_with_different_numbers(measured: Office, press: Press) -> None:
    both = [Issuing(measured), Issuing(measured)]
    for issuing in both:
        issuing.start()
    for _ in both:
        assert press.begun.acquire(timeout=WAIT)
    press.go.release(3)
    for issuing in both:
        issuing.join(WAIT)
    numbers = sorted(str(issuing.outcome)[-3:] for issuing in both)
    assert numbers == ["-01", "-02"]
    # The number is printed, so the second paper was set again.
    assert press.made == 3
    assert [number == printed for number, _assessment, printed in stored(measured)] == [True, True]
    with measured.app.app_context():
        assert verification.verify() is None


def test_a_paper_of_a_measurement_that_is_returned_meanwhile_is_set_anew_with_the_remarks(
    measured: Office, press: Press
) -> None:
    issuing = Issuing(measured)
    issuing.start()
    assert press.begun.acquire(timeout=WAIT)
    measured.send_back("根茎比请注明出处", {2: "请注明出处"})
    press.go.release(2)
    issuing.join(WAIT)
    assert str(issuing.outcome).endswith("-01")
    assert press.made == 2
    with measured.work():
        (item,) = validity.issued(measured.case)
        assert [remark["text"] for remark in json.loads(item.document.snapshot)["remarks"]] == ["请注明出处"]
        assert item.superseded is None


def test_whose_number_is_taken_again_and_again_is_told_to_come_back(
    measured: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: object) -> bytes:
        if threading.current_thread() is not me:
            return b"paper of another"
        faster = threading.Thread(target=issue, args=(measured,))
        faster.start()
        faster.join(WAIT)
        return b"paper"

    me = threading.current_thread()
    monkeypatch.setattr(paper, "render_pdf", render)
    with pytest.raises(Moved, match=saying(MOVED)):
        issue(measured)
    assert [number[-3:] for number, *_ in stored(measured)] == ["-01", "-02", "-03"]
