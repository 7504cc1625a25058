"""Measure the carbon that a case destroyed: the case file's facts through one dated method, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from rules.carbon.context import LeftOut, MeasurementContext, Outcome, Part, StandFacts, WholeCase
from rules.carbon.declaration import Declaration
from rules.carbon.methods.cautions import cautions
from rules.carbon.methods.limits import name_what_is_beyond
from rules.carbon.methods.lines import add_up
from rules.carbon.methods.pools import OFF, UNDECLARED
from rules.carbon.methods.registry import STATED, Choice, Edition, choose, of_day, reading_surveys
from rules.carbon.methods.stock import with_stock
from rules.carbon.parameters.sets import ParameterSet
from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.check import counted
from rules.carbon.tally.told import told_of_reading
from rules.carbon.tally.trees import Trees
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.measured import StatedLoss
from rules.casefile.measured_checks import found_too_late
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.values.exact import times as multiplied
from rules.values.quantity import Quantity, plain, total

_KG_PER_T = Decimal(1000)

SURVEYED = "写明的调查所得生物量（measured_biomass）"
SURVEY_UNREAD = "没有使用：方法 {method} 不读调查所得的生物量，读它的方法：{methods}"
FOUND_BESIDE = "案件文件另写明经认定的损失，写明的计量方法没有用它；只作对照"
FOUND_UNUSED = (
    "案件文件写明了经认定的损失（{found}；{by}，{paper}，{date}），所写明的计量方法“{method}”却不能计量本案，本结果因而没有损失；"
    "系统不以认定的数额充作该方法的结果。要以认定的数额为本案的损失，请把计量方法改选“{stated}”（{id}）："
    "底稿照录其数额，注明未经系统计算"
)
"""What stands under the name of a method was computed by it: another choice is a person's. See decision 40."""


@dataclass(frozen=True, slots=True)
class StandResult:
    """One stand. ``whole_line`` and ``lost_stock_line``: the stock (m³) of all its trees and of what was lost, where
    known; ``above`` and ``below`` dry mass (t) where the method computes them; ``emission`` the stand's tCO2e, None
    when left out or when ``money`` gives the loss as a value in CNY. ``volumes``: of a tally its groups of equal trees
    with the lines of their number and of their volume."""

    id: str
    whole_line: Line | None
    lost_stock_line: Line | None
    above: Quantity | None
    below: Quantity | None
    emission: Line | None
    money: Line | None = None
    volumes: tuple[tuple[Trees, Line, Line], ...] = ()

    @property
    def standing_stock(self) -> Quantity | None:
        """m³ of standing stock, whole; None where the stand is not measured by stock."""
        return self.whole_line.result if self.whole_line else None

    @property
    def lost_stock(self) -> Quantity | None:
        """m³ of standing stock lost; None where the stand is not measured by stock."""
        return self.lost_stock_line.result if self.lost_stock_line else None

    def as_json(self) -> dict[str, str | None]:
        return {
            "id": self.id,
            "standing_stock_m3": _text(self.standing_stock),
            "lost_stock_m3": _text(self.lost_stock),
            "agb_kg": _text(self.above, _KG_PER_T),
            "bgb_kg": _text(self.below, _KG_PER_T),
            "loss_tco2e": self.emission.text if self.emission else None,
        }


def _text(value: Quantity | None, times: Decimal = Decimal(1)) -> str | None:
    return None if value is None else plain(multiplied(value.value, times))


@dataclass(frozen=True)
class Measurement:
    """The result of ``measure``. ``loss`` is the rounded total in tCO2e, None when nothing could be measured;
    ``loss_exact`` the sum before that rounding. ``money_line``: the loss as a value in CNY, where it was agreed or
    found as that. ``warnings`` are Chinese sentences for screen and paper."""

    declaration: Declaration
    parameters: ParameterSet
    chosen_by: str
    edition_ground: str
    options: dict[str, str]
    worksheet: Worksheet
    loss_line: Line | None
    loss_exact: Quantity | None
    lost_stock_line: Line | None
    stands: tuple[StandResult, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    money_line: Line | None = None

    @property
    def loss(self) -> Quantity | None:
        return self.loss_line.result if self.loss_line else None

    @property
    def found_value(self) -> Line | None:
        """The value that a finding of the whole case states: then no other is worked out of tonnes and a price."""
        return self.money_line if self.declaration.whole_case else None

    @property
    def loss_text(self) -> str | None:
        """The loss as written: ``42.90``."""
        return self.loss_line.text if self.loss_line else None

    @property
    def method(self) -> dict[str, Any]:
        """The method as a result names it."""
        return {
            "id": self.declaration.id,
            "edition": self.declaration.edition,
            "title": self.declaration.title,
            "formula": self.declaration.formula,
            "scope": self.declaration.scope,
            "status": self.declaration.status_with(self.parameters),
            "chosen_by": self.chosen_by,
            "edition_ground": self.edition_ground,
            "options": dict(self.options),
            "choices": [
                {"title": option.title, "meaning": option.choices[self.options[key]]}
                for key, option in self.declaration.options.items()
                if self.options[key] not in (OFF, UNDECLARED)
            ],
            "parameter_set": self.parameters.as_json(),
        }


def measure(casefile: CaseFile, *, on: date | None = None, parameter_set: ParameterSet | None = None) -> Measurement:
    """Measure the loss of a case by the method it names, else by the default one.

    ``on`` is the day of measurement: parameters must be in force on it. Without it the case file's date of decision
    counts, else the end of the conduct. ``parameter_set`` replaces the one that ships with the method.
    Raises ``InputError`` naming every field that the method cannot accept: an unknown method, an undeclared option, an
    unknown or ambiguous species; at ``parameters`` a set of another method, or one without a value it must have.
    """
    day = on or casefile.options.on or casefile.case.conduct.ended
    choice = choose(casefile, day, parameter_set.method if parameter_set else None)
    edition = choice.edition
    declaration = edition.declaration
    _check_set(parameter_set, declaration)
    if on is not None and (mistakes := list(found_too_late(casefile.stated_loss, on))):
        raise InputError(mistakes)
    options, facts = _prepare(casefile, declaration, day)
    context = MeasurementContext(
        sheet=Worksheet(),
        declaration=declaration,
        parameters=parameter_set or declaration.shipped,
        options=options,
        day=day,
        no_forest=casefile.harms_no_forest,
    )
    for stand in casefile.stands:
        for sentence in told_of_reading(stand):
            context.remark(sentence)
    stands = tuple(_measure_stand(edition, context, item) for item in facts)
    if declaration.whole_case:
        found = cast(WholeCase, edition.method).measure_case(context, casefile)
        return _measurement(context, stands, choice, found)
    if casefile.stated_loss is not None:
        by_method = any(stand.emission is not None or stand.money is not None for stand in stands)
        context.remark(FOUND_BESIDE if by_method else _unused(casefile.stated_loss, context))
    return _measurement(context, stands, choice)


def _unused(found: StatedLoss, context: MeasurementContext) -> str:
    """That a loss stands on file where the method that was asked for gives none, and what a person has to choose."""
    sums = [f"{plain(one)} {unit}" for one, unit in ((found.tonnes, "吨"), (found.cny, "元")) if one is not None]
    stated = of_day(STATED, context.day).declaration
    return FOUND_UNUSED.format(
        found="、".join(sums),
        by=found.by,
        paper=found.paper,
        date=found.date.isoformat(),
        method=context.declaration.title,
        stated=stated.title,
        id=stated.id,
    )


def _check_set(parameter_set: ParameterSet | None, declaration: Declaration) -> None:
    if parameter_set is not None and parameter_set.method not in (None, declaration.name):
        raise InputError.at(
            "parameters",
            msg(
                "参数集“{title}”属于方法 {method}，本案所用方法是 {name}",
                title=parameter_set.title,
                method=parameter_set.method,
                name=declaration.name,
            ),
        )


def _measurement(
    context: MeasurementContext, stands: tuple[StandResult, ...], choice: Choice, of_case: Outcome | None = None
) -> Measurement:
    """The totals over the stands, written after their lines, and what must be said of the whole.

    ``of_case``: the loss of the case as a whole, where the method does not add up stands.
    """
    emissions = [stand.emission for stand in stands if stand.emission]
    values = [stand.money for stand in stands if stand.money]
    if of_case is not None:
        emissions = [of_case.emission] if of_case.emission else []
        loss_line, money_line = of_case.emission, of_case.money
    else:
        loss_line = _total(context, emissions, "L", "碳汇损失量合计", "E_", "total")
        money_line = _total(context, values, "W", "碳汇损失价值合计", "W_", "money")
    if of_case is None and money_line is not None and loss_line is not None:
        context.remark(f"另有按面积约定的碳汇损失价值 {money_line.text} 元，没有换算成吨数，不在碳汇损失量之内")
    stocks = [stand.lost_stock_line for stand in stands if stand.lost_stock_line]
    without_stock = [stand.id for stand in stands if stand.lost_stock_line is None]
    ids, measured, in_money = [stand.id for stand in stands], loss_line is not None, money_line is not None
    if of_case is not None and (measured or in_money):
        ids = ids or [""]  # the finding stands without a stand
    return Measurement(
        declaration=context.declaration,
        parameters=context.parameters,
        chosen_by=choice.chosen_by,
        edition_ground=choice.ground,
        options=dict(context.options),
        worksheet=context.sheet,
        loss_line=loss_line,
        loss_exact=total((line.result for line in emissions), "tCO2e") if emissions else None,
        lost_stock_line=_total(context, stocks, "V_sum", "受损立木蓄积合计", "V_"),
        stands=stands,
        left_out=tuple(context.left_out),
        warnings=tuple(
            cautions(context, stands=ids, without_stock=without_stock, measured=measured, in_money=in_money)
        ),
        money_line=money_line,
    )


def _total(
    context: MeasurementContext,
    lines: Sequence[Line],
    symbol: str,
    label: str,
    prefix: str,
    rounding: str | None = None,
) -> Line | None:
    """The sum over the stands, rounded as the method declares under this name; None where there is nothing to add."""
    if not lines:
        return None
    return add_up(
        context.sheet,
        lines,
        symbol,
        label,
        section="合计",
        source=f"各地块之和；{context.declaration.grounds[rounding]}" if rounding else _stock_source(context),
        rounding=context.rounding(rounding) if rounding else None,
        prefix=prefix,
    )


def _stock_source(context: MeasurementContext) -> str:
    """An edition that rounds its stock says what editions of that time did with the sum."""
    return "各地块之和，供定罪量刑规则使用" if "stock" in context.declaration.roundings else "各地块之和"


def lost_stock_total(measurement: Measurement) -> Quantity | None:
    """The stock lost (m³) over all stands where it is known, measured or not; None where none is."""
    return measurement.lost_stock_line.result if measurement.lost_stock_line else None


def _prepare(casefile: CaseFile, declaration: Declaration, day: date) -> tuple[dict[str, str], list[StandFacts]]:
    """The method's options and the stands with canonical species and checked tallies.

    Raises ``InputError`` with every mistake of them all.
    """
    errors: list[FieldError] = []
    options: dict[str, str] = {}
    try:
        options = declaration.choose(casefile.options.parameters)
    except InputError as problem:
        errors.extend(problem.errors)
    facts = []
    for index, stand in enumerate(casefile.stands):
        parts = _parts(stand, index, declaration.needs_species, errors)
        tally = counted(stand, index, [part.species for part in parts], day, errors)
        facts.append(StandFacts(stand, index, parts, tally))
    if errors:
        raise InputError(errors)
    return options, facts


def _parts(stand: Stand, index: int, needs_species: bool, errors: list[FieldError]) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for number, written in enumerate(stand.species):
        one_of_many = f"[{number}].species" if len(stand.species) > 1 else ""
        at = f"stands[{index}].species{one_of_many}"
        try:
            name = vocabulary().look_up(written.species, at, may_be_ambiguous=not needs_species)
        except InputError as problem:
            errors.extend(problem.errors)
            continue
        if name in parts:
            errors.append(
                FieldError(at, msg("“{species}”与前面所列是同一树种（{name}）", species=written.species, name=name))
            )
        parts[name] = Part(name, written.share, f"stands[{index}].species[{number}].share")
    return tuple(parts.values())


def _measure_stand(edition: Edition, context: MeasurementContext, facts: StandFacts) -> StandResult:
    facts, whole = with_stock(context, facts)
    reason = edition.method.cannot_measure(context, facts)
    unread = facts.stand.measured_biomass is not None and not context.declaration.measured_biomass
    told = SURVEY_UNREAD.format(method=context.declaration.id, methods="、".join(reading_surveys())) if unread else ""
    if reason:
        context.omit_stand(facts, f"{reason}；{SURVEYED}{told}" if unread else reason)
        outcome = Outcome(None)
    else:
        outcome = edition.method.measure_stand(context, facts)
        if unread:
            context.omit(facts, SURVEYED, told)
        if outcome.emission is not None or outcome.money is not None:
            name_what_is_beyond(context, facts)
    return StandResult(
        id=facts.stand.id,
        whole_line=whole,
        lost_stock_line=facts.lost_stock,
        above=outcome.above,
        below=outcome.below,
        emission=outcome.emission,
        money=outcome.money,
        volumes=tuple(context.volumes.get(facts.index, ())),
    )
