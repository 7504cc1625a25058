"""durable-rules in a harness that makes it safe and deterministic. The only module that imports ``durable``.

What the harness is for: the library's background thread runs actions a second time and crashes; its sessions leak
until the process dies; errors inside actions are swallowed; a rebuilt rule set is never freed; doubles lose digits;
deleting a session in which nothing fired corrupts memory. So there is no background thread; one lock; one fresh session
with one fact for each evaluation, deleted whatever happens; no action ever runs, the names of the rules that fire are
read one by one; every edition of a stage is registered once; numbers cross as scaled integers; one rule always fires.
"""

from __future__ import annotations

import datetime
import itertools
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, Inexact
from typing import Any

import durable.engine
import orjson

from rules.deciding.book import Stage
from rules.deciding.book.conditions import Comparison, Condition, Junction, Value, Values
from rules.deciding.book.factbook import FactBook
from rules.deciding.book.types import Rule
from rules.deciding.recurring import SamePlaces
from rules.reading.errors import NothingIssued
from rules.values.exact import Number

NOT_TAKEN = "规则引擎不接受事实（{stage}）：{problem}"
FAILED = "规则引擎执行出错（{stage}）：{problem}"
UNFINISHED = "没有执行完毕"

_library: Any = durable.engine.durable_rules_engine

_LARGEST = 2**52
"""Beyond it a number is passed as this one: larger than any threshold, and still exact in the library."""

_ALWAYS = "always"

_KEPT = 2_000
"""Answers of one stage kept at hand, of a few hundred bytes each."""

_EXACT = Context(prec=400, traps=[Inexact])


class EngineError(NothingIssued):
    """The rule engine failed. No conclusion may be drawn from the evaluation."""


class _Host(durable.engine.Host):  # type: ignore[misc]  # the library has no types
    def _run(self) -> None:
        """No background thread: whoever asserts a fact runs its actions."""


@dataclass(frozen=True)
class _Part:
    """A registered rule set, and how the facts it asks for are written for the library.

    ``alike``: a case as a key, of which ``kept`` has what fired: where all that is asked for lies the same between the
    thresholds, the library was asked the same. None of a case that is like few others.
    """

    name: str
    encoders: tuple[tuple[str, Callable[[Any], object]], ...]
    alike: SamePlaces
    kept: dict[object, frozenset[int]] = field(default_factory=dict)


class Engine:
    """Evaluates the stages of one vocabulary. Safe to share between threads.

    A stage is registered once for each offence that comes up: the rules about any offence with those of that one. So
    the time of a case grows with its own rules, not with those of other offences.
    """

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self._host = _Host()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._registered: dict[tuple[str, object], _Part | None] = {}

    def fired(self, stage: Stage, known: Values) -> frozenset[int]:
        """The positions in ``stage.rules`` of the rules that fire of what is known. Raises ``EngineError``.

        What fired of facts that lie the same is kept: the library's own answer, and of this stage alone. The plain
        evaluator knows nothing of such places, and compares every number itself.
        """
        part = self._part_of(stage, known)
        if part is None:
            return frozenset()
        key = part.alike.key(known)
        if key is None:
            return self._asked(part, known)
        found = part.kept.get(key)
        if found is None:
            if len(part.kept) >= _KEPT:
                part.kept.clear()
            found = part.kept[key] = self._asked(part, known)
        return found

    def evaluated(self, stage: Stage, known: Values) -> frozenset[int]:
        """The same, asked of the library whatever it was asked before."""
        part = self._part_of(stage, known)
        return frozenset() if part is None else self._asked(part, known)

    def _part_of(self, stage: Stage, known: Values) -> _Part | None:
        charge = known.get("offence")
        offence = charge if charge in stage.offences else None
        key = (stage.digest, offence)
        return self._registered[key] if key in self._registered else self._register(stage, offence)

    def _asked(self, part: _Part, known: Values) -> frozenset[int]:
        fact = self._fact(part, known)
        with self._lock:
            return self._evaluate(part.name, fact)

    def _fact(self, part: _Part, known: Values) -> dict[str, Any]:
        fact: dict[str, Any] = {"known": 1}  # what the rule that always fires asks for
        for key, encode in part.encoders:
            if key in known:
                encoded = encode(known[key])
                if isinstance(encoded, dict):
                    fact.update(encoded)
                else:
                    fact[key] = encoded
        return fact

    def _evaluate(self, name: str, fact: dict[str, Any]) -> frozenset[int]:
        session = str(next(self._numbers))
        fact["sid"] = session
        fact["id"] = 1
        ruleset = self._host.get_ruleset(name)
        fired: set[str] = set()
        try:
            state = ruleset._handle_result(_library.assert_fact(ruleset._handle, orjson.dumps(fact).decode()), fact)
        except Exception as problem:  # the library raises plain ones; no session was made
            raise EngineError(NOT_TAKEN.format(stage=name, problem=problem)) from problem
        try:
            started = _library.start_action_for_state(ruleset._handle, state)
            message = started[1] if started else None
            while message:
                fired.add(message.split('"', 2)[1])  # {"rule": {…}}: the facts in it are known
                message = _library.complete_and_start_action(ruleset._handle, state)
            if _ALWAYS not in fired:
                raise EngineError(UNFINISHED)
        except Exception as problem:
            self._abandon(name)
            raise EngineError(FAILED.format(stage=name, problem=problem)) from problem
        ruleset.delete_state(session)
        fired.remove(_ALWAYS)
        return frozenset(map(int, fired))

    def _abandon(self, name: str) -> None:
        """Deleting a session with rules still to run crashes the library: leave it, and register the stage anew."""
        self._registered = {key: part for key, part in self._registered.items() if part is None or part.name != name}

    def _register(self, stage: Stage, offence: object) -> _Part | None:
        """The part of an offence, or of the charges that no rule names; None where no rule is left to ask."""
        key = (stage.digest, offence)
        with self._lock:
            if key not in self._registered:
                rules = {
                    number: rule
                    for number, rule in enumerate(stage.rules)
                    if not rule.offences or offence in rule.offences
                }
                self._registered[key] = self._part(stage, rules) if rules else None
            return self._registered[key]

    def _part(self, stage: Stage, rules: Mapping[int, Rule]) -> _Part:
        name = f"{stage.name}@{stage.digest[:24]}#{next(self._numbers)}"
        definition = {
            str(number): {"all": [{"m": self._pattern(rule.when)}], "run": _nothing} for number, rule in rules.items()
        }
        definition[_ALWAYS] = {"all": [{"m": {"known": 1}}], "run": _nothing}
        self._host.register_rulesets({name: definition})
        compared = [comparison for rule in rules.values() for comparison in rule.comparisons]
        asked = dict.fromkeys(comparison.fact for comparison in compared)
        return _Part(name, tuple((fact, self._encoder(fact)) for fact in asked), SamePlaces(compared, self._book))

    # facts and conditions in the library's terms

    def _encoder(self, name: str) -> Callable[[Any], object]:
        conclusion = self._book.conclusions.get(name)
        if conclusion is not None:
            if conclusion.merge != "set":
                return str
            keys = {value: f"{name}__{number}" for number, value in enumerate(conclusion.values)}
            return lambda held: {name: 1} | {key: 1 if value in held else 0 for value, key in keys.items()}
        fact = self._book.facts[name]
        return _scaled(fact.decimals) if fact.type == "decimal" else _ENCODERS[fact.type]

    def _pattern(self, condition: Condition) -> dict[str, Any]:
        if isinstance(condition, Junction):
            parts = [self._pattern(part) for part in condition.parts]
            return parts[0] if len(parts) == 1 else {"$and" if condition.every else "$or": parts}
        return self._comparison(condition)

    def _comparison(self, comparison: Comparison) -> dict[str, Any]:
        name, op, value = comparison.fact, comparison.op, comparison.value
        if op == "exists":
            return {"$ex" if value else "$nex": {name: 1}}
        if op in {"includes", "excludes"}:
            number = self._book.conclusions[name].values.index(str(value))
            return {f"{name}__{number}": 1 if op == "includes" else 0}
        encode = self._encoder(name)
        if isinstance(value, tuple):
            codes = [encode(one) for one in value]
            parts = [{name: code} if op == "in" else {"$neq": {name: code}} for code in codes]
            return parts[0] if len(parts) == 1 else {"$or" if op == "in" else "$and": parts}
        code = encode(value)
        return {name: code} if op == "is" else {_OPERATORS[op]: {name: code}}


def _nothing(context: Any) -> None:
    """The library wants an action for each rule; none is ever run."""


_OPERATORS = {"is_not": "$neq", "at_least": "$gte", "above": "$gt", "at_most": "$lte", "below": "$lt"}


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return min(value, _LARGEST)


def _day(value: Value) -> int:
    assert isinstance(value, datetime.date)
    return value.toordinal()


_ENCODERS: Mapping[str, Callable[[Any], object]] = {"bool": int, "integer": _whole, "date": _day, "string": str}


def _scaled(decimals: int) -> Callable[[Number], int]:
    """An integer that compares with any threshold of so many decimals exactly as the number itself does.

    It is twice the number of whole steps, plus one when something is left over: a threshold is always even.
    """
    ceiling, scale = Decimal(_LARGEST).scaleb(-decimals - 1), int(10**decimals)

    def encode(number: Number) -> int:
        if number >= ceiling:
            return _LARGEST
        if not isinstance(number, Decimal):
            return 2 * (number.numerator * scale // number.denominator) + 1
        steps = number.scaleb(decimals, _EXACT)
        whole = int(steps)
        return 2 * whole + (steps != whole)

    return encode
