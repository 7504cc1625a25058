"""The law as data, loaded and checked: all rules, and the edition of them that applies to a conduct and a decision day.

``load_lawbook()`` reads ``rules/law/*.yaml`` once per process. Whatever is wrong with a file raises ``LawError`` with
file, line and reason: a lawbook that loads is complete.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property, partial
from pathlib import Path

from rules.deciding.book.base import Entry, Kept, Known, LawError, LawText, by_name, checked, entries_of
from rules.deciding.book.factbook import Conclusion, Fact, FactBook, ReadFact, Scale
from rules.deciding.book.lint import lint, lint_facts
from rules.deciding.book.rule_entry import KnownLaw, RuleEntry
from rules.deciding.book.tiers import Tier
from rules.deciding.book.types import CONCURRENCE, ROUTES, STAGES, Figure, Rule
from rules.reading.located import LineMapping, Mistake
from rules.reading.messages import msg, template

NO_FILE = template("缺少这个文件")

LAW = Path(__file__).parents[2] / "law"
NEEDED = ("facts.yaml", "texts.yaml", "figures.yaml")
NOT_SUBJECTS = (*NEEDED, "tiers.yaml")


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
    def meets_others(self) -> bool:
        """Whether a rule says how the offence and another meet."""
        return any(CONCURRENCE in rule.then for rule in self.rules)

    @cached_property
    def with_article(self) -> frozenset[str]:
        """The offences that have an article of the law of the day, under which they are examined."""
        return frozenset(offence for rule in self.rules if PENAL_ARTICLE in rule.then for offence in rule.offences)

    @cached_property
    def opens_routes(self) -> bool:
        """Whether it has rules of routes at all."""
        return any(stage.name == "routing" for stage in self.stages)

    @cached_property
    def has_unverified(self) -> bool:
        """Whether a rule rests on a text that was not checked."""
        return any(rule.confidence == "unverified" for rule in self.rules)

    @cached_property
    def knows_service_loss(self) -> bool:
        """Whether the law of the day of the act has the head of loss that money and credits make good."""
        return any(SERVICE_LOSS in rule.then.get(HEADS, ()) for rule in self.rules)

    @cached_property
    def penalised(self) -> frozenset[str]:
        """The administrative wrongs of which a rule says what is to be done and paid."""
        asked = (one for rule in self.rules if ADMINISTRATIVE in rule.then for one in rule.comparisons)
        values = (one.value if isinstance(one.value, tuple) else (one.value,) for one in asked if one.fact == ADMIN_ACT)
        return frozenset(str(value) for several in values for value in several)


ADMINISTRATIVE, ADMIN_ACT = "administrative", "admin_act"
"""The conclusion about what is due for an administrative wrong, and the fact which wrong it is."""

PENAL_ARTICLE = "penal_article"
"""The conclusion which article the offence is examined under."""

HEADS, SERVICE_LOSS = "civil_heads", "期间服务功能损失"
"""The conclusion that names heads of loss, and the one of them that is the loss of services."""


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
    _by_span: dict[tuple[int, int], Edition] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a conclusion, or what is said of it; not of order, file and line."""
        book = self.book
        others: list[Mapping[str, Entry]] = [book.facts, book.conclusions, book.scales, self.texts, self.figures]
        rules = sorted((rule.as_data() for rule in self.rules), key=lambda rule: str(rule["ref"]))
        tiers = sorted((tier.as_data() for tier in self.tiers), key=str)
        return _digest([rules, tiers, *({name: kind[name].stated() for name in kind} for kind in others)])

    @cached_property
    def graded(self) -> frozenset[str]:
        """The offences that some text, of whatever day, grades."""
        return frozenset(offence for rule in self.rules if rule.stage == "grade" for offence in rule.offences)

    @cached_property
    def opening(self) -> Mapping[str, Sequence[Rule]]:
        """The rules of all editions that open each route."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for route in rule.then.get(ROUTES, ()) if rule.stage == "routing" else ():
                found.setdefault(route, []).append(rule)
        return found

    def edition(self, conduct: datetime.date, decision: datetime.date) -> Edition:
        """The rules for a conduct that ended, and a decision given, on these days."""
        key = self.span(conduct, decision)
        found = self._by_span.get(key)
        if found is None:
            with self._lock:
                found = self._by_span[key] = self._make(conduct, decision)
        return found

    def span(self, conduct: datetime.date, decision: datetime.date) -> tuple[int, int]:
        """Between which changes of the rules these days lie: for all days between two changes the rules are the same,
        and each of them is in force or not."""
        return bisect_right(self._changes, conduct), bisect_right(self._changes, decision)

    @cached_property
    def _changes(self) -> Sequence[datetime.date]:
        """The days on which a rule is in force for the first time, or no longer, in order."""
        periods = [rule.in_force for rule in self.rules]
        ends = (period.end for period in periods)
        after = (end + datetime.timedelta(days=1) for end in ends if end is not None and end < datetime.date.max)
        return sorted({*(period.start for period in periods), *after})

    @cached_property
    def _of_stage(self) -> Mapping[str, Sequence[Rule]]:
        return {name: [rule for rule in self.rules if rule.stage == name] for name in STAGES}

    def _make(self, conduct: datetime.date, decision: datetime.date) -> Edition:
        stages = []
        for name, all_of_it in self._of_stage.items():
            rules = tuple(rule for rule in all_of_it if rule.in_force_on(conduct, decision))
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


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _digest(data: object) -> str:
    return hashlib.sha256(
        json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()
    ).hexdigest()


Files = Mapping[str, Sequence[LineMapping]]
"""The entries of each file of a lawbook, by file name."""


def read(folder: Path) -> dict[str, list[LineMapping]]:
    """The files of a folder. Raises ``LawError`` with every file that cannot be read."""
    names = dict.fromkeys((*NEEDED, *sorted(path.name for path in folder.glob("*.yaml"))))
    return read_files({name: partial(entries_in, folder / name) for name in names})


def entries_in(path: Path) -> list[LineMapping]:
    """The entries of a file of law. Raises ``LawError`` with file, line and reason."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise LawError([Mistake(path.name, 1, msg("文件无法读取：{strerror}", strerror=problem.strerror))]) from None
    return entries_of(content, path.name)


def read_files(readers: Mapping[str, Callable[[], list[LineMapping]]]) -> dict[str, list[LineMapping]]:
    """What each reader gives, by file name. Raises ``LawError`` with the mistakes of all of them."""
    files: dict[str, list[LineMapping]] = {}
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


def build(files: Files, kept: Kept | None = None) -> LawBook:
    """The lawbook of files already read. Raises ``LawError`` with every mistake found.

    ``kept``: what these entries were read as for other lawbooks.
    """
    kept = kept or Kept()
    missing = [Mistake(name, 1, msg(NO_FILE)) for name in NEEDED if name not in files]
    if missing:
        raise LawError(missing)
    mistakes: list[Mistake] = []
    book = _vocabulary(files["facts.yaml"], kept, mistakes)
    texts = texts_of(files["texts.yaml"], "texts.yaml", mistakes, kept)
    cited = tuple(map(id, files["texts.yaml"]))
    known_texts = Known("figures.yaml", texts, kept, cited)
    figures = by_name(checked(Figure, files["figures.yaml"], known_texts, mistakes), lambda f: f.id, mistakes)
    beside = cited, tuple(map(id, files["facts.yaml"])), tuple(map(id, files["figures.yaml"]))
    rules: list[Rule] = []
    for name in sorted(files.keys() - set(NOT_SUBJECTS)):
        known = KnownLaw(name, texts, kept, beside, figures, book)
        for entry in checked(RuleEntry, files[name], known, mistakes):
            rules += kept.once(entry, Rule, beside, partial(entry.rules, known))
    lint(rules, book, mistakes)
    tiers = checked(Tier, files.get("tiers.yaml", ()), Known("tiers.yaml", texts, kept, cited), mistakes)
    if mistakes:
        raise LawError(mistakes)
    return LawBook(book, texts, figures, tuple(rules), tuple(tiers))


def _vocabulary(entries: Sequence[LineMapping], kept: Kept, mistakes: list[Mistake]) -> FactBook:
    known = Known("facts.yaml", kept=kept)
    conclusions = [entry for entry in entries if "conclusion" in entry]
    scales = [entry for entry in entries if "scale" in entry and "conclusion" not in entry]
    others = [entry for entry in entries if "conclusion" not in entry and "scale" not in entry]
    read = checked(ReadFact, [entry for entry in others if "reads" in entry], known, mistakes)
    stated = checked(Fact, [entry for entry in others if "reads" not in entry], known, mistakes)
    facts = sorted((*stated, *(kept.once(one, Fact, None, one.fact) for one in read)), key=lambda fact: fact.line)
    book = FactBook(
        by_name(facts, lambda fact: fact.name, mistakes),
        by_name(checked(Conclusion, conclusions, known, mistakes), lambda conclusion: conclusion.name, mistakes),
        by_name(checked(Scale, scales, known, mistakes), lambda scale: scale.offence, mistakes),
    )
    mistakes.extend(lint_facts(book, known.file))
    return book


def texts_of(
    entries: Iterable[LineMapping], file: str, mistakes: list[Mistake], kept: Kept | None = None
) -> dict[str, LawText]:
    """The texts that a file describes, by the number they are cited by."""
    known = Known(file, kept=kept or Kept())
    return by_name(checked(LawText, entries, known, mistakes), lambda text: text.text, mistakes)


@cache
def load_lawbook() -> LawBook:
    """The lawbook that ships with the system."""
    return load(LAW)
