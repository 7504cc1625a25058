"""What a result says of the law: grade, competing offences, routes of compensation, every rule with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from rules.reading.messages import Message, msg
from rules.record.base import Article, Written

ALONGSIDE = {
    "civil_heads": msg("民事责任项目"),
    "duties": msg("后续义务"),
    "payment": msg("罚金、罚款与赔偿"),
    "fine_check": msg("拟判罚金与法定限度"),
}
"""The headings of what is decided of a charge beside its grade."""

CONFLICT = msg("与同一行为所犯的另一罪名")


class AlternativeRecord(Written):
    """One text read of the case. ``at``: the end of the range where a provincial figure is missing."""

    law: str
    article: str | None = None
    value: str | None
    of: str
    at: str | None = None
    chosen: bool
    ground: str | None = None
    rules: tuple[str, ...] = ()


class GradeRecord(Written):
    """The grade of the offence (数量档次), None where it cannot be told, and the readings it was chosen from."""

    value: str | None
    law: str | None
    article: str | None
    reason: str
    alternatives: tuple[AlternativeRecord, ...]


class GroundRecord(Written):
    """A comparison that a rule turned on: the fact as it is and what is needed. ``met``: whether the rule fired."""

    fact: str = ""
    label: str = ""
    actual: str = ""
    needed: str = ""
    met: bool = False
    text: str

    def __str__(self) -> str:
        return self.text


class RouteRecord(Written):
    """A way of making the loss good. ``approval``: the decision still due; ``opens_if``: what alone would open it.

    ``caution``: why it stands after restoration; whoever allows it says why.
    """

    route: str
    open: bool
    reasons: tuple[str | GroundRecord, ...]
    approval: str | None = None
    opens_if: tuple[str | GroundRecord, ...] = ()
    rules: tuple[str, ...] = ()
    caution: str | None = None


class ReadingRecord(Written):
    """The conduct read as one of the offences that compete."""

    offence: str
    grade: str | None
    law: str | None = None
    article: str | None = None
    reason: str = ""
    chosen: bool = False


class ConflictRecord(Written):
    """Offences that compete; ``chosen`` None where the heavier provision cannot be told."""

    kind: str
    basis: str
    chosen: str | None
    ground: str
    readings: tuple[ReadingRecord, ...]

    @property
    def said(self) -> str:
        """Both readings and which is chosen, as one sentence."""
        read = "；".join(f"按{one.offence}为{one.grade or '不能确定'}" for one in self.readings)
        heavier = "处罚较重的是" if self.kind == "罪名竞合" else "适用"
        chosen = f"{heavier}{self.chosen}" if self.chosen else "没有选定"
        return f"{self.kind}（{self.basis}）：{read}。{chosen}：{self.ground.rstrip('。；')}。"


class RuleRecord(Written):
    """One rule: what it says, whether it fired, what it turned on, the single change that would make it fire."""

    id: str
    says: str
    at: str | None = None
    stage: str
    basis: Article
    in_force: dict[str, str | None]
    confidence: str
    note: str | None = None
    fired: bool
    decided_by: tuple[GroundRecord, ...]
    would_fire_if: str | None

    @property
    def key(self) -> str:
        """The rule, its edition and the end of a provincial range: what tells it from every other of a case."""
        end = f"/{self.at}" if self.at else ""
        return f"{self.id}@{self.in_force['from']}{end}"


class ChargeRecord(Written):
    """One charge against one person: offence, ids of the stands, m³ counted, the grade and what it was chosen from.

    ``civil_heads`` … ``conflicts``: where several offences are charged; of one they are told of the case.
    """

    offence: str
    stands: tuple[str, ...] = ()
    graded_stock_m3: str | None = None
    grade: GradeRecord
    circumstances: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    party_rules: tuple[str, ...] = ()
    administrative: tuple[str, ...] = ()
    civil_heads: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    fine_check: tuple[str, ...] = ()
    conflicts: tuple[ConflictRecord, ...] = ()

    @property
    def held(self) -> tuple[str, ...]:
        """What concerns the person under this charge, beside the grade."""
        return (*self.capacity, *self.party_rules, *self.circumstances, *self.administrative)

    @property
    def alongside(self) -> tuple[tuple[Message, str], ...]:
        """What else is decided of it where several offences are charged, each with its heading."""
        found: list[tuple[Message, str]] = [
            (heading, "、".join(values)) for name, heading in ALONGSIDE.items() if (values := getattr(self, name))
        ]
        return (*found, *((CONFLICT, conflict.said) for conflict in self.conflicts))


class PersonGradeRecord(Written):
    """The grade of a person's heaviest charge; None where none can be told."""

    value: str | None
    law: str | None
    article: str | None
    reason: str


class PersonRecord(Written):
    """A person who is to answer for the act: the heaviest grade, its offence, circumstances that are the person's own.

    ``capacity``: 刑事责任年龄; ``party_rules``: 责任主体; ``administrative``: 行政责任; ``grounds``: the articles of
    each of these, where it has any. ``share``: of what several owe together, where it is settled;
    ``owes_cny``: the sum that makes.
    """

    name: str
    role: str
    grade: PersonGradeRecord
    offence: str | None = None
    circumstances: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    party_rules: tuple[str, ...] = ()
    administrative: tuple[str, ...] = ()
    grounds: Mapping[str, str] = Field(default_factory=dict)
    share: str | None = None
    owes_cny: str | None = None
    charges: tuple[ChargeRecord, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """What concerns the person beside the grade, each with its articles: 累犯（刑法第六十五条第一款）."""
        held = (*self.capacity, *self.party_rules, *self.circumstances, *self.administrative)
        return tuple(f"{one}（{self.grounds[one]}）" if one in self.grounds else one for one in held)
