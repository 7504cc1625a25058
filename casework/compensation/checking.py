"""核对: what the judge has before them when the proofs are checked, and that nobody checks a proof of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from casework import db
from casework.accounts import Person
from casework.cases import Case
from casework.compensation.models import ItemProof
from casework.compensation.performance import DONE, ItemState, missing, performance
from casework.credits import Retirement
from casework.wording import day
from rules.reading.messages import template
from rules.values.quantity import plain

OWN_PROOF = template("本案的履行证明由您登记，须由他人核对。")


@dataclass(frozen=True)
class Proof:
    """One proof of what was done: for which item, by which paper, recorded by whom. One of the last two is set."""

    item: str
    recorder: Person
    done: ItemProof | None = None
    retirement: Retirement | None = None
    project: str = ""
    ticket_no: str | None = None

    @property
    def paper(self) -> str:
        """The paper in words: of a retirement with its serials, or with the number of a ticket that has none."""
        if self.retirement is None:
            assert self.done is not None, "a proof is a retirement or a paper"
            return gettext("%(document)s（%(day)s）", document=self.done.document, day=day(self.done.document_date))
        if self.ticket_no is not None:
            return gettext(
                "注销凭证%(number)s（%(registry)s，%(day)s）：%(project)s，票号%(ticket)s，%(tonnes)s t",
                number=self.retirement.certificate_no,
                registry=self.retirement.registry_name,
                day=day(self.retirement.certificate_date),
                project=self.project,
                ticket=self.ticket_no,
                tonnes=plain(self.retirement.tonnes),
            )
        return gettext(
            "注销凭证%(number)s（%(registry)s，%(day)s）：%(project)s，序列号%(first)s–%(last)s，%(tonnes)s t",
            number=self.retirement.certificate_no,
            registry=self.retirement.registry_name,
            day=day(self.retirement.certificate_date),
            project=self.project,
            first=self.retirement.serial_from,
            last=self.retirement.serial_to,
            tonnes=plain(self.retirement.tonnes),
        )

    @property
    def has_file(self) -> bool:
        """Whether the certificate itself was uploaded."""
        return self.retirement is not None and self.retirement.certificate_sha256 is not None

    def __str__(self) -> str:
        return f"{self.item} {self.paper}"


def proofs(case: Case) -> tuple[Proof, ...]:
    """All proofs of the approved plan, in its order; entries that were taken back are none."""
    found = performance(case)
    return tuple(proof for state in found.items for proof in _of_item(state)) if found else ()


def _of_item(state: ItemState) -> Iterator[Proof]:
    if state.proof is not None and state.prover is not None:
        yield Proof(state.item.route, state.prover, done=state.proof)
    for holding in state.holdings:
        if holding.cancelled is None:
            for retired in holding.retirements:
                recorder = _person(retired.confirmed_by)
                name, number = holding.project.name, holding.lot.ticket_no
                yield Proof(state.item.route, recorder, retirement=retired, project=name, ticket_no=number)


def _person(number: int) -> Person:
    return db.session().get_one(Person, number)


def proofs_checked(case: Case, person: Person) -> str | None:
    """A judge may have been an officer before: whoever recorded a proof leaves the check of it to somebody else."""
    found = performance(case)
    if found is None:
        return gettext("没有已准许的方案。")
    if any(proof.recorder.id == person.id for proof in proofs(case)):
        return gettext(OWN_PROOF)
    return missing([item for item in found.credit_items if item.state != DONE])
