"""Acts and beginnings as the texts that are stored: read by what everybody is called today, and carried to a process
without the database, which tells the case of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from functools import cached_property
from typing import Any

from casework.accounts import institutions, naming
from rules.proceedings.acts import Act
from rules.proceedings.course import begin, fold
from rules.proceedings.state import Assignment, Case, Party, Seat

OF_PEOPLE = ("assign", "replace", "absent", "recuse", "decide_recusal")
"""Acts about who has a case in hand: what they are done to, and all that they say but these, are names of people."""
OF_PARTIES = ("requested_by", "ground", "note", "approval")
NAMES_PEOPLE = ("author", "measured_by", "signed_author", "panel")
"""Arguments of other acts that name people of the institution."""


@dataclass(frozen=True)
class Names:
    """Who is called otherwise today than when something was recorded."""

    institutions: tuple[institutions.Renamed, ...]
    people: tuple[naming.Renamed, ...]

    def act(self, document: str, at: datetime.datetime) -> Act:
        """An act that names institutions and people as they are called today, since what they have in hand stays
        theirs."""
        data, names, people = json.loads(document), self._places(at), self._called(at)
        if not names and not people:
            return Act.from_json(data)
        act, former = Act.from_json(_renamed(data, names)), data["by"]["institution"]
        by = replace(act.by, then=former) if former in names else act.by
        called = people.get(by.institution, {})
        if by.name in called:
            by = replace(by, name=called[by.name], named=by.name)
        return _with_people(replace(act, by=by), called)

    def beginning(self, data: dict[str, Any], at: datetime.datetime) -> Case:
        """The case before its first act, of a beginning that was entered."""
        data, people = _renamed(data, self._places(at)), self._called(at)
        had = [
            [people.get(place, {}).get(name, name), seat, place] for name, seat, place in data.get("assignments", ())
        ]
        return beginning(data | {"assignments": had})

    def _places(self, at: datetime.datetime) -> dict[str, str]:
        """What institutions are called today, by the names under which something was recorded at this moment."""
        return {one.former: one.today for one in self.institutions if at <= one.until}

    def _called(self, at: datetime.datetime) -> dict[str, dict[str, str]]:
        """By institution, what people are called today, by the names that they had there at this moment."""
        made: dict[str, dict[str, str]] = {}
        for one in self.people:  # the latest first: of two who had a name one after the other, it is the earlier's
            if at <= one.until:
                made.setdefault(one.place, {})[one.former] = one.today
        return made


@dataclass(frozen=True)
class Course:
    """The course of one case as it is stored; of none that another case was split into or merged with.

    ``beginning`` and each of ``acts``: the document, and when it was stored.
    """

    beginning: tuple[str, datetime.datetime]
    acts: tuple[tuple[str, datetime.datetime], ...]
    names: Names

    @cached_property
    def done(self) -> list[Act]:
        """What was done, oldest first."""
        return [self.names.act(document, at) for document, at in self.acts]

    def case(self, before: int | None = None) -> Case:
        """The case as its acts have made it, or as it stood before the act of this number."""
        document, at = self.beginning
        done = self.done if before is None else self.done[: before - 1]
        return fold(done, self.names.beginning(json.loads(document), at))


def beginning_document(begun: Case) -> dict[str, Any]:
    """What was known before the first act, as plain data; ``beginning`` reads it."""
    had = [astuple(one)[:3] for one in begun.assignments]  # name, seat, institution
    return {
        **({"assignments": had} if had else {}),
        "title": begun.title,
        "day": begun.day.isoformat() if begun.day else None,
        "seats": [[seat.kind, seat.institution] for seat in begun.seats],
        "parties": [[party.name, party.kind, party.minor] for party in begun.parties],
        **({"incapable": wards} if (wards := [one.name for one in begun.parties if one.incapable]) else {}),
        "offences": {name: list(of) for name, of in begun.offences.items()},
        "stands": {name: list(of) for name, of in begun.stands.items()},
    }


def beginning(data: dict[str, Any]) -> Case:
    """A case before its first act, from plain data."""
    return begin(
        title=data["title"],
        day=datetime.date.fromisoformat(data["day"]) if data["day"] else None,
        seats=[Seat(kind, name) for kind, name in data["seats"]],
        parties=[
            Party(name, kind, minor, incapable=name in data.get("incapable", ()))
            for name, kind, minor in data["parties"]
        ],
        offences={name: tuple(of) for name, of in data["offences"].items()},
        stands={name: tuple(of) for name, of in data["stands"].items()},
        assignments=[Assignment(name, seat, place, 0) for name, seat, place in data.get("assignments", ())],
    )


def _with_people(act: Act, called: Mapping[str, str]) -> Act:
    if not called:
        return act
    about = act.do in OF_PEOPLE
    args = {
        key: _renamed(value, called) if key in NAMES_PEOPLE or (about and key not in OF_PARTIES) else value
        for key, value in act.args.items()
    }
    return replace(act, args=args, on=tuple(called.get(name, name) for name in act.on) if about else act.on)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
