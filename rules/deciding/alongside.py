"""What is decided of each charge where several offences are charged: heads of loss, duties, fines and competition.

Where there is one offence all of it is told of the case. Of several, the case's own conclusions are those of its
offence, and each charge is decided whole, as a case of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.casefile.charge import Charged
from rules.deciding.book import PENAL_ARTICLE
from rules.deciding.book.factbook import FactBook
from rules.deciding.concurrence import Conflict
from rules.deciding.decide import NOT_WEIGHED, Decision
from rules.deciding.reports import RuleReport

CHARGED_BESIDE = "同一地块另被控“{also}”：{offence}与它的竞合，本版没有收录适用于本案的规则，由法官判断"
NAMES = ("civil_heads", "punitive", "duties", "payment", "fine_check")
"""Conclusions about what is to be paid and done: 民事责任的项目, 惩罚性赔偿, 判决应写明, 款项的先后, 罚金的查对."""


@dataclass(frozen=True, eq=False)
class Alongside:
    """Of one charge among charges of several offences. ``held``: by conclusion, in the order of the law.

    ``article``: 罪名条款, None where the law of the day has none. ``rules``: those about its offence; those about any
    offence are told of the case.
    """

    held: Mapping[str, tuple[str, ...]]
    article: str | None
    conflicts: tuple[Conflict, ...]
    warnings: tuple[str, ...]
    rules: tuple[RuleReport, ...] = ()

    @classmethod
    def of(cls, decisions: Sequence[Decision], book: FactBook, offence: str) -> Alongside:
        """Of the same charge decided once for each other offence that it meets, or once where it meets none."""
        first = decisions[0]
        held = {name: _held(first.conclusions.get(name, ()), book, name) for name in NAMES}
        article = first.conclusions.get(PENAL_ARTICLE)
        return cls(
            held,
            article if isinstance(article, str) else None,
            _each_once(decisions),
            tuple(first.warnings),
            tuple(report for report in first.rules if offence in report.outcome.rule.offences),
        )

    def as_json(self) -> dict[str, Any]:
        told = {name: list(values) for name, values in self.held.items()}
        return {
            "penal_article": self.article,
            **told,
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "rules": [rule.as_json() for rule in self.rules],
        }


def _held(drawn: str | Iterable[str], book: FactBook, name: str) -> tuple[str, ...]:
    values = {drawn} if isinstance(drawn, str) else set(drawn)
    return tuple(value for value in book.conclusions[name].values if value in values)


def _each_once(decisions: Sequence[Decision]) -> tuple[Conflict, ...]:
    """The same other offence is met once, whichever decision tells it."""
    found: dict[str, Conflict] = {}
    for conflict in (conflict for decision in decisions for conflict in decision.conflicts):
        found.setdefault(conflict.other, conflict)
    return tuple(found.values())


def agreed(made: Sequence[tuple[Charged, Alongside]]) -> tuple[Alongside, ...]:
    """The same charges with one answer of both sides: a rule of either side says how the two meet."""
    charges = [charge for charge, _ in made]
    return tuple(_agreed(charge, own, met_by(charge, charges), made) for charge, own in made)


def _agreed(
    charge: Charged, own: Alongside, met: Sequence[str], made: Sequence[tuple[Charged, Alongside]]
) -> Alongside:
    found = {conflict.other: conflict for conflict in own.conflicts}
    # the law was asked as if the case file stated the other offence: what states it is the other charge
    stated, beside = (
        {other: told.format(also=other, offence=charge.offence) for other in met}
        for told in (NOT_WEIGHED, CHARGED_BESIDE)
    )
    reworded = {stated[other]: beside[other] for other in met}
    for other in met:
        theirs = next(
            (
                conflict
                for one, beside in made
                for conflict in beside.conflicts
                if (one.party, one.offence, conflict.other) == (charge.party, other, charge.offence)
            ),
            None,
        )
        mine = found.get(other)
        if theirs is not None and (mine is None or (theirs.weighed and not mine.weighed)):
            found[other] = theirs
            reworded[stated[other]] = ""
    warnings = tuple(filter(None, (reworded.get(warning, warning) for warning in own.warnings)))
    return replace(own, conflicts=tuple(found.values()), warnings=warnings)


def several_offences(charges: Iterable[Charged], offence: str) -> bool:
    """Whether somebody is charged with an offence that is not the case's."""
    return any(one.offence != offence for one in charges)


def met_by(charge: Charged, charges: Iterable[Charged]) -> tuple[str, ...]:
    """The other offences with which the same person is charged for one of the same stands."""
    others = (
        one.offence
        for one in charges
        if one.party == charge.party and one.offence != charge.offence and set(one.stands) & set(charge.stands)
    )
    return tuple(dict.fromkeys(others))
