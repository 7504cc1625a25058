"""Of all that somebody may do in a case: what is usual as it stands, and the rest by what it is about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from casework.proceedings.offering import FOR_A_DUTY, Group, Offer, Offers, grouped
from rules.proceedings.book import load_table
from rules.proceedings.clock import track_state
from rules.proceedings.state import Case
from rules.proceedings.waiting import STEPS

MOST = 6
"""So many of the usual acts are shown."""

BESIDE: dict[tuple[str, str], tuple[str, ...]] = {
    ("criminal", "investigating"): ("order",),
    ("criminal", "examining"): ("not_prosecute", "order", "undertake", "record_plea", "site_visit"),
    ("criminal", "prosecuted"): ("send_back", "ask_supplement"),
    ("criminal", "first_instance"): ("order", "site_visit", "opinion", "undertake"),
    ("criminal", "second_instance"): ("order", "undertake"),
    ("criminal", "judged_1"): ("protest",),
    ("criminal", "appeal_open"): ("serve", "protest"),
    ("civil", "opened"): ("order", "undertake", "end_claim"),
    ("civil", "noticed"): ("order", "undertake", "end_claim"),
    ("civil", "reviewing"): ("order", "undertake", "end_claim"),
    ("civil", "first_instance"): ("agree", "order", "undertake", "allow"),
    ("negotiation", "started"): ("talk", "order", "fail"),
    ("negotiation", "talking"): ("talk", "order", "fail"),
    ("negotiation", "agreed"): ("announce",),
    ("administrative", "opened"): ("site_visit", "order", "undertake", "not_punish", "move_to_police"),
    ("administrative", "decided"): ("serve", "urge"),
    ("administrative", "final"): ("urge",),
    ("supervision", "opened"): ("talk",),
    ("enforcement", "notified"): ("settle_enforcement", "substitute"),
    ("enforcement", "enforcing"): ("settle_enforcement", "substitute", "end", "end_this_round"),
}
"""By kind of proceedings and state: what is commonly done beside the step that comes next."""

OF_MEASURING = {"submitted": ("adopt", "return"), "reviewed": ("adopt", "return"), "ordered": ("submit",)}
OF_MEASURING |= {"taken": ("submit",), "returned": ("submit",)}
ALWAYS = ("hand_in", "event", "note_performance")
"""What is done at any time, last."""


@dataclass(frozen=True)
class Choice:
    """``usual``: acts that are common now; ``rest``: all others in groups, of a search those of all that it finds;
    ``count``: how many these are; ``find``: what was searched for."""

    usual: tuple[Offer, ...]
    rest: tuple[Group, ...]
    count: int
    find: str = ""


def choice(offers: Offers, case: Case, on: datetime.date, find: str = "") -> Choice:
    """What the page of a case offers. ``find``: part of the name of an act, or of the group it stands in."""
    wanted = dict.fromkeys(_usual(case, on))
    now = {one.act: one for one in offers.now}
    usual = tuple(now[act] for act in wanted if act in now)[:MOST]
    shown = {one.act for one in usual}
    groups = grouped(offers, case)
    if find:
        rest = tuple(_matching(group, find) for group in groups)
    else:
        rest = tuple(replace(one, offers=tuple(of for of in one.offers if of.act not in shown)) for one in groups)
    rest = tuple(one for one in rest if one.offers)
    return Choice(usual, rest, sum(len(one.offers) for one in rest), find)


def _matching(group: Group, find: str) -> Group:
    """Of a group the acts with these characters in order in their name; all where its title has them."""
    if find in str(group.title):
        return group
    return replace(group, offers=tuple(one for one in group.offers if find in str(one.label)))


def _usual(case: Case, on: datetime.date) -> Iterator[str]:
    """The next step of each of the proceedings first; acts of a duty stand in its own row."""
    table = load_table()
    for one in case.measurings.values():
        yield from OF_MEASURING.get(one.state, ())
    for track in case.tracks.values():
        state = track_state(table, case, track, on)
        if (step := STEPS.get(track.kind, {}).get(state)) is not None:
            yield step[1]
        yield from (act for act in BESIDE.get((track.kind, state), ()) if act not in FOR_A_DUTY)
    yield from ALWAYS
