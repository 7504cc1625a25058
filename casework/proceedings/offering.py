"""Which acts a person may do in a case now, by what they are about, and which of his are not yet possible and why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.proceedings.names import in_words, things, word
from casework.wording import in_english, joined, told, words
from rules.proceedings.acts import Act, Actor
from rules.proceedings.arguments import Args
from rules.proceedings.book import load_table
from rules.proceedings.course import check
from rules.proceedings.doing import Doing, Target, state_of
from rules.proceedings.names import may, new_name
from rules.proceedings.refusals import Refused
from rules.proceedings.seats import require
from rules.proceedings.state import NONE, Case, Obligation
from rules.proceedings.table import Row, Table, TrackKind
from rules.proceedings.waiting import STEPS
from rules.reading.messages import msg, template

STANDS_AT = template("%(kind)s程序现为“%(state)s”")
_ACT = re.compile(r" \(([a-z_]+)\)")
_THING = re.compile(r"\b[omg]\d+[a-z]?\b")
_TRACK = re.compile(r"\b[a-z]+\d*:([^\s,.;)]+)")
DONE_AT = template("在“%(states)s”时办理")

RECORDED = (
    "record_police",
    "resubmit",
    "appeal",
    "withdraw_appeal",
    "contest",
    "decide_contest",
    "support_suit",
    "event",
)
"""Acts that only put down what somebody else does in his own proceedings: one form, 程序事项."""

NEW = ("measuring", "obligation", "civil", "negotiation", "supervision", "administrative")
"""Kinds of things of which a case may get another by an act."""


NOT_IN_THIS_STATE = template("该事项现为“{state}”，不能办理")

SAYS = {
    "ground_stated": "ground",
    "ground_of_withdrawal": "ground",
    "main_text_stated": "sentence",
    "decision_was_wrong": "ground",
    "probation_was_broken": "ground",
    "other_plaintiff_named": "plaintiff",
    "lawyer_named": "lawyer",
    "charges_stated": "charges",
    "court_known": "court",
    "higher_court_known": "court",
    "plaintiff_named": "plaintiff",
    "performer_named": "performer",
    "target_named": "to",
    "bureau_named": "to",
    "other_case_named": "case",
    "fact_named": "fact",
    "amount_stated": "amount",
    "measurer_named": "measurer",
    "kind_and_article": "kind",
    "result_of_inspection": "result",
    "persons_named": "persons",
    "natural_party_named": "persons",
    "purpose_named": "purpose",
    "payer_named": "payer",
    "account_named": "payee",
    "who_steps_aside": "persons",
    "sum_of_group": "amount",
    "stand_in_named": "to",
    "days_of_absence": "until",
    "decided_by_head": "approval",
}
"""A condition of the table -> the argument with which an act meets it."""


@dataclass(frozen=True)
class Offer:
    """An act. ``things``: what it can be done to, each by key and name; ``why``, ``opens``: of one not yet possible;
    ``wanted``: arguments that must be said."""

    act: str
    label: str
    track: str
    things: tuple[tuple[str, str], ...] = ()
    why: str = ""
    opens: str = ""
    head: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offers:
    """What may be done now, and what may not yet."""

    now: tuple[Offer, ...]
    later: tuple[Offer, ...]

    def of(self, act: str) -> Offer | None:
        """The offer of an act that may be done now."""
        return next((one for one in self.now if one.act == act), None)


def offers(case: Case, actor: Actor, day: datetime.date) -> Offers:
    """Acts of this person on a day: each once, with all that it can be done to."""
    table = load_table()
    now: dict[str, Offer] = {}
    later: dict[str, Offer] = {}
    names = dict(things(case))
    for kind in table.tracks.values():
        for row in kind.rows:
            if not any(may(seat, actor.seats, actor.kind) for seat in row.who) or row.act == "open_case":
                continue
            for thing in _candidates(table, case, kind, row, day):
                refused = _tried(table, case, actor, day, Target(kind, row, thing))
                if refused is None or refused.kind in ("missing", "reason_wanted") or _once_said(case, refused):
                    _add(now, _offer(table, kind, row), thing, _name(case, names, kind, thing))
                elif refused.kind == "impossible":
                    why, opens = (_said(table, case, text) for text in (refused.why, refused.opens))
                    later.setdefault(row.act, _offer(table, kind, row, why, opens))
    for one in _ahead(table, case, actor, day):
        later.setdefault(one.act, one)
    return Offers(tuple(now.values()), tuple(one for one in later.values() if one.act not in now))


def _said(table: Table, case: Case, text: str) -> str:
    """A refusal in the language of the page, with names in place of the keys that only the record knows."""
    if not in_english():
        return in_words(case, text)
    names = things(case)
    said = _TRACK.sub(lambda key: key[1], str(told(text)))
    said = _THING.sub(lambda key: words(names.get(key[0], key[0])), said)
    return _ACT.sub(lambda key: "" if key[1] in table.acts else key[0], said)


def _offer(table: Table, kind: TrackKind, row: Row, why: str = "", opens: str = "") -> Offer:
    wanted = [SAYS[name] for name in row.guards if name in SAYS] + (["approval"] if row.head else [])
    return Offer(row.act, word(table.acts[row.act].label), kind.name, (), why, opens, row.head, tuple(wanted))


def _add(found: dict[str, Offer], offer: Offer, thing: str, name: str) -> None:
    known = found.get(offer.act, offer)
    pair = (thing, name)
    if thing and pair not in known.things:
        known = replace(known, things=(*known.things, pair))
    found[offer.act] = known


def _name(case: Case, names: dict[str, str], kind: TrackKind, thing: str) -> str:
    if thing in names:
        return names[thing]
    key = thing.partition(":")[2]
    if kind.name == "enforcement":
        return names.get(key, key)
    if thing in case.tracks:
        return f"{kind.label}（{key or '、'.join(case.tracks[thing].persons) or '本案'}）"
    return {"measuring": "另一次测算", "obligation": "另外的一项"}.get(kind.name, "")


def _candidates(table: Table, case: Case, kind: TrackKind, row: Row, day: datetime.date) -> Iterator[str]:
    """What a row could be taken from as things stand; a name that is still free where it makes a new one."""
    for thing in _things(case, kind.name):
        state = state_of(table, case, kind.name, thing, day)
        if state != NONE and kind.leaves(row, state):
            yield thing
    if NONE in row.from_ or not row.from_:
        if kind.name == "enforcement":
            yield from (f"enforcement:{one}" for one in case.obligations if f"enforcement:{one}" not in case.tracks)
        elif kind.name in NEW:
            yield new_name(case, kind.name)
        elif kind.name == "criminal" and not any(case.of_kind("criminal")):
            yield from (f"criminal:{one.name}" for one in case.parties)


def _things(case: Case, kind: str) -> Iterable[str]:
    match kind:
        case "folder":
            return [""]
        case "obligation":
            return list(case.obligations)
        case "measuring":
            return list(case.measurings)
    return [track.id for track in case.of_kind(kind)]


def _tried(table: Table, case: Case, actor: Actor, day: datetime.date, target: Target) -> Refused | None:
    act = Act(target.row.act, day, actor, (target.id,) if target.id else (), number=len(case.acts) + 1)
    try:
        check(Doing(table, case, act, Args(), target, (target,)))
    except Refused as refused:
        return refused
    return None


def refusal_of(case: Case, actor: Actor, day: datetime.date, act: str, on: str) -> Refused | None:
    """Why this person may not do an act to an obligation that is there now; None where he may, once he says how."""
    table = load_table()
    kind = table.tracks["obligation"]
    state = state_of(table, case, kind.name, on, day)
    rows = [row for row in kind.rows if row.act == act and kind.leaves(row, state)]
    found: Refused | None = None
    for row in rows:
        found = _tried(table, case, actor, day, Target(kind, row, on))
        if found is None or found.kind in ("missing", "reason_wanted"):
            return None
    return found or Refused("impossible", msg(NOT_IN_THIS_STATE, state=table.label(kind.name, state)), "", act)


def seat_refusal(case: Case, actor: Actor, day: datetime.date, act: str, on: str) -> Refused | None:
    """Why an act to an obligation is another's to do, in whatever state that is; None where it is this person's."""
    table = load_table()
    kind = table.tracks["obligation"]
    found: Refused | None = None
    for row in (one for one in kind.rows if one.act == act):
        target = Target(kind, row, on)
        try:
            require(
                Doing(table, case, Act(act, day, actor, (on,), number=len(case.acts) + 1), Args(), target, (target,))
            )
        except Refused as refused:
            found = refused
        else:
            return None
    return found


def _once_said(case: Case, refused: Refused) -> bool:
    """Whether it is possible as soon as it is said for which act a paper is handed in, or which result gives way."""
    if refused.rule == "one_for_each_head":
        return True
    return refused.rule == "something_outstanding" and any(one.open for one in case.warnings)


def _ahead(table: Table, case: Case, actor: Actor, day: datetime.date) -> Iterator[Offer]:
    """The steps of his seats in the proceedings of the case that come in a later state."""
    for track in case.tracks.values():
        kind = table.tracks[track.kind]
        state = state_of(table, case, track.kind, track.id, day)
        if kind.states[state].ended:
            continue
        for _seat, act in (step for step in STEPS.get(track.kind, {}).values() if step[0] in actor.seats):
            for row in (one for one in kind.rows if one.act == act and not kind.leaves(one, state)):
                labels = dict.fromkeys(word(table.label(track.kind, one)) for one in row.from_ if one != NONE)
                stands = told(word(table.label(track.kind, state)))
                why = gettext(STANDS_AT, kind=told(word(kind.label)), state=stands)
                yield _offer(table, kind, row, why, gettext(DONE_AT, states=joined(labels)))


@dataclass(frozen=True)
class Group:
    """Acts of one kind that may be done now."""

    title: object
    offers: tuple[Offer, ...]


FOR_A_DUTY = (
    "perform",
    "inspect",
    "deposit_paid",
    "deposit_returned",
    "deposit_used",
    "deposit_forfeited",
    "refund",
    "insurance_paid",
    "decide_rest",
    "spend",
    "fix_payment",
    "remind",
    "declare_failed",
    "convert",
    "waive",
)
"""Acts that are done to a duty from its row, in order."""


def _is_for(offer: Offer, duty: Obligation | None) -> bool:
    """What a certificate or a receipt proves is not inspected, though the table lets it be."""
    known = load_table().duties.get(duty.kind) if duty is not None else None
    by_paper = known is not None and known.proven_by in ("retirement", "receipt")
    return duty is not None and not (offer.act == "inspect" and by_paper)


def acts_for_duties(offers: Offers, case: Case) -> dict[str, tuple[Offer, ...]]:
    """By its key, what the person may do to each duty now."""
    made: dict[str, tuple[Offer, ...]] = {}
    for offer in sorted(
        (one for one in offers.now if one.act in FOR_A_DUTY),
        key=lambda one: FOR_A_DUTY.index(one.act),
    ):
        for key in (key for key, _name in offer.things if _is_for(offer, case.obligations.get(key))):
            made[key] = (*made.get(key, ()), offer)
    return made


OPENING = (
    "open_claim",
    "start",
    "opine",
    "open_supervision",
    "refer",
    "apply",
    "group",
    "split",
    "merge",
    "merge_into",
    "transfer",
)
"""Acts by which a case gets something that a simple one has not."""

GROUPS = {
    "criminal": _("审理与裁判"),
    "civil": _("民事公益诉讼"),
    "negotiation": _("磋商"),
    "administrative": _("行政处理"),
    "supervision": _("行政检察监督"),
    "measuring": _("测算"),
    "obligation": _("应当履行的事项"),
    "enforcement": _("执行"),
    "folder": _("案件事务"),
}


def grouped(offers: Offers, case: Case) -> tuple[Group, ...]:
    """Acts by what they are about; what only other proceedings or persons need, apart at the end."""
    recorded = tuple(one for one in offers.now if one.act in RECORDED and one.act != "event")
    here = {"folder", "measuring", "obligation", *(track.kind for track in case.tracks.values())}
    plain = [one for one in offers.now if one.act not in OPENING and one not in recorded and one.track in here]
    made = [Group(title, tuple(one for one in plain if one.track == kind)) for kind, title in GROUPS.items()]
    more = tuple(one for one in offers.now if one not in plain and one not in recorded)
    return tuple(group for group in (*made, Group(_("另外的程序、当事人和管辖"), more)) if group.offers)
