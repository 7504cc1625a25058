"""What is told of a case whose charges differ: its headlines are theirs, and not those of its own offence alone."""

from __future__ import annotations

from dataclasses import replace

from rules.deciding.alongside import NAMES
from rules.deciding.book import PENAL_ARTICLE
from rules.deciding.decide import Decision
from rules.deciding.grading import GRADE, OPEN
from rules.deciding.persons import OfCharge, Persons, with_ground


def of_all(made: Decision, persons: Persons, heaviest: OfCharge) -> Decision:
    """The decision of the case with the grade and the article of the heaviest charge, and with the heads of loss and
    the duties of every charge. ``made``: of the case's own offence; routes and rules stay its."""
    told, warnings = dict(made.conclusions), made.warnings
    told.pop(GRADE, None)
    if heaviest is not persons.leading:  # what is open of the case's own offence is told of the charge
        told.pop(OPEN, None)
        warnings = tuple(warning for warning in warnings if warning not in made.grade.warnings)
    told |= heaviest.grade.concluded(made.book)
    beside = [one.alongside for one in persons.charges if one.alongside]
    if heaviest.alongside and heaviest.alongside.article:
        told[PENAL_ARTICLE] = heaviest.alongside.article
    for name in NAMES if beside else ():
        held = frozenset(value for one in beside for value in one.held[name])
        told |= {name: held} if held else {}
    order = [name for name in made.book.conclusions if name in told]
    grade = with_ground(heaviest, persons.ground)
    return replace(made, grade=grade, conclusions={name: told[name] for name in order}, warnings=warnings)
