"""A course of a case as a script: read from YAML, with its seats, people and steps. ``playing`` plays it.

The form::

    case: W03 南靖 张某泉
    casefile: ../2022-fujian-nanjing-zhang.yaml      # or the facts themselves, whole or in short
    seats: {procuratorate: …, court: …, bureau: …}   # more of a kind: court2, procuratorate2, authority
    people: {officer2: bureau, judge2: court2}       # prosecutor, judge, clerk, officer: one of the first seat
    loss: {heads: {碳汇损失: 2488.20}, tonnes: 42.90, required_t: 86, ways: {认购碳汇: {}}}   # what duties must fit
    steps:
      - {at: 2022-08-01, by: prosecutor, do: prosecute, with: {court: …}}
      - {by: officer, do: adopt, on: m1, refused: 不得采信}
      - {in: 另案, by: judge, do: rule}                # in the case to which 分案 gave this name
      - expect: {o1: undertaken, "criminal:张某泉": first_instance, archivable: false}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from rules.casefile import load, parse
from rules.casefile.options import Price
from rules.proceedings.acts import SYSTEM, Actor
from rules.proceedings.facts import Facts, facts_of
from rules.proceedings.roles import ROLES
from rules.proceedings.state import Party, Seat
from rules.reading.errors import InputError
from rules.reading.located import FileError, Mistake, mistakes_of
from rules.reading.messages import msg
from rules.reading.yaml_reader import read_located
from rules.settlement.loss import CreditPrice, Loss, Way
from rules.values.fields import Amount, Day
from rules.values.records import Record

_SEAT = re.compile(r"(procuratorate|court|bureau|authority)\d*$")
ROLE_OF = {"procuratorate": "prosecutor", "court": "judge", "bureau": "officer", "authority": "officer"}
LETTERS = {role.letter: name for name, role in ROLES.items() if role.letter}


def _day(value: Any) -> Any:
    """``~2022-08-01`` is a day that the source does not state."""
    return value.lstrip("~ ") if isinstance(value, str) else value


def _names(value: Any) -> Any:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else str(value).split()


ApproximateDay = Annotated[Day | None, BeforeValidator(_day)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Told = Annotated[tuple[str, ...] | None, BeforeValidator(_told)]


class Step(Record):
    """A step: an act, an act that must be refused, an expectation, or only a later day.

    ``refused``: words that all stand in the reason. ``in``: in which case it is done, by the name that 分案 gave
    it; empty for the script's own.
    """

    at: ApproximateDay = None
    in_: str = Field(default="", alias="in")
    by: str = ""
    do: str = ""
    on: Names = ()
    with_: Any = Field(default=None, alias="with")
    reason: str = ""
    files: Names = ()
    refused: Told = None
    expect: dict[str, Any] | None = None
    note: str = ""


class StatedWay(Record):
    """A way of making good as the assessment has it: open, or closed with its reasons."""

    open: bool = True
    reasons: Names = ()


class StatedLoss(Record):
    """The assessed loss of a script: ``heads`` with their sums in CNY (empty: not known), tonnes, routes, price."""

    heads: dict[str, Amount | None]
    tonnes: Amount | None = None
    required_t: Amount | None = None
    step: Amount = Decimal(1)
    ways: dict[str, StatedWay] = Field(default_factory=dict)
    credit: str = ""
    price: Price | None = None

    def loss(self) -> Loss:
        """As obligations are held against it."""
        price = self.price
        return Loss(
            heads=tuple(self.heads),
            tonnes=self.tonnes,
            required_t=self.required_t,
            step=self.step,
            sums={head: amount for head, amount in self.heads.items() if amount is not None},
            ways=tuple(Way(route, way.open, way.reasons) for route, way in self.ways.items()),
            credit=self.credit,
            price=CreditPrice(price.cny_per_t, price.rule, price.source, price.date) if price else None,
        )


class ScriptFile(Record):
    """What a script says, as it is written."""

    case: str
    casefile: Any = None
    facts: dict[str, Any] | None = None
    loss: StatedLoss | None = None
    source: str = ""
    note: str = ""
    seats: dict[str, str] = Field(default_factory=dict)
    people: dict[str, str] = Field(default_factory=dict)
    steps: list[Step]


@dataclass(frozen=True)
class Script:
    """A script ready to be played. ``cast``: who acts, by the names of the script. ``loss``: what was assessed."""

    title: str
    facts: Facts
    seats: tuple[Seat, ...]
    cast: Mapping[str, Actor]
    steps: tuple[Step, ...]
    name: str = ""
    loss: Loss | None = None


def read_script(path: Path) -> Script:
    """The script of a file. Raises ``FileError`` with line and reason."""
    return script_of(path.read_bytes(), path.name, path.parent)


def script_of(content: bytes, name: str, beside: Path) -> Script:
    """A script from bytes; ``beside``: the folder from which its case file is named. Raises ``FileError``."""
    data = read_located(content, name)
    try:
        written = ScriptFile.model_validate(data)
    except ValidationError as problem:
        raise FileError(mistakes_of(problem, data, name)) from None
    wrong = [key for key in written.seats if not _SEAT.match(key)]
    wrong += [f"{key}: {place}" for key, place in written.people.items() if place not in written.seats]
    if wrong:
        raise FileError([Mistake(name, 1, msg("这个脚本没有席位 {seats}", seats=wrong))])
    try:
        facts = _facts(written, beside)
    except (InputError, OSError) as problem:
        raise FileError(
            [
                Mistake(
                    name,
                    1,
                    msg("案件 {file} 不能读取：{problem}", file=str(written.casefile)[:80], problem=_why(problem)),
                )
            ]
        ) from None
    seats = tuple(Seat(_kind(key), place) for key, place in written.seats.items())
    loss = written.loss.loss() if written.loss else None
    return Script(written.case, facts, seats, _cast(written), tuple(written.steps), name, loss)


def _why(problem: InputError | OSError) -> str:
    return str(msg("没有这个文件")) if isinstance(problem, FileNotFoundError) else str(problem)


def _kind(seat: str) -> str:
    return seat.rstrip("0123456789")


def _cast(written: ScriptFile) -> dict[str, Actor]:
    """Everybody who may act: the named people, and one person of the first seat for each role."""
    seats = {**_named_later(written), **written.seats}
    placed: dict[str, str] = {}
    for role, known in ROLES.items():
        home = next((key for kind in known.home for key in seats if _kind(key) == kind), None)
        if home is not None:
            placed[role] = home
    placed |= written.people
    made = {SYSTEM: Actor(SYSTEM, "", "", (SYSTEM,))}
    letters = {letter: role for letter, role in LETTERS.items() if role in placed and letter not in placed}
    for name, seat in placed.items():
        role = _role(name, seat)
        others = [
            other
            for other, place in placed.items()
            if place == seat and _role(other, place) == role and (other in written.people or _acts(written, other))
        ]
        alone = others in ([name], []) or name in ROLES
        made[name] = Actor(name, seats[seat], _kind(seat), (role,), alone)
    return {**made, **{letter: made[role] for letter, role in letters.items()}}


def _named_later(written: ScriptFile) -> dict[str, str]:
    """The court that a step is the first to name, where the script gives none a seat: its people are there."""
    if any(_kind(key) == "court" for key in written.seats):
        return {}
    named = (step.with_.get("court") for step in written.steps if isinstance(step.with_, Mapping))
    court = next((one for one in named if isinstance(one, str) and one), "")
    return {"court": court} if court else {}


def _acts(written: ScriptFile, role: str) -> bool:
    """Whether the one person of a role is named by a step, by the role or its letter."""
    letters = [letter for letter, meant in LETTERS.items() if meant == role]
    told = str(written.steps)
    return f"'{role}'" in told or any(step.by in letters for step in written.steps)


def _role(name: str, seat: str) -> str:
    stem = name.rstrip("0123456789")
    stem = LETTERS.get(stem, stem)
    return stem if stem in ROLES else ROLE_OF[_kind(seat)]


def _facts(written: ScriptFile, beside: Path) -> Facts:
    """Raises ``InputError``, ``OSError``."""
    if isinstance(written.casefile, str):
        return facts_of(load(_found(written.casefile, beside).read_bytes()))
    given = written.facts if written.casefile is None else written.casefile
    if not isinstance(given, Mapping):
        return Facts()
    if "case" in given:
        try:
            return facts_of(parse(given))
        except InputError:
            # Enough for the proceedings, though not for measuring: who, what for, which stands.
            return _in_short({**given["case"], **given} if isinstance(given["case"], Mapping) else given)
    return _in_short(given)


def _found(name: str, beside: Path) -> Path:
    """A case file named from the script's folder, or from where the command is given."""
    places = (beside / name, Path(name), Path("examples") / Path(name).name)
    return next((place for place in places if place.is_file()), places[0])


def _in_short(given: Mapping[str, Any]) -> Facts:
    """Facts without a case file: ``offence``, ``persons``, ``units``, ``minors``, ``incapable``, ``stands``, theirs."""
    stands = given.get("stands") or given.get("stand") or {}
    owners = {
        str(name): _names(stand.get("persons")) if isinstance(stand, Mapping) else ()
        for name, stand in (stands.items() if isinstance(stands, Mapping) else ())
    }
    units, minors, wards = (_names(given.get(name)) for name in ("units", "minors", "incapable"))
    listed = given.get("persons") or given.get("parties") or ()
    named = [
        one.get("name", "") if isinstance(one, Mapping) else one
        for one in (listed if isinstance(listed, list) else [listed])
    ]
    names = [str(one) for one in named if one] + [
        *units,
        *minors,
        *wards,
        *(one for each in owners.values() for one in each),
    ]
    parties = tuple(
        Party(one, "unit" if one in units else "natural", one in minors, incapable=one in wards)
        for one in dict.fromkeys(names)
    )
    offence = given.get("offence") or given.get("offences") or ()
    return Facts(parties, {"": _names(offence)} if offence else {}, owners)
