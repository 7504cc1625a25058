"""The case file of a day: the facts as they were filed, and what the acts done until then add to them.

What people do in a case is an act and stands nowhere else. A case file says some of it again, because the law asks for
it there: what the sides say, what the party asks for, what a visit found, which restoration was settled, a plea, the
way of the civil claim, the events of the proceedings. A section that was filed stays; acts add to it, and where they
say the same thing later, theirs counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.handling import Handling
from rules.casefile.options import Credit, Options
from rules.casefile.party import Party
from rules.casefile.procedure import Procedure, ProcedureEvent, in_order
from rules.casefile.request import Opinion, Request, Restoration, SiteCheck
from rules.proceedings.acts import Act
from rules.proceedings.argument_types import NO, YES
from rules.proceedings.arguments import Args, read
from rules.proceedings.binding import of_its_form
from rules.proceedings.book import load_table
from rules.proceedings.events import events
from rules.proceedings.renaming import as_named_now
from rules.proceedings.state import Case, Ground, Obligation, Track

CREDITS, LABOUR = "认购碳汇", "劳务代偿"
ASKING = ("undertake", "agree", "convert", "settle_enforcement")
"""Acts by which a party asks for a way of compensation or promises it."""

RESTORED_AS = {
    "原地补植": "原地补植",
    "异地补植": "异地补植",
    "管护": "管护",
    "恢复林地": "补种复绿",
    "红树林": "补种复绿",
}
"""Kind of obligation -> what the case file calls the restoration."""

TOGETHER = ("undertake", "agree")
"""Acts at which the sides are together: what they say and what a visit found is put down with them."""

VISITING = ("site_visit", *TOGETHER)
SAYING = ("opinion", "record_plea", *VISITING)

UNSETTLED = ("proposed", "dropped", "superseded", "lapsed", "waived")
"""States of an obligation in which nothing is settled."""

SUITS = {True: "刑事附带民事公益诉讼", False: "单独提起的民事公益诉讼"}
TALKS = {"started": "尚未磋商", "talking": "磋商中", "failed": "未达成一致"}
"""State of a negotiation -> what became of it; in any other state there is an agreement."""

POSSIBLE, IMPOSSIBLE = (*YES, "可以", "部分可以"), (*(one for one in NO if one is not None), "不可以", "不能")

MU_PER_HECTARE = 15
TEN_THOUSANDTH = Decimal("0.0001")
"""Of a hectare: as exact as an area is told that was stated in 亩."""

LONGEST_VIEW = 500


def file_of_day(case: Case, filed: CaseFile, day: datetime.date) -> CaseFile:
    """The case file of a day. ``case``: after its acts; ``filed``: the facts as they were filed or corrected last."""
    said = tuple(_said(case, day))
    restored = _restoration(case, filed.restoration, day)
    made: dict[str, Any] = {
        "opinions": [*filed.opinions, *(view for one in said for view in _opinions(one))],
        "request": _request(case, filed.request, day),
        "site_check": _site_check(said, filed.site_check),
        "restoration": restored,
        "parties": [_pleaded(party, said, filed) for party in filed.parties],
        "handling": _handling(case, filed.handling, day),
        "procedure": _procedure(case, filed.procedure, day),
        "options": _options(case, filed.options, day),
    }
    changed = {name: value for name, value in made.items() if value != getattr(filed, name)}
    return filed.model_copy(update=changed)


@dataclass(frozen=True)
class _Said:
    """An act that counts, with its arguments typed."""

    act: Act
    args: Args


def _said(case: Case, day: datetime.date) -> Iterator[_Said]:
    """What was done until a day and not cancelled, by its day."""
    table, parties = load_table(), [party.name for party in case.parties]
    void = {read(table, act.do, act.args, parties).text("number") for act in case.acts if act.do == "void"}
    acts = (as_named_now(case, act) for act in case.acts)
    for act in sorted(acts, key=lambda one: (one.at, one.number)):
        if act.at <= day and str(act.number) not in void and act.do in SAYING:
            yield _Said(act, read(table, act.do, act.args, parties))


def _opinions(said: _Said) -> tuple[Opinion, ...]:
    """What the sides said: in an act of its own, or where they came together, each by the name that stands before it.

    In an act of its own, who is named as its author said it, else the institution of who put it down.
    """
    if said.act.do == "opinion":
        view = said.args.text("opinion") or said.args.text("result") or said.args.text("note") or "见书面意见"
        return (_opinion(said.args.text("author") or said.act.by.institution, view, said.act.at),)
    views = said.args.get("views") if said.act.do in TOGETHER else None
    if not isinstance(views, Mapping):
        return ()
    return tuple(_opinion(str(by), str(view), said.act.at) for by, view in views.items() if str(view).strip())


def _opinion(by: str, view: str, day: datetime.date) -> Opinion:
    """A long one stands as the note."""
    made: dict[str, Any] = {"by": by, "date": day}
    if len(view) > LONGEST_VIEW:
        return Opinion(**made, view="见说明", note=view[:5000])
    return Opinion(**made, view=view)


def _site_check(said: tuple[_Said, ...], filed: SiteCheck | None) -> SiteCheck | None:
    """The last visit, and of each question what the last one found that answers it."""
    found = filed
    for one in said:
        result = one.args.get("result")
        if one.act.do not in VISITING or (filed is not None and one.act.at < filed.date):
            continue
        if one.act.do != "site_visit" and not isinstance(result, Mapping):
            continue
        answers = {
            "replanting_in_place": _found(result, "in_place"),
            "replanting_elsewhere": _found(result, "elsewhere"),
        }
        if found is not None:
            answers = {name: getattr(found, name) if new is None else new for name, new in answers.items()}
        found = SiteCheck(date=one.act.at, **{name: value for name, value in answers.items() if value is not None})
    return found


def _found(result: Any, name: str) -> bool | None:
    said = result.get(name) if isinstance(result, Mapping) else None
    return True if said in POSSIBLE else False if said in IMPOSSIBLE else None


def _request(case: Case, filed: Request, day: datetime.date) -> Request:
    """What the party asks for: that an undertaking names is asked for, by who undertakes it, on that day."""
    asked = [(duty, ground) for duty in case.obligations.values() if (ground := _asked(duty, day)) is not None]
    if not asked:
        return filed
    asked.sort(key=lambda one: one[1].at)
    said = filed.model_dump(by_alias=True, exclude_unset=True)
    if any(duty.kind == CREDITS for duty, _ in asked):
        said["credits"] = True
    if any(duty.kind == LABOUR for duty, _ in asked):
        said["labour"] = True
    first, ground = asked[0]
    if not filed.by and (by := _asker(case, first, ground)):
        said |= {"by": by, "date": ground.at}
    return Request(**said)


def _asker(case: Case, duty: Obligation, ground: Ground) -> str:
    """Who owes what he asked for; of several who are not told apart, who signed."""
    if duty.obligors:
        return duty.obligors[0]
    act, known = case.acts[ground.act - 1], [party.name for party in case.parties]
    signed = read(load_table(), act.do, act.args, known).get("signed")
    return next((name for name in known if name in str(signed)), "") if signed else ""


def _options(case: Case, filed: Options, day: datetime.date) -> Options:
    """With the type of credit that a party undertook to buy, where the file names none."""
    if filed.credit is not None:
        return filed
    duties = [duty for duty in case.obligations.values() if _asked(duty, day) is not None]
    named = next((str(duty.details["credit"]) for duty in duties if duty.details.get("credit")), "")
    return filed.model_copy(update={"credit": Credit(type=named)}) if named else filed


def _asked(duty: Obligation, day: datetime.date) -> Ground | None:
    """The act by which a party asked for a way that it must ask for itself, until this day."""
    if duty.kind not in (CREDITS, LABOUR) or duty.state == "dropped":
        return None
    return next((one for one in of_its_form(duty) if one.instrument in ASKING and one.at <= day), None)


def _restoration(case: Case, filed: Restoration, day: datetime.date) -> Restoration:
    """The restoration that was settled last: ordered or fixed before undertaken, the later before the earlier."""
    settled = [
        (duty, grounds[-1])
        for duty in case.obligations.values()
        if duty.kind in RESTORED_AS
        and duty.state not in UNSETTLED
        and (grounds := [one for one in duty.grounds if one.at <= day and one.instrument not in ("propose", "sue")])
    ]
    if not settled:
        return filed
    duty, ground = max(settled, key=lambda one: (one[0].state != "undertaken", one[1].at, one[1].act))
    if filed.ordered and filed.date and filed.date > ground.at:
        return filed
    said: dict[str, Any] = {"ordered": RESTORED_AS[duty.kind], "date": ground.at}
    area, months = _measured(duty, "area_mu"), _measured(duty, "months")
    if area is not None and area > 0:
        said["area_ha"] = (area / MU_PER_HECTARE).quantize(TEN_THOUSANDTH, ROUND_HALF_UP)
    if months is not None and months == months.to_integral_value():
        said["months"] = int(months)
    return Restoration(**said)


def _measured(duty: Obligation, unit: str) -> Decimal | None:
    value = duty.quantity if duty.unit == unit else duty.details.get(unit)
    return value if isinstance(value, Decimal) else None


def _pleaded(party: Party, said: tuple[_Said, ...], filed: CaseFile) -> Party:
    """A party with his plea, where one is on record: of those it names, of everybody where it names nobody."""
    liable = {one.name for one in filed.parties if one.liable}
    for one in said:
        named = one.args.texts("persons") or one.act.on
        whom = {name.rpartition(":")[2] for name in named} or liable
        if one.act.do == "record_plea" and party.name in whom:
            return party.model_copy(update={"pleaded_guilty": True})
    return party


def _handling(case: Case, filed: Handling | None, day: datetime.date) -> Handling | None:
    """By which way the civil liability is pursued, and what became of 磋商."""
    said: dict[str, Any] = {}
    for track in case.tracks.values():
        state = _state_on(track, day)
        if track.kind == "civil" and track.since("sued") and state not in ("", "lead", "opened", "noticed"):
            said["track"] = SUITS[bool(track.data.get("attached"))]
        elif track.kind == "negotiation" and state:
            said.setdefault("track", "磋商")
            said["negotiation"] = TALKS.get(state, "达成协议")
            if state not in TALKS:
                said["confirmed"] = state in ("confirmed", "in_performance", "done")
    if not said:
        return filed
    before = filed.model_dump(by_alias=True, exclude_unset=True) if filed is not None else {}
    return Handling(**(before | said))


def _state_on(track: Track, day: datetime.date) -> str:
    """The state that a track had come into by a day; empty before it began."""
    return next((one.state for one in reversed(track.passages) if one.at <= day), "")


def _procedure(case: Case, filed: Procedure | None, day: datetime.date) -> Procedure | None:
    """The events that were filed and those of the acts, by their days; one that both say is said once."""
    told = filed.events if filed is not None else []
    known = {_key(one) for one in told}
    new = [one for one in events(case) if one.date <= day and _key(one) not in known]
    return Procedure(events=in_order([*told, *new])) if new else filed


def _key(event: ProcedureEvent) -> tuple[str, datetime.date, str]:
    return event.event, event.date, event.whom or ""
