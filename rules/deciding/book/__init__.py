"""The law as data, loaded and checked: all rules, and the edition of them that applies to a conduct and a decision day.

``load_lawbook()`` reads ``rules/law/*.yaml`` once per process. Whatever is wrong with a file raises ``LawError`` with
file, line and reason: a lawbook that loads is complete.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from rules.deciding.book.entry import Refused
from rules.deciding.book.factbook import Conclusion, Fact, FactBook, Scale
from rules.deciding.book.lint import lint, lint_facts
from rules.deciding.book.located import LawError, Mapped, Mistake, read_list
from rules.deciding.book.parse import Parser
from rules.deciding.book.tiers import Tier, tiers_of
from rules.deciding.book.types import STAGES, Figure, LawText, Rule
from rules.reading.messages import msg

LAW = Path(__file__).parents[2] / "law"
NEEDED = ("facts.yaml", "texts.yaml", "figures.yaml")
NOT_SUBJECTS = (*NEEDED, "tiers.yaml")
_KEPT = 512
"""Pairs of days whose edition is kept at hand; cases cluster on few."""

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Stage:
    """The rules of one stage in one edition."""

    name: str
    rules: tuple[Rule, ...]
    digest: str

    @cached_property
    def offences(self) -> frozenset[str]:
        """The offences that some rule of the stage is about."""
        return frozenset(offence for rule in self.rules for offence in rule.offences)


@dataclass(frozen=True, eq=False)
class Edition:
    """The rules that apply to one case, stage by stage; empty stages are left out. ``hash`` names it for ever."""

    stages: tuple[Stage, ...]
    hash: str

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for stage in self.stages for rule in stage.rules)

    @cached_property
    def graded(self) -> frozenset[tuple[str, str]]:
        """The texts that grade, each with every offence it grades."""
        grading = (rule for rule in self.rules if rule.stage == "grade")
        return frozenset((rule.text, offence) for rule in grading for offence in rule.offences)

    @cached_property
    def has_civil_rules(self) -> bool:
        """Whether a rule on the heads of loss was in force on the day of the act."""
        return any(rule.stage == "civil_heads" and rule.selected_by == "conduct" for rule in self.rules)

    @cached_property
    def credit_types(self) -> frozenset[str]:
        """The kinds of credit that some rule names."""
        named = (one.value for rule in self.rules for one in rule.comparisons if one.fact == "credit_type")
        return frozenset(str(value) for values in named if isinstance(values, tuple) for value in values)


@dataclass(eq=False)
class LawBook:
    """All rules of all editions, with the vocabulary, the texts they rest on and the provincial figures."""

    book: FactBook
    texts: Mapping[str, LawText]
    figures: Mapping[str, Figure]
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...] = ()
    _stages: dict[tuple[str, ...], Stage] = field(default_factory=dict)
    _editions: dict[tuple[Stage, ...], Edition] = field(default_factory=dict)
    _by_day: dict[tuple[datetime.date, datetime.date], Edition] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a conclusion, or what is said of it; not of order, file and line."""
        book = self.book
        others = [book.facts, book.conclusions, book.scales, self.texts, self.figures]
        rules = sorted((rule.as_data() for rule in self.rules), key=lambda rule: str(rule["ref"]))
        tiers = sorted((tier.as_data() for tier in self.tiers), key=str)
        return _digest([rules, tiers, *({name: _stated(kind[name]) for name in kind} for kind in others)])

    def edition(self, conduct: datetime.date, decision: datetime.date) -> Edition:
        """The rules for a conduct that ended, and a decision given, on these days."""
        found = self._by_day.get((conduct, decision))
        if found is None:
            with self._lock:
                found = self._make(conduct, decision)
                if len(self._by_day) >= _KEPT:
                    self._by_day.clear()
                self._by_day[conduct, decision] = found
        return found

    def _make(self, conduct: datetime.date, decision: datetime.date) -> Edition:
        stages = []
        for name in STAGES:
            rules = tuple(rule for rule in self.rules if rule.stage == name and rule.in_force_on(conduct, decision))
            if rules:
                refs = tuple(rule.ref for rule in rules)
                if refs not in self._stages:
                    self._stages[refs] = Stage(name, rules, _digest([rule.as_data() for rule in rules]))
                stages.append(self._stages[refs])
        key = tuple(stages)
        if key not in self._editions:
            self._editions[key] = Edition(key, _digest([stage.digest for stage in key]))
        return self._editions[key]

    def title(self, text: str) -> str:
        """The full title of a cited text."""
        return self.texts[text].title


def _stated(item: Any) -> dict[str, object]:
    """What a file states of a fact, a text or a figure, wherever it stands."""
    return {name: value for name, value in asdict(item).items() if name != "line"}


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _digest(data: object) -> str:
    return hashlib.sha256(
        json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()
    ).hexdigest()


def _each(parser: Parser, entries: Iterable[Mapped], build: Callable[[Mapped], T]) -> list[T]:
    built = []
    for entry in entries:
        try:
            built.append(build(entry))
        except Refused:
            continue  # noted by the parser; the other entries are still read, so that all mistakes are told at once
    return built


def _by_name(parser: Parser, items: Iterable[T], name: Callable[[T], str]) -> dict[str, T]:
    result: dict[str, T] = {}
    for item in items:
        if name(item) in result:
            parser.wrong(getattr(item, "line", 1), msg("{item} 重复", item=name(item)))
        result[name(item)] = item
    return result


Files = Mapping[str, Sequence[Mapped]]
"""The entries of each file of a lawbook, by file name."""


def read(folder: Path) -> dict[str, list[Mapped]]:
    """The files of a folder. Raises ``LawError`` with every file that cannot be read."""
    names = dict.fromkeys((*NEEDED, *sorted(path.name for path in folder.glob("*.yaml"))))
    return read_files({name: partial(read_list, folder / name) for name in names})


def read_files(readers: Mapping[str, Callable[[], list[Mapped]]]) -> dict[str, list[Mapped]]:
    """What each reader gives, by file name. Raises ``LawError`` with the mistakes of all of them."""
    files: dict[str, list[Mapped]] = {}
    mistakes: list[Mistake] = []
    for name, reader in readers.items():
        try:
            files[name] = reader()
        except LawError as problem:
            mistakes.extend(problem.mistakes)
    if mistakes:
        raise LawError(mistakes)
    return files


def load(folder: Path) -> LawBook:
    """The lawbook of a folder. Raises ``LawError`` with every mistake found."""
    return build(read(folder))


def build(files: Files) -> LawBook:
    """The lawbook of files already read. Raises ``LawError`` with every mistake found."""
    missing = [Mistake(name, 1, msg("缺少这个文件")) for name in NEEDED if name not in files]
    if missing:
        raise LawError(missing)
    mistakes: list[Mistake] = []

    parser = Parser("facts.yaml", mistakes)
    entries = files["facts.yaml"]
    facts = _by_name(
        parser,
        _each(parser, [e for e in entries if "conclusion" not in e and "scale" not in e], parser.fact),
        _fact_name,
    )
    conclusions = _by_name(
        parser,
        _each(parser, [entry for entry in entries if "conclusion" in entry], parser.conclusion),
        _conclusion_name,
    )
    scales = _by_name(parser, _each(parser, [entry for entry in entries if "scale" in entry], parser.scale), _offence)
    book = FactBook(facts, conclusions, scales)
    lint_facts(book, parser)

    parser = Parser("texts.yaml", mistakes)
    texts = _by_name(parser, _each(parser, files["texts.yaml"], parser.law_text), lambda text: text.text)
    parser = Parser("figures.yaml", mistakes)
    figures = _by_name(parser, _each(parser, files["figures.yaml"], parser.figure), lambda figure: figure.id)

    rules: list[Rule] = []
    for name in sorted(files.keys() - set(NOT_SUBJECTS)):
        subject = Parser(name, mistakes)
        for made in _each(subject, files[name], partial(subject.rules, book=book, texts=texts, figures=figures)):
            rules.extend(made)
    lint(rules, book, mistakes)
    tiers = tiers_of(files.get("tiers.yaml", ()), Parser("tiers.yaml", mistakes), texts)
    if mistakes:
        raise LawError(mistakes)
    return LawBook(book, texts, figures, tuple(rules), tiers)


def _fact_name(fact: Fact) -> str:
    return fact.name


def _offence(scale: Scale) -> str:
    return scale.offence


def _conclusion_name(conclusion: Conclusion) -> str:
    return conclusion.name


@cache
def load_lawbook() -> LawBook:
    """The lawbook that ships with the system."""
    return load(LAW)
