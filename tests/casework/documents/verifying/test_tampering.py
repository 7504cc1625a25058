"""Whatever is done to a paper is caught and named; the paper as it was issued passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.audit import export
from casework.documents.verifying import chain
from casework.documents.verifying.families import OfDocument
from casework.documents.verifying.finding import CHECKS, State
from casework.documents.verifying.service import Verdict, verify
from tests.casework.documents.conftest import Issued, Paper
from tests.casework.documents.verifying.tampering import KINDS, Tampering
from tests.conftest import Attempts


def states(verdict: Verdict) -> dict[str, State]:
    return {one.check: one.state for one in verdict.findings}


def told(verdict: Verdict) -> str:
    return "\n".join(f"{one.check} {one.state} {one.reason}" for one in verdict.findings)


def exported(to: Path) -> Path:
    """The log of the office as a file, as whoever keeps a copy has it."""
    with to.open("wb") as file:
        export.write(file)
    return to


def test_a_paper_as_it_was_issued_passes_every_check(made: Paper, issued: Issued) -> None:
    with issued.app.app_context():
        verdict = verify(made.pdf, chain.stored)
    assert list(states(verdict)) == list(CHECKS)
    assert verdict.proven, told(verdict)


def test_the_assessment_of_a_report_is_worked_out_again(issued: Issued) -> None:
    with issued.app.app_context():
        verdict = verify(issued.report.pdf, chain.stored)
    assert states(verdict)["assessment"] is State.PASSED


def test_an_exported_log_proves_as_the_stored_one(issued: Issued, tmp_path: Path) -> None:
    with issued.app.app_context():
        log = chain.exported(exported(tmp_path / "log"))
        assert verify(issued.complete.pdf, log).proven


def test_a_paper_whose_template_changed_since_is_proven_by_the_log_alone(
    issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OfDocument, "present_edition", lambda _: "another")
    with issued.app.app_context():
        known, unknown = verify(issued.complete.pdf, chain.stored), verify(issued.complete.pdf, None)
        resaved = verify(issued.complete.pdf + b"%more\n", chain.stored)
    of_template = ("pages", "words", "drawing")
    assert known.proven, told(known)
    assert states(known)["edition"] is State.NOTHING
    assert {states(known)[one] for one in of_template} == {State.PASSED}
    assert not unknown.proven
    assert not unknown.failed, "a change of the program is no change of the paper"
    assert {states(unknown)[one] for one in ("edition", *of_template)} == {State.OPEN}
    assert resaved.failed
    assert {states(resaved)[one] for one in ("edition", *of_template)} == {State.OPEN}


@pytest.fixture
def set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most forgeries carry the same data: what they give is set once. That it is the same each time: ``test_paper``."""
    known: dict[str, bytes] = {}
    anew = OfDocument.set_anew

    def once(paper: OfDocument, text: str, digest: str) -> bytes:
        if digest not in known:
            known[digest] = anew(paper, text, digest)
        return known[digest]

    monkeypatch.setattr(OfDocument, "set_anew", once)


def missed(kind: Tampering, issued: Issued) -> list[str]:
    """What went unnoticed of one kind of tampering."""
    with issued.app.app_context():
        forged = kind.make(issued)
        verdict = verify(forged, chain.stored)
    assert forged not in (issued.complete.pdf, issued.report.pdf), kind.name
    caught = states(verdict)[kind.caught] is State.FAILED and not verdict.proven
    return [] if caught else [f"{kind.name}: {kind.caught}\n{told(verdict)}"]


@pytest.mark.usefixtures("set_once")
def test_tampering_is_caught_and_named(issued: Issued, attempts: Attempts) -> None:
    found = [each for number in attempts(2, len(KINDS)) for each in missed(KINDS[number], issued)]
    assert not found, "\n".join(found)
