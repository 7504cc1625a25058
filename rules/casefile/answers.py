"""What a case file answers: which facts are asked of it, what is known of each, in words.

Everything here takes plain data as well as a case file, so that a draft can be asked page by page. A fact that was
asked and is not known says 未查明 (or what its ``unstated`` says is then done), never 否 and never 0: what the case
file leaves out is not known, whatever default a computation takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from rules.casefile import CaseFile
from rules.casefile.fact import GROUPS, Condition, Fact, Group
from rules.casefile.lists import NO_LISTS, ListedOption, Lists
from rules.casefile.schema import entry_name, fact_at, name_of
from rules.casefile.walk import STRUCTURE, FactAt, parts_of
from rules.reading.messages import Message, msg, template
from rules.values.fields import Kind

BY_DEFAULT = template("未选定，按缺省：{default}")

State = Literal["stated", "unknown", "unused", "not_asked"]
"""``unused``: it belongs to another way of answering than the one that was taken (亩 where hectares are given)."""

_FLAGS = {"是": True, "否": False, "true": True, "false": False}


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """One fact of a case file, or a part with the facts inside. ``path``: its place in this case file.

    ``name``: its label, or of an entry of a list what the entry is called. ``text``: its value in words, of a fact that
    is not known 未查明. ``value``: as the case file has it. ``entry``: one entry of a list or a map.
    ``offered``: it may be stated, whether it is asked or waits to be brought up.
    """

    path: str
    at: FactAt
    name: Message
    state: State
    value: Any
    text: str
    answers: tuple[Answer, ...] = ()
    entry: bool = False
    offered: bool = False

    @property
    def fact(self) -> Fact:
        """What is said of the fact."""
        return self.at.fact

    @property
    def leaf(self) -> bool:
        """Whether it has a value of its own: a list has one while it has no entries."""
        kind = self.at.kind
        empty = kind in (Kind.LIST, Kind.MAP) and not self.answers
        return not self.entry and (kind not in STRUCTURE or self.fact.counted or empty)

    @property
    def asked(self) -> bool:
        """Whether it is asked, or stated although it is not."""
        return self.state != "not_asked"

    @property
    def read(self) -> bool:
        """Whether it stands on the pages to check and to read: asked, and not another way of answering."""
        return self.state in ("stated", "unknown")

    def leaves(self) -> Iterator[Answer]:
        """The facts with values at and below this one."""
        if self.leaf:
            yield self
        for inner in self.answers:
            yield from inner.leaves()

    def every(self) -> Iterator[Answer]:
        """This one and all below it."""
        yield self
        for inner in self.answers:
            yield from inner.every()


@dataclass(frozen=True, slots=True)
class Page:
    """The answers that stand under one title."""

    group: Group
    answers: tuple[Answer, ...]

    def leaves(self) -> Iterator[Answer]:
        """Every fact with a value on the page, in order."""
        for answer in self.answers:
            yield from answer.leaves()


@dataclass(frozen=True, slots=True)
class Change:
    """What two versions of a case file say differently at one place; None where a version says nothing."""

    path: str
    name: Message
    before: str | None
    after: str | None


def answers(casefile: CaseFile | Mapping[str, Any], lists: Lists = NO_LISTS) -> tuple[Answer, ...]:
    """Every fact of a case file, asked or not, as the model declares them. Of lists, the entries that there are."""
    data = _plain(casefile)
    return tuple(_Case(data, lists).part(parts_of(CaseFile), data, "", asked=True))


def asked(casefile: CaseFile | Mapping[str, Any], lists: Lists = NO_LISTS) -> tuple[Answer, ...]:
    """The facts that are asked of this case: given its offence, its stands and whatever else is known so far."""
    return tuple(leaf for answer in answers(casefile, lists) for leaf in answer.leaves() if leaf.asked)


def read(casefile: CaseFile | Mapping[str, Any], lists: Lists = NO_LISTS) -> tuple[Page, ...]:
    """Every fact that was asked, with its value in words, page by page: what is checked and read."""
    pages: dict[str, list[Answer]] = {group.key: [] for group in GROUPS}
    for answer in answers(casefile, lists):
        for placed in _placed(answer):
            kept = _kept(placed)
            if kept is not None:
                pages[placed.at.group.key].append(kept)
    return tuple(Page(group, tuple(pages[group.key])) for group in GROUPS if pages[group.key])


def offered(casefile: CaseFile | Mapping[str, Any], group: Group, lists: Lists = NO_LISTS) -> tuple[Answer, ...]:
    """The facts of one page that may be stated, for its form: asked ones, other ways of answering, and what waits to be
    brought up. What is entered elsewhere (a tally, the proceedings) is left out."""
    return _enterable_on(group, _all_placed(casefile, lists))


def forms(casefile: CaseFile | Mapping[str, Any], lists: Lists = NO_LISTS) -> tuple[Page, ...]:
    """``offered`` of every page, in order; a page on which nothing may be stated is empty."""
    placed = _all_placed(casefile, lists)
    return tuple(Page(group, _enterable_on(group, placed)) for group in GROUPS)


def _all_placed(casefile: CaseFile | Mapping[str, Any], lists: Lists) -> list[Answer]:
    return [one for answer in answers(casefile, lists) for one in _placed(answer)]


def _enterable_on(group: Group, placed: Sequence[Answer]) -> tuple[Answer, ...]:
    return tuple(kept for one in placed if one.at.group is group and (kept := _enterable(one)) is not None)


def changes(
    before: CaseFile | Mapping[str, Any], after: CaseFile | Mapping[str, Any], lists: Lists = NO_LISTS
) -> list[Change]:
    """What two versions say differently, fact by fact, in words."""
    old, new = dict(_leaves(_plain(before), "")), dict(_leaves(_plain(after), ""))
    paths = [*old, *(path for path in new if path not in old)]
    return [
        Change(path, name_of(path, lists), _told(path, old, lists), _told(path, new, lists))
        for path in paths
        if old.get(path) != new.get(path)
    ]


def in_words(at: FactAt, value: Any, lists: Lists = NO_LISTS) -> str:
    """A value of a fact in official words; 未查明 where it is not known."""
    if not _stated(value):
        return at.fact.unstated
    if at.kind in STRUCTURE:
        return msg("{count} 项", count=len(value))
    if at.kind is Kind.NAMES:
        return value if isinstance(value, str) else "、".join(map(str, value))
    words: Mapping[Any, str] = lists.words(at.fact.listed) if at.fact.listed else at.words
    key = _FLAGS.get(value, value) if at.kind is Kind.FLAG and isinstance(value, str) else value
    return words.get(key, str(value))


def _told(path: str, leaves: Mapping[str, Any], lists: Lists) -> str | None:
    value, at = leaves.get(path), fact_at(path)
    if value is None:
        return None
    if at is None:
        return str(value)
    if at.fact.listed == "options":
        option = lists.options(None).get(path.rpartition(".")[2])
        return option.words.get(value, str(value)) if option else str(value)
    return in_words(at, value, lists)


@dataclass(frozen=True)
class _Case:
    """A case file under examination: what conditions look at, and the words of its lists."""

    data: Mapping[str, Any]
    lists: Lists
    held: dict[Condition, bool] = field(default_factory=dict)
    """Which conditions on facts of the whole case file hold, of those that were asked."""

    def part(self, parts: Sequence[FactAt], data: Mapping[str, Any], prefix: str, *, asked: bool) -> Iterator[Answer]:
        """The answers of one part of the case file."""
        taken: dict[str, set[str]] = {}
        for at in parts:
            if at.fact.way and _stated(data.get(at.key)):
                taken.setdefault(at.fact.way.question, set()).add(at.fact.way.name)
        for at in parts:
            offered = all(self._holds(one, parts, data) for one in at.fact.when)
            wanted = asked and offered and not at.fact.on_demand
            way = at.fact.way
            unused = way is not None and taken.get(way.question, {way.name}).isdisjoint({way.name})
            path = f"{prefix}.{at.key}" if prefix else at.key
            yield self._answer(at, data.get(at.key), path, asked=wanted, offered=offered, unused=unused)

    def _holds(self, condition: Condition, parts: Sequence[FactAt], data: Mapping[str, Any]) -> bool:
        if condition.path.startswith("."):
            return self._looked_up(condition, parts, data)
        if condition not in self.held:
            self.held[condition] = self._looked_up(condition, parts, data)
        return self.held[condition]

    def _looked_up(self, condition: Condition, parts: Sequence[FactAt], data: Mapping[str, Any]) -> bool:
        if condition.path.startswith("."):
            key = condition.path[1:]
            at = next((at for at in parts if at.key == key), None)
            value = data.get(key)
        else:
            value = next(_found(self.data, condition.path), None)
            at = fact_at(condition.path)
        if any(condition.holds(other) for path in condition.also for other in _found(self.data, path) if other):
            return True
        if at is not None and at.kind is Kind.LIST:
            return condition.holds(len(value) if isinstance(value, Sequence) else 0)
        value = value if _stated(value) else at.default if at else None
        if at is not None and at.kind is Kind.FLAG and isinstance(value, str):
            value = _FLAGS.get(value)
        # A method may be named with its edition.
        return condition.holds(value.partition("@")[0] if isinstance(value, str) else value)

    def _answer(self, at: FactAt, value: Any, path: str, *, asked: bool, offered: bool, unused: bool) -> Answer:
        stated = _stated(value)
        # A group that is there, though empty, has been brought up.
        asked = asked or stated or (at.kind is Kind.GROUP and isinstance(value, Mapping))
        state: State = "stated" if stated else "not_asked" if not asked else "unused" if unused else "unknown"
        inside = () if at.fact.counted else tuple(self._inside(at, value, path, asked))
        text = in_words(at, value, self.lists)
        return Answer(path, at, at.fact.label, state, value, text, inside, offered=offered or stated)

    def _inside(self, at: FactAt, value: Any, path: str, asked: bool) -> Iterator[Answer]:
        """The answers inside an answer."""
        if at.kind is Kind.GROUP:
            yield from self.part(at.parts, value or {}, path, asked=asked)
        elif at.kind is Kind.LIST and isinstance(value, Sequence):
            for number, one in enumerate(value):
                yield self._entry(at, one, f"{path}[{number}]", entry_name(at, number))
        elif at.fact.listed == "options":
            yield from self._options(at, value or {}, path, asked)
        elif at.kind is Kind.MAP and isinstance(value, Mapping):
            for key, one in value.items():
                inner = f"{path}.{key}"
                yield self._entry(at, one, inner, _last(name_of(inner, self.lists)))

    def _entry(self, at: FactAt, value: Any, path: str, name: Message) -> Answer:
        held = value if isinstance(value, Mapping) else {}
        inside = tuple(self.part(at.parts, held, path, asked=True))
        return Answer(path, at, name, "stated", value, "", inside, entry=True)

    def _options(self, at: FactAt, value: Mapping[str, Any], path: str, asked: bool) -> Iterator[Answer]:
        """The options of the method that is chosen, and whichever are stated."""
        method = fact_at("options.method")
        chosen = (self.data.get("options") or {}).get("method")
        known = self.lists.options(str(chosen)) if chosen and method else {}
        every = self.lists.options(None)
        for key in dict.fromkeys((*known, *value)):
            option = known.get(key) or every.get(key) or ListedOption(key, "", {})
            yield self._option(at, option, key, value.get(key), f"{path}.{key}", asked=asked and key in known)

    def _option(self, at: FactAt, option: ListedOption, key: str, value: Any, path: str, *, asked: bool) -> Answer:
        default = option.words.get(option.default, option.default)
        unstated = msg(BY_DEFAULT, default=default) if default else at.fact.unstated
        label = msg("{text}", text=option.title)
        fact = replace(at.fact, label=label, listed="", words=option.words, unstated=unstated)
        own = replace(at, path=f"{at.path}{{}}", key=key, fact=fact, kind=Kind.CHOICE, words=option.words)
        state: State = "stated" if _stated(value) else "unknown" if asked else "not_asked"
        return Answer(path, own, label, state, value, in_words(own, value))


def _placed(answer: Answer) -> Iterator[Answer]:
    """An answer, or, where facts of other pages are inside, one for each page: each stands on the page of its group."""
    own = tuple(one for one in answer.answers if one.at.group is answer.at.group)
    if answer.entry or len(own) == len(answer.answers):
        yield answer
        return
    yield replace(answer, answers=own, state="stated" if any(one.state == "stated" for one in own) else answer.state)
    yield from (one for one in answer.answers if one.at.group is not answer.at.group)


def _kept(answer: Answer) -> Answer | None:
    """The answer with what is read of it; None where nothing is."""
    if not answer.read:
        return None
    inside = tuple(kept for one in answer.answers if (kept := _kept(one)) is not None)
    return None if answer.answers and not inside else replace(answer, answers=inside)


def _enterable(answer: Answer) -> Answer | None:
    """The answer with what a form may ask of it; None where nothing is to be entered on it."""
    if not (answer.offered or answer.entry) or answer.at.entered != "form":
        return None
    inside = tuple(kept for one in answer.answers if (kept := _enterable(one)) is not None)
    return replace(answer, answers=inside)


def _found(data: Any, path: str) -> Iterator[Any]:
    """What plain data says at a path; of ``parties[].name`` what each entry says."""
    key, _, rest = path.partition(".")
    value = data.get(key.removesuffix("[]")) if isinstance(data, Mapping) else None
    for one in value if key.endswith("[]") and isinstance(value, Sequence) else [value]:
        if rest:
            yield from _found(one, rest)
        else:
            yield one


def _last(name: Message) -> Message:
    """The innermost of names from outside in."""
    inner = name.values.get("inner", name)
    return inner if isinstance(inner, Message) else name


def _plain(casefile: CaseFile | Mapping[str, Any]) -> Mapping[str, Any]:
    return casefile.as_json() if isinstance(casefile, CaseFile) else casefile


def _stated(value: Any) -> bool:
    """Whether anything is said: a group says something where one of its facts does."""
    if isinstance(value, Mapping):
        return any(_stated(one) for one in value.values())
    return value is not None and value != "" and value != []


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and (not value or any(isinstance(item, Mapping) for item in value)):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number}]")
    else:
        yield path, value
