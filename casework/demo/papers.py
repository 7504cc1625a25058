"""Papers of the demonstration: what the bureau's case admits, written, checked by a colleague and issued."""

from __future__ import annotations

from casework.accounts import Person
from casework.accounts import service as accounts
from casework.demo.people import BUREAU_ADMINISTRATOR, SECOND_OFFICER
from casework.documents import life, office, release
from casework.documents import papers as listing
from casework.proceedings import Folder

KINDS = ("loss_report", "retirement_confirmation")
WORDS = {"word:报告": "演示报", "word:函": "演示函"}
WRITTEN = "演示文字，没有进行真实的现场调查。"


def issue(folder: Folder, officer: Person) -> None:
    """A paper of each of ``KINDS`` that the case admits."""
    head, colleague = (accounts.person_named(name) for name in (BUREAU_ADMINISTRATOR, SECOND_OFFICER))
    assert head is not None, "the people come first"
    assert colleague is not None, "the people come first"
    office.enter(head, head.institution, WORDS)
    offers = listing.page(folder, officer).ready
    for offer in (one for one in offers if one.kind.name in KINDS):
        paper = life.draw_up(folder, officer, offer.kind.name, offer.subject.key)
        passages = life.read_now(life.standing(paper)).snapshot["paper"]["passages"]
        for name, text in passages.items():
            if not text.strip():
                life.edit(paper, officer, name, WRITTEN)
        if offer.kind.checked:
            life.check(paper, colleague)
        release.issue(paper, officer)
