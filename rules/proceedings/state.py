"""A case as it stands after its acts: tracks, obligations, measurings, people. Frozen; an act makes the next one.

Nothing here depends on the day of asking: what only time changes (late, a notice that is over, a term that has run) is
told by ``rules.proceedings.clock``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from rules.proceedings.acts import Act
from rules.reading.messages import template

NONE = "none"
"""The state of what does not exist yet."""

SOLE, SHARES, JOINT = "sole", "shares", "joint"
"""How several owe: one alone, each his share (按份), all of it together (连带)."""


@dataclass(frozen=True)
class Seat:
    """An institution that takes part. ``kind``: see ``roles.KINDS``."""

    kind: str
    institution: str


@dataclass(frozen=True)
class Party:
    """A person of the case: ``natural``, ``unit`` or ``estate`` (of one who died). ``minor``: under 18 at the act.

    ``incapable``: an adult without full civil capacity (民法典21, 22). ``died``: the day of his death, once that is on
    record.
    """

    name: str
    kind: str = "natural"
    minor: bool = False
    died: datetime.date | None = None
    incapable: bool = False

    @property
    def has_guardian(self) -> bool:
        """Whether a guardian acts for him under civil law (民法典23)."""
        return self.minor or self.incapable


@dataclass(frozen=True)
class Passage:
    """A state that a track came into, on which day, by which act."""

    state: str
    at: datetime.date
    act: int


@dataclass(frozen=True)
class Track:
    """A row of proceedings. ``id``: ``criminal:张某泉``, ``civil``, ``civil2``, ``enforcement:o1``.

    ``persons``: whom it concerns; of supervision, the institution. ``court`` …: who has the seat in this track.
    ``round``: how many instances it has been through, from 1. ``pending``: what was asked and is not answered.
    ``data``: what acts put down of it (dates of service, terms, charges), by name.
    """

    id: str
    kind: str
    state: str
    persons: tuple[str, ...] = ()
    procuratorate: str = ""
    court: str = ""
    bureau: str = ""
    round: int = 1
    remits: int = 0
    pending: str = ""
    outcome: str = ""
    passages: tuple[Passage, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def since(self, *states: str) -> datetime.date | None:
        """The last day on which it came into one of these states."""
        found = [passage.at for passage in self.passages if passage.state in states]
        return found[-1] if found else None


@dataclass(frozen=True)
class Adoption:
    """A result taken over. ``decision``: whose decision it serves (``procuratorate``, ``court:1``, ``bureau``)."""

    heads: tuple[str, ...]
    decision: str
    by: str
    at: datetime.date
    act: int
    ended: int = 0
    """The act by which another result took its place; it stays readable."""
    stands: tuple[str, ...] = ()
    """For which stands; empty for all of them."""


@dataclass(frozen=True)
class Measuring:
    """An order to measure and what came of it. ``author``: who is named on the result; ``entered_by``: who typed it."""

    id: str
    state: str
    ordered_by: str = ""
    ordered_for: str = ""
    measurer: str = ""
    outside: bool = False
    heads: tuple[str, ...] = ()
    object: str = ""
    stands: tuple[str, ...] = ()
    author: str = ""
    author_institution: str = ""
    entered_by: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    submitted: datetime.date | None = None
    reviewed_by: str = ""
    adoptions: tuple[Adoption, ...] = ()
    basis_changed: tuple[int, ...] = ()
    """Acts that corrected facts on which it rests."""
    since: datetime.date | None = None
    """The day on which it came into its state, and ``act`` by which act."""
    act: int = 0


@dataclass(frozen=True)
class Due:
    """When it is owed. ``form``: ``open`` (not said), ``date``, ``after`` (days or months after an event), ``season``,
    ``probation``, ``instalments``, ``at_once``.
    """

    form: str = "open"
    date: datetime.date | None = None
    days: int = 0
    months: int = 0
    after: str = ""
    text: str = ""
    instalments: tuple[tuple[datetime.date, Decimal], ...] = ()


ENFORCEABLE = (
    "rule",
    "rule_2",
    "settle",
    "confirm",
    "decide",
    "settle_enforcement",
    "perform_for",
    "substitute",
    "fix",
)
"""Instruments that fix what is owed."""


@dataclass(frozen=True)
class Ground:
    """An instrument that an obligation rests on, rested on, or ended by."""

    act: int
    instrument: str
    track: str
    at: datetime.date


@dataclass(frozen=True)
class Performance:
    """Something done towards an obligation. ``carried``: taken over from a predecessor. ``void``: the act that
    cancelled the entry. ``used``: tonnes of credits that were retired with it, also such as were bought before.
    ``place``: the account that money was paid into, where the entry names one."""

    act: int
    at: datetime.date
    by: str
    quantity: Decimal | None
    unit: str
    registered_by: str = ""
    retired: bool = False
    serials: str = ""
    files: tuple[str, ...] = ()
    carried: bool = False
    void: int = 0
    used: Decimal = Decimal()
    place: str = ""


@dataclass(frozen=True)
class Inspection:
    """A look at what was done. ``result``: ``pass``, ``part``, ``fail``. ``again``: the day of the next one.

    ``before``, ``term_before``: as its obligation stood until then. ``void``: the act that cancelled it.
    """

    act: int
    at: datetime.date
    by: str
    result: str
    rate: Decimal | None = None
    year: int | None = None
    files: tuple[str, ...] = ()
    again: datetime.date | None = None
    before: str = ""
    term_before: datetime.date | None = None
    void: int = 0


FORFEIT = "forfeit"
"""Detail of a duty: the words of its instrument by which the deposit is not given back."""


@dataclass(frozen=True)
class Money:
    """A sum that went in or out: of a deposit ``paid``, ``returned``, ``used`` or ``forfeited``; of what was paid
    on a duty ``refunded`` or ``spent``; ``insured``, where an insurer paid. ``whom``: who paid, or to whom it went.
    ``purpose``: what it was spent on; of what is forfeited the words of the instrument that say so. ``place``: the
    account, where the entry names one. ``void``: the act that cancelled the entry.
    """

    act: int
    at: datetime.date
    kind: str
    amount: Decimal
    whom: str = ""
    purpose: str = ""
    void: int = 0
    place: str = ""


@dataclass(frozen=True)
class Posting:
    """A line of the account of a case: ``amount`` goes from the one side of ``flow`` to the other, or back where it is
    ``reversed``. See ``ledger``. ``owed``: the obligation, or the group of them that is one debt; ``kind``: of what
    is owed; ``place``: the account or payee that the money went into or came from; empty where none is known.
    ``named``: whether the entry itself names it. ``due``: the last day of an instalment, of a line that fixes one.
    """

    act: int
    at: datetime.date
    flow: str
    owed: str
    kind: str
    whom: str
    place: str
    purpose: str
    amount: Decimal
    reversed: bool = False
    named: bool = False
    due: datetime.date | None = None


@dataclass(frozen=True)
class Obligation:
    """The unit of work: who owes what, by what, until when, and how far it is done."""

    id: str
    kind: str
    state: str
    object: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Other measures of the object: area, trees, seller, multiplier, project …"""
    obligors: tuple[str, ...] = ()
    mode: str = SOLE
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    grounds: tuple[Ground, ...] = ()
    covers: str = ""
    due: Due = Due()
    rate: Decimal | None = None
    years: int | None = None
    inspector: str = ""
    fallback: str = ""
    security: Decimal | None = None
    payee: str = ""
    performer: str = ""
    performances: tuple[Performance, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    ledger: tuple[Money, ...] = ()
    term: datetime.date | None = None
    """Until when a failed inspection may be made good."""
    group: str = ""
    successors: tuple[str, ...] = ()
    predecessor: str = ""
    basis_changed: tuple[int, ...] = ()

    @property
    def counted(self) -> tuple[Performance, ...]:
        """What was done and not cancelled."""
        return tuple(one for one in self.performances if not one.void)

    @property
    def looks(self) -> tuple[Inspection, ...]:
        """The inspections that were not cancelled."""
        return tuple(one for one in self.inspections if not one.void)

    @property
    def booked(self) -> tuple[Money, ...]:
        """What went in and out and was not cancelled."""
        return tuple(one for one in self.ledger if not one.void)

    @property
    def done(self) -> Decimal:
        """How much was done, in its own unit."""
        return sum(
            (one.quantity for one in self.counted if one.quantity is not None and one.unit == self.unit), Decimal()
        )

    @property
    def rest(self) -> Decimal | None:
        """How much is still owed; None where it is not known."""
        return None if self.quantity is None else max(self.quantity - self.done, Decimal())

    @property
    def unused(self) -> Decimal:
        """Tonnes of credits that were bought and are not retired yet."""
        bought = sum((one.quantity or Decimal() for one in self.counted if one.unit == "tonnes"), Decimal())
        return max(bought - sum((one.used for one in self.counted), Decimal()), Decimal())

    @property
    def over(self) -> Decimal:
        """What was done beyond what is owed; never netted."""
        return max(self.done - self.quantity, Decimal()) if self.quantity is not None else Decimal()

    @property
    def held(self) -> Decimal:
        """The deposit that is held."""
        signs = {"paid": 1, "returned": -1, "used": -1, "forfeited": -1}
        return sum((signs.get(entry.kind, 0) * entry.amount for entry in self.booked), Decimal())

    @property
    def received(self) -> Decimal:
        """What was paid on it in money, other than as a deposit."""
        paid = (one.quantity or Decimal() for one in self.counted if one.unit == "amount" and not one.carried)
        return sum(paid, Decimal())

    @property
    def kept(self) -> Decimal:
        """What was paid on it and neither given back nor spent."""
        gone = (entry.amount for entry in self.booked if entry.kind in ("refunded", "spent"))
        return self.received - sum(gone, Decimal())

    @property
    def insured(self) -> Decimal:
        """What insurers paid."""
        return sum((entry.amount for entry in self.booked if entry.kind == "insured"), Decimal())

    @property
    def forfeited(self) -> Decimal:
        """What of a deposit is not given back."""
        return sum((entry.amount for entry in self.booked if entry.kind == "forfeited"), Decimal())

    @property
    def to_spend(self) -> Decimal:
        """What is there of it, whoever paid."""
        return self.kept + self.insured + self.forfeited


PERFORMED_FOR = "performed_for"
"""Detail of an obligation to bear the cost of 代履行: the obligations that were performed in the debtor's place."""


@dataclass(frozen=True)
class Group:
    """Obligations of several persons that make one debt: what one performs, the others owe no more."""

    id: str
    obligations: tuple[str, ...]
    total: Decimal
    unit: str


@dataclass(frozen=True)
class Happened:
    """Something that happened on a day, by its name in ``events.yaml`` or, of a hearing and the like, the act's.

    ``kind``: the act that put it down. ``until``: of a stretch of time, its last day. ``track``: the proceeding in
    which it happened, empty where it belongs to none.
    """

    name: str
    at: datetime.date
    act: int
    kind: str = "event"
    whom: str = ""
    until: datetime.date | None = None
    void: int = 0
    track: str = ""


PAPER_OUTSTANDING = template("{paper}尚未附卷")


@dataclass(frozen=True)
class Warned:
    """A warning that was answered with a reason, or (``open``) a paper that is still to be handed in."""

    act: int
    rule: str
    told: str
    reason: str = ""
    open: bool = False


@dataclass(frozen=True)
class Approval:
    """A head's approval as it was recorded: of which act, by whom, when, on what paper."""

    act: int
    by: str
    at: datetime.date
    paper: str = ""


@dataclass(frozen=True)
class Assignment:
    """Who has a matter in hand at an institution. ``ended``: the act that took it from him."""

    name: str
    role: str
    institution: str
    act: int
    ended: int = 0


@dataclass(frozen=True)
class Absence:
    """Somebody who has the case in hand is away from one day to another, and another acts for him."""

    name: str
    institution: str
    stand_in: str
    begins: datetime.date
    until: datetime.date
    act: int

    def covers(self, on: datetime.date | None) -> bool:
        """Whether he is away on this day."""
        return on is not None and self.begins <= on <= self.until


@dataclass(frozen=True)
class Recusal:
    """Somebody is asked to step aside, or has. ``stops``: whether he must not act until it is decided."""

    name: str
    institution: str
    at: datetime.date
    act: int
    stops: bool
    granted: bool | None = None


@dataclass(frozen=True)
class Rename:
    """A party's name that an act put right."""

    act: int
    old: str
    new: str


@dataclass(frozen=True)
class Case:
    """A case after its acts. ``state``: ``open``, ``archived`` or ``reopened``. ``day``: of the last act or tick."""

    title: str = ""
    day: datetime.date | None = None
    state: str = "open"
    opened: datetime.date | None = None
    offences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seats: tuple[Seat, ...] = ()
    parties: tuple[Party, ...] = ()
    tracks: Mapping[str, Track] = field(default_factory=dict)
    obligations: Mapping[str, Obligation] = field(default_factory=dict)
    measurings: Mapping[str, Measuring] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    happened: tuple[Happened, ...] = ()
    warnings: tuple[Warned, ...] = ()
    approvals: tuple[Approval, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    absences: tuple[Absence, ...] = ()
    returns: tuple[str, ...] = ()
    """Obligations whose deposit is listed for return."""
    moved: tuple[tuple[str, str], ...] = ()
    """What was moved to which other case (分案, 并案)."""
    origin: str = ""
    """The case from which it was split off."""
    acts: tuple[Act, ...] = ()
    renames: tuple[Rename, ...] = ()
    postings: tuple[Posting, ...] = ()
    """The account of the case; it only grows."""

    def institutions(self, kind: str) -> tuple[str, ...]:
        """Institutions of a kind, in the order in which they came."""
        return tuple(seat.institution for seat in self.seats if seat.kind == kind)

    def of_kind(self, kind: str) -> Iterator[Track]:
        """The tracks of a kind."""
        return (track for track in self.tracks.values() if track.kind == kind)

    def holding(self, track: Track) -> Case:
        """The case with this track, new or changed."""
        return replace(self, tracks={**self.tracks, track.id: track})

    def owing(self, *changed: Obligation) -> Case:
        """The case with these obligations, new or changed."""
        return replace(self, obligations={**self.obligations, **{one.id: one for one in changed}})

    def measured(self, measuring: Measuring) -> Case:
        """The case with this measuring, new or changed."""
        return replace(self, measurings={**self.measurings, measuring.id: measuring})
