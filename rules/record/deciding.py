"""What a result says of the law: grade, competing offences, routes of compensation, every rule with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from rules.reading.messages import Message, msg
from rules.record.base import Article, Written

ARTICLE = msg("罪名条款")
ALONGSIDE = {
    "civil_heads": msg("民事责任项目"),
    "punitive": msg("惩罚性赔偿的要件与限度"),
    "duties": msg("后续义务"),
    "payment": msg("罚金、罚款与赔偿"),
    "fine_check": msg("拟判罚金与法定限度"),
}
"""The headings of what is decided of a charge beside its grade."""

NOT_DUE, NOT_KNOWN = "不认定", "不能确定"
"""Of a grade without value: none is due, for the law sees no offence of this person; or it cannot be told."""

OF_KNOWN = "（按已查明的项目）"

CONFLICT = msg("与同一行为所犯的另一罪名")


class AlternativeRecord(Written):
    """One text read of the case. ``at``: the end of the range where a provincial figure is missing.

    ``of_known``: below the mark by what is known, while facts that it asks for are not.
    """

    law: str
    article: str | None = None
    value: str | None
    of: str
    at: str | None = None
    chosen: bool
    ground: str | None = None
    rules: tuple[str, ...] = ()
    of_known: bool = False

    @property
    def said(self) -> str:
        """The grade by this text, with what it rests on where that is not all."""
        return f"{self.value or NOT_KNOWN}{OF_KNOWN if self.of_known else ''}"


class PersonGradeRecord(Written):
    """The grade of a person's heaviest charge, None where there is none. ``untold``: that none is due (不认定).

    An earlier result has no such key; it says so in its reason.
    """

    value: str | None
    law: str | None
    article: str | None
    reason: str
    untold: str | None = None

    @property
    def none_due(self) -> bool:
        """Whether there is none because none is due."""
        return self.value is None and (self.untold == NOT_DUE or NOT_DUE in self.reason)

    @property
    def said(self) -> str:
        """The grade in a word, or which of both it is that there is none."""
        return self.value or (NOT_DUE if self.none_due else NOT_KNOWN)


class GradeRecord(PersonGradeRecord):
    """The grade of the offence (数量档次) and the readings it was chosen from."""

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
    untold: str | None = None

    @property
    def graded(self) -> str:
        """The grade in a word, or which of both it is that there is none."""
        return self.grade or self.untold or NOT_KNOWN


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
        read = "；".join(f"按{one.offence}为{one.graded}" for one in self.readings)
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

    ``penal_article`` … ``rules``: where several offences are charged; of one they are told of the case. ``rules`` are
    those about its offence.
    """

    offence: str
    stands: tuple[str, ...] = ()
    graded_stock_m3: str | None = None
    grade: GradeRecord
    circumstances: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    party_rules: tuple[str, ...] = ()
    administrative: tuple[str, ...] = ()
    penal_article: str | None = None
    civil_heads: tuple[str, ...] = ()
    punitive: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    fine_check: tuple[str, ...] = ()
    conflicts: tuple[ConflictRecord, ...] = ()
    rules: tuple[RuleRecord, ...] = ()

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
        article = ((ARTICLE, self.penal_article),) if self.penal_article else ()
        return (*article, *found, *((CONFLICT, conflict.said) for conflict in self.conflicts))


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
