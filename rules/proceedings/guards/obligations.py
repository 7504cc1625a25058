"""What law and truth demand of undertaking, performing, inspecting, and of deposits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from rules.deciding.facts.guardians import GUARDIANS
from rules.proceedings.argument_types import amount_in
from rules.proceedings.binding import title
from rules.proceedings.clock import is_binding, is_late
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import orders_of, specs_of
from rules.proceedings.effects.payments import in_advance
from rules.proceedings.effects.performing import (
    done_by,
    figures_of,
    found_figure,
    in_unit,
    pays_fallback,
    rate_of,
    retires_what_was_bought,
    standard,
    verdict,
)
from rules.proceedings.effects.succession import FOLLOWING, left_by, the_dead
from rules.proceedings.guards.said import wanted
from rules.proceedings.guards.trial import no_such_duty
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import ENFORCEABLE, FORFEIT, Ground, Obligation
from rules.proceedings.together import done_together
from rules.reading.messages import msg, template
from rules.settlement.credit_types import credit_type
from rules.settlement.serials import read_serials

OWN_WILL = template("{kind}须由当事人自己申请或者承诺（本人签名），不得径行责令")
SIGNED_BY_ANOTHER = template("{id} 的承诺须由义务人{obligors}本人签名，现为{signed}")
NOT_INSURABLE = template("{id}（{kind}）不是可以投保的种植，没有保险赔款")
INSURED_ALONE = template("保险赔款记在所投保的补植、恢复一项")
SETTLED_BY_ANOTHER = template("{id} 的协议须由义务人{obligors}或者其监护人签名，现为{signed}")
NO_CERTIFICATE = template("登记注销须附注销凭证（文件）")
SERIAL_TAKEN = template("编号 {serials} 在 {id} 中已经使用")
WHOLE_ONLY = template("{credit}以 {unit} 吨为一单位，{tonnes} 吨不是它的整数倍")
NOT_READY = template("{id}（{kind}）现为“{state}”，尚未验收（核验）通过，保证金不得退还")
DECIDER_WANTED = template("退还、使用保证金由检察官或者法官决定，没有写明决定人")
MORE_THAN_ADVANCE = template("{amount} 元超过可以退还的案款 {there} 元")
NOTHING_IN_ADVANCE = template("多缴、预缴或者不再应缴的才退还；现在没有可以退还的案款")
MORE_THAN_KEPT = template("{amount} 元超过已收未用的案款 {there} 元")
NOT_FORFEIT = template("{id}（{kind}）的裁判、协议、承诺没有写明保证金不予退还")
FORFEIT_WANTED = template("保证金用于修复费用或者退还；另有裁判、协议、承诺写明不予退还的，先登记该文书")
MORE_THAN_HELD = template("{amount} 元超过现存的保证金 {held} 元")
SUPERVISED = template("{institution}是行政检察监督的当事人，不得核验本案的义务")
NOT_IN_EFFECT = template("确定{id}的裁判尚未生效，没有未履行可言，不能认定未履行，也不能移送执行")
NOT_DUE = template("{id} 的履行期限没有届满，不能认定未履行")
WRONG_UNIT = template("{id}（{kind}）以{unit}计，写明的是{given}")
WRITE_IN = template("以{unit}写明履行了多少（{argument}）")
INSPECTS_OWN = template("验收人{name}就是{id}的履行人或者义务人，不得验收自己的工作")
OWN_PROPOSAL = template("{id} 由{name}拟议，不得由同一人确定")
BELOW_STANDARD = template("验收写明合格，但{found}低于标准{standard}")
MORE_RETIRED = template("注销 {retire} 吨多于认购的 {bought} 吨")
CONSENT = template("{id}（{kind}）须由当事人自愿，没有写明由谁承诺")
RESTORE_FIRST = template("踏勘认为可以原地修复，{id} 却先认购碳汇，没有安排修复")
FIXED_ALREADY = template("{id} 已经由判决、调解书、司法确认或者决定确定，未履行的不能退回承诺，也不能不再拟议")
CREDITS = "认购碳汇"
MORE_THAN_OWED = template("{id}（{kind}）应为 {owed}，连同本次共 {all}，多出 {over}")
MORE_THAN_SECURED = template("{id} 的保证金应为 {owed} 元，连同本次共 {all} 元")


def is_asked(doing: Doing, kind: str) -> bool:
    """Whether a duty of this kind is the party's own wish."""
    known = doing.table.duties.get(kind)
    return known is not None and known.asked


@guard
def duty_described(doing: Doing) -> None:
    """A new obligation says what is owed: a kind, a quantity, or words."""
    if doing.duty is None and not any(specs_of(doing).get(doing.id, {}).values()):
        raise wanted(doing, msg("义务的种类、数量或者内容"), "obligation_kind")


@guard
def promised_alone(doing: Doing) -> None:
    """A promise that was broken may be renewed or dropped; what an instrument has fixed is not taken back so."""
    duty = doing.duty
    if duty is not None and duty.state == "failed" and any(one.instrument in ENFORCEABLE for one in duty.grounds):
        told = msg(FIXED_ALREADY, id=duty.id)
        opens = msg("移送执行（refer）、转换（convert）或者由裁判免除（waive）")
        raise Refused("impossible", told, opens, "promised_alone")


@stricter
@guard
def not_bound(doing: Doing) -> None:
    """What binds, also through a conversion, ends by performance, enforcement, conversion or waiver, and is not dropped
    while it is half done or failed."""
    duty = doing.duty
    begun = ("performing", "part_failed", "failed")
    if duty is not None and duty.state in begun and title(duty.grounds) is not None:
        opens = msg("移送执行（refer）、转换（convert）或者由裁判免除（waive）")
        raise Refused("impossible", msg(FIXED_ALREADY, id=duty.id), opens, "not_bound")


@guard
def credits_asked_for(doing: Doing) -> None:
    """法释〔2022〕16号20, 21: credits and labour on the party's own request, never by order alone."""
    args = doing.args
    if args.get("request") or args.get("signed"):
        return
    specs = orders_of(doing) if doing.kind != "obligation" else specs_of(doing)
    for name, spec in specs.items():
        duty = doing.case.obligations.get(name)
        kind = str(spec.get("obligation_kind") or (duty.kind if duty else ""))
        undertaken = duty is not None and any(_own_will(doing, ground) for ground in duty.grounds)
        if is_asked(doing, kind) and not undertaken:
            raise Refused(
                "missing",
                msg(OWN_WILL, kind=kind),
                msg("先记录当事人的承诺（undertake），或者写明其申请（request）"),
                "credits_asked_for",
            )


def _own_will(doing: Doing, ground: Ground) -> bool:
    """Whether an instrument rests on the party's own word: by what it is, or by the request that came with it."""
    if ground.instrument in ("undertake", "agree", "settle", "confirm"):
        return True
    given = next((act.args for act in doing.case.acts if act.number == ground.act), {})
    names = [word for name in ("request", "signed") for word in (name, *doing.table.arguments[name].also)]
    return any(given.get(name) for name in names)


@stricter
@guard
def consent_on_record(doing: Doing) -> None:
    """法释〔2022〕16号20, 21: credits and labour are the party's own will: signed, asked for, on paper, or by name."""
    spec = specs_of(doing).get(doing.id, {})
    kind = str(spec.get("obligation_kind") or (doing.duty.kind if doing.duty else ""))
    said = ("signed", "request", "undertaking", "contract", "file", "paper", "persons", "attended_by")
    named = spec.get("obligors") or spec.get("parties") or spec.get("joint") or spec.get("shares") or doing.act.files
    if is_asked(doing, kind) and not named and not any(doing.args.get(name) for name in said):
        opens = msg("写明本人签名（signed）、当事人申请（request）、承诺书（undertaking）或者义务人（by）")
        raise Refused("missing", msg(CONSENT, id=doing.id, kind=kind), opens, "consent_on_record")


@guard
def signed_by_the_party(doing: Doing) -> None:
    """An undertaking is signed by who owes it; of a minor or an adult without full civil capacity also by the guardian,
    named as such (民法典23). A lawyer or relative does not undertake for him."""
    spec = specs_of(doing).get(doing.id, {})
    obligors = tuple(spec.get("obligors") or ()) or (doing.duty.obligors if doing.duty else ())
    _check_signed(
        doing, obligors, str(spec.get("obligation_kind") or doing.id), SIGNED_BY_ANOTHER, "signed_by_the_party"
    )


@stricter
@guard
def settled_by_the_party(doing: Doing) -> None:
    """An agreement or settlement, like an undertaking, is signed by those who will owe by it, or by their guardians."""
    specs = specs_of(doing)
    said = tuple(dict.fromkeys(name for spec in specs.values() for name in spec.get("obligors") or ()))
    duty = doing.case.obligations.get(doing.id.partition(":")[2])
    obligors = said or (duty.obligors if duty is not None else ())
    kinds = "、".join(str(spec.get("obligation_kind") or id) for id, spec in specs.items())
    _check_signed(doing, obligors, kinds or doing.label, SETTLED_BY_ANOTHER, "settled_by_the_party")


def _check_signed(doing: Doing, obligors: tuple[str, ...], what: str, template_: str, rule: str) -> None:
    """Refuses where it is said who signed, and it is neither an obligor nor the guardian of one who has a guardian."""
    signed = doing.args.get("signed")
    if signed is None or signed is True:
        return
    obligors = obligors or tuple(party.name for party in doing.case.parties)
    names = tuple(re.split(r"[、，,；;]\s*", signed)) if isinstance(signed, str) else ()
    names = tuple(signed) if isinstance(signed, list | tuple) else names
    if signed is not False and any(_as_guardian(name) for name in names) and _have_guardians(doing, obligors):
        return
    if signed is False or (obligors and not set(names) & set(obligors)):
        told = msg(template_, id=msg(what), obligors=obligors, signed="、".join(names) or template("没有签名"))
        raise Refused("missing", told, msg("由本人签名后记录"), rule)


def _as_guardian(name: str) -> bool:
    """Whether who signed says that he does so as guardian: 监护人乙, 乙（法定代理人）."""
    return any(word in name for word in GUARDIANS)


def _have_guardians(doing: Doing, names: Sequence[str]) -> bool:
    return any(party.has_guardian and party.name in names for party in doing.case.parties)


@warning
def restoration_first(doing: Doing) -> str | None:
    """Restoration comes before credits: unusual only where a visit found that the place can be restored."""
    spec = specs_of(doing).get(doing.id, {})
    kind = spec.get("obligation_kind") or (doing.duty.kind if doing.duty else "")
    visits = [act for act in doing.case.acts if act.do == "site_visit"]
    found = visits[-1].args.get("result") if visits else None
    possible = isinstance(found, Mapping) and found.get("in_place") in (True, "yes", "是", "可以")
    restored = any(
        (known := doing.table.duties.get(one.kind)) is not None and known.restores
        for one in doing.case.obligations.values()
    ) or any(
        (known := doing.table.duties.get(str(one.get("obligation_kind")))) is not None and known.restores
        for one in specs_of(doing).values()
    )
    return msg(RESTORE_FIRST, id=doing.id) if kind == CREDITS and possible and not restored else None


@guard
def sum_of_group(doing: Doing) -> None:
    named = doing.args.texts("persons") or doing.args.texts("concerns") or doing.args.get("joint")
    if not named:
        raise wanted(doing, msg("共同债务的人（persons）或者义务（concerns）"), "persons")
    if doing.args.number("amount") is None and doing.args.number("tonnes") is None:
        raise wanted(doing, msg("总额"), "amount")
    shares = doing.args.get("shares")
    total = doing.args.number("amount")
    if isinstance(shares, Mapping) and total is not None:
        parts = _sum_of(shares)
        if parts is not None and parts != total:
            told = msg("份额之和 {parts} 与总额 {total} 不一致", parts=parts, total=total)
            raise Refused("impossible", told, msg("更正份额或者总额"), "sum_of_group")


def _sum_of(shares: Mapping[str, object]) -> Decimal | None:
    try:
        return sum((amount_in(part) for part in shares.values()), Decimal())
    except ValueError:  # that they cannot be read is told of the argument
        return None


@stricter
@guard
def duties_of_the_case(doing: Doing) -> None:
    """What is counted together is there."""
    unknown = [name for name in doing.args.texts("concerns") if name not in doing.case.obligations]
    if unknown:
        raise no_such_duty(doing, unknown)


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
    return _beyond(duty, owed, over) if over > 0 and over >= _step(doing, duty) else None


def _beyond(duty: Obligation, owed: Decimal, over: Decimal) -> str:
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
@warning
def found_no_more_than_owed(doing: Doing) -> str | None:
    """An inspection that finds more than is owed and more than was entered."""
    duty = duty_of(doing)
    figure = found_figure(doing, duty)
    if figure is None or duty.quantity is None or figure <= max(duty.quantity, duty.done):
        return None
    return _beyond(duty, duty.quantity, figure - duty.quantity)


@stricter
@warning
def no_more_than_secured(doing: Doing) -> str | None:
    """More deposit than the instrument fixed."""
    duty = duty_of(doing)
    amount = doing.args.number("amount") or doing.args.number("deposit")
    if amount is None or duty.security is None or duty.held + amount <= duty.security:
        return None
    return msg(MORE_THAN_SECURED, id=duty.id, owed=duty.security, all=duty.held + amount)


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


@guard
def ready_for_return(doing: Doing) -> None:
    duty = duty_of(doing)
    early = {"judge", "prosecutor"} & set(doing.act.by.seats) and doing.act.reason.strip()
    if (
        duty.state not in ("proven", "discharged", "waived", "lapsed", "superseded", "dropped", "converted")
        and not early
    ):
        told = msg(NOT_READY, id=duty.id, kind=duty.kind, state=doing.table.label("obligation", duty.state))
        raise Refused(
            "impossible", told, msg("核验通过后退还；提前退还的，由法官或者检察官写明理由"), "ready_for_return"
        )


def duty_of(doing: Doing) -> Obligation:
    """The obligation that is there already."""
    assert doing.duty is not None, "the row starts from an obligation that is there"
    return doing.duty


@guard
def decided_by_judge_or_prosecutor(doing: Doing) -> None:
    """A judge or prosecutor decides: himself, by name, or in the instrument that names what it is for.

    What was secured is proven: the deposit goes back, or to the performer whom the instrument names.
    """
    duty = duty_of(doing)
    by_instrument = duty.state == "proven" and (doing.act.do == "deposit_returned" or bool(duty.performer))
    if {"judge", "prosecutor"} & set(doing.act.by.seats) or doing.args.text("decided_by") or by_instrument:
        return
    raise Refused("missing", msg(DECIDER_WANTED), msg("写明决定人（decided_by）"), "decided_by_judge_or_prosecutor")


@guard
def not_more_than_held(doing: Doing) -> None:
    duty = duty_of(doing)
    amount = doing.args.number("amount")
    if (amount or duty.held) > duty.held or not duty.held:
        told = msg(MORE_THAN_HELD, amount=amount or Decimal(), held=duty.held)
        raise Refused("impossible", told, msg("至多 {held} 元", held=duty.held), "not_more_than_held")


@guard
def forfeit_provided(doing: Doing) -> None:
    """Law: a deposit secures and is used for repair or given back (法释〔2022〕16号22); only an instrument that says so
    lets it be kept (定金: 民法典587)."""
    duty = duty_of(doing)
    if not duty.details.get(FORFEIT):
        told = msg(NOT_FORFEIT, id=duty.id, kind=duty.kind)
        raise Refused("impossible", told, msg(FORFEIT_WANTED), "forfeit_provided")


@guard
def not_more_than_advance(doing: Doing) -> None:
    """What is owed stays paid: only what is beyond it goes back."""
    amount, there = doing.args.number("amount") or Decimal(), in_advance(doing.case, duty_of(doing))
    if amount > there or not there:
        told = msg(MORE_THAN_ADVANCE, amount=amount, there=there)
        opens = msg("至多 {there} 元", there=there) if there else msg(NOTHING_IN_ADVANCE)
        raise Refused("impossible", told, opens, "not_more_than_advance")


@guard
def not_more_than_kept(doing: Doing) -> None:
    """Nothing is spent that did not come in."""
    amount, there = doing.args.number("amount") or Decimal(), duty_of(doing).to_spend
    if amount > there or not there:
        told = msg(MORE_THAN_KEPT, amount=amount, there=there)
        raise Refused("impossible", told, msg("至多 {there} 元", there=there), "not_more_than_kept")


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
@guard
def approver_is_another(doing: Doing) -> None:
    """Who proposed a plan does not approve it in court: a judge fixes no obligation that he proposed himself."""
    duty, by = doing.duty, doing.act.by
    if duty is None or "judge" not in by.seats:
        return
    proposed = {one.act for one in duty.grounds if one.instrument == "propose"}
    authors = {(act.by.name, act.by.institution) for act in doing.case.acts if act.number in proposed}
    if (by.name, by.institution) in authors:
        told = msg(OWN_PROPOSAL, name=by.name, id=duty.id)
        raise Refused("not_permitted", told, msg("由另一名法官确定，或者由裁判确定"), "approver_is_another")


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


@stricter
@guard
def judgment_in_effect(doing: Doing) -> None:
    """刑诉法259, 民诉法247: a judgment is carried out once it is in effect; under appeal nothing of it has failed."""
    name = doing.id.partition(":")[2] or doing.id
    duty = doing.case.obligations.get(name)
    if duty is not None and not is_binding(doing.case, duty):
        opens = msg("先登记送达（serve）、生效（take_effect）；上诉、抗诉的，由二审裁判（rule_2）")
        raise Refused("impossible", msg(NOT_IN_EFFECT, id=name), opens, "judgment_in_effect")


@stricter
@guard
def due_has_passed(doing: Doing) -> None:
    duty = duty_of(doing)
    if not is_late(doing.case, duty, doing.day) and not any(one.result != "pass" for one in duty.looks):
        raise Refused("impossible", msg(NOT_DUE, id=duty.id), msg("期限届满或者验收不合格后认定"), "due_has_passed")


ALIVE = template("没有记录{names}死亡")
NOTHING_PASSES = template("{names}没有可以由继承人或者遗产承受的义务")
OF_ANOTHER = template("{id} 不是由{institution}的行政决定确定的")


@guard
def death_on_record(doing: Doing) -> None:
    """Nobody's duties pass to others while he lives; what his estate owes passes to the heirs once they are known."""
    gone = {party.name for party in doing.case.parties if party.died is not None or party.kind == "estate"}
    if alive := [name for name in the_dead(doing) if name not in gone]:
        raise Refused("missing", msg(ALIVE, names=alive), msg("先记录死亡（death）"), "death_on_record")


@guard
def something_passes_on(doing: Doing) -> None:
    """He owes something that others can do, or is sued."""
    persons = the_dead(doing)
    owes = any(True for name in persons for _ in left_by(doing.table, doing.case, name))
    sued = any(set(persons) & set(one.persons) for kind in FOLLOWING for one in doing.case.of_kind(kind))
    if not owes and not sued:
        opens = msg("只能由本人履行的，免除（waive）、不再主张（drop）或者转换（convert）")
        raise Refused("impossible", msg(NOTHING_PASSES, names=list(persons)), opens, "something_passes_on")


@guard
def fixed_by_the_bureau(doing: Doing) -> None:
    """行政强制法40: the bureau ends the execution of its own decision; what a court fixed the court waives."""
    ground = title(duty_of(doing).grounds)
    own = ground is not None and doing.case.acts[ground.act - 1].by.institution == doing.act.by.institution
    if not own:
        told = msg(OF_ANOTHER, id=doing.id, institution=doing.act.by.institution)
        raise Refused("not_permitted", told, msg("由法官免除（waive）"), "fixed_by_the_bureau")
