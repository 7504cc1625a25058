"""Performance and inspection: what was done, by whom, how much, and what that leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from rules.proceedings.clock import after, is_late
from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import as_far_as_done, built
from rules.proceedings.effects.money import booked
from rules.proceedings.effects.orders import specs_of
from rules.proceedings.fallback import FAILED, STATED, fallback_of, fallback_owed
from rules.proceedings.registry import effect
from rules.proceedings.specs import MEASURES, UNITS
from rules.proceedings.state import Case, Inspection, Obligation, Performance
from rules.proceedings.together import done_together, members


@effect
def add_performance(doing: Doing, case: Case) -> Case:
    """An entry of what was done. What was never undertaken begins as a voluntary performance."""
    args, spec = doing.args, specs_of(doing).get(doing.id, {})
    duty = case.obligations.get(doing.id)
    if duty is None:
        kind = {"obligation_kind": args.text("obligation_kind") or args.text("covers")}
        duty = built(doing, case, doing.id, {**kind, **spec}, "proposed", "")
    if args.number("deposit") is not None and args.number("amount") is None:
        return case.owing(booked(doing, duty, "paid", args.number("deposit") or Decimal()))
    duty = with_stated_sum(doing, duty)
    unit, quantity = done_by(doing, duty)
    papers = tuple(
        p for name in ("certificate", "receipt", "file", "paper", "contract", "log") for p in args.texts(name)
    )
    made = Performance(
        doing.act.number,
        args.day("date") or doing.day,
        args.text("payer") or args.text("performer") or args.text("agent") or "、".join(duty.obligors),
        quantity,
        unit,
        registered_by=doing.act.by.name,
        retired=args.retires,
        serials=args.text("serials"),
        files=(*doing.act.files, *papers),
        used=_used(doing, duty, unit, quantity),
        place=args.text("payee").strip() if unit == "amount" else "",
    )
    if retires_what_was_bought(doing, duty):
        made = replace(made, quantity=max(made.used - duty.unused, Decimal()))
    return case.owing(
        replace(duty, performances=(*duty.performances, made), performer=args.text("performer") or duty.performer)
    )


def with_stated_sum(doing: Doing, duty: Obligation) -> Obligation:
    """The duty with the sum that an act states for what of it is not done."""
    stated = doing.args.number(STATED)
    return duty if stated is None else replace(duty, details={**duty.details, STATED: stated})


@effect
def state_fallback(doing: Doing, case: Case) -> Case:
    duty = case.obligations.get(doing.id.partition(":")[2] or doing.id)
    return case if duty is None else case.owing(with_stated_sum(doing, duty))


def retires_what_was_bought(doing: Doing, duty: Obligation) -> bool:
    """Whether an entry only retires credits that an earlier one bought: then no more is done, it is proven."""
    return doing.args.retires and doing.args.number("buy") is None and bool(duty.unused)


def _used(doing: Doing, duty: Obligation, unit: str, quantity: Decimal | None) -> Decimal:
    """Tonnes that are retired; a plain yes stands for what is bought with it, or was before."""
    if not doing.args.retires:
        return Decimal()
    said = doing.args.number("retire")
    if said is not None:
        return said
    if retires_what_was_bought(doing, duty):
        return duty.unused
    return doing.args.number("buy") or ((quantity or Decimal()) if unit == "tonnes" else Decimal())


def figures_of(doing: Doing) -> dict[str, Decimal]:
    """What an act says was done, by unit; tonnes that were bought or retired, and their price, too."""
    args = doing.args
    item = args.items.get(doing.id, {})
    figures = {name: item.get(name) if item.get(name) is not None else args.number(name) for name in MEASURES}
    figures["tonnes"] = args.number("retire") or args.number("buy") or figures["tonnes"]
    price, buy = args.number("price"), args.number("buy")
    if figures["amount"] is None and price is not None and buy is not None:
        figures["amount"] = price * buy
    said = {name: figure for name, figure in figures.items() if figure is not None}
    if not said and (found := counted(args.text("quantity"))):
        unit = found[1] or (doing.duty.unit if doing.duty else "")
        said = {unit: found[0]} if unit in MEASURES else {}
    return said


COUNTED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(\D*?)\s*$")


def counted(text: str) -> tuple[Decimal, str] | None:
    """A figure with the unit that is written behind it, or none; of 9 of 24.75 the first. None where it is words."""
    if found := OF.match(text):
        return Decimal(found[1]), ""
    found = COUNTED.match(text)
    unit = UNITS.get(found[2].lower()) if found and found[2] else ""
    return None if found is None or unit is None else (Decimal(found[1]), unit)


IN_DAYS = {"months": Decimal(30), "days": Decimal(1), "hours": Decimal(1) / 8}
"""A month of tending is thirty days, a day of work eight hours (劳动法36), where one is owed and another told."""
CENT = Decimal("0.01")


def in_unit(duty: Obligation, figures: Mapping[str, Decimal]) -> Decimal | None:
    """How much of a duty the figures are: in its own unit, by time, or by another measure that it states besides."""
    if duty.unit in figures:
        return figures[duty.unit]
    for unit, figure in figures.items():
        if duty.unit in IN_DAYS and unit in IN_DAYS:
            return (figure * IN_DAYS[unit] / IN_DAYS[duty.unit]).quantize(CENT)
        whole = duty.details.get(unit)
        if isinstance(whole, Decimal) and whole and duty.quantity is not None:
            return (duty.quantity * figure / whole).quantize(CENT)
    return None


def pays_fallback(doing: Doing, duty: Obligation) -> bool:
    """Whether money is paid on a duty that failed and is no money, as its instrument says for that."""
    failed = duty.state in FAILED or is_late(doing.case, duty, doing.day)
    return failed and duty.unit != "amount" and fallback_of(duty) is not None and "amount" in figures_of(doing)


def done_by(doing: Doing, duty: Obligation) -> tuple[str, Decimal | None]:
    """In what unit, and how much: nothing said means the rest of it, done as a whole."""
    figures = figures_of(doing)
    if pays_fallback(doing, duty) and duty.unit not in figures:
        return "amount", figures["amount"]
    own = in_unit(duty, figures) if duty.unit else None
    if own is not None:
        return duty.unit, own
    if doing.args.flag("partial"):
        return "part", None
    if duty.unit and duty.quantity is not None:
        return duty.unit, duty.rest
    return next(iter(figures.items()), ("", None))


@effect
def reduce_group(doing: Doing, case: Case) -> Case:
    """What one performs of a common debt, the others owe no more."""
    duty = case.obligations[doing.id]
    state = as_far_as_done(doing, duty) if duty.counted else duty.state
    if not is_paid_together(case.owing(replace(duty, state=state)), duty):
        return case
    group = case.groups[duty.group]
    others = [one for one in members(case, group) if one.id != duty.id and one.state in OWED]
    return case.owing(*(replace(one, state="discharged") for one in others if one.done < (one.quantity or group.total)))


OWED = ("proposed", "undertaken", "fixed", "performing", "part_failed", *FAILED)


def is_paid_together(case: Case, duty: Obligation) -> bool:
    """Whether those who owe one debt have done all of it; never of what nobody else owes."""
    group = case.groups.get(duty.group)
    return group is not None and done_together(case, group) >= group.total


PASS = ("pass", "passed", "合格", "通过")
PART = ("part", "partly", "partial", "部分")
FAIL = ("fail", "failed", "不合格", "未通过")
SURVIVAL, PRESERVATION = Decimal(85), Decimal(80)
"""成活率 of the first year, 保存率 after three years, where the paper has none (森林采伐更新管理办法第十五条)."""


@effect
def add_inspection(doing: Doing, case: Case) -> Case:
    args, duty = doing.args, case.obligations[doing.id]
    year = args.number("year")
    made = Inspection(
        doing.act.number,
        doing.day,
        doing.act.by.name,
        verdict(doing, duty),
        rate_of(doing),
        int(year) if year is not None else None,
        (*doing.act.files, *args.texts("file"), *args.texts("report")),
        args.day("look_again"),
        duty.state,
        duty.term,
    )
    term = args.due("rectify_by")
    until = term.date if term is not None else None
    if term is not None and until is None and (term.days or term.months):
        until = after(doing.day, term)
    return case.owing(_found(doing, replace(duty, inspections=(*duty.inspections, made), term=until or duty.term)))


def _found(doing: Doing, duty: Obligation) -> Obligation:
    """What an inspection found done counts: more than was entered, or less where it passed a part alone."""
    figure = found_figure(doing, duty)
    last = duty.looks[-1]
    if figure is None and last.result == "pass" and duty.quantity is not None:
        figure = duty.quantity
    less = figure is not None and figure < duty.done and last.result == "part"
    if figure is None or duty.unit == "amount" or (figure <= duty.done and not less):
        return duty
    more = Performance(
        doing.act.number, doing.day, "、".join(duty.obligors), figure - duty.done, duty.unit, doing.act.by.name
    )
    return replace(duty, performances=(*duty.performances, more))


OF = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:of|/|，?共)\s*\d")
RATE = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def rate_of(doing: Doing) -> Decimal | None:
    """The rate that an inspection found, in percent: as its own figure, or among the words of its result."""
    said = RATE.search(doing.args.text("result"))
    return doing.args.number("rate") or (Decimal(said[1]) if said else None)


def found_figure(doing: Doing, duty: Obligation) -> Decimal | None:
    """How much an inspection found done, in the unit of the obligation: 9 of 24.75."""
    if duty.unit not in ("area_mu", "trees", "days", "hours", "times"):
        return None
    item = doing.args.items.get(doing.id, {})
    figure = doing.args.number(duty.unit)
    figure = item.get(duty.unit) if figure is None else figure
    if figure is None and (said := OF.match(doing.args.text("result"))):
        return Decimal(said[1])
    told = counted(doing.args.text("quantity")) if figure is None else None
    return told[0] if told and told[1] in ("", duty.unit) else figure


def verdict(doing: Doing, duty: Obligation) -> str:
    """``pass``, ``part`` or ``fail``: as said, else by the rate against the standard."""
    args = doing.args
    item = doing.args.items.get(doing.id, {})
    said = f"{args.text('result') or item.get('object', '')}".strip().lower()
    for verdict_, words in (("fail", FAIL), ("part", PART), ("pass", PASS)):
        if any(said.startswith(word) or (len(word) > 1 and word in said) for word in words):
            return verdict_
    for name, flag in (("fail", "failed"), ("part", "partial"), ("pass", "passed")):
        if args.flag(flag):
            return name
    if args.get("passed") is False:
        return "fail"
    rate = rate_of(doing)
    if rate is not None:
        return "pass" if rate >= standard(doing, duty) else "fail"
    figure = found_figure(doing, duty)
    return "pass" if figure is None or duty.quantity is None or figure >= duty.quantity else "part"


def standard(doing: Doing, duty: Obligation) -> Decimal:
    """The rate to be reached, in percent: of the instrument, else of the regulation."""
    year = doing.args.number("year")
    return duty.rate or (PRESERVATION if year is not None and year >= 3 else SURVIVAL)


def after_inspection_of(doing: Doing, duty: Obligation, late: bool) -> str:
    """The state after the last inspection."""
    last = duty.looks[-1]
    if last.result == "pass":
        return "proven"
    if duty.state == "enforced":
        return "enforced"
    if duty.state == "failed":
        return "performing" if last.result == "part" else "failed"
    if late and duty.state in ("fixed", "undertaken", "performing"):
        return "failed"
    if duty.state == "part_failed" and duty.term is not None and duty.term < doing.day:
        return "failed"
    return "part_failed"


def after_performance_of(doing: Doing, duty: Obligation, before: str) -> str:
    """The state after the last performance."""
    last = duty.counted[-1] if duty.counted else None
    if last is not None and last.unit == "amount" and duty.unit not in ("", "amount"):
        paid = sum((one.quantity or Decimal() for one in duty.counted if one.unit == "amount"), Decimal())
        owed = fallback_owed(duty) if doing.act.edition else fallback_of(duty)
        if owed is not None and paid >= owed:
            return "proven"
        return before if before in FAILED else "failed"
    state = as_far_as_done(doing, duty)
    if duty.counted and state == "performing" and is_paid_together(doing.case, duty):
        return "discharged"
    if duty.counted and state == "performing" and before in ("enforced", "proven", "closed_unpaid"):
        return before
    if not duty.counted:
        return before
    return state
