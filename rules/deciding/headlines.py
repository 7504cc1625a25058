"""What is told of a case whose charges differ: its headlines are theirs, and not those of its own offence alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules.deciding.alongside import NAMES
from rules.deciding.book import PENAL_ARTICLE
from rules.deciding.book.types import ROUTES
from rules.deciding.decide import Decision
from rules.deciding.grading import ALL_REACH, BELOW, GRADE, OPEN, OPEN_FOR, SOME_REACH, Grade
from rules.deciding.persons import OfCharge, Persons, with_ground
from rules.deciding.routing import Route
from rules.record.deciding import NOT_DUE, NOT_KNOWN

WHOEVER = "{names}的身份没有说明是否被追究责任，全案的档次取决于此，不能确定：不追究的，{without}；追究的，{with_}"
DUTIES, FORFEIT, IF_CRIME = "duties", "追缴或者责令退赔违法所得", "构成犯罪的，违法所得追缴或者责令退赔"
"""What is forfeit where there is a crime, and where there may be one: values of the conclusion."""
BY_OFFENCE = "只就{open}可用，就{closed}不可用"
TURNS = "取决于{names}是否被追究责任，不能选定"
SAME_HEAD = "（全案的数量档次不取决于此：追究与不追究，都是{value}）"
"""Of whom the role tells nothing: what the grade of the case is with them among the accused and without."""


def turns_on(made: Decision, other: Grade) -> bool:
    """Whether the grade of the case is another with more persons accused. ``other``: with them."""
    own = made.grade
    if own.value is None and not own.no_offence:
        return False  # it is open as it is
    return (own.value, own.no_offence) != (other.value, other.no_offence)


def left_open(made: Decision, other: Decision, names: str) -> Decision:
    """The decision with the grade open, for it is another where the persons of these names are accused. What is forfeit
    for a crime is so on condition where only ``other`` has one."""
    own = made.grade
    without, with_ = (_said(one) for one in (own, other.grade))
    reason = WHOEVER.format(names=names, without=without, with_=with_)
    low = any(one.no_offence or (one.value or BELOW).startswith(BELOW) for one in (own, other.grade))
    readings = tuple({**one, "chosen": False, "ground": TURNS.format(names=names)} for one in own.alternatives)
    grade = Grade(
        None, None, None, reason, readings, (OPEN_FOR.format(reason=reason),), SOME_REACH if low else ALL_REACH
    )
    told = {name: held for name, held in made.conclusions.items() if name not in (GRADE, OPEN)}
    told |= grade.concluded(made.book)
    duties = frozenset(told.get(DUTIES, ()))
    if FORFEIT in other.conclusions.get(DUTIES, ()) and FORFEIT not in duties:
        told[DUTIES] = duties | {IF_CRIME}
    order = [name for name in made.book.conclusions if name in told]
    others = (warning for warning in made.warnings if warning not in own.warnings)
    return replace(
        made,
        grade=grade,
        conclusions={name: told[name] for name in order},
        warnings=(*grade.warnings, *others),
    )


def _said(grade: Grade) -> str:
    return grade.value or (NOT_DUE if grade.no_offence else NOT_KNOWN)


def of_all(made: Decision, persons: Persons, heaviest: OfCharge, by_offence: Mapping[str, Decision]) -> Decision:
    """The decision of the case with the grade and the article of the heaviest charge, the heads of loss and the duties
    of every charge, and the routes that are open by one of them. ``made``: of the case's own offence, whose rules are
    told; ``by_offence``: the case decided by each that is charged, where they are several."""
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
    routes = _routes(made, by_offence)
    if by_offence:
        told |= {ROUTES: frozenset(route.route for route in routes if route.open)}
    order = [name for name in made.book.conclusions if told.get(name)]
    grade = with_ground(heaviest, persons.ground)
    return replace(
        made, grade=grade, routes=routes, conclusions={name: told[name] for name in order}, warnings=warnings
    )


def _routes(made: Decision, by_offence: Mapping[str, Decision]) -> tuple[Route, ...]:
    """Each route as it is of the case; where it is open by some offences and closed by others, as it is by the first
    that opens it, with which those are."""
    found = []
    for number, own in enumerate(made.routes):
        by = {offence: decision.routes[number] for offence, decision in by_offence.items()}
        open_ = [offence for offence, route in by.items() if route.open]
        if len({route.open for route in by.values()}) < 2:
            found.append(own)
            continue
        closed = "、".join(offence for offence in by if offence not in open_)
        told = BY_OFFENCE.format(open="、".join(open_), closed=closed)
        chosen = by[open_[0]]
        found.append(replace(chosen, reasons=(told, *chosen.reasons)))
    return tuple(found)
