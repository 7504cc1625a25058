"""What the page of the plan shows: the routes with their reasons, every plan, and what this person may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.accounts import Person
from casework.cases import Case, lifecycle
from casework.compensation.errors import NothingConfirmed
from casework.compensation.plans import Basis, Planned, basis, plans
from rules.record.deciding import RouteRecord


@dataclass(frozen=True)
class Page:
    """``basis`` is None while no loss is confirmed; ``hindrance`` then says why. ``plans`` are newest first."""

    basis: Basis | None
    hindrance: str
    plans: tuple[Planned, ...]
    may_propose: bool
    may_supplement: bool
    may_decide: bool

    @property
    def current(self) -> Planned | None:
        return self.plans[0] if self.plans else None

    @property
    def earlier(self) -> tuple[Planned, ...]:
        return self.plans[1:]

    @property
    def routes(self) -> Sequence[RouteRecord]:
        """The routes as the current plan rests on them; without a plan, as they stand now."""
        if self.current is not None and not self.may_propose:
            return self.current.result.routes
        return self.basis.result.routes if self.basis else ()


def page(case: Case, person: Person) -> Page:
    """Everything of the page for this person."""
    rests_on, hindrance = None, ""
    try:
        rests_on = basis(case)
    except NothingConfirmed as problem:
        hindrance = problem.message
    actions = {step.action for step in lifecycle.steps_for(case, person)}
    return Page(
        basis=rests_on,
        hindrance=hindrance,
        plans=tuple(plans(case)),
        may_propose="propose" in actions,
        may_supplement="supplement" in actions,
        may_decide="approve" in actions,
    )
