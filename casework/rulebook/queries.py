"""The law that ships, as pages show it: by subject, with what each rule says, needs and concludes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext

from casework.rulebook.errors import UnknownSubject
from casework.rulebook.periods import Entry, Volume, matching
from rules.deciding.book import LAW, load_lawbook
from rules.deciding.book.base import LawText
from rules.deciding.book.types import Rule
from rules.deciding.deadlines.book import load_book
from rules.deciding.printing import STAGES, Printer, period


@dataclass(frozen=True)
class Shown:
    """One edition of a rule. ``period`` and the rest are text to read."""

    rule: Rule
    period: str
    stage: str
    when: str
    then: str


@dataclass(frozen=True)
class Subject:
    """One file of rules. ``title`` and ``about`` are its first lines."""

    name: str
    title: str
    about: str
    rules: tuple[Shown, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts its rules rest on, each once."""
        return tuple(dict.fromkeys(shown.rule.text for shown in self.rules))

    @property
    def changes(self) -> tuple[datetime.date, ...]:
        """The days on which one of its rules came into force, latest first."""
        return tuple(sorted({shown.rule.in_force.start for shown in self.rules}, reverse=True))


@dataclass(frozen=True)
class Rulebook:
    """The edition that ships."""

    hash: str
    subjects: tuple[Subject, ...]

    @property
    def count(self) -> int:
        return sum(len(subject.rules) for subject in self.subjects)


@cache
def texts() -> Mapping[str, LawText]:
    """Every text that a rule or a period rests on, by the number it is cited by."""
    return load_book().texts


@cache
def rulebook() -> Rulebook:
    """The law that ships, read once."""
    lawbook = load_lawbook()
    printer = Printer(lawbook)
    by_file: dict[str, list[Shown]] = {}
    seen: set[tuple[str, int]] = set()
    for rule in lawbook.rules:
        if (rule.file, rule.line) in seen:
            continue  # the same rule at the other end of a range, or with another province's figure
        seen.add((rule.file, rule.line))
        by_file.setdefault(rule.file, []).append(
            Shown(rule, period(rule.in_force), STAGES[rule.stage], printer.condition(rule.when), printer.then(rule))
        )
    subjects = (_subject(file, rules) for file, rules in by_file.items())
    return Rulebook(lawbook.hash, tuple(sorted(subjects, key=_place)))


def _place(subject: Subject) -> tuple[int, str]:
    """In the order in which a case meets them: by the stage of most of its rules."""
    stages = [shown.stage for shown in subject.rules]
    return list(STAGES.values()).index(max(stages, key=stages.count)), subject.name


def _subject(file: str, rules: Iterable[Shown]) -> Subject:
    head: list[str] = []
    for line in (LAW / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        head.append(line.lstrip("# ").strip())
    title, _, about = re.sub("[：。]", "\n", "".join(head), count=1).partition("\n")
    return Subject(file.removesuffix(".yaml"), title or file, about, tuple(rules))


def subject(name: str) -> Subject:
    """The subject of this name. Raises ``UnknownSubject``."""
    for found in rulebook().subjects:
        if found.name == name:
            return found
    raise UnknownSubject(gettext("没有这一卷规则。"))


@dataclass(frozen=True)
class Search:
    """What to look for: words that must all occur; a day on which the rule must be in force."""

    words: str = ""
    on: datetime.date | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.words.strip() or self.on)

    @property
    def each(self) -> list[str]:
        """The words one by one, as they are compared."""
        return self.words.casefold().split()


def search(wanted: Search) -> list[tuple[Subject, list[Shown]]]:
    """The rules that match, by subject."""
    return list(_matching(wanted.each, wanted.on))


def search_periods(wanted: Search) -> list[tuple[Volume, list[Entry]]]:
    """The periods that match, by file."""
    return list(matching(wanted.each, wanted.on))


def _matching(words: list[str], on: datetime.date | None) -> Iterator[tuple[Subject, list[Shown]]]:
    for found in rulebook().subjects:
        rules = [
            shown
            for shown in found.rules
            if (on is None or on in shown.rule.in_force) and all(word in _text(found, shown) for word in words)
        ]
        if rules:
            yield found, rules


def _text(found: Subject, shown: Shown) -> str:
    rule = shown.rule
    title = load_lawbook().title(rule.text)
    parts = (found.title, rule.id, rule.says, rule.text, title, rule.article, shown.when, shown.then, rule.note)
    return "\n".join(parts).casefold()
