"""罪名竞合: the same conduct read under both offences, and which provision is the heavier, with its ground.

The rule says that the heavier provision applies; which one it is follows from both grades and the statute's tiers.
Where one grade cannot be told, or the statute's tier is not on record, nothing is chosen and the reason is given.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.deciding.book.tiers import Tier, tier_of
from rules.deciding.book.types import CONCURRENCE
from rules.deciding.evaluator import Outcome
from rules.deciding.explain import cite
from rules.deciding.grading import Grade
from rules.record.deciding import NOT_DUE, NOT_KNOWN

NOT_AS_CHARGED = "{basis}：本案不属于{offence}，按{other}的规定审查"
NO_RULE = "没有收录适用于本案的竞合规则"
NO_CHOICE = "两个罪名的关系由法官认定"
NO_GRADE = "{offence}的档次{untold}，不能比较轻重：{reason}"

PROTECTED = "危害国家重点保护植物"

ALSO = "also_offence"
"""The fact that the same conduct meets another offence, by its name."""

ONLY_OTHER = "只依照另一罪名的规定"
"""The conclusion that the charge does not cover the act at all, and the other offence alone is left."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The conduct read as one offence. ``tier``: the statute's, where the grade reaches one and it is on record."""

    offence: str
    grade: Grade
    tier: Tier | None

    def as_json(self, chosen: bool) -> dict[str, object]:
        return {
            "offence": self.offence,
            "grade": self.grade.value,
            "law": self.grade.law,
            "article": str(self.tier.basis) if self.tier else None,
            "reason": self.grade.reason,
            "chosen": chosen,
            **({"untold": NOT_DUE} if self.grade.no_offence else {}),
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two provisions that both apply, or one that yields to the other. ``chosen``: the offence that is left.

    None where the heavier cannot be told.
    """

    kind: str
    basis: str
    readings: tuple[Reading, ...]
    chosen: str | None
    ground: str

    @property
    def weighed(self) -> bool:
        """Whether a rule says how the two meet."""
        return self.basis != NO_RULE

    @property
    def other(self) -> str:
        """The offence that is read beside the first."""
        return self.readings[1].offence

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "basis": self.basis,
            "chosen": self.chosen,
            "ground": self.ground,
            "readings": [reading.as_json(reading.offence == self.chosen) for reading in self.readings],
        }


def rivals(known: Mapping[str, object], meeting: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The other offences that the facts state or imply, each with the rules that say how the two meet.

    A rule that does not ask which other offence is met speaks of protected plants. What is stated and no rule speaks of
    has none.
    """
    own, stated = known.get("offence"), known.get(ALSO)
    if not meeting and stated is None:
        return {}
    found: dict[str, list[Outcome]] = {}
    for outcome in meeting:
        asks = any(asked.fact == ALSO for asked in outcome.rule.comparisons)
        found.setdefault(str(stated) if asks else PROTECTED, []).append(outcome)
    if isinstance(stated, str):
        found.setdefault(stated, [])
    return {other: fired for other, fired in found.items() if other != own}


def weigh(
    fired: Sequence[Outcome],
    first: tuple[str, Grade],
    second: tuple[str, Grade],
    tiers: Sequence[Tier],
    on: datetime.date,
) -> Conflict:
    """Which of two provisions is the heavier. ``fired``: the rules that say how they meet; none: nothing is chosen."""
    readings = tuple(
        Reading(offence, grade, tier_of(tiers, offence, grade.value, on) if grade.value else None)
        for offence, grade in (first, second)
    )
    if not fired:
        return Conflict("同时符合的另一罪名", NO_RULE, readings, None, NO_CHOICE)
    basis = "；".join(dict.fromkeys(cite(outcome.rule) for outcome in fired))
    excluding = [outcome.rule for outcome in fired if ONLY_OTHER in outcome.rule.then[CONCURRENCE]]
    if excluding:
        (offence, _), (other, _) = first, second
        ground = NOT_AS_CHARGED.format(basis=cite(excluding[0]), offence=offence, other=other)
        return Conflict("罪名的适用", basis, readings, other, ground)
    chosen, ground = _heavier(*readings)
    return Conflict("罪名竞合", basis, readings, chosen, ground)


def _heavier(first: Reading, second: Reading) -> tuple[str | None, str]:
    for reading in (first, second):
        if reading.grade.value is None:
            untold = NOT_DUE if reading.grade.no_offence else NOT_KNOWN
            return None, NO_GRADE.format(offence=reading.offence, untold=untold, reason=reading.grade.reason)
    below = [reading for reading in (first, second) if str(reading.grade.value).startswith("未达")]
    if len(below) == 2:
        return None, "两个罪名都没有达到标准，不发生竞合"
    if below:
        (other,) = (reading for reading in (first, second) if reading not in below)
        return other.offence, f"{below[0].offence}{below[0].grade.value}，只有{other.offence}达到标准"
    a, b = first.tier, second.tier
    if a is None or b is None:
        open_ = first if a is None else second
        return None, f"{open_.offence}的法定刑档次由法官判断，本系统未收录，不能比较轻重"
    if a.weight == b.weight:
        return None, "两条的法定刑相同，由法官根据案情选择"
    heavier, lighter = (a, b) if a.weight > b.weight else (b, a)
    by = "法定主刑较重" if a.weight[:2] != b.weight[:2] else "主刑相同，附加刑为应当并处，较重"
    told = f"{heavier.basis.article}（{heavier.grade}）与{lighter.basis.article}（{lighter.grade}）相比，{by}"
    return heavier.offence, told
