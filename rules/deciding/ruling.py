"""What the law concludes of one charge against one person: its grade, and what concerns that person alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rules.deciding.evaluator import Outcome
from rules.deciding.explain import cite
from rules.deciding.grading import Grade

PERSONAL_STAGES = frozenset({"qualification", "grade", "duties"})
"""The stages that draw the conclusions below; what they ask for is concluded in them."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """``drawn``: by conclusion, each value with the articles it rests on."""

    grade: Grade
    drawn: Mapping[str, Mapping[str, str]]

    NAMES: ClassVar[tuple[str, ...]] = ("circumstances", "capacity", "party_rules", "administrative")
    """Conclusions about a person: 量刑情节, 刑事责任年龄, 责任主体, 行政责任."""

    @classmethod
    def of(cls, grade: Grade, outcomes: Iterable[Outcome]) -> Ruling:
        """The ruling of a grade and of the rules that were evaluated."""
        drawn: dict[str, dict[str, dict[str, None]]] = {name: {} for name in cls.NAMES}
        for outcome in outcomes:
            for name in cls.NAMES if outcome.fired else ():
                for value in outcome.rule.then.get(name, ()):
                    drawn[name].setdefault(value, {})[cite(outcome.rule)] = None
        told = {name: {value: "；".join(cited) for value, cited in found.items()} for name, found in drawn.items()}
        return cls(grade, told)

    def held(self, name: str) -> Mapping[str, str]:
        """The values of a conclusion, each with its articles."""
        return self.drawn[name]

    @property
    def grounds(self) -> dict[str, str]:
        """Every value with its articles."""
        return {value: ground for found in self.drawn.values() for value, ground in found.items()}

    def as_json(self) -> dict[str, Any]:
        return {name: list(found) for name, found in self.drawn.items()}
