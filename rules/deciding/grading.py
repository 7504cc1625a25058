"""The grade of the offence (数量档次): the text of the conduct day against the decision day's, the lighter chosen.

从旧兼从轻, by 高检发释字〔2001〕5号 articles 2 and 3: the text of the conduct day applies unless the later one is more
favourable; where the conduct day had none, the later one. That it had none cannot be known from a text not being on
record here, so both are told then. A text not yet in force on the decision day is never used.
Where a provincial figure is missing the old text is read at both ends of the range, and a grade is stated only when it
does not depend on where in the range the figure lies.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.deciding.book import LawBook
from rules.deciding.book.conditions import Value
from rules.deciding.book.factbook import Fact, FactBook, Scale
from rules.deciding.book.types import ENDS, PROVINCE, PROVINCES, Rule
from rules.deciding.evaluator import Outcome
from rules.record.deciding import NOT_DUE

NO_TEXT = "行为日 {conduct} 与裁判日 {decision} 均没有施行中的{offence}数量档次规定，本版规则未收录更早的规定"
NO_RULES = "本版未收录该罪名的量刑档次规则：{offence}"
NO_FIGURE = "{law}由各省在幅度内确定数额，{provinces}的数额未收录（{why}）：{ends}{against}"
NO_PLACE = "{law}由各省在幅度内确定数额，行为地的县级行政区划代码没有写明，不知适用哪一省的数额：{ends}{against}"
SEVERAL = (
    "{law}由各省在幅度内确定数额，本案地块分属{provinces}，以哪一省的数额为准没有收录规定，任何一省的都不用，"
    "全案数量按幅度的下限与上限各判断一次：{ends}{against}"
)
SEVERAL_PLACES = "涉及数省，不知以哪一省的数额为准，按该端为{value}，不能选定"
NO_PROVINCE = "行为地没有写明，不知适用哪一省的数额，按该端为{value}，不能选定"
NOT_CARRIED = "本省数额未收录，按该端为{value}，不能选定"
NOT_COMPARED = "行为时的规定取决于未收录的数额，孰轻不能比较，不能选定"
"""Why a reading is not chosen: of an end of the range, and of a text that has none."""
NOT_COLLECTED = "本版没有收录该省的数额"

TIME_RULE = "高检发释字〔2001〕5号"
GRADE = "offence_grade"
OPEN = "grade_left_open"
"""The conclusion whose values say why no grade may be told."""

ALL_REACH = "按各种解读都达到入罪的起点，是哪一档不能确定"
SOME_REACH = "按有的解读未达入罪的起点，是否达到起点不能确定"
UNREAD = "行为时的规定没有收录，是否达到入罪的起点不能确定"
"""What the readings leave open, drawn where no rule does: values of ``OPEN``."""
BY_DECISION = (
    "按裁判时的规定即{lowest}；行为时的规定尚取决于{unknown}，无论查明为何，对行为人有利的结果相同（{rule}第三条）"
)
BY_CHOICE = "{label}未查明，不能确定：{each}"
OF_CHOICE = "{choice}的，{told}"
WHATEVER = "{reason}；{label}未查明，无论查明为何，档次相同"
TURNS_ON_CHOICE = "取决于没有查明的事项，不能选定"
BELOW = "未达"
OPEN_FOR = "数量档次待定：{reason}"
BY_LATER = "按裁判时的规定即{lowest}；{why}，无论行为时如何认定，对行为人有利的结果相同（{rule}第三条）"
NO_MORE = "按行为时的规定即{lowest}；{why}，不影响这一结论"
OPEN_THEN = "不能认定，无论如何都不轻于裁判时的规定"
OF_KNOWN = "未查明：{unknown}；所列各文本下的“{lowest}”只按已查明的项目判断"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read of the case. ``at`` is the end of the range where a provincial figure is missing, else empty."""

    law: str
    article: str
    at: str
    value: str
    of_conduct: bool
    rules: tuple[Rule, ...]
    asked: frozenset[str] = frozenset()
    """The given facts that this text compares."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade, the law it rests on and the readings it was chosen from. ``value`` is None where it cannot be said.

    ``left_open``: what the readings leave open then, but where rules say why. ``no_offence``: none is due at all.
    ``by_choice``: it was found by trying each choice of a fact that is not known.
    """

    value: str | None
    law: str | None
    article: str | None
    reason: str
    alternatives: tuple[dict[str, object], ...]
    warnings: tuple[str, ...]
    left_open: str | None = None
    no_offence: bool = False
    by_choice: bool = False

    def concluded(self, book: FactBook) -> dict[str, str | frozenset[str]]:
        """What later stages know of it: the grade, or what the readings leave open where rules have not said why."""
        if self.value is not None:
            return {GRADE: self.value}
        known = OPEN in book.conclusions and self.left_open in book.conclusions[OPEN].values
        return {OPEN: frozenset({self.left_open})} if known and self.left_open else {}

    def as_json(self) -> dict[str, object]:
        return {
            "value": self.value,
            "law": self.law,
            "article": self.article,
            "reason": self.reason,
            "alternatives": list(self.alternatives),
            **({"untold": NOT_DUE} if self.no_offence else {}),
        }


def grade(
    outcomes: Sequence[Outcome],
    known: Mapping[str, Value],
    lawbook: LawBook,
    conduct: datetime.date,
    decision: datetime.date,
    left_open: Sequence[str] = (),
) -> Grade:
    """The grade from the outcomes of the grade stage, which hold the rules of both days.

    ``left_open``: reasons, drawn by rules, for which no grade may be told.
    """
    offence = known.get("offence")
    province = known.get(PROVINCE)
    own = [outcome for outcome in outcomes if offence in outcome.rule.offences and outcome.rule.binds(province)]
    if not own:
        return _ungraded(lawbook, offence, conduct, decision, left_open)
    scale = _scale(lawbook, offence)
    old = _readings([o for o in own if conduct in o.rule.in_force], lawbook, scale.lowest, of_conduct=True)
    new = _readings(
        [o for o in own if decision in o.rule.in_force and conduct not in o.rule.in_force],
        lawbook,
        scale.lowest,
        of_conduct=False,
    )
    unknown = _unknown(own, known, lawbook)
    if left_open:
        return _where_open(scale, unknown, old, new, left_open, lawbook)
    figures = _Figures(lawbook, province, known.get(PROVINCES))
    chosen = _by_what_lacks(scale, unknown, old, new)
    if chosen is not None and chosen.value is None:
        return _with_what_else(chosen, _choose(old, new, figures)) if old else chosen
    if chosen is None:
        chosen = _choose(old, new, figures) if old else _unread(new, scale.lowest)
    if chosen.value is None:
        every = all(reading.value != scale.lowest for reading in (*old, *new))
        chosen = replace(chosen, left_open=UNREAD if not old else ALL_REACH if every else SOME_REACH)
        return _of_known(chosen, unknown, scale)
    return replace(chosen, warnings=(*chosen.warnings, *_cautions(chosen, unknown, scale, lawbook)))


def _by_what_lacks(
    scale: Scale, unknown: Mapping[str, str], old: Sequence[Reading], new: Sequence[Reading]
) -> Grade | None:
    """The grade where a text that is not reached has another criterion of which nobody knows what it comes to.

    None where there is no such text, or where that of the conduct day is not reached for sure: what is chosen then
    does not turn on it.
    """
    lacking = {name for name in scale.needs if name in unknown}
    open_ = [one for one in (*old, *new) if one.value == scale.lowest and not lacking.isdisjoint(one.asked)]
    if not open_ or _lowest_for_sure(scale, open_, old):
        return None
    if _lowest_for_sure(scale, open_, new):
        return _lowest_by_decision(old, new, [unknown[name] for name in scale.needs if name in unknown])
    return _lacking(scale, unknown, (*old, *new), open_)


def _lowest_for_sure(scale: Scale, open_: Sequence[Reading], of_day: Sequence[Reading]) -> bool:
    """Whether the mark is not reached by this day's text, whatever is not known: no text can be lighter than that."""
    return bool(of_day) and all(one.value == scale.lowest and one not in open_ for one in of_day)


def _where_open(
    scale: Scale,
    unknown: Mapping[str, str],
    old: Sequence[Reading],
    new: Sequence[Reading],
    reasons: Sequence[str],
    lawbook: LawBook,
) -> Grade:
    """The grade where rules say why none may be told: none, but where 未达 is sure whatever they leave open."""
    sure = _sure(scale, unknown, old, new, reasons, lawbook)
    if sure is None:
        return _of_known(_left_open((*old, *new), reasons, lawbook), unknown, scale)
    return replace(sure, warnings=tuple(_cautions(sure, unknown, scale, lawbook)))


def _sure(
    scale: Scale,
    unknown: Mapping[str, str],
    old: Sequence[Reading],
    new: Sequence[Reading],
    reasons: Sequence[str],
    lawbook: LawBook,
) -> Grade | None:
    """未达, where that is sure whatever the reasons leave open: a text that may apply is not reached, and none can be
    lighter. None where a reason leaves open more than what it is marked for, or no text is sure."""
    of_conduct, no_more = lawbook.book.conclusions[OPEN].of_conduct_day, lawbook.book.conclusions[OPEN].no_more
    if not set(reasons) <= {*of_conduct, *no_more}:
        return None
    lacking = {name for name in scale.needs if name in unknown}
    open_ = [one for one in (*old, *new) if not lacking.isdisjoint(one.asked)]
    why = "；".join(reasons)
    at_conduct = not set(reasons).isdisjoint(of_conduct)
    if not at_conduct and _lowest_for_sure(scale, open_, old):
        ground = NO_MORE.format(lowest=scale.lowest, why=why)
        return _graded([*old, *new], old, ground, dict.fromkeys(map(id, new), "并不更有利于行为人"))
    if not _lowest_for_sure(scale, open_, new):
        return None
    ground = BY_LATER.format(lowest=scale.lowest, why=why, rule=TIME_RULE)
    told = _graded([*old, *new], new, ground, dict.fromkeys(map(id, old), OPEN_THEN))
    return _with_conduct_open(told) if at_conduct else told


def _with_conduct_open(told: Grade) -> Grade:
    """The same without what the text of the conduct day comes to: that is what is open."""
    readings = ({**one, "value": None, "rules": []} if one["of"] == "行为时" else one for one in told.alternatives)
    return replace(told, alternatives=tuple(readings))


def _lacking(scale: Scale, unknown: Mapping[str, str], readings: Sequence[Reading], open_: Sequence[Reading]) -> Grade:
    """No grade, for want of what the texts that are not reached ask for as well."""
    asked = frozenset[str]().union(*(reading.asked for reading in open_))
    labels = "、".join(unknown[name] for name in scale.needs if name in unknown and name in asked)
    told = [reading for reading in readings if reading not in open_]
    return replace(_null(readings, f"{labels}未查明，不能认定{scale.lowest}", told), left_open=SOME_REACH)


def _with_what_else(lacking: Grade, of_known: Grade) -> Grade:
    """No grade for want of facts, with why none could be told of those that are known either."""
    if of_known.value is not None:
        return lacking
    reason = f"{lacking.reason}；只按已查明的项目，{of_known.reason}"
    return replace(lacking, reason=reason, warnings=(OPEN_FOR.format(reason=reason),))


def _lowest_by_decision(old: Sequence[Reading], new: Sequence[Reading], labels: Sequence[str]) -> Grade:
    """The mark is not reached by the decision day's text; that of the conduct day cannot be lighter."""
    ground = BY_DECISION.format(lowest=new[0].value, unknown="、".join(labels), rule=TIME_RULE)
    return _graded([*old, *new], new, ground, dict.fromkeys(map(id, old), "不轻于裁判时的规定"))


def told_by_choice(told: Grade, label: str, tried: Mapping[str, Grade]) -> Grade:
    """The grade where a choice is not known, by what each choice makes of it. ``told``: without it.

    Where all come to one grade, that; where they do not, none, with what each comes to; where no choice settles it, the
    reason for which it was open before.
    """
    values = {one.value for one in tried.values()}
    if values == {None}:
        return told if told.value is None else _open_by_choice(told, label, tried)
    if len(values) == 1:
        same = list(tried.values())[-1]  # 否: no rule fires in it that does not fire while the fact is not known
        return replace(same, reason=WHATEVER.format(reason=same.reason, label=label), by_choice=True)
    if told.value is not None and told.value.startswith(BELOW) and not _raised(told.value, tried):
        return replace(told, by_choice=True)
    return _open_by_choice(told, label, tried)


def _raised(lowest: str, tried: Mapping[str, Grade]) -> bool:
    """Whether by some choice a mark is reached, or it is open whether one is. That rules leave it to the judge then, or
    say that there is no offence, takes nothing from a text by which none is reached."""
    return any(one.value not in (lowest, None) or one.left_open is not None for one in tried.values())


def _open_by_choice(told: Grade, label: str, tried: Mapping[str, Grade]) -> Grade:
    each = "；".join(OF_CHOICE.format(choice=choice, told=_told(one)) for choice, one in tried.items())
    reason = BY_CHOICE.format(label=label, each=each)
    open_ = told if told.value is None else _not_chosen(told, tried)
    return replace(open_, reason=reason, warnings=(OPEN_FOR.format(reason=reason),), by_choice=True)


def _not_chosen(told: Grade, tried: Mapping[str, Grade]) -> Grade:
    """A grade that would be told but for a choice: its readings, none of them chosen."""
    readings = tuple({**one, "chosen": False, "ground": TURNS_ON_CHOICE} for one in told.alternatives)
    open_ = {one.left_open for one in tried.values() if one.value is None}
    lower = any(one.no_offence or (one.value or "").startswith(BELOW) for one in tried.values())
    left = SOME_REACH if lower or open_ - {ALL_REACH} else ALL_REACH
    return replace(told, value=None, alternatives=readings, left_open=left)


def _told(tried: Grade) -> str:
    return f"{tried.value}（{tried.law}{tried.article}）" if tried.value is not None else tried.reason


def _left_open(readings: Sequence[Reading], reasons: Sequence[str], lawbook: LawBook) -> Grade:
    """No grade, for the reasons of rules: none may be told, or none is due."""
    found = _null(readings, "；".join(reasons))
    return replace(found, no_offence=True, warnings=(found.reason,)) if _none_due(reasons, lawbook) else found


def _of_known(found: Grade, unknown: Mapping[str, str], scale: Scale) -> Grade:
    """Readings below the mark rest on what is known alone, and say so; a grade itself is not told by them."""
    below = [reading["value"] == scale.lowest for reading in found.alternatives]
    if not unknown or not any(below):
        return found
    marked = ({**one, "of_known": True} if low else one for one, low in zip(found.alternatives, below, strict=True))
    caution = OF_KNOWN.format(unknown="、".join(unknown.values()), lowest=scale.lowest)
    return replace(found, alternatives=tuple(marked), warnings=(*found.warnings, caution))


def _cautions(chosen: Grade, unknown: Mapping[str, str], scale: Scale, lawbook: LawBook) -> Iterator[str]:
    """What a reader of the grade must know: facts not known, matters left to the judge, a text that is not checked."""
    if chosen.value is None:
        return
    if unknown:
        yield f"未查明：{'、'.join(unknown.values())}；数量档次只按已查明的项目判断"
    if scale.caution:
        yield scale.caution
    text = lawbook.texts.get(chosen.law or "")
    if text is not None and text.confidence == "unverified":
        yield f"{text.text}待核（{text.note or text.source}），数量档次不得径行采用"


def _scale(lawbook: LawBook, offence: object) -> Scale:
    found = lawbook.book.scales.get(str(offence))
    return found or Scale(offence=str(offence), lowest=lawbook.book.conclusions[GRADE].values[0])


def _null(readings: Sequence[Reading], reason: str, told: Sequence[Reading] | None = None) -> Grade:
    """No grade, for this reason; a text that all readings share is named all the same."""
    alternatives = tuple(_alternative(r, False, reason) for r in (readings if told is None else told))
    law, article = _shared(readings)
    return Grade(None, law, article, reason, alternatives, (OPEN_FOR.format(reason=reason),))


def _shared(readings: Sequence[Reading]) -> tuple[str | None, str | None]:
    laws = {reading.law for reading in readings}
    if len(laws) != 1:
        return None, None
    return laws.pop(), "；".join(dict.fromkeys(part for r in readings for part in r.article.split("；")))


def _ungraded(
    lawbook: LawBook, offence: object, conduct: datetime.date, decision: datetime.date, left_open: Sequence[str]
) -> Grade:
    if left_open:
        reason = "；".join(left_open)
    elif offence in lawbook.graded:
        reason = NO_TEXT.format(conduct=conduct, decision=decision, offence=offence)
    else:
        reason = NO_RULES.format(offence=offence or "罪名不明")
    unread = UNREAD if offence in lawbook.graded and not left_open else None
    return Grade(None, None, None, reason, (), (reason,), unread, _none_due(left_open, lawbook))


def _none_due(left_open: Sequence[str], lawbook: LawBook) -> bool:
    """Whether one of the reasons is that there is no offence: what the others leave open does not matter then."""
    conclusion = lawbook.book.conclusions.get(OPEN)
    return conclusion is not None and not set(left_open).isdisjoint(conclusion.no_offence)


def _unknown(own: Sequence[Outcome], known: Mapping[str, Value], lawbook: LawBook) -> dict[str, str]:
    """The given facts that the rules ask for and nobody knows, with their labels."""
    facts = lawbook.book.facts
    asked = dict.fromkeys(name for outcome in own for name in asked_of(outcome.rule, lawbook))
    return {name: _label(facts[name], known) for name in asked if name not in known}


def _label(fact: Fact, known: Mapping[str, Value]) -> str:
    """A fact that is not known, with what is known of it all the same."""
    told = known.get(fact.detail) if fact.detail else None
    return f"{fact.label}（{told}）" if told else fact.label


def asked_of(rule: Rule, lawbook: LawBook) -> Iterator[str]:
    """The given facts that a rule compares; of a sum its terms."""
    facts = lawbook.book.facts
    for comparison in rule.comparisons:
        if comparison.fact in facts:
            terms = [term.fact for term in facts[comparison.fact].sum]
            yield from terms or [comparison.fact]


def _readings(own: Sequence[Outcome], lawbook: LawBook, lowest: str, *, of_conduct: bool) -> list[Reading]:
    """The readings of one day's text: one, or one for each end of the range."""
    if not own:
        return []
    ends = sorted({outcome.rule.end_of_range for outcome in own} - {""}, reverse=True) or [""]
    order = lawbook.book.conclusions[GRADE].values
    readings = []
    for end in ends:
        fired = [o.rule for o in own if o.fired and o.rule.end_of_range in {"", end}]
        value = max((rule.then[GRADE][0] for rule in fired), key=order.index, default=lowest)
        deciding = tuple(rule for rule in fired if rule.then[GRADE][0] == value)
        cited = deciding or tuple(outcome.rule for outcome in own)
        # a grade not reached rests on the article as a whole
        articles = [rule.article if deciding else _whole(rule.article) for rule in cited]
        asked = frozenset(name for o in own if o.rule.end_of_range in {"", end} for name in asked_of(o.rule, lawbook))
        readings.append(
            Reading(
                "、".join(dict.fromkeys(rule.text for rule in cited)),
                "；".join(dict.fromkeys(articles)),
                ENDS.get(end, ""),
                value,
                of_conduct,
                deciding,
                asked,
            )
        )
    return readings


def _whole(article: str) -> str:
    """第四条 of 第四条第一款第一项; what is not divided so stays as it is."""
    number, mark, _ = article.partition("条")
    return number + mark


def _choose(old: list[Reading], new: list[Reading], figures: _Figures) -> Grade:
    rank = figures.lawbook.book.conclusions[GRADE].values.index
    readings = [*old, *new]
    if not new:
        if len({reading.value for reading in old}) == 1:
            return _graded(readings, old, "适用行为时的规定", {})
        return _undecided(readings, old, None, figures)
    later = new[0]
    lighter = min(old, key=lambda reading: rank(reading.value))
    heavier = max(old, key=lambda reading: rank(reading.value))
    if rank(later.value) < rank(lighter.value):
        ground = f"裁判时的规定处罚较轻，对行为人有利（{TIME_RULE}第三条）"
        return _graded(readings, [later], ground, dict.fromkeys(map(id, old), "行为时的规定处罚较重"))
    if rank(heavier.value) <= rank(later.value):
        if lighter.value == heavier.value:
            ground = f"适用行为时的规定：裁判时的规定并不更有利于行为人（{TIME_RULE}第三条）"
            return _graded(readings, old, ground, {id(later): "并不更有利于行为人"})
        return _undecided(readings, old, later, figures)
    if rank(later.value) == rank(lighter.value):
        ground = (
            f"无论本省数额在幅度内何处，行为时的规定都不轻于裁判时的规定，对行为人有利的结果相同（{TIME_RULE}第三条）"
        )
        return _graded(readings, [later], ground, dict.fromkeys(map(id, old), "不轻于裁判时的规定"))
    return _undecided(readings, old, later, figures)


def _unread(new: list[Reading], lowest: str) -> Grade:
    """No text of the conduct day is on record: only a grade that no other text can make lighter is told."""
    if {reading.value for reading in new} == {lowest}:
        ground = (
            f"按裁判时的规定即{lowest}；行为时的司法解释本版未收录，"
            f"无论其如何规定，对行为人有利的结果相同（{TIME_RULE}第二条、第三条）"
        )
        return _graded(new, new, ground, {})
    told = "，".join(f"按裁判时的{r.law}{f'（{r.at}）' if r.at else ''}为{r.value}" for r in new)
    reason = (
        f"行为时的司法解释本版未收录，孰轻不能比较：{told}；行为时没有相关司法解释的，适用裁判时的规定"
        f"（{TIME_RULE}第二条），有而处罚较轻的，适用行为时的规定（第三条）"
    )
    return _null(new, reason)


def _graded(readings: Sequence[Reading], chosen: Sequence[Reading], ground: str, others: Mapping[int, str]) -> Grade:
    pick = chosen[0]
    alternatives = tuple(
        _alternative(reading, reading in chosen, ground if reading in chosen else others.get(id(reading), ""))
        for reading in readings
    )
    return Grade(pick.value, pick.law, pick.article, ground, alternatives, ())


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures that provinces set, and the province of the case; None where that is not known."""

    lawbook: LawBook
    province: Value | None
    provinces: Value | None = None
    """Where the act was done in several, in words."""

    def missing(self, law: str) -> str | None:
        """Why no figure of a text can be used; None where it is not known whose is wanted."""
        if self.provinces:
            return SEVERAL.format(law=law, provinces=self.provinces, ends="{ends}", against="{against}")
        if self.province is None:
            return None
        of_text = [figure for figure in self.lawbook.figures.values() if figure.basis.text == law]
        own = [one for one in of_text if self.province not in one.of_provinces and self.province == one.province]
        why = "；".join(dict.fromkeys(figure.reason for figure in own)) or NOT_COLLECTED
        return NO_FIGURE.format(law=law, provinces=self.province, why=why, ends="{ends}", against="{against}")


def _undecided(readings: Sequence[Reading], old: Sequence[Reading], later: Reading | None, figures: _Figures) -> Grade:
    law = old[0].law
    ends = "，".join(f"按{reading.at}为{reading.value}" for reading in old)
    against = f"；裁判时的规定为{later.value}，孰轻因而不能确定" if later else ""
    reason = (figures.missing(law) or NO_PLACE).format(law=law, ends=ends, against=against)
    ground = SEVERAL_PLACES if figures.provinces else NO_PROVINCE if figures.province is None else NOT_CARRIED
    alternatives = tuple(
        _alternative(reading, False, ground.format(value=reading.value) if reading.at else NOT_COMPARED)
        for reading in readings
    )
    return Grade(None, *_shared(readings), reason, alternatives, (OPEN_FOR.format(reason=reason),))


def _alternative(reading: Reading, chosen: bool, ground: str) -> dict[str, object]:
    result: dict[str, object] = {
        "law": reading.law,
        "article": reading.article,
        "value": reading.value,
        "of": "行为时" if reading.of_conduct else "裁判时",
    }
    if reading.at:
        result["at"] = reading.at
    return result | {"chosen": chosen, "ground": ground, "rules": [rule.name for rule in reading.rules]}
