"""What law and truth demand of registering what is done: by whom, in which unit, how much, with which papers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.proceedings.doing import Doing
from rules.proceedings.effects.performing import done_by, figures_of, in_unit, pays_fallback, retires_what_was_bought
from rules.proceedings.guards.said import wanted
from rules.proceedings.guards.undertaking import CREDITS
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Obligation
from rules.proceedings.together import done_together
from rules.reading.messages import msg, template
from rules.settlement.credit_types import credit_type
from rules.settlement.serials import read_serials

NOT_INSURABLE = template("{id}（{kind}）不是可以投保的种植，没有保险赔款")
INSURED_ALONE = template("保险赔款记在所投保的补植、恢复一项")
NO_CERTIFICATE = template("登记注销须附注销凭证（文件）")
SERIAL_TAKEN = template("编号 {serials} 在 {id} 中已经使用")
WHOLE_ONLY = template("{credit}以 {unit} 吨为一单位，{tonnes} 吨不是它的整数倍")
WRONG_UNIT = template("{id}（{kind}）以{unit}计，写明的是{given}")
WRITE_IN = template("以{unit}写明履行了多少（{argument}）")
MORE_RETIRED = template("注销 {retire} 吨多于认购的 {bought} 吨")
MORE_THAN_OWED = template("{id}（{kind}）应为 {owed}，连同本次共 {all}，多出 {over}")


@guard
def kind_of_payment_known(doing: Doing) -> None:
    """What was not undertaken before can be performed all the same, but it must be said what it is."""
    spec = doing.args.items.get(doing.id, {})
    if doing.duty is None and not (
        doing.args.text("obligation_kind") or doing.args.text("covers") or spec.get("obligation_kind")
    ):
        told = msg("本案没有义务 {names}", names=[doing.id])
        raise Refused("missing", told, msg("自愿履行的，写明是什么（obligation_kind）"), "kind_of_payment_known")


@guard
def officer_registers(doing: Doing) -> None:
    """F registers what is done in the forest; P or K may register payments and papers."""
    if "officer" in doing.act.by.seats:
        return
    duty = doing.duty
    known = doing.table.duties.get(duty.kind) if duty is not None else None
    in_forest = known is not None and (known.proven_by == "inspection" or (known.proven_by == "record" and known.asked))
    if (
        in_forest
        and doing.args.number("amount") is None
        and duty is not None
        and duty.unit != "amount"
        and not doing.args.number("deposit")
    ):
        told = msg("{kind}的履行由林业干部登记，检察官、书记员只登记款项和文书", kind=duty.kind)
        raise Refused("not_permitted", told, msg("由林业干部登记"), "officer_registers")


@guard
def certificate_for_retirement(doing: Doing) -> None:
    if not doing.args.retires:
        return
    named = [paper for name in ("certificate", "file", "paper", "receipt") for paper in doing.args.texts(name)]
    if not named and not doing.act.files:
        raise Refused("missing", msg(NO_CERTIFICATE), msg("写明注销凭证（certificate）"), "certificate_for_retirement")


@guard
def serials_free(doing: Doing) -> None:
    serials = doing.args.text("serials")
    for duty in doing.case.obligations.values():
        for one in duty.counted:
            again = duty.id == doing.id and not one.retired and retires_what_was_bought(doing, duty)
            if serials and one.serials == serials and not again:
                raise Refused(
                    "impossible",
                    msg(SERIAL_TAKEN, serials=serials, id=duty.id),
                    msg("换用没有使用的编号"),
                    "serials_free",
                )


@stricter
@guard
def serials_apart(doing: Doing) -> None:
    """Truth: of two stretches of numbers that share one, that credit would be used twice."""
    wanted = read_serials(doing.args.text("serials"), doing.args.text("credit"))
    for duty in doing.case.obligations.values():
        for one in duty.counted:
            again = duty.id == doing.id and not one.retired and retires_what_was_bought(doing, duty)
            taken = () if again else read_serials(one.serials, _credit_of(doing, duty, one.act))
            if any(new.meets(old) for new in wanted for old in taken):
                told = msg(SERIAL_TAKEN, serials=one.serials, id=duty.id)
                raise Refused("impossible", told, msg("换用没有使用的编号"), "serials_apart")


def _credit_of(doing: Doing, duty: Obligation, act: int) -> str:
    """The type of credit that an entry used; of one that does not say, the type that is asked about."""
    said = doing.case.acts[act - 1].args if 0 < act <= len(doing.case.acts) else {}
    own = (said.get("credit") or said.get("credit_type")) if isinstance(said, Mapping) else ""
    return str(own or duty.details.get("credit") or doing.args.text("credit"))


@stricter
@guard
def not_more_than_bought(doing: Doing) -> None:
    """Truth: no more is retired than was bought."""
    buy, retire = doing.args.number("buy"), doing.args.number("retire")
    bought = (buy or Decimal()) + (doing.duty.unused if doing.duty is not None else Decimal())
    if buy is not None and retire is not None and retire > bought:
        told = msg(MORE_RETIRED, retire=retire, bought=bought)
        raise Refused("impossible", told, msg("更正认购（buy）或者注销（retire）的吨数"), "not_more_than_bought")


@stricter
@warning
def not_more_than_owed(doing: Doing) -> str | None:
    """What is done beyond a duty is never netted, so it is told, with a reason: a figure may be mistyped."""
    duty = doing.duty
    if duty is None or duty.quantity is None or retires_what_was_bought(doing, duty):
        return None
    unit, quantity = done_by(doing, duty)
    group = doing.case.groups.get(duty.group)
    owed, done = duty.quantity, duty.done
    if group is not None and group.unit == duty.unit:
        owed, done = group.total, done_together(doing.case, group)
    over = done + (quantity or Decimal()) - owed if unit == duty.unit else Decimal()
    return beyond(duty, owed, over) if over > 0 and over >= _step(doing, duty) else None


def beyond(duty: Obligation, owed: Decimal, over: Decimal) -> str:
    unit = UNIT_LABELS.get(duty.unit, "")
    told = [f"{one.normalize():f} {unit}" for one in (owed, owed + over, over)]
    return msg(MORE_THAN_OWED, id=duty.id, kind=duty.kind or "义务", owed=told[0], all=told[1], over=told[2])


def _step(doing: Doing, duty: Obligation) -> Decimal:
    """What may be beyond a duty because less is not paid or bought: the rest of a yuan, of credits one unit."""
    if duty.kind != CREDITS:
        return Decimal(1) if duty.unit == "amount" else Decimal()
    known = credit_type(doing.args.text("credit"))
    unit, price = known.unit if known is not None else Decimal(1), doing.args.number("price")
    return unit if duty.unit == "tonnes" else (price or Decimal()) * unit


@stricter
@guard
def in_the_unit_owed(doing: Doing) -> None:
    """Truth: money is no tree. What is done is told in what is owed, or in what the duty says besides."""
    duty = doing.duty
    given = figures_of(doing)
    if duty is None or not duty.unit or not given or pays_fallback(doing, duty):
        return
    if in_unit(duty, given) is None:
        unit = UNIT_LABELS.get(duty.unit, duty.unit)
        told = msg(
            WRONG_UNIT, id=duty.id, kind=duty.kind or "义务", unit=unit, given=[UNIT_LABELS[one] for one in given]
        )
        raise Refused("missing", told, msg(WRITE_IN, unit=unit, argument=duty.unit), "in_the_unit_owed")


@guard
def whole_credits(doing: Doing) -> None:
    """Credits are bought and retired in units of their type: whole tonnes of FFCER, parts of a tonne of tickets."""
    known = credit_type(doing.args.text("credit"))
    for name in ("buy", "retire", "tonnes"):
        tonnes = doing.args.number(name)
        if known is not None and tonnes is not None and tonnes % known.unit:
            told = msg(WHOLE_ONLY, credit=known.title, unit=known.unit, tonnes=tonnes)
            raise Refused("impossible", told, msg("按单位的整数倍登记"), "whole_credits")


def duty_of(doing: Doing) -> Obligation:
    """The obligation that is there already."""
    assert doing.duty is not None, "the row starts from an obligation that is there"
    return doing.duty


@stricter
@guard
def insurance_covers(doing: Doing) -> None:
    """Plantings are insured; what is paid, bought or worked off is not."""
    duty = duty_of(doing)
    known = doing.table.duties.get(duty.kind)
    if known is not None and not known.restores:
        told = msg(NOT_INSURABLE, id=duty.id, kind=duty.kind)
        raise Refused("impossible", told, msg(INSURED_ALONE), "insurance_covers")


@guard
def payer_named(doing: Doing) -> None:
    """Who paid stands in the account."""
    if not doing.args.text("payer").strip():
        raise wanted(doing, msg("付款人"), "payer")


@guard
@stricter
def account_named(doing: Doing) -> None:
    """Money that nobody owed has no account of its own from any instrument: the entry says where it went."""
    if not doing.args.text("payee").strip():
        raise wanted(doing, msg("收款账户"), "payee")


@guard
def purpose_named(doing: Doing) -> None:
    """Money of a case is spent on the repair or what else it was paid for, and on nothing unnamed."""
    if not doing.args.text("purpose").strip():
        raise wanted(doing, msg("用途"), "purpose")
