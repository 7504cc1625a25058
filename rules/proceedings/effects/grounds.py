"""Instruments make, change and end obligations: an undertaking, an agreement, a ruling, a penalty, a settlement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from rules.proceedings.binding import title, waits_for_instrument
from rules.proceedings.clock import JUDGMENTS, is_binding
from rules.proceedings.doing import Doing
from rules.proceedings.effects.building import as_far_as_done, built
from rules.proceedings.effects.debts import takes_the_place
from rules.proceedings.effects.heirs import LIVE, under_enforcement
from rules.proceedings.effects.orders import (
    Spec,
    claims_of,
    denied,
    heirs_named,
    names_duties,
    orders_of,
    specs_of,
    stated_flat,
    stated_sum,
)
from rules.proceedings.effects.payments import goes_to_an_office
from rules.proceedings.effects.retrial import execution_decided
from rules.proceedings.effects.substitution import costs_denied
from rules.proceedings.effects.tracks import noted
from rules.proceedings.registry import effect
from rules.proceedings.state import JOINT, SOLE, Case, Due, Ground, Group, Obligation, Passage


def track_of(doing: Doing) -> str:
    """The track whose instrument an act is: the claim where there is one, else the first."""
    tracks = [one for one in doing.all if one.kind.name not in ("obligation", "folder")]
    civil = [one.id for one in tracks if one.kind.name == "civil"]
    return (civil or [one.id for one in tracks] or [""])[0]


def _made(doing: Doing, case: Case, specs: Mapping[str, Spec], state: str) -> Case:
    for name, spec in specs.items():
        case = case.owing(built(doing, case, name, spec, state, track_of(doing)))
    return case


@effect
def make_proposed(doing: Doing, case: Case) -> Case:
    return _made(doing, case, specs_of(doing), "proposed")


@effect
def make_undertaken(doing: Doing, case: Case) -> Case:
    return _made(doing, case, specs_of(doing), "undertaken")


@effect
def make_fixed(doing: Doing, case: Case) -> Case:
    return _made(doing, case, specs_of(doing), "fixed")


@effect
def make_ordered(doing: Doing, case: Case) -> Case:
    return _made(
        doing, case, {name: spec for name, spec in orders_of(doing).items() if name not in denied(doing)}, "fixed"
    )


@effect
def list_performed(doing: Doing, case: Case) -> Case:
    """What was performed before the decision is named by it; nothing of it changes."""
    ground = Ground(doing.act.number, doing.act.do, track_of(doing), doing.day)
    named = [case.obligations[name] for name in doing.args.texts("performed")]
    return case.owing(*(replace(one, grounds=(*one.grounds, ground)) for one in named))


PAID_IS_DENIED = 2
"""Edition of a ruling from which on a denied duty ends though it was paid in full: the money is to go back."""

COST_IS_DENIED = 3
"""Edition of a ruling from which on the cost of 代履行 ends with the duties that were performed for it."""


@effect
def deny_obligations(doing: Doing, case: Case) -> Case:
    """What the court does not grant ends with the reason it gives; what was done of it stays a fact."""
    named = [case.obligations[name] for name in denied(doing) if name in case.obligations]
    case = case.owing(*(replace(one, state="dropped") for one in named if _ends_denied(doing, one)))
    if doing.act.edition < COST_IS_DENIED:
        return case
    kept = {*orders_of(doing), *doing.args.texts("performed")}
    costs = [one for one in costs_denied(case, [one.id for one in named]) if one.id not in kept]
    return case.owing(*(replace(one, state="dropped") for one in costs))


def _ends_denied(doing: Doing, duty: Obligation) -> bool:
    """Whether a duty that is not granted ends: what was planted or retired is done, what was paid can be given back."""
    paid = doing.act.edition >= PAID_IS_DENIED and goes_to_an_office(doing.table, duty) and duty.unit == "amount"
    return paid or duty.state not in ("proven", "performed")


@effect
def supersede_obligations(doing: Doing, case: Case) -> Case:
    """A changed judgment links old and new obligations; what was done is carried over."""
    if not doing.act.edition and doing.args.text("replaces") not in case.obligations:
        return case  # several names were no name when it was recorded
    for name, to in heirs_named(doing).items():
        if name in case.obligations and to in case.obligations:
            case = _succeeded(doing, case, case.obligations[name], to)
    return case


@effect
def rest_on_measurings(doing: Doing, case: Case) -> Case:
    """Which results a decision uses: those it names, else those adopted."""
    named = doing.args.texts("measurings") or tuple(
        one.id for one in case.measurings.values() if one.state == "adopted"
    )
    for one in doing.all:
        if one.id in case.tracks and named:
            case = noted(case, case.tracks[one.id], measurings=named)
    return case


def _claims_a_joint_debt(doing: Doing, specs: Mapping[str, Spec], joint: list[Obligation]) -> bool:
    """Whether a suit claims a sum that is owed together already: it names no duty of its own, and nothing but money."""
    named = bool(doing.args.items) or names_duties(doing.args.get("claims"))
    in_money = any(one.unit == "amount" for one in joint)
    return in_money and not named and all(spec.get("amount") is not None for spec in specs.values())


@effect
def propose_claims(doing: Doing, case: Case) -> Case:
    """A suit proposes what it claims. What was owed jointly already is claimed as it is, not a second time."""
    specs = claims_of(doing)
    sums = [spec["amount"] for spec in specs.values() if spec.get("amount") is not None]
    stated = stated_sum(doing)
    if stated is not None and not specs:
        sums = [stated]
    joint = [one for one in case.obligations.values() if one.mode == JOINT and one.state not in ("proven", "dropped")]
    if _claims_a_joint_debt(doing, specs, joint):
        specs = {}
        ground = Ground(doing.act.number, doing.act.do, doing.id, doing.day)
        case = case.owing(*(replace(one, grounds=(*one.grounds, ground)) for one in joint))
    else:
        for name, spec in specs.items():
            case = case.owing(built(doing, case, name, spec, "proposed", doing.id))
    total = sum((one for one in sums if one is not None), Decimal()) if sums else None
    track = case.tracks[doing.id]
    claims = {name: (case.obligations[name].unit, case.obligations[name].quantity) for name in specs}
    case = noted(case, track, claims={**(track.data.get("claims") or {}), **claims})
    return noted(case, case.tracks[doing.id], claimed=total) if total is not None else case


@effect
def fix_agreed(doing: Doing, case: Case) -> Case:
    """The court's paper fixes what was agreed. Claims that the agreement leaves out are replaced by it; what was paid
    on them is free."""
    ground = Ground(doing.act.number, doing.act.do, doing.id, doing.day)
    of_claim = {
        duty.id: own
        for duty in case.obligations.values()
        if (own := {one.instrument for one in duty.grounds if one.track == doing.id})
    }
    agreed = [case.obligations[name] for name, own in of_claim.items() if "agree" in own]
    left = [case.obligations[name] for name, own in of_claim.items() if "agree" not in own]
    retried = bool(doing.act.edition) and any(one.state == "reopened" for one in case.tracks[doing.id].passages)
    aside = [one for one in left if _set_aside(case, one, of_claim[one.id], retried)]
    claimed = [one for one in left if waits_for_instrument(one)]
    case = case.owing(*(replace(one, state="lapsed" if one.counted else "superseded") for one in claimed))
    case = case.owing(*(_fixed(doing, replace(one, grounds=(*one.grounds, ground))) for one in agreed))
    for old in aside:
        heirs = [one.id for one in agreed if one.unit == old.unit]
        case = _succeeded(doing, case, old, heirs[0] if old.counted and heirs else "")
    return execution_decided(doing, case, case.tracks[doing.id]) if retried else case


def _set_aside(case: Case, duty: Obligation, own: set[str], retried: bool) -> bool:
    """Whether the judgment that fixed it is not in effect: a settlement on appeal takes its place (民诉法179), in a
    retrial that of the judgment that is retried (民诉法218, 268(2))."""
    if retried and own & set(JUDGMENTS) and duty.state in LIVE:
        return True
    return "rule" in own and duty.state in ("fixed", "performing", "part_failed") and not is_binding(case, duty)


def _succeeded(doing: Doing, case: Case, old: Obligation, name: str) -> Case:
    """The case with an obligation replaced, and what was done of it carried over to the one that is named."""
    if not name:
        return case.owing(replace(old, state="superseded"))
    heir = case.obligations[name]
    carried = tuple(replace(one, carried=True) for one in old.counted)
    heir = replace(heir, predecessor=old.id, performances=(*carried, *heir.performances))
    if heir.counted:
        heir = replace(heir, state=as_far_as_done(doing, heir))
    case = case.owing(replace(old, state="superseded", successors=(*old.successors, heir.id)), heir)
    return takes_the_place(case, old, heir) if doing.act.edition else case


@effect
def settle_claim(doing: Doing, case: Case) -> Case:
    """A confirmed agreement of the procuratorate settles its own claim: that is in effect and being performed."""
    if not case.tracks[doing.id].procuratorate:
        return case
    for track in list(case.of_kind("civil")):
        if track.state in ("lead", "opened", "noticed"):
            passage = Passage("in_performance", doing.day, doing.act.number)
            case = case.holding(replace(track, state="in_performance", passages=(*track.passages, passage)))
            ground = Ground(doing.act.number, doing.act.do, track.id, doing.day)
            own = [one for one in case.obligations.values() if any(g.track == doing.id for g in one.grounds)]
            case = case.owing(*(replace(one, grounds=(*one.grounds, ground)) for one in own))
    return case


def _fixed(doing: Doing, duty: Obligation) -> Obligation:
    if duty.state in ("proposed", "undertaken"):
        duty = replace(duty, state="fixed")
    if duty.state in ("fixed", "performing") and duty.counted:
        duty = replace(duty, state=as_far_as_done(doing, duty))
    return duty


@effect
def drop_agreed(doing: Doing, case: Case) -> Case:
    own = [one for one in case.obligations.values() if any(g.track == doing.id for g in one.grounds)]
    return case.owing(*(replace(one, state="dropped") for one in own if one.state in ("proposed", "undertaken")))


@effect
def make_successors(doing: Doing, case: Case) -> Case:
    """What takes the place of a converted obligation, with the sum carried over.

    A second settlement of an enforcement takes the place of what the first one made.
    """
    turned = under_enforcement(doing, case, *LIVE) if doing.kind == "enforcement" else [case.obligations[doing.id]]
    old = turned[0] if turned else case.obligations[doing.id.partition(":")[2]]
    rest = doing.args.number("rest")
    rest = rest if rest is not None else old.rest
    specs = {name: spec for name, spec in specs_of(doing).items() if name != old.id}
    flat = {} if doing.args.items else stated_flat(doing)
    specs |= {name: flat for name in doing.args.texts("into") if name not in specs and flat}
    names = [*specs, *(name for name in doing.args.texts("into") if name not in specs)]
    state = "undertaken" if title(old.grounds) is None else "fixed"
    for name in names:
        track = old.grounds[-1].track if old.grounds else ""
        spec = specs.get(name, {})
        named = name in case.obligations or any(spec.get(one) for one in NAMING)
        made = _of_another(built(doing, case, name, spec, state, track), old, named=named)
        case = case.owing(replace(made, details={**made.details, "carried": rest, "carried_unit": old.unit}))
    turned = turned or [old]
    return case.owing(*(replace(one, state="converted", successors=(*one.successors, *names)) for one in turned))


NAMING = ("obligors", "joint", "shares")


def _of_another(made: Obligation, old: Obligation, *, named: bool) -> Obligation:
    """What takes the place of an obligation: by the same instruments, of the same persons where it names none."""
    made = replace(made, predecessor=old.id, grounds=(*old.grounds, *made.grounds), group=old.group)
    if named and made.obligors and made.obligors != old.obligors:
        return made
    same = (made.unit, made.quantity) == (old.unit, old.quantity)
    mode = old.mode if made.mode == SOLE else made.mode
    return replace(made, obligors=old.obligors, mode=mode, shares=made.shares or (old.shares if same else {}))


@effect
def set_payment(doing: Doing, case: Case) -> Case:
    """缴纳通知: how much, to which account, until when."""
    duty, args = case.obligations[doing.id], doing.args
    due = args.due("term") or args.due("due")
    amount = args.number("amount")
    ground = Ground(doing.act.number, doing.act.do, duty.grounds[-1].track if duty.grounds else "", doing.day)
    security = args.number("deposit")
    duty = replace(
        duty,
        quantity=amount if amount is not None else duty.quantity,
        unit="amount" if amount is not None else duty.unit,
        payee=args.text("payee") or duty.payee,
        due=due or duty.due,
        security=security if security is not None else duty.security,
        grounds=(*duty.grounds, ground),
    )
    return case.owing(duty)


@effect
def make_group(doing: Doing, case: Case) -> Case:
    """One debt of several: of persons an obligation that all owe, of obligations a group that counts them together."""
    args = doing.args
    amount, tonnes = args.number("amount"), args.number("tonnes")
    total, unit = (amount, "amount") if amount is not None else (tonnes or Decimal(), "tonnes")
    if args.texts("concerns"):
        group = Group(doing.id, args.texts("concerns"), total or Decimal(), unit)
        named = [case.obligations[name] for name in group.obligations if name in case.obligations]
        case = case.owing(*(replace(one, group=group.id) for one in named))
        return replace(case, groups={**case.groups, group.id: group})
    joint = args.get("joint")
    persons = tuple(map(str, joint)) if isinstance(joint, list | tuple) else args.texts("persons")
    shares = args.get("shares")
    spec = {unit: total, "obligation_kind": args.text("obligation_kind") or "服务功能损失赔偿金"}
    spec |= {"shares": shares} if shares else {"joint": list(persons)}
    return case.owing(replace(built(doing, case, doing.id, spec, "proposed", ""), due=Due()))
