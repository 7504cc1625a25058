"""What law and truth demand of an inspection: by whom, with which result, against which standard."""

from __future__ import annotations

from rules.proceedings.doing import Doing
from rules.proceedings.effects.performing import found_figure, rate_of, standard, verdict
from rules.proceedings.guards.performing import beyond, duty_of
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.specs import UNIT_LABELS
from rules.reading.messages import msg, template

SUPERVISED = template("{institution}是行政检察监督的当事人，不得核验本案的义务")
INSPECTS_OWN = template("验收人{name}就是{id}的履行人或者义务人，不得验收自己的工作")
BELOW_STANDARD = template("验收写明合格，但{found}低于标准{standard}")


@stricter
@warning
def found_no_more_than_owed(doing: Doing) -> str | None:
    """An inspection that finds more than is owed and more than was entered."""
    duty = duty_of(doing)
    figure = found_figure(doing, duty)
    if figure is None or duty.quantity is None or figure <= max(duty.quantity, duty.done):
        return None
    return beyond(duty, duty.quantity, figure - duty.quantity)


@guard
def result_of_inspection(doing: Doing) -> None:
    said = ("result", "passed", "failed", "partial", "rate", "area_mu", "trees", "quantity", "days", "amount")
    if not any(name in doing.args for name in said) and doing.id not in doing.args.items:
        raise wanted(doing, msg("检查的结果（pass、part、fail）"), "result")


@guard
def not_the_supervised(doing: Doing) -> None:
    """Persons of a bureau that is itself supervised do not prove that it is done."""
    for track in doing.case.of_kind("supervision"):
        if doing.act.by.institution in track.persons and track.state not in ("ended", "withdrawn", "dismissed", "done"):
            told = msg(SUPERVISED, institution=doing.act.by.institution)
            raise Refused("not_permitted", told, msg("由其他机关核验"), "not_the_supervised")


@guard
def not_the_performer(doing: Doing) -> None:
    duty = duty_of(doing)
    if duty.performer and duty.performer in (doing.act.by.institution, doing.act.by.name):
        told = msg("{performer}是履行人，不得验收自己的工作", performer=duty.performer)
        raise Refused("not_permitted", told, msg("由他人验收"), "not_the_performer")


@stricter
@guard
def inspector_is_another(doing: Doing) -> None:
    """Who did the work, or owes it, does not find that it is done; nor does anybody of the institution that did it."""
    duty, by = duty_of(doing), doing.act.by
    did = {duty.performer, *duty.obligors, *(name for one in duty.counted for name in one.by.split("、"))} - {""}
    for name in (doing.args.text("inspector"), by.name, by.institution):
        if name in did:
            told = msg(INSPECTS_OWN, name=name, id=duty.id)
            raise Refused("impossible", told, msg("由他人验收"), "inspector_is_another")


@stricter
@warning
def up_to_standard(doing: Doing) -> str | None:
    """采伐更新办法15, 18: what passes reaches the rate of the instrument or the regulation, and the whole of it."""
    duty = duty_of(doing)
    if verdict(doing, duty) != "pass":
        return None
    rate, figure = rate_of(doing), found_figure(doing, duty)
    if rate is not None and rate < standard(doing, duty):
        return msg(BELOW_STANDARD, found=f"{rate.normalize():f}%", standard=f"{standard(doing, duty).normalize():f}%")
    if figure is not None and duty.quantity is not None and figure < duty.quantity:
        unit = UNIT_LABELS.get(duty.unit, "")
        found, whole = f"{figure.normalize():f} {unit}", f"{duty.quantity.normalize():f} {unit}"
        return msg(BELOW_STANDARD, found=found, standard=whole)
    return None
