"""The deadlines as data: events, ways of counting, exclusions and rules, each with its article, loaded and checked.

``load_book()`` reads ``rules/law/deadlines/*.yaml`` once per process. Whatever is wrong raises ``LawError`` with file,
line and reason: no rule without text and article, no event that nobody may record, no period that cannot be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from rules.deciding.book import Files, read_files
from rules.deciding.book.entry import Refused
from rules.deciding.book.located import LawError, Mapped, Mistake, read_list
from rules.deciding.book.parse import Parser
from rules.deciding.book.types import LawText
from rules.deciding.deadlines.reading import Reader
from rules.deciding.deadlines.types import Bar, Choice, Counting, DeadlineRule, Event, Exclusion
from rules.reading.messages import msg

LAW = Path(__file__).parents[2] / "law" / "deadlines"
NOT_RULES = ("texts.yaml", "events.yaml", "counting.yaml", "exclusions.yaml", "bars.yaml")

T = TypeVar("T")


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
    return read_files({name: partial(read_list, folder / name) for name in names})


def read_book(folder: Path, shared_texts: Path) -> DeadlineBook:
    """The book of a folder; ``shared_texts`` describes texts cited elsewhere too. Raises ``LawError``."""
    return build(read(folder), read_list(shared_texts))


def build(files: Files, shared_texts: Iterable[Mapped]) -> DeadlineBook:
    """The book of files already read, by name, with the texts that are cited elsewhere too. Raises ``LawError``."""
    missing = [Mistake(f"deadlines/{name}", 1, msg("缺少这个文件")) for name in NOT_RULES if name not in files]
    if missing:
        raise LawError(missing)
    mistakes: list[Mistake] = []
    texts: dict[str, LawText] = {}
    reader = Reader("texts.yaml", mistakes)
    for entries in (shared_texts, files["texts.yaml"]):
        for entry, text in _each(entries, reader.law_text):
            _add(texts, text.text, text, reader, entry)
    events: dict[str, Event] = {}
    choices: dict[str, Choice] = {}
    reader = Reader("events.yaml", mistakes)
    reader.choices = choices
    for entry, choice in _each(files["events.yaml"], reader.choice_entry, "choice"):
        _add(choices, choice.name, choice, reader, entry)
    for entry, event in _each(files["events.yaml"], reader.event, "event"):
        _add(events, event.name, event, reader, entry)
    counting: dict[str, Counting] = {}

    def open_file(name: str) -> Reader:
        made = Reader(name, mistakes)
        made.texts, made.events, made.choices, made.counting = texts, events, choices, counting
        return made

    reader = open_file("counting.yaml")
    for entry, way in _each(files["counting.yaml"], reader.counting_entry):
        _add(counting, way.name, way, reader, entry)
    name = "exclusions.yaml"
    exclusions = tuple(exclusion for _, exclusion in _each(files[name], open_file(name).exclusion))
    name = "bars.yaml"
    bars = tuple(bar for _, bar in _each(files[name], open_file(name).bar))
    rules: dict[str, DeadlineRule] = {}
    for name in sorted(files.keys() - set(NOT_RULES)):
        reader = open_file(name)
        for entry, rule in _each(files[name], reader.rule):
            _add(rules, rule.id, rule, reader, entry)
    _check_links(rules, exclusions, mistakes)
    if mistakes:
        raise LawError(mistakes)
    return DeadlineBook(events, choices, counting, exclusions, bars, tuple(rules.values()), texts)


def _each(entries: Iterable[Mapped], make: Callable[[Mapped], T], key: str = "") -> Iterator[tuple[Mapped, T]]:
    for entry in entries:
        if key and key not in entry:
            continue
        try:
            yield entry, make(entry)
        except Refused:
            continue  # noted by the reader; the other entries are still read


def _add(found: dict[str, T], name: str, item: T, reader: Parser, entry: Mapped) -> None:
    if name in found:
        reader.wrong(entry.line, msg("{name} 重复", name=name))
    found[name] = item


def _check_links(rules: Mapping[str, DeadlineRule], exclusions: tuple[Exclusion, ...], mistakes: list[Mistake]) -> None:
    tracks = {rule.track for rule in rules.values()}
    for rule in rules.values():
        before = rules.get(rule.after)
        if rule.after and (before is None or before.after):
            mistakes.append(
                Mistake(
                    rule.file,
                    rule.line,
                    msg("{id} 的 after：没有可以接续的期限 {after}", id=rule.id, after=rule.after),
                )
            )
    for item in exclusions:
        for track in item.tracks:
            if track not in tracks:
                mistakes.append(
                    Mistake(item.file, item.line, msg("{id}：没有哪个期限属于“{track}”", id=item.id, track=track))
                )


@cache
def load_book() -> DeadlineBook:
    """The deadlines that ship with the system."""
    return read_book(LAW, LAW.parent / "texts.yaml")
