"""What law and truth demand of setting up an obligation: whose will it is, who signs, who approves, in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from rules.deciding.facts.guardians import GUARDIANS
from rules.proceedings.argument_types import amount_in
from rules.proceedings.binding import title
from rules.proceedings.doing import Doing
from rules.proceedings.effects.orders import orders_of, specs_of
from rules.proceedings.guards.ruling import no_such_duty
from rules.proceedings.guards.said import wanted
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import guard, stricter, warning
from rules.proceedings.state import ENFORCEABLE, Ground
from rules.reading.messages import msg, template

OWN_WILL = template("{kind}须由当事人自己申请或者承诺（本人签名），不得径行责令")
SIGNED_BY_ANOTHER = template("{id} 的承诺须由义务人{obligors}本人签名，现为{signed}")
SETTLED_BY_ANOTHER = template("{id} 的协议须由义务人{obligors}或者其监护人签名，现为{signed}")
OWN_PROPOSAL = template("{id} 由{name}拟议，不得由同一人确定")
CONSENT = template("{id}（{kind}）须由当事人自愿，没有写明由谁承诺")
RESTORE_FIRST = template("踏勘认为可以原地修复，{id} 却先认购碳汇，没有安排修复")
FIXED_ALREADY = template("{id} 已经由判决、调解书、司法确认或者决定确定，未履行的不能退回承诺，也不能不再拟议")
CREDITS = "认购碳汇"


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
