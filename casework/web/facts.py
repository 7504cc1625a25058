"""A page of facts as a form: what it asks, how far it is, and where a mistake stands.

Nothing here knows a single fact: pages, labels, units, choices and conditions come from the typed case file
(``rules.casefile``). A field is named by its path with dashes: ``stands-0-damage-fraction``. An answer left empty is
left out of the facts. What a browser sends back is read by ``sent_facts``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from flask import Flask

from casework import wording
from rules.casefile import CaseFile
from rules.casefile import answers as casefile_answers
from rules.casefile.answers import Answer
from rules.casefile.fact import FILER, MEASURER, Group, Hand
from rules.casefile.schema import fact_at, facts_by_path, measured_numbers, name_of, stated_at
from rules.casefile.walk import STRUCTURE, FactAt, parts_of
from rules.closed_lists import LISTS
from rules.reading.errors import FieldError
from rules.reading.messages import Message
from rules.values.fields import Kind

Facts = dict[str, Any]
"""A case file under way, as plain data: ``rules.casefile.parse`` takes it once it is complete."""

KEPT = "kept"
"""The hidden field of an entry that says which entry of the stored facts it is."""

ERRORS = "stands[].standard_errors"
"""Written as rows, each of which names its number."""

SHARE = "stands[].species[].share"
"""A single species has the whole stand, and need not say so."""

KEY = "key"
"""Of a row of a mapping: the field that says what the row is of."""

_ALWAYS_A_ROW = ("parties", "stands", "species")
"""Lists of which an empty one shows a blank entry: a case without them is rare."""


def field_name(path: str) -> str:
    """The name and id of the field at a path: ``stands[0].damage.fraction`` is ``stands-0-damage-fraction``."""
    return re.sub(r"\[(\d+)\]", r"-\1", path).replace(".", "-")


def fact_name(path: str) -> str:
    """A place of the case file in words; the place as it is written where the case file knows none."""
    return name_of(path, LISTS) if path else ""


def fact_label(path: str) -> str:
    """The name of a fact by its path as the walk writes it (``stands[].trees``), without what it is a fact of."""
    return str(wording.told(facts_by_path()[path].fact.label))


def fact_unit(path: str) -> str:
    """Its unit in words, as it stands behind a number; empty where it has none."""
    unit = facts_by_path()[path].fact.unit
    return f" {wording.told(unit.name)}" if unit else ""


def fact_word(value: Any, path: str) -> str:
    """A value of its closed list by its official word."""
    return str(wording.told(facts_by_path()[path].words[value]))


def fact_runs(answers: Iterable[Answer], asked: bool = True) -> Iterator[tuple[str, list[Answer]]]:
    """Answers in order: ``fields`` next to each other, ``part``: what holds others, by itself.

    A list without entries is a part where it is ``asked``, as there is a place to add one, and else a field.
    """
    for plain, run in groupby(answers, key=_is_field if asked else lambda answer: answer.leaf):
        members = list(run)
        yield from [("fields", members)] if plain else [("part", [answer]) for answer in members]


def init_app(app: Flask) -> None:
    """Register the filters that pages of facts use."""
    for function in (field_name, fact_name, fact_label, fact_unit, fact_word, wording.fact_text, fact_runs):
        app.add_template_filter(function, function.__name__)


def page_of(path: str) -> Group | None:
    """The page on which the fact at a path is asked; None where no page asks it."""
    while path:
        at = fact_at(path)
        if at is not None:
            return at.group
        path = path.rpartition(".")[0] if "." in path else ""
    return None


@dataclass(frozen=True)
class ErrorRow:
    """A standard error as a row of the form: of which number, what is stated of it, what is wrong with which field."""

    key: str
    values: Mapping[str, Any]
    errors: Mapping[str, Sequence[str]]


def _is_field(answer: Answer) -> bool:
    return answer.leaf and (answer.at.kind not in (Kind.LIST, Kind.MAP) or not answer.offered)


@dataclass
class FactPage:
    """One page of the form, with the facts that ``hand`` may state; but for those chosen in a way of their own."""

    group: Group
    facts: Facts
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    suggestions: Mapping[str, str] = field(default_factory=dict)
    """By the pattern of a path (``stands[].species[].species``): the id of a list of words to choose from."""
    hand: Hand = FILER
    chosen: frozenset[str] = frozenset()
    """Paths that are left to the page around the form."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What the page asks, from outside in."""
        found = casefile_answers.offered(with_blank_rows(self.facts, self.group, self.hand), self.group, LISTS)
        return tuple(kept for answer in found if (kept := self._asked(answer)) is not None)

    def _asked(self, answer: Answer) -> Answer | None:
        """The answer with what is asked here inside it; None where nothing is."""
        if answer.at.path in self.chosen:
            return None
        asks = self.may_state(answer)
        if answer.leaf or not answer.answers:
            return answer if asks else None
        inside = tuple(kept for one in answer.answers if (kept := self._asked(one)) is not None)
        return replace(answer, answers=inside) if inside or asks else None

    def may_state(self, answer: Answer) -> bool:
        """Whether this hand may state a fact; of a list, add entries and take them away."""
        return self.hand in answer.at.corrected_by

    def errors_at(self, path: str) -> Sequence[str]:
        """The mistakes of one field."""
        return self.errors.get(path, ())

    @property
    def numbers(self) -> Mapping[str, Message]:
        """The numbers of a stand of which a standard error may be stated."""
        return measured_numbers()

    @staticmethod
    def words_of(leaf: Answer) -> Mapping[Any, str]:
        """The words of a closed list or of a yes or no, by value."""
        words = LISTS.words(leaf.fact.listed) if leaf.fact.listed else leaf.at.words
        return {value: wording.official(word) for value, word in words.items()}

    @staticmethod
    def headed(answers: Iterable[Answer]) -> list[tuple[Message | None, list[Answer]]]:
        """Answers in order, those under one heading together."""
        return [(title, list(run)) for title, run in groupby(answers, key=lambda answer: answer.fact.heading)]

    def demands(self, leaf: Answer) -> bool:
        """Whether a field must be filled in: a part that nobody brought up demands nothing."""
        part = _outer(leaf.path)
        alone = leaf.at.path == SHARE and len(stated_at(self.facts, part.rpartition("[")[0]) or ()) < 2
        if alone or not leaf.at.required:
            return False
        while part and not part.endswith("]"):
            at = fact_at(part)
            if at is not None and not at.required and not says_something(stated_at(self.facts, part)):
                return False
            part = _outer(part)
        return True

    def waits(self, answer: Answer) -> bool:
        """Whether a fact may be left to the officer, who states it when measuring."""
        return self.hand == FILER and answer.fact.asked_of == MEASURER

    @staticmethod
    def folds(answer: Answer) -> bool:
        """Whether a part stays folded until something of it is stated: a sub-part that few cases have."""
        return answer.at.kind is Kind.GROUP and "[" in answer.path and not answer.at.required

    def is_open(self, answer: Answer) -> bool:
        """Whether a folded part is open: something in it is stated or wrong."""
        wrong = any(path.startswith(answer.path) for path in self.errors)
        return wrong or answer.state == "stated"

    @staticmethod
    def has_sheet(entry: Answer) -> bool:
        """Whether a stand has trees that were entered from a sheet."""
        return isinstance(entry.value, Mapping) and bool(entry.value.get("tally"))

    def error_rows(self, answer: Answer) -> list[ErrorRow]:
        """Rows of standard errors: those stated, and one more."""
        given = answer.value or {}
        pairs = (
            [(key, values) for key, values in given.items()]
            if isinstance(given, Mapping)
            else [(row.get(KEY, ""), row) for row in given]
        )
        rows, seen = [], set()
        twice = {key for key, times in Counter(key for key, _ in pairs).items() if times > 1}
        for key, values in pairs:
            # Of two rows of one number the second is the wrong one.
            right = {KEY} if key and key in twice and key not in seen else set()
            wrong = {
                column: self.errors_at(_row_path(answer, key, column))
                for column in columns(answer.at)
                if column not in right
            }
            rows.append(ErrorRow(key, values if isinstance(values, Mapping) else {}, wrong))
            seen.add(key)
        return [*rows, ErrorRow("", {}, {})]

    def anchor(self, path: str) -> str:
        """The id of the field at a path, or of the part of the page where it would stand."""
        for answer in self._all():
            if answer.at.path == ERRORS and path.startswith(f"{answer.path}."):
                for number, row in enumerate(self.error_rows(answer)):
                    for column, texts in row.errors.items():
                        if texts and _row_path(answer, row.key, column) == path:
                            return f"{field_name(answer.path)}-{number}-{column}"
        return field_name(path)

    def holds(self, path: str) -> bool:
        """Whether the fact at a path has its place on this page."""
        return any(
            answer.path == path or (answer.at.path == ERRORS and path.startswith(f"{answer.path}."))
            for answer in self._all()
        )

    def _all(self, answers: Iterable[Answer] | None = None) -> Iterator[Answer]:
        for answer in self.answers if answers is None else answers:
            yield answer
            yield from self._all(answer.answers)

    @property
    def leaves(self) -> tuple[Answer, ...]:
        """The fields, in order."""
        return tuple(leaf for answer in self.answers for leaf in answer.leaves())


def _outer(path: str) -> str:
    """The path of the part that holds a fact; empty where nothing does."""
    return path.rpartition(".")[0]


def part_of(path: str) -> str:
    """The optional part that a fact stands in, the fact itself where it is in none."""
    outer = _outer(path)
    at = fact_at(outer) if outer and not outer.endswith("]") else None
    return outer if at is not None and not at.required else path


def columns(at: FactAt) -> tuple[str, ...]:
    """The fields of a row of a mapping: what it is of, and what is stated of it."""
    return (KEY, *(part.key for part in at.parts))


def _row_path(answer: Answer, key: str, column: str) -> str:
    return f"{answer.path}.{key}" + ("" if column == KEY else f".{column}")


def with_blank_rows(facts: Facts, group: Group, hand: Hand = FILER) -> Facts:
    """The facts with an empty entry where a list that most cases have is still empty, and ``hand`` may fill it."""
    return _with_rows(facts, parts_of(CaseFile), group, hand)


def _with_rows(data: Mapping[str, Any], parts: Iterable[FactAt], group: Group, hand: Hand) -> Facts:
    filled = dict(data)
    for at in parts:
        value = filled.get(at.key)
        if at.kind is Kind.GROUP and at.parts and (isinstance(value, Mapping) or at.required):
            filled[at.key] = _with_rows(value or {}, at.parts, group, hand)
        elif at.kind is Kind.LIST and at.parts and at.group is group:
            rows = [{}] if not value and at.key in _ALWAYS_A_ROW and hand in at.corrected_by else value
            if isinstance(rows, list):
                filled[at.key] = [
                    _with_rows(row, at.parts, group, hand) if isinstance(row, dict) else row for row in rows
                ]
    return filled


def says_something(value: Any) -> bool:
    """Whether anything is stated in a value, however deep."""
    if isinstance(value, Mapping):
        return any(says_something(inner) for inner in value.values())
    if isinstance(value, list):
        return any(says_something(inner) for inner in value)
    return value not in (None, "")


# Mistakes.


def of_what_is_stated(errors: Iterable[FieldError], facts: Facts) -> Iterator[FieldError]:
    """The mistakes of what was written: what is still missing is for the last check."""
    for error in errors:
        value = stated_at(facts, error.path)
        names = isinstance(value, list) and value and not any(isinstance(one, dict) for one in value)
        if error.path and value is not None and (names or not isinstance(value, (dict, list))):
            yield error


def by_path(errors: Iterable[FieldError]) -> dict[str, list[str | Message]]:
    """Mistakes by the place where they stand."""
    found: dict[str, list[str | Message]] = {}
    for error in errors:
        found.setdefault(error.path, []).append(error.message)
    return found


# The list of pages.


@dataclass(frozen=True)
class PageState:
    """How far a page is: facts stated and not yet known, mistakes in what was written, what filing still demands."""

    group: Group
    stated: int
    unknown: int
    mistakes: int
    missing: int

    asked: bool = True
    """Whether the case asks anything of this page; what some party may bring up does not count."""

    @property
    def begun(self) -> bool:
        """Whether anything is stated on it."""
        return self.stated > 0


def pages(facts: Facts, errors: Iterable[FieldError] = ()) -> list[PageState]:
    """The pages that a case asks for, in order, each with how far it is."""
    placed = list(errors)
    stated_errors = {id(error) for error in of_what_is_stated(placed, facts)}
    found = []
    for page in casefile_answers.forms(facts, LISTS):
        group, leaves = page.group, list(page.leaves())
        own = [error for error in placed if page_of(error.path) is group]
        if not leaves and not own:
            continue
        stated = sum(leaf.state == "stated" and leaf.at.kind not in STRUCTURE for leaf in leaves)
        unknown = sum(leaf.state == "unknown" for leaf in leaves)
        mistakes = sum(id(error) in stated_errors for error in own)
        asked = bool(stated or own) or any(leaf.asked for leaf in leaves)
        found.append(PageState(group, stated, unknown, mistakes, len(own) - mistakes, asked))
    return found
