"""What can be told of quantities of which a part is open, and of acts of which it is doubtful whether they count.

Every mark is a lower bound. So a mark that the known part reaches is reached, whatever the rest comes to; and what the
most that a quantity can come to does not change, nothing does. Where the grade turns on it, it is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

from rules.deciding.book import load_lawbook
from rules.deciding.facts.counting import Counted
from rules.deciding.facts.earlier import days_of
from rules.deciding.grading import GRADE, SOME_REACH, Grade
from rules.values.exact import Number, minus, over, plain, times

STOCK_OPEN = (
    "立木蓄积未查明（{of}）：立木蓄积的合计因而未查明，不能只按其余已查明的 {known} 立方米认定未达标准；"
    "请先查明其立木蓄积"
)
STOCK_AT_LEAST = (
    "立木蓄积未查明（{of}）：数量档次按已查明的 {known} 立方米等认定，是至少达到的一档；"
    "查明后是否达到更高一档，尚不能确定"
)
STOCK_TOP = "立木蓄积未查明（{of}）：按已查明的 {known} 立方米等已达最高的一档，查明后档次相同"
SAPLINGS_TOP = "没有写明幼树株数（{of}）：按已查明的项目已达最高的一档，查明后档次相同；没有幼树的，请在地块中写明为 0"
MORE_TOP = "{label}有一部分未查明：按已查明的部分等已达最高的一档，查明后档次相同"
SAPLINGS_OPEN = "没有写明幼树株数（{of}）：幼树株数因而未查明，不能只按其余认定未达标准；没有幼树的，请在地块中写明为 0"
SAPLINGS_AT_LEAST = (
    "没有写明幼树株数（{of}）：数量档次按已查明的项目认定，是至少达到的一档；没有幼树的，请在地块中写明为 0"
)
MORE_OPEN = "{label}有一部分未查明：其合计因而未查明，不能只按已查明的部分认定未达标准"
MORE_AT_LEAST = "{label}有一部分未查明：数量档次按已查明的部分等认定，是至少达到的一档"
AT_MOST = "不超过 {most} 元，即使达到这一数额，档次也相同"
OF_CASE = "全案的合计不超过 {most} 元，其中属于本项指控的没有写明"
AT_LEAST = "只是已查明的部分"
BAMBOO = (
    "地块 {stands} 是竹林：采伐自然保护区以外的竹林不需要采伐许可证，"
    "写明的林木价值含有竹林的，其中竹林的价值是否计入，影响数量档次，因而没有按全部价值认定；请查明其中竹林的价值"
)
BAMBOO_STATED = (
    "地块 {stands} 是竹林：采伐自然保护区以外的竹林不需要采伐许可证，写明的竹林价值是否计入，影响数量档次，"
    "因而没有按全部价值认定；请查明{asked}"
)
CLASSES = (
    "检尺表中径阶 {classes} 厘米的 {count} 株，其径阶兼有幼树与其他树木：全部作幼树认定，数量档次为{young}，"
    "全部不作幼树认定，为{grown}"
)
CLASSES_SAME = "，按径阶中值认定，档次相同"
CLASSES_TURN = "；档次取决于其中的幼树株数，不能确定，请在检尺表中填写各株实测的胸径"
PARTS = 8
"""In so many equal parts of the trees of such classes it is tried how many of them are 幼树."""
DOUBTED = (
    "此前的行为（{days}）是否未经处理、依法应当追诉没有查明，行政处罚与追诉的期限可能已过"
    "（没有写明被发现之日的，请查明；法典施行后被发现的，是否适用五年，由办案人员认定）：不计入时，数量档次为{without}，计入时为{with_}"
)
UNHANDLED = "此前的行为（{days}）是否已经处理没有查明：不计入时，数量档次为{without}，计入时为{with_}"
BARRED = (
    "此前的行为（{days}）距本案行为终了已满一年：法释〔2000〕36号第七条只累计一年内的盗伐、滥伐数量，"
    "没有计入；该行为单独构成犯罪的，另行审查"
)
ADDED_LATER = "按裁判时的{law}，已满一年的此前行为也累计，计入后（{acts}）为{value}"
SAME = "，两者相同，没有计入"
TURNS = "，不能确定"
NOT_KNOWN = "不能确定"

GradeOf = Callable[[Counted], Grade]


def settled(counted: Counted, grade_of: GradeOf) -> Counted:
    """The quantities as the law is asked with them. ``grade_of``: the grade of such quantities.

    Of quantities that grade nothing, as those of who is too young to answer, it is not told what they leave open.
    """
    asked = _asked_once(grade_of)
    made = _with_acts(counted, asked)
    # that no offence is due turns on the person alone, whatever is counted
    if made.warnings == counted.warnings or not asked(counted).no_offence:
        return made
    return replace(made, warnings=counted.warnings)


def _asked_once(grade_of: GradeOf) -> GradeOf:
    """The same, which grades the same quantities once."""
    graded: list[tuple[Counted, Grade]] = []

    def grade(counted: Counted) -> Grade:
        known = next((grade for one, grade in graded if one is counted), None)
        if known is None:
            known = grade_of(counted)
            graded.append((counted, known))
        return known

    return grade


def _with_acts(counted: Counted, grade_of: GradeOf) -> Counted:
    """The quantities with such of the earlier acts as a text adds."""
    own = _settled(counted, grade_of)
    if counted.recent is None:
        return own
    recent = _settled(counted.recent, grade_of)
    whole, alone = grade_of(own), grade_of(recent)
    if counted.unsaid:
        return _unsaid(own, whole, alone)
    readings = (*_by(alone, "行为时"), *_by(whole, "裁判时"))
    own, recent = (replace(one, readings=readings) for one in (own, recent))
    if counted.crime_barred and _turns(whole, alone):
        # a crime that may still be prosecuted is none of the small quantities of which the text speaks
        decisive = own.facts | {"untreated_over_year_decisive": True}
        return replace(own, facts=decisive, warnings=(*own.warnings, *_by_later(whole, own)))
    if not _of_old_text(alone):
        if not _turns(whole, alone):
            return own
        if _later(whole) != _later(alone):
            return replace(own, facts=own.facts | {"untreated_over_year_decisive": True})
    told = BARRED.format(days=days_of(counted.barred))
    return replace(recent, warnings=(*recent.warnings, told, *_by_later(whole, own)))


def _unsaid(own: Counted, whole: Grade, alone: Grade) -> Counted:
    """The quantities with acts of which the text of the conduct day does not say whether they are added: where it turns
    on them, that is left open. The later text, by which they are, may be no heavier than the other without them."""
    later, at_conduct = _values(_by(whole, "裁判时")), _values(_by(alone, "行为时"))
    lighter = bool(later) and bool(at_conduct) and _none_heavier(later, at_conduct)
    turns = _turns(whole, alone) and not (lighter and whole.value is not None)
    return replace(own, facts=own.facts | {"untreated_unsaid_decisive": turns})


def _values(readings: Sequence[Mapping[str, object]]) -> list[str | None]:
    return [None if one["value"] is None else str(one["value"]) for one in readings]


def _none_heavier(later: Sequence[str | None], at_conduct: Sequence[str | None]) -> bool:
    """Whether no grade of the later text is above one of the text of the conduct day; not sure of an open one."""
    ranks = load_lawbook().book.conclusions[GRADE].values
    if None in (*later, *at_conduct):
        return False
    return max(ranks.index(str(one)) for one in later) <= min(ranks.index(str(one)) for one in at_conduct)


def as_read(grade: Grade, counted: Counted) -> Grade:
    """The grade with each text read with the acts that it adds itself, where they are not the same."""
    own = {(one["law"], one["of"], one.get("at")): one for one in counted.readings}

    def read(one: Mapping[str, object]) -> dict[str, object]:
        apart = own.get((one["law"], one["of"], one.get("at")))
        return {**one, "value": apart["value"], "rules": apart["rules"]} if apart and not one["chosen"] else {**one}

    return replace(grade, alternatives=tuple(map(read, grade.alternatives))) if own else grade


def _by(grade: Grade, of: str) -> tuple[Mapping[str, object], ...]:
    return tuple(one for one in grade.alternatives if one["of"] == of)


def _settled(counted: Counted, grade_of: GradeOf) -> Counted:
    own = _by_classes(_amounts(counted, grade_of), counted, grade_of)
    if counted.doubted is not None:
        own = _doubted(own, counted.doubted, grade_of)
    return _beside_bamboo(own, counted, grade_of) if counted.groves else own


def _of_old_text(alone: Grade) -> bool:
    """Whether the text of the conduct day grades the trees of a year: there is no later one, or none that is lighter,
    and by adding the older ones as well it can only be the heavier."""
    chosen = [one["of"] for one in alone.alternatives if one["chosen"]]
    return not _later(alone) or (bool(chosen) and set(chosen) == {"行为时"})


def _later(grade: Grade) -> list[object]:
    return [one["value"] for one in _by(grade, "裁判时")]


def _by_later(whole: Grade, counted: Counted) -> Iterator[str]:
    """What a later text, which adds the older acts as well, makes of all of them. ``counted``: with all that count for
    sure; of one of which that is doubtful it is told apart."""
    if all(act in counted.doubtful for act in counted.barred):
        return
    for one in _by(whole, "裁判时"):
        acts = counted.facts["untreated_told"]
        yield ADDED_LATER.format(law=one["law"], acts=acts, value=one["value"] or NOT_KNOWN)


def _doubted(own: Counted, doubted: Counted, grade_of: GradeOf) -> Counted:
    without, with_ = grade_of(own), grade_of(_amounts(doubted, grade_of))
    turns = any(_turns(without, one) for one in (with_, *_of_classes(doubted, grade_of)))
    unhandled = not own.facts["untreated_over_two_years"] and all(act.dealt_with is None for act in own.doubtful)
    told = (UNHANDLED if unhandled else DOUBTED).format(
        days=days_of(own.doubtful), without=without.value or NOT_KNOWN, with_=with_.value or NOT_KNOWN
    ) + (TURNS if turns else SAME)
    asked = "unhandled_decisive" if unhandled else "untreated_decisive"
    return replace(own, facts=own.facts | {asked: turns}, warnings=(*own.warnings, told))


def _turns(one: Grade, other: Grade) -> bool:
    """Whether the grade is another, or other readings are left."""
    return one.value != other.value or (one.value is None and _read(one) != _read(other))


def _read(grade: Grade) -> list[tuple[object, ...]]:
    return [(one["of"], one.get("at"), one["value"]) for one in grade.alternatives]


def _beside_bamboo(own: Counted, counted: Counted, grade_of: GradeOf) -> Counted:
    """With whether the trees beside bamboo reach no mark, and no later text says so of the bamboo as well, at the most
    that its value comes to. Where that is open and would reach a mark, no value is known."""
    if not (grade_of(own).value or "").startswith("未达"):
        return replace(own, facts=own.facts | {"bamboo_below": False})
    most = counted.value_most if counted.value_open else own.value_cny
    whole = None if most is None else grade_of(replace(own, value_cny=most))
    later = [] if whole is None else [str(one["value"]).startswith("未达") for one in _by(whole, "裁判时")]
    reached = counted.value_open and bool(later) and not all(later)
    facts = own.facts | {"bamboo_below": not any(later) or own.bamboo_out}
    return replace(own, value_cny=None if reached else own.value_cny, facts=facts)


def _amounts(counted: Counted, grade_of: GradeOf) -> Counted:
    """The quantities with what is told of those of which a part is open."""
    if not counted.least:
        return counted
    least = grade_of(counted)
    reached, top = _reached(least), _is_top(least)
    made = _saplings(_stock(counted, reached=reached, top=top), counted, reached=reached, top=top)
    made = _more(made, counted, reached=reached, top=top)
    return _value(made, counted, least, grade_of, reached=reached) if counted.value_open else made


def _reached(grade: Grade) -> bool:
    """Whether a mark is reached by every text."""
    below = any(str(one["value"]).startswith("未达") for one in grade.alternatives)
    return bool(grade.alternatives) and not below and grade.left_open != SOME_REACH


def _is_top(grade: Grade) -> bool:
    """Whether no text has a grade above this one."""
    met, tops = _met(grade), _tops()
    of = _offences()
    offences = {offence for name in met for offence in of.get(name, ())}
    return bool(offences) and all(tops[offence] == grade.value for offence in offences)


@cache
def _offences() -> Mapping[str, frozenset[str]]:
    """By name of a rule the offences it is of, in any of its editions."""
    found: dict[str, frozenset[str]] = {}
    for rule in load_lawbook().rules:
        found[rule.name] = found.get(rule.name, frozenset()) | frozenset(rule.offences)
    return found


@cache
def _tops() -> Mapping[str, str]:
    """By offence the highest grade that a rule can draw."""
    book = load_lawbook()
    rank = book.book.conclusions[GRADE].values.index
    drawn = [(offence, rule.then[GRADE][0]) for rule in book.rules if GRADE in rule.then for offence in rule.offences]
    return {offence: max((grade for of, grade in drawn if of == offence), key=rank) for offence, _ in drawn}


def _stock(counted: Counted, *, reached: bool, top: bool) -> Counted:
    if not counted.unmeasured or counted.graded_stock_m3 is None:
        return counted
    text = STOCK_TOP if top else STOCK_AT_LEAST if reached else STOCK_OPEN
    told = text.format(of="、".join(counted.unmeasured), known=plain(counted.graded_stock_m3))
    stock = counted.graded_stock_m3 if reached else None
    return replace(counted, graded_stock_m3=stock, warnings=(*counted.warnings, told))


def _saplings(made: Counted, counted: Counted, *, reached: bool, top: bool) -> Counted:
    """What is known of the saplings, where there are any and a mark is reached."""
    if not counted.saplings_open:
        return made
    text = SAPLINGS_TOP if top else SAPLINGS_AT_LEAST if reached else SAPLINGS_OPEN
    told = text.format(of="、".join(counted.saplings_open))
    known = (counted.saplings or None) if reached else None
    return replace(made, saplings=known, warnings=(*made.warnings, told))


def _by_classes(own: Counted, counted: Counted, grade_of: GradeOf) -> Counted:
    """With what is told of the diameter classes that hold saplings and others, counted by their middles."""
    grades = _of_classes(counted, grade_of)
    if not grades:
        return own
    turns = any(_turns(grade_of(own), one) for one in grades)
    told = CLASSES.format(
        classes="、".join(dict.fromkeys(plain(one.dbh) for one in counted.straddling)),
        count=sum(one.count for one in counted.straddling),
        young=grades[-1].value or NOT_KNOWN,
        grown=grades[0].value or NOT_KNOWN,
    ) + (CLASSES_TURN if turns else CLASSES_SAME)
    return replace(own, facts=own.facts | {"sapling_class_decisive": turns}, warnings=(*own.warnings, told))


def _of_classes(counted: Counted, grade_of: GradeOf) -> list[Grade]:
    """The grades by how many trees of such classes are saplings, from none to all of them: between the ends neither the
    stock nor the saplings may reach the mark that each reaches at its own end."""
    if not counted.straddling:
        return []
    return [grade_of(_amounts(_with_young(counted, Fraction(part, PARTS)), grade_of)) for part in range(PARTS + 1)]


def _with_young(counted: Counted, share: Fraction) -> Counted:
    """The quantities with this share of the trees of such classes as saplings."""
    stock, saplings = counted.graded_stock_m3, counted.saplings or 0
    for one in counted.straddling:
        young = int(one.count * share)
        more = young - (one.count if one.young else 0)
        saplings += more
        if stock is not None:
            left = minus(stock, over(times(one.volume, Decimal(more)), Decimal(one.count)))
            stock = left if left > 0 else Decimal(0)
    return replace(counted, graded_stock_m3=stock, saplings=saplings)


def _more(made: Counted, counted: Counted, *, reached: bool, top: bool) -> Counted:
    for name in counted.more_open:
        label = load_lawbook().book.facts[name].label
        told = (MORE_TOP if top else MORE_AT_LEAST if reached else MORE_OPEN).format(label=label)
        more: dict[str, Number | None] = {**made.more} if reached else {**made.more, name: None}
        made = replace(made, more=more, warnings=(*made.warnings, told))
    return made


def _value(made: Counted, counted: Counted, least: Grade, grade_of: GradeOf, *, reached: bool) -> Counted:
    """The most that the value comes to, where that changes nothing; what is known of it where a mark is reached."""
    most = counted.value_most
    if most is not None:
        at_most = grade_of(replace(counted, value_cny=most))
        if not _turns(least, at_most):
            # a mark that only the most of it reaches is not met for sure, though another of the same grade is
            sure = counted.value_cny if _met(at_most) - _met(least) else most
            return _with_value(made, sure, AT_MOST.format(most=plain(most)))
    known = counted.value_cny if counted.value_cny and (reached or counted.bamboo_told) else None
    shared = OF_CASE.format(most=plain(most)) if most is not None and not counted.bamboo else None
    told = _with_value(made, known, AT_LEAST if known else shared)
    if not counted.bamboo:
        return told
    facts = told.facts | {"bamboo_decisive": not reached}
    return replace(told, facts=facts, warnings=(*told.warnings, _bamboo(counted)))


def _met(grade: Grade) -> set[str]:
    """The rules that the readings rest on."""
    told = (one["rules"] for one in grade.alternatives)
    return {str(name) for rules in told if isinstance(rules, list) for name in rules}


def _bamboo(counted: Counted) -> str:
    stands = "、".join(counted.bamboo)
    if counted.bamboo_told is None:
        return BAMBOO.format(stands=stands)
    return BAMBOO_STATED.format(stands=stands, asked=counted.bamboo_told)


def _with_value(made: Counted, value: Number | None, told: str | None) -> Counted:
    return replace(made, value_cny=value, facts=made.facts | {"value_told": told})
