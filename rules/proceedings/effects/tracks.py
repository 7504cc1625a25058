"""Tracks begin, move and keep what an act says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rules.proceedings.doing import Doing
from rules.proceedings.registry import effect
from rules.proceedings.seats import seated
from rules.proceedings.state import Case, Party, Passage, Track


def moved_to(doing: Doing, case: Case, state: str) -> Case:
    """The case with the target of an act in a state; a track that was not there begins."""
    if doing.kind == "folder":
        return replace(case, state=state)
    if doing.kind == "obligation":
        duty = case.obligations.get(doing.id)
        return case if duty is None else case.owing(replace(duty, state=state))
    if doing.kind == "measuring":
        moved = replace(case.measurings[doing.id], state=state, since=doing.day, act=doing.act.number)
        return case.measured(moved)
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    passage = Passage(state, doing.day, doing.act.number)
    nameless = case.tracks.get("criminal")
    if doing.kind == "criminal" and nameless is not None and track.persons:
        case = replace(case, tracks={id: one for id, one in case.tracks.items() if id != "criminal"})
        track = replace(track, passages=(*nameless.passages, *track.passages))
    return case.holding(replace(track, state=state, passages=(*track.passages, passage)))


def begun(doing: Doing, id: str) -> Track:
    """A track that begins with the act."""
    kind, _, person = id.partition(":")
    actor = doing.act.by
    made = Track(id, doing.kind, "", (person,) if person and kind == "criminal" else ())
    return at_seat(made, actor.kind, actor.institution)


def at_seat(track: Track, kind: str, institution: str) -> Track:
    """The track with an institution in the seat of its kind; a bureau that is supervised is the party, no seat."""
    if kind == "procuratorate":
        return replace(track, procuratorate=institution)
    if kind == "court":
        return replace(track, court=institution)
    return track if track.kind == "supervision" else replace(track, bureau=institution)


def noted(case: Case, track: Track, **data: Any) -> Case:
    """The case with something put down of a track."""
    return case.holding(replace(track, data={**track.data, **data}))


@effect
def add_facts(doing: Doing, case: Case) -> Case:
    """Persons, offences and stands that an act names for the first time."""
    args = doing.args
    units, minors, incapable = args.texts("units"), args.texts("minor"), args.texts("incapable")
    named = [*args.texts("persons"), *units, *(_persons_of_stands(args.get("stands")))]
    if doing.kind == "criminal" and doing.id.partition(":")[2]:
        named.append(doing.id.partition(":")[2])
    known = {party.name for party in case.parties}
    parties = [
        Party(name, "unit" if name in units else "natural", name in minors, incapable=name in incapable)
        for name in dict.fromkeys(named)
        if name and name not in known
    ]
    grown = [
        replace(
            party,
            minor=party.minor or party.name in minors,
            incapable=party.incapable or party.name in incapable,
        )
        for party in case.parties
    ]
    offences = _offences(doing, case)
    return replace(case, parties=(*grown, *parties), offences=offences, stands=_stands(case, args.get("stands")))


CHARGING = ("prosecute", "revoke_non_prosecution", "correct", "fact")
"""Acts that say anew of what somebody is accused; with others an offence counts where none is known."""


def _offences(doing: Doing, case: Case) -> Mapping[str, tuple[str, ...]]:
    """Offences of everybody (under no name), and of each person where a case file tells them apart."""
    said, charges = doing.args.text("offence"), doing.args.get("charges")
    own = charges if doing.act.do in ("correct", "fact") and isinstance(charges, Mapping) else {}
    if said and doing.act.do not in CHARGING and case.offences.get(""):
        said = ""
    every = {"": (said,)} if said else {}
    return {**case.offences, **every, **{str(name): tuple(map(str, of)) for name, of in own.items()}}


def _persons_of_stands(value: Any) -> list[str]:
    owners = value.values() if isinstance(value, Mapping) else ()
    return [name for stand in owners for name in _owners(stand)]


def _owners(stand: Any) -> tuple[str, ...]:
    """Whose a stand is: a list of persons, or the ``persons`` that are said of it."""
    named = stand.get("persons", ()) if isinstance(stand, Mapping) else stand
    return tuple(map(str, named)) if isinstance(named, list | tuple) else ()


def _stands(case: Case, value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return case.stands
    return {**case.stands, **{str(name): _owners(stand) for name, stand in value.items()}}


@effect
def seat_prosecutor(doing: Doing, case: Case) -> Case:
    for kind in ("procuratorate", "court", "bureau"):
        case = seated(case, kind, doing.args.text(kind))
    return case


@effect
def set_court(doing: Doing, case: Case) -> Case:
    """The court before which a track is: named, of the criminal case for a joined suit, or the case's first."""
    named = doing.args.text("court")
    joined = [track.court for track in case.of_kind("criminal") if track.court] if doing.kind == "civil" else []
    court = named or (joined[0] if joined else "") or (case.institutions("court") or ("",))[0]
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    return seated(case, "court", court).holding(replace(track, court=court))


@effect
def set_court_of_confirmation(doing: Doing, case: Case) -> Case:
    return case.holding(replace(case.tracks[doing.id], court=doing.act.by.institution))


@effect
def set_persons(doing: Doing, case: Case) -> Case:
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    named = doing.args.texts("persons")
    known = {party.name for party in case.parties}
    case = replace(case, parties=(*case.parties, *(Party(name) for name in named if name not in known)))
    persons = named or track.persons or tuple(party.name for party in case.parties)
    return case.holding(replace(track, persons=persons))


@effect
def set_suit(doing: Doing, case: Case) -> Case:
    """Who sues whom before which court, joined to the prosecution or alone."""
    case = set_persons(doing, set_court(doing, case))
    criminal = any(track.state not in ("not_prosecuted",) for track in case.of_kind("criminal"))
    attached = doing.args.flag("attached") or (criminal and not doing.args.flag("alone") and "alone" not in doing.args)
    return noted(case, case.tracks[doing.id], attached=attached, plaintiff=doing.args.text("plaintiff"))


OUTCOMES = {"acquitted": "无罪", "exempted": "免予刑事处罚"}
"""Rulings that punish nobody -> the words of a ruling that mean them."""


def freed(doing: Doing, outcome: str) -> set[str]:
    """Who is acquitted or exempted by a ruling: named so, or by the words of what it says of him or of everybody."""
    tried = {one.id.partition(":")[2] for one in doing.all if one.kind.name == "criminal"}
    if outcome in doing.args and not doing.args.texts(outcome) and doing.args.get(outcome) is not False:
        return tried
    said = [doing.args.get(name, "") for name in ("outcome", "sentence")]
    return {
        person
        for person in tried
        if person in doing.args.texts(outcome)
        or any(OUTCOMES[outcome] in str(one.get(person, "") if isinstance(one, Mapping) else one) for one in said)
    }


@effect
def keep_sentence(doing: Doing, case: Case) -> Case:
    """What a decision says: of everybody, or under each person's name."""
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    said = {name: doing.args.get(name) for name in ("sentence", "fine", "outcome", "ground") if name in doing.args}
    person = doing.id.partition(":")[2]
    for name, value in said.items():
        if isinstance(value, Mapping) and person in value:
            said[name] = value[person]
    outcome = next((name for name in OUTCOMES if person in freed(doing, name)), "")
    if not said and doing.act.do == "rule_2":  # 维持原判
        outcome = track.outcome
    past = [*track.data.get("rulings", ()), {"act": doing.act.number, **said}]
    return noted(
        case.holding(replace(track, outcome=outcome)),
        replace(track, outcome=outcome),
        rulings=tuple(past),
        to_decide=(),
        **said,
    )


@effect
def clear_pending(doing: Doing, case: Case) -> Case:
    return case.holding(replace(case.tracks[doing.id], pending=""))


@effect
def ask_withdrawal(doing: Doing, case: Case) -> Case:
    met = doing.args.flag("met")
    return noted(case, replace(case.tracks[doing.id], pending="withdrawal"), **({"met": True} if met else {}))


@effect
def ask_adjustment(doing: Doing, case: Case) -> Case:
    return case.holding(replace(case.tracks[doing.id], pending="adjustment"))


@effect
def await_answer(doing: Doing, case: Case) -> Case:
    """检察意见: the bureau must answer with what it did."""
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    known = (*case.institutions("bureau"), *case.institutions("authority"))
    named = doing.args.text("to")
    bureau = named if named in known or not known else known[0]
    case = case if bureau in known else seated(case, "bureau", bureau)
    persons = tuple(one.persons[0] for one in case.of_kind("criminal") if one.state == "not_prosecuted" and one.persons)
    return noted(case, replace(track, bureau=bureau, procuratorate="", persons=persons), awaiting="answer")


@effect
def clear_awaited(doing: Doing, case: Case) -> Case:
    return noted(case, case.tracks[doing.id], awaiting="", answered=doing.day)


@effect
def bureau_is_party(doing: Doing, case: Case) -> Case:
    """Supervision: the bureau is the party. Its persons are barred from proving anything in the case."""
    track = case.tracks.get(doing.id) or begun(doing, doing.id)
    named = doing.args.text("bureau") or doing.args.text("to")
    known = (*case.institutions("bureau"), *case.institutions("authority"))
    owners = [one.bureau for one in case.of_kind("administrative") if one.bureau]
    bureau = named if named in known else (owners or list(known) or [named])[0]
    case = case if bureau in known else seated(case, "bureau", bureau)
    concerns = doing.args.texts("concerns") or tuple(track.data.get("concerns", ()))
    return noted(case, replace(track, persons=(bureau,), bureau=bureau), concerns=concerns)


@effect
def note_term_of_answer(doing: Doing, case: Case) -> Case:
    term = doing.args.due("term")
    urgent = doing.args.flag("urgent") or (term is not None and 0 < term.days <= 15 and not term.months)
    return noted(case, case.tracks[doing.id], urgent=urgent)


@effect
def change_charges(doing: Doing, case: Case) -> Case:
    """Offences and persons by version; what was measured on changed stands is marked."""
    person = doing.id.partition(":")[2]
    said = doing.args.text("offence") or doing.args.text("charges")
    case = replace(case, offences={**case.offences, person: (said,)} if said else case.offences)
    case = replace(case, stands=_stands(case, doing.args.get("stands")))
    if doing.args.get("stands") is None:
        return case
    marked = [
        replace(one, basis_changed=(*one.basis_changed, doing.act.number))
        for one in case.measurings.values()
        if doing.act.number not in one.basis_changed
    ]
    for one in marked:
        case = case.measured(one)
    return case


@effect
def join_the_trial(doing: Doing, case: Case) -> Case:
    """Who is added is before the court that tries the others."""
    trial = next(one for one in case.of_kind("criminal") if one.state == "first_instance")
    return case.holding(replace(begun(doing, doing.id), court=trial.court, procuratorate=trial.procuratorate))


@effect
def begin_criminal(doing: Doing, case: Case) -> Case:
    """移送公安机关: a criminal track of everybody named begins; the administrative one waits for it."""
    named = doing.args.texts("persons") or tuple(party.name for party in case.parties)
    units = doing.args.texts("units")
    known = {party.name for party in case.parties}
    made = tuple(Party(name, "unit" if name in units else "natural") for name in (*named, *units) if name not in known)
    case = replace(case, parties=(*case.parties, *made))
    for name in dict.fromkeys((*named, *units)):
        passage = Passage("investigating", doing.day, doing.act.number)
        track = Track(f"criminal:{name}", "criminal", "investigating", (name,), passages=(passage,))
        if track.id not in case.tracks:
            case = noted(case, track, **{"from": doing.id})
    return case
