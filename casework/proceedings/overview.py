"""The page of a case: its head, its course, what is owed, measured, done, on which papers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _

from casework import db
from casework.accounts import Person, institutions
from casework.proceedings import dossier, moves
from casework.proceedings.dossier import Kept
from casework.proceedings.duties import Duty, duties
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from casework.proceedings.moves import Related
from casework.proceedings.names import case_name, in_words, numbers_of, quantity, step_name, things, word
from casework.proceedings.offering import RECORDED, Offer, Offers
from casework.proceedings.telling import Told, papers_of, told
from rules.proceedings import advising, asking, clock
from rules.proceedings.acts import Actor
from rules.proceedings.asking import Matter
from rules.proceedings.book import load_table
from rules.proceedings.periods import ending, reckoned, to_meet
from rules.proceedings.seats import PLACES
from rules.proceedings.state import Case, Measuring, Obligation, Track
from rules.proceedings.table import Table
from rules.proceedings.turns import is_to_act, seat_of, turns
from rules.reading.messages import msg, template

SEATED = template("{name}（{seat}）")
"""Somebody with the seat in which he has a case in hand."""

TRACK_NAMES = {
    "criminal": _("刑事"),
    "civil": _("民事公益诉讼"),
    "negotiation": _("磋商"),
    "administrative": _("行政处理"),
    "supervision": _("行政检察监督"),
    "enforcement": _("执行"),
}


@dataclass(frozen=True)
class Place:
    """An institution of a case and who has it in hand there. ``registered``: whether anybody there can see the case."""

    kind: str
    institution: str
    people: tuple[str, ...]
    """Each with his seat."""
    registered: bool = True


@dataclass(frozen=True)
class Course:
    """One of the proceedings in a case: whom it concerns, where it stands, since when."""

    id: str
    kind: str
    name: object
    persons: tuple[str, ...]
    state: str
    ended: bool
    since: datetime.date | None
    court: str


@dataclass(frozen=True)
class Period:
    """A period of the law that runs."""

    title: str
    end: datetime.date
    days_left: int


@dataclass(frozen=True)
class Result:
    """A measuring in words. ``calculated``: the number of the assessment that the system made of it; None of a result
    that was worked out elsewhere. ``changed``: the acts that corrected facts on which it rests, in words."""

    id: str
    number: str
    state: str
    mark: str
    ordered: str
    measurer: str
    author: str
    result: str
    heads: tuple[str, ...]
    submitted: datetime.date | None
    reviewed: str
    adopted: tuple[str, ...]
    calculated: int | None
    outside: bool
    papers: tuple[str, ...]
    changed: tuple[Told, ...]


@dataclass(frozen=True)
class Mark:
    """A step of a simple course. ``state``: done, now or waiting."""

    name: object
    state: str


@dataclass(frozen=True)
class Head:
    """What stands above every page of a case. ``opened``: the day of its first act."""

    folder: Folder
    case: Case
    name: str
    numbers: tuple[str, ...]
    offences: tuple[str, ...]
    places: tuple[Place, ...]
    period: Period | None

    @property
    def opened(self) -> datetime.date | None:
        """The day of the first act."""
        return self.case.opened

    @property
    def taken_over(self) -> bool:
        """Whether its first acts were told from the records of the former system."""
        return any(act.do == "take_over" for act in self.case.acts)


@dataclass(frozen=True)
class Overview:
    """A case as its page shows it."""

    head: Head
    courses: tuple[Course, ...]
    line: tuple[Mark, ...]
    duties: tuple[Duty, ...]
    results: tuple[Result, ...]
    timeline: tuple[Told, ...]
    papers: tuple[Kept, ...]
    outstanding: tuple[str, ...]
    related: tuple[Related, ...]
    seen: int
    today: datetime.date = field(default_factory=lambda: db.today())

    @property
    def simple(self) -> bool:
        """Whether one accused goes through one kind of proceedings: then nothing is told that only others need."""
        return len([one for one in self.courses if one.kind != "enforcement"]) <= 1

    @property
    def several(self) -> bool:
        """Whether it must be said of a duty who owes it."""
        return len({name for duty in self.duties for name in duty.obligors}) > 1

    @property
    def deposits(self) -> bool:
        """Whether any deposit was asked for or paid."""
        return any(duty.security is not None or duty.held for duty in self.duties)


def overview(folder: Folder, person: Person) -> Overview:
    """The case as it stands today, for a person who may see it."""
    return of_case(folder, history(folder), person)


def of_case(folder: Folder, case: Case, person: Person) -> Overview:
    """The page of a case that was read already."""
    table, day = load_table(), db.today()
    courses = tuple(_course(table, case, track, day) for track in case.tracks.values())
    named = tuple(dict.fromkeys(name for act in case.acts for name in papers_of(table, act)))
    return Overview(
        head_of(folder, case),
        courses,
        _line(case, courses),
        tuple(duties(table, case, day)),
        results(case),
        tuple(reversed(told(table, case, case.acts))),
        dossier.kept(folder, person, named),
        _outstanding(table, case),
        moves.related(case, person),
        len(case.acts),
    )


def head(folder: Folder) -> Head:
    """What stands above every page of a case."""
    return head_of(folder, history(folder))


def head_of(folder: Folder, case: Case) -> Head:
    """The same of a case that was read already."""
    return Head(
        folder,
        case,
        case_name(case) or folder.reference,
        numbers_of(case),
        tuple(dict.fromkeys(name for of in case.offences.values() for name in of)),
        tuple(_places(case)),
        _period(case, db.today()),
    )


def today() -> datetime.date:
    """The day of which the pages tell."""
    return db.today()


def changes(before: Case, after: Case) -> tuple[str, ...]:
    """What an act makes of a case, in words: proceedings and duties that change their state, and new ones."""
    table, names = load_table(), things(after)
    made = []
    for key, track in after.tracks.items():
        old = before.tracks.get(key)
        if old is None or old.state != track.state:
            whom = key.partition(":")[2]
            kind = str(TRACK_NAMES.get(track.kind, track.kind)) + (f"（{names.get(whom, whom)}）" if whom else "")
            made.append(f"{kind}：{_moved(table, track.kind, old.state if old else '', track.state)}")
    for key, duty in after.obligations.items():
        was = before.obligations.get(key)
        if was is None or was.state != duty.state:
            made.append(f"{names[key]}：{_moved(table, 'obligation', was.state if was else '', duty.state)}")
    for key, one in after.measurings.items():
        known = before.measurings.get(key)
        if known is None or known.state != one.state:
            made.append(f"{names[key]}：{_moved(table, 'measuring', known.state if known else '', one.state)}")
    return tuple(made)


def strangers(before: Case, after: Case) -> tuple[str, ...]:
    """Institutions that an act gives a seat and that are not registered: nobody there will see the case."""
    return institutions.unregistered(seat.institution for seat in after.seats if seat not in before.seats)


def _moved(table: Table, kind: str, old: str, new: str) -> str:
    label = table.label(kind, new)
    return f"{table.label(kind, old)} → {label}" if old else label


def _places(case: Case) -> list[Place]:
    made = []
    unknown = institutions.unregistered(seat.institution for seat in case.seats)
    for seat in case.seats:
        people = dict.fromkeys(
            msg(SEATED, name=one.name, seat=word(seat_of(one)))
            for one in case.assignments
            if one.institution == seat.institution and not one.ended
        )
        kind = word(PLACES.get(seat.kind, seat.kind))
        made.append(Place(kind, seat.institution, tuple(people), seat.institution not in unknown))
    return made


def _course(table: Table, case: Case, track: Track, on: datetime.date) -> Course:
    state = clock.track_state(table, case, track, on)
    since = track.passages[-1].at if track.passages else None
    return Course(
        track.id,
        track.kind,
        TRACK_NAMES.get(track.kind, track.kind),
        track.persons,
        word(table.label(track.kind, state)),
        clock.has_ended(table, case, track, on),
        since,
        track.court,
    )


DECIDED = ("judged_1", "appeal_open", "second_instance", "effective", "handed_over", "exempted", "acquitted", "done")


def _line(case: Case, courses: tuple[Course, ...]) -> tuple[Mark, ...]:
    """立案, 测算, 复核, 裁判, 履行: each done, under way or to come."""
    if len([one for one in courses if one.kind != "enforcement"]) != 1:
        return ()
    found = case.measurings.values()
    submitted = any(one.submitted for one in found)
    adopted = any(one.adoptions for one in found)
    track = next(iter(case.tracks.values()))
    dropped = track.state in ("not_prosecuted", "probation_6_12m", "dropped", "terminated", "withdrawn")
    decided = (
        track.state in (*DECIDED, "decided", "final", "not_punished", "settled", "judged", "in_performance") or dropped
    )
    alive = [one for one in case.obligations.values() if not clock.is_done(case, one)]
    name = _("决定") if dropped or track.kind == "administrative" else _("裁判")
    return (
        Mark(_("立案"), "done"),
        Mark(_("测算"), "done" if submitted else "now" if found else "waiting"),
        Mark(_("复核"), "done" if adopted else "now" if submitted else "waiting"),
        Mark(
            name, "done" if decided else "now" if track.state in ("first_instance", "opened") and adopted else "waiting"
        ),
        Mark(_("履行"), "now" if alive else "done" if case.obligations else "waiting"),
    )


def _period(case: Case, on: datetime.date) -> Period | None:
    """The period that ends next."""
    open_ = [one for one in reckoned(case, on) if one.end is not None and one.days_left is not None]
    open_ = [one for one in open_ if one.status == "running"]
    if not open_:
        return None
    near = min(open_, key=lambda one: one.end or on)
    assert near.end is not None
    assert near.days_left is not None
    return Period(str(near.rule.title), near.end, near.days_left)


_MARKS = {"adopted": "done", "rejected": "stopped", "cancelled": "stopped", "returned": "warn"}


def results(case: Case) -> tuple[Result, ...]:
    """Every measuring of a case in words, in the order in which they came."""
    table = load_table()
    return tuple(_result(table, case, one) for one in case.measurings.values())


def _result(table: Table, case: Case, one: Measuring) -> Result:
    adopted = tuple(
        f"{entry.by}（{entry.at.year}年{entry.at.month}月{entry.at.day}日，{'、'.join(entry.heads)}）"
        for entry in one.adoptions
        if not entry.ended
    )
    return Result(
        one.id,
        one.id.removeprefix("m"),
        word(table.label("measuring", one.state)),
        _MARKS.get(one.state, "now"),
        one.ordered_by,
        one.measurer,
        " ".join(dict.fromkeys(part for part in (one.author_institution, one.author) if part)),
        _figures(one.result),
        one.heads,
        one.submitted,
        one.reviewed_by,
        adopted,
        int(one.result["assessment"]) if one.result.get("assessment") is not None else None,
        one.outside,
        _papers_of_result(table, case, one),
        tuple(told(table, case, [case.acts[number - 1] for number in one.basis_changed])),
    )


def _papers_of_result(table: Table, case: Case, one: Measuring) -> tuple[str, ...]:
    """The papers that came with it when it was submitted last."""
    submitted = (act for act in reversed(case.acts) if act.do == "submit" and (one.id in act.on or not act.on))
    last = next(submitted, None)
    return papers_of(table, last) if last is not None else ()


def _figures(result: Mapping[str, Any]) -> str:
    parts = []
    if result.get("tonnes") is not None:
        parts.append(f"{result['tonnes']:,f} tCO₂e")
    if result.get("value") is not None:
        parts.append(quantity(result["value"], "amount"))
    return "；".join(parts)


def numbered(case: Case, act: str, name: str) -> tuple[tuple[str, str], ...]:
    """The acts to choose from: those that a paper is outstanding of, or those that their author may void."""
    table = load_table()
    open_ = {one.act: in_words(case, one.told) for one in case.warnings if one.open}
    if act == "hand_in":
        return tuple((str(number), f"{_act_of(table, case, number)}：{told_}") for number, told_ in open_.items())
    own = (one.number for one in reversed(case.acts) if one.by.name == name)
    return tuple((str(number), _act_of(table, case, number)) for number in own)


def _act_of(table: Table, case: Case, number: int) -> str:
    act = case.acts[number - 1]
    return f"{table.acts[act.do].label}（{act.at.year}年{act.at.month}月{act.at.day}日）"


def _outstanding(table: Table, case: Case) -> tuple[str, ...]:
    """Papers that an act should have had and that no later act brought."""
    return tuple(f"{_act_of(table, case, one.act)}：{in_words(case, one.told)}" for one in case.warnings if one.open)


@dataclass(frozen=True)
class Lack:
    """What a step still wants. ``act``: the act that brings it, empty where it is said with the step itself."""

    told: str
    act: str = ""
    on: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a case: what, who, by when, what is missing. ``mine``: whether the person who looks may take it.

    ``label``: the act that is commonly done; ``instead``: others by which the same step is taken.
    """

    what: str
    act: str
    on: str
    about: str
    who: str
    until: datetime.date | None
    days_left: int | None
    mine: bool
    missing: tuple[Lack, ...] = ()
    label: str = ""
    instead: tuple[Offer, ...] = ()


def next_step(case: Case, actor: Actor, offers: Offers, on: datetime.date) -> Step | None:
    """What the case waits for next: of several, what waits for the person who looks."""
    found = advising.ordered(case, on)
    own = [one for one in found if asking.is_his(case, actor, one, on)]
    own += [one for one in found if one.kind in asking.ADVANCED and one not in own]
    matter = next((one for one in own if one.act and offers.of(one.act) and _to_act(one)), None)
    if matter is not None:
        matter = advising.awaited(case, matter, on) or matter
    matter = matter or next((one for one in found if one.kind in NEXT and one.act), None) or next(iter(found), None)
    return None if matter is None else _step(case, matter, actor, offers, on)


NEXT = (*asking.ADVANCED, "measuring")
"""Kinds of matters that a case waits for as such, whoever looks."""


def _to_act(matter: Matter) -> bool:
    """Whether it is for him to act; what another follows he only watches, unless it is late."""
    return matter.late or is_to_act(matter)


def matters_of(case: Case, actor: Actor, offers: Offers, on: datetime.date) -> tuple[Step, ...]:
    """Everything that waits for the person, each once."""
    own = [one for one in advising.ordered(case, on) if asking.is_his(case, actor, one, on) and _to_act(one)]
    made = [_step(case, one, actor, offers, on) for one in own]
    return tuple({(one.act, one.on): one for one in made}.values())


def _until(case: Case, matter: Matter, on: datetime.date) -> datetime.date | None:
    """Its last day: its own, or that of the period of the law which it ends."""
    track = case.tracks.get(matter.on)
    if matter.until is not None or track is None:
        return matter.until
    met = (
        one.until
        for one in to_meet(case, on)
        if ending(matter.act, track.kind, one.period.deadline.rule) and (not one.period.of or track.id in one.period.of)
    )
    return min(met, default=None)


def _step(case: Case, matter: Matter, actor: Actor, offers: Offers, on: datetime.date) -> Step:
    table, names, until = load_table(), things(case), _until(case, matter, on)
    offer = offers.of(matter.act)
    what = step_name(matter.act) if matter.act in table.acts else in_words(case, matter.told)
    track = case.tracks.get(matter.on)
    person = matter.on.partition(":")[2] if track is not None and len(case.tracks) > 1 else ""
    later = next((one for one in offers.later if one.act == matter.act), None)
    missing = [Lack(f"{later.why}。{later.opens}".rstrip("。") + "。")] if later is not None and offer is None else []
    missing += [Lack(one, "hand_in") for one in _outstanding(table, case)] if matter.act in ("rule", "archive") else []
    days = None if until is None else (until - on).days
    return Step(
        what,
        matter.act,
        matter.on if matter.kind in ("obligation", "measuring", "enforcement") else "",
        names.get(matter.on, person),
        _who(case, matter),
        until,
        days,
        offer is not None and _to_act(matter) and (matter.act != "submit" or asking.is_his(case, actor, matter, on)),
        tuple(missing),
        offer.label if offer is not None else what,
        tuple(one for act in INSTEAD.get(matter.act, ()) if (one := offers.of(act)) is not None),
    )


INSTEAD = {
    "prosecute": ("not_prosecute", "return_for_investigation"),
    "receive": ("send_back", "ask_supplement"),
    "rule": ("suspend", "terminate"),
    "rule_2": ("suspend", "terminate"),
    "allow": ("refuse",),
    "decide": ("not_punish", "move_to_police"),
    "sue": ("end_claim",),
    "confirm": ("refuse",),
    "agree": ("fail",),
}
"""Acts by which a step is taken otherwise than by the common one: no decision is put before its alternatives."""


def _who(case: Case, matter: Matter) -> str:
    """Institution and people, or the seat where nobody has it in hand yet."""
    return "；".join(turn.told for turn in turns(case, matter))


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
