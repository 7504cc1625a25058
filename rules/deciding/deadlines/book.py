"""The deadlines as data: events, ways of counting, exclusions and rules, each with its article, loaded and checked.

``load_book()`` reads ``rules/law/deadlines/*.yaml`` once per process. Whatever is wrong raises ``LawError`` with file,
line and reason: no rule without text and article, no event that nobody may record, no period that cannot be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from rules.deciding.book import NO_FILE, Files, entries_in, read_files, texts_of
from rules.deciding.book.base import E, LawError, LawText, by_name, checked
from rules.deciding.deadlines.types import (
    Bar,
    Choice,
    Counting,
    DeadlineRule,
    Event,
    Exclusion,
    KnownPeriods,
)
from rules.reading.located import LineMapping, Mistake
from rules.reading.messages import msg

LAW = Path(__file__).parents[2] / "law" / "deadlines"
NOT_RULES = ("texts.yaml", "events.yaml", "counting.yaml", "exclusions.yaml", "bars.yaml")


@dataclass(frozen=True)
class DeadlineBook:
    """All deadlines with the vocabulary they use."""

    events: Mapping[str, Event]
    choices: Mapping[str, Choice]
    counting: Mapping[str, Counting]
    exclusions: tuple[Exclusion, ...]
    bars: tuple[Bar, ...]
    rules: tuple[DeadlineRule, ...]
    texts: Mapping[str, LawText]

    def rule(self, id: str) -> DeadlineRule:
        """The rule of this id. Raises ``KeyError``."""
        return {rule.id: rule for rule in self.rules}[id]


def read(folder: Path) -> Files:
    """The files of a folder. Raises ``LawError`` with every file that cannot be read."""
    names = dict.fromkeys((*NOT_RULES, *sorted(path.name for path in folder.glob("*.yaml"))))
    return read_files({name: partial(entries_in, folder / name) for name in names})


def read_book(folder: Path, shared_texts: Path) -> DeadlineBook:
    """The book of a folder; ``shared_texts`` describes texts cited elsewhere too. Raises ``LawError``."""
    return build(read(folder), entries_in(shared_texts))


def build(files: Files, shared_texts: Iterable[LineMapping]) -> DeadlineBook:
    """The book of files already read, by name, with the texts that are cited elsewhere too. Raises ``LawError``."""
    missing = [Mistake(f"deadlines/{name}", 1, msg(NO_FILE)) for name in NOT_RULES if name not in files]
    if missing:
        raise LawError(missing)
    mistakes: list[Mistake] = []
    texts = texts_of((*shared_texts, *files["texts.yaml"]), "texts.yaml", mistakes)
    known = KnownPeriods("events.yaml", texts)

    def entries(model: type[E], name: str, key: str = "") -> list[E]:
        known.file = name
        return checked(model, [entry for entry in files[name] if key in ("", *entry)], known, mistakes)

    known.choices = by_name(entries(Choice, "events.yaml", "choice"), lambda choice: choice.name, mistakes)
    known.events = by_name(entries(Event, "events.yaml", "event"), lambda event: event.name, mistakes)
    known.counting = by_name(entries(Counting, "counting.yaml"), lambda way: way.name, mistakes)
    exclusions = tuple(entries(Exclusion, "exclusions.yaml"))
    bars = tuple(entries(Bar, "bars.yaml"))
    written = [rule for name in sorted(files.keys() - set(NOT_RULES)) for rule in entries(DeadlineRule, name)]
    rules = by_name(written, lambda rule: rule.id, mistakes)
    mistakes.extend(_broken_links(rules, exclusions))
    if mistakes:
        raise LawError(mistakes)
    return DeadlineBook(known.events, known.choices, known.counting, exclusions, bars, tuple(rules.values()), texts)


def _broken_links(rules: Mapping[str, DeadlineRule], exclusions: Iterable[Exclusion]) -> Iterator[Mistake]:
    tracks = {rule.track for rule in rules.values()}
    for rule in rules.values():
        before = rules.get(rule.after)
        if rule.after and (before is None or before.after):
            yield rule.mistake(msg("{id} 的 after：没有可以接续的期限 {after}", id=rule.id, after=rule.after))
    for item in exclusions:
        for track in item.tracks:
            if track not in tracks:
                yield item.mistake(msg("{id}：没有哪个期限属于“{track}”", id=item.id, track=track))


@cache
def load_book() -> DeadlineBook:
    """The deadlines that ship with the system."""
    return read_book(LAW, LAW.parent / "texts.yaml")
