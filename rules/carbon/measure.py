"""Measure the carbon that a case destroyed: the case file's facts through one dated method, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.carbon.context import LeftOut, MeasurementContext, Outcome, Part, StandFacts
from rules.carbon.declaration import Declaration
from rules.carbon.methods.cautions import cautions
from rules.carbon.methods.limits import name_what_is_beyond
from rules.carbon.methods.lines import add_up
from rules.carbon.methods.pools import OFF, UNDECLARED
from rules.carbon.methods.registry import Edition, load, named
from rules.carbon.methods.stock import with_stock
from rules.carbon.parameters.sets import ParameterSet
from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.check import counted
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.values.quantity import EXACT, Quantity, plain, total

_KG_PER_T = Decimal(1000)


@dataclass(frozen=True, slots=True)
class StandResult:
    """One stand. ``standing_stock``: m³ of the whole stand, ``lost_stock``: what of it was lost, where known.

    ``above`` and ``below``: dry mass (t) where the method computes them; ``emission``: the stand's tCO2e, None when
    left out or when ``money`` gives the loss as a value in CNY.
    """

    id: str
    standing_stock: Quantity | None
    lost_stock: Quantity | None
    above: Quantity | None
    below: Quantity | None
    emission: Line | None
    money: Line | None = None

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
    return None if value is None else plain(EXACT.multiply(value.value, times))


@dataclass(frozen=True)
class Measurement:
    """The result of ``measure``. ``loss`` is the rounded total in tCO2e, None when nothing could be measured;
    ``loss_exact`` the sum before that rounding. ``money_line``: the loss as a value in CNY, from a method that gives
    that and no tonnes. ``warnings`` are Chinese sentences for screen and paper."""

    declaration: Declaration
    parameters: ParameterSet
    chosen_by: str
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
    wanted = casefile.options.method
    edition = load(*named(wanted))
    declaration = edition.declaration
    day = on or casefile.options.on or casefile.case.conduct.ended
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
    options, facts = _prepare(casefile, declaration, day)
    context = MeasurementContext(
        sheet=Worksheet(),
        declaration=declaration,
        parameters=parameter_set or declaration.shipped,
        options=options,
        day=day,
    )
    rows = [_measure_stand(edition, context, item) for item in facts]
    loss_line, loss_exact = _total(context, rows)
    money_line = _money_total(context, rows)
    if money_line is not None and loss_line is not None:
        context.remark(f"另有按面积约定的碳汇损失价值 {money_line.text} 元，没有换算成吨数，不在碳汇损失量之内")
    return Measurement(
        declaration=declaration,
        parameters=context.parameters,
        chosen_by="案件文件" if wanted else "案件文件没有写明方法，按缺省方法计量",
        options=dict(context.options),
        worksheet=context.sheet,
        loss_line=loss_line,
        loss_exact=loss_exact,
        lost_stock_line=_stock_total(context, rows),
        stands=tuple(row for row, _ in rows),
        left_out=tuple(context.left_out),
        warnings=tuple(
            cautions(
                context,
                stands=[row.id for row, _ in rows],
                without_stock=[row.id for row, stock in rows if stock is None],
                measured=loss_line is not None,
            )
        ),
        money_line=money_line,
    )


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


def _measure_stand(edition: Edition, context: MeasurementContext, facts: StandFacts) -> tuple[StandResult, Line | None]:
    """The stand's result and the line of its lost stock."""
    facts, whole = with_stock(context, facts)
    reason = edition.method.cannot_measure(context, facts)
    if reason:
        context.omit_stand(facts, reason)
        outcome = Outcome(None)
    else:
        outcome = edition.method.measure_stand(context, facts)
        if outcome.emission is not None or outcome.money is not None:
            name_what_is_beyond(context, facts)
    result = StandResult(
        id=facts.stand.id,
        standing_stock=whole.result if whole else None,
        lost_stock=facts.lost_stock.result if facts.lost_stock else None,
        above=outcome.above,
        below=outcome.below,
        emission=outcome.emission,
        money=outcome.money,
    )
    return result, facts.lost_stock


def _total(
    context: MeasurementContext, rows: list[tuple[StandResult, Line | None]]
) -> tuple[Line | None, Quantity | None]:
    emissions = [row.emission for row, _ in rows if row.emission]
    if not emissions:
        return None, None
    rounding = context.rounding("total")
    line = add_up(
        context.sheet,
        emissions,
        "L",
        "碳汇损失量合计",
        section="合计",
        source=f"各地块之和；{context.declaration.grounds['total']}",
        rounding=rounding,
        prefix="E_",
    )
    return line, total((emission.result for emission in emissions), "tCO2e")


def _money_total(context: MeasurementContext, rows: list[tuple[StandResult, Line | None]]) -> Line | None:
    values = [row.money for row, _ in rows if row.money]
    if not values:
        return None
    return add_up(
        context.sheet,
        values,
        "W",
        "碳汇损失价值合计",
        section="合计",
        source=f"各地块之和；{context.declaration.grounds['money']}",
        rounding=context.rounding("money"),
        prefix="W_",
    )


def _stock_total(context: MeasurementContext, rows: list[tuple[StandResult, Line | None]]) -> Line | None:
    stocks = [line for _, line in rows if line is not None]
    if not stocks:
        return None
    return add_up(
        context.sheet,
        stocks,
        "V_sum",
        "受损立木蓄积合计",
        section="合计",
        source="各地块之和，供定罪量刑规则使用",
        prefix="V_",
    )
