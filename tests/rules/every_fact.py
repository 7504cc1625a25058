"""Case files that together state every fact there is: built fact by fact, each mended until the case file is one.

Nothing here names the facts: which there are, what they hold and when they are asked comes from the walk. A value that
is refused gives way to the next one; a fact that fits into no case file so far begins another.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from rules.casefile import CaseFile, parse
from rules.casefile.answers import Answer, answers
from rules.casefile.fact import ONE_PARTY, SEVERAL_PARTIES, Condition
from rules.casefile.schema import fact_at, stated_at, walk
from rules.casefile.walk import FactAt, every, parts_of
from rules.closed_lists import LISTS
from rules.reading.errors import InputError
from rules.values.fields import Kind
from tests import testrun

Data = dict[str, Any]

TRIES, MORE = 40, 1000
"""How often a case file is mended before a fact is tried elsewhere, and where it begins one of its own."""

BASE: Data = {
    "case": {"offence": "滥伐林木", "conduct": {"from": "2024-03-01"}},
    "parties": [{"name": "张某", "role": "被告人"}],
    "stands": [
        {
            "id": "A",
            "species": [{"species": "杉木", "share": "1"}],
            "damage": {"type": "采伐"},
            "area_ha": "2",
            "trees": 110,
            "saplings": 5,
        }
    ],
}

WORDS = ("某项文字", "杉木", "350627", "前一交易日收盘价", "国家林业和草原局公告", "trees")
VALUES: Mapping[Kind, tuple[Any, ...]] = {
    Kind.NUMBER: ("2", "0.5", "18", "0"),
    Kind.COUNT: (3, 1, 0, 110),
    Kind.YEAR: (2030, 2024),
    Kind.MONEY: ("1200.50", "0"),
    Kind.SHARE: ("1", "0.5", "0"),
    Kind.DATE: ("2024-03-01", "2024-03-08", "2024-06-03", "1990-05-06"),
    Kind.FLAG: (True, False),
    Kind.TEXT: WORDS,
    Kind.LONG_TEXT: WORDS,
    Kind.NAMES: (["张某"], ["A"]),
}


def candidates(at: FactAt) -> tuple[Any, ...]:
    """Values that a fact may take, in order."""
    listed = tuple(LISTS.words(at.fact.listed)) if at.fact.listed else tuple(at.words)
    if at.fact.listed == "options":
        method = next(name for name in LISTS.words("methods") if LISTS.options(name))
        return ({key: next(iter(option.words)) for key, option in LISTS.options(method).items()},)
    return listed or VALUES.get(at.kind, WORDS)


def put(data: Data, path: str, value: Any) -> None:
    """State a fact at a place, with the parts and entries on the way; None takes it away."""
    inner: Any = data
    keys = [int(number) if number else key for key, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]
    for key, after in itertools.pairwise(keys):
        if isinstance(key, int):
            inner.extend({} for _ in range(key + 1 - len(inner)))
            inner = inner[key]
        else:
            inner = inner.setdefault(key, [] if isinstance(after, int) else {})
    if value is None:
        inner.pop(keys[-1], None)
    else:
        inner[keys[-1]] = value


def mended(data: Data, kept: str | None, tries: int) -> Data | None:
    """The case file with values for what it lacks and others for what is refused; None where that does not do."""
    data = copy.deepcopy(data)
    tried: Counter[str] = Counter()
    for _ in range(tries):
        try:
            parse(data)
        except InputError as wrong:
            if not _mend(data, wrong.errors[0].path, kept or "", tried):
                return None
        else:
            return data if kept is None or stated_at(data, kept) is not None else None
    return None


def _mend(data: Data, path: str, kept: str, tried: Counter[str]) -> bool:
    """Change what stands at the place of a mistake; whether there was anything left to try."""
    at = fact_at(path)
    number = tried[path]
    tried[path] += 1
    if at is None:
        return False
    if at.parts and at.kind in (Kind.GROUP, Kind.LIST):
        inside = path if at.kind is Kind.GROUP or path.endswith("]") else f"{path}[0]"
        parts = sorted(at.parts, key=lambda one: not one.required)
        part = parts[number % len(parts)]
        inner = f"{inside}.{part.key}"
        if inner != kept and not kept.startswith((f"{inner}.", f"{inner}[")):
            if stated_at(data, inner) is None:
                put(data, inner, _first(part))
            elif part.required and not part.parts:
                _mend(data, inner, kept, tried)
            else:
                put(data, inner, None)
        return True
    values = candidates(at)
    if number < len(values):
        put(data, path, values[number])
    elif path != kept and not at.required:
        put(data, path, None)
    else:
        return False
    return True


def _first(at: FactAt) -> Any:
    """What to begin a fact with."""
    if at.parts:
        return [{}] if at.kind is Kind.LIST else {}
    return candidates(at)[0]


def place(path: str) -> str:
    """Where the fact of a path stands in a case file with one entry in each list; of a map, by its first key."""
    return path.replace("[]", "[0]").replace("standard_errors{}", "standard_errors.trees").replace("{}", ".杉木")


def conditions(at: FactAt, path: str) -> Iterator[tuple[str, Any]]:
    """What must be so for a fact and the parts around it to be asked."""
    for condition in at.fact.when:
        yield _place_of(condition, path), sorted(condition.values, key=str)[0] if not condition.but else None


def _place_of(condition: Condition, path: str) -> str:
    return path.rpartition(".")[0] + condition.path if condition.path.startswith(".") else condition.path


def _asking(data: Data, at: FactAt, *, instead: bool) -> Data:
    """The case file with what must be so for a fact to be asked; ``instead``: without other ways to answer."""
    path, wanted = place(at.path), copy.deepcopy(data)
    for end in re.finditer(r"\.|$", path):
        outer = fact_at(path[: end.start()])
        for where, value in conditions(outer, place(outer.path)) if outer else ():
            if where == SEVERAL_PARTIES.path and value is None:
                wanted["parties"] = [*BASE["parties"], {"name": "李某", "role": "被告人"}]
            elif where == ONE_PARTY.path and value is not None:
                wanted["parties"] = wanted["parties"][:1]
            elif value is not None:
                put(wanted, where, value)
    for other in walk() if instead and at.fact.way else ():
        way = other.fact.way
        if way and at.fact.way and way.question == at.fact.way.question and way.name != at.fact.way.name:
            put(wanted, place(other.path), None)
    if at.fact.listed == "options":
        put(wanted, "options.method", next(name for name in LISTS.words("methods") if LISTS.options(name)))
    return wanted


def stating(data: Data, at: FactAt, tries: int = TRIES, *, instead: bool = False) -> Data | None:
    """A case file that states one more fact, or that one ``instead`` of other ways to say it; None where it cannot."""
    wanted, path = _asking(data, at, instead=instead), place(at.path)
    for value in candidates(at)[: 1 if tries == TRIES else None]:
        tried = copy.deepcopy(wanted)
        put(tried, path, value)
        found = mended(tried, path, tries)
        if found is not None:
            return found
    return None


def leaving_open(data: Data, at: FactAt, *, instead: bool = False, complete: bool) -> Data | None:
    """A case file that asks a fact and leaves it open; ``complete``: one that can be filed. None where it cannot."""
    wanted, path = _asking(data, at, instead=instead), place(at.path)
    outer, _, key = path.rpartition(".")
    if outer and stated_at(wanted, outer) is None:
        put(wanted, f"{outer}.{key}", "")  # brings the part up
    put(wanted, path, None)
    found = mended(wanted, None, TRIES) if complete else wanted
    return found if found is not None and at.path in told_unknown(found) else None


@cache
def case_files() -> Covering:
    """Case files that together state every fact, and the facts that none of them states."""

    def alone(at: FactAt) -> Data | None:
        return stating(BASE, at, MORE) or stating(BASE, at, MORE, instead=True)

    return _once("case_files", lambda: _together(stating, alone, stated))


@cache
def open_case_files(*, complete: bool) -> Covering:
    """Case files that together ask every fact and leave it open, and the facts that none asks so.

    ``complete``: only such as can be filed.
    """
    one = partial(leaving_open, complete=complete)

    def alone(at: FactAt) -> Data | None:
        if not testrun.long() and (at.fact.on_demand or (complete and (at.required or at.fact.way))):
            return None  # no file that leaves it open need be there, and to find none takes the longest
        tried = (one(data, at, instead=instead) for data in (BASE, *case_files()[0]) for instead in (False, True))
        return next((found for found in tried if found is not None), None)

    name = "open_case_files_to_file" if complete else "open_case_files"
    return _once(name, lambda: _together(one, alone, told_unknown))


Covering = tuple[tuple[Data, ...], tuple[str, ...]]


def _once(name: str, make: Callable[[], Covering]) -> Covering:
    made, left = testrun.once(name, make)
    return tuple(made), tuple(left)


def _together(
    more: Callable[[Data, FactAt], Data | None],
    alone: Callable[[FactAt], Data | None],
    covered: Callable[[Data], set[str]],
) -> Covering:
    """As few case files as it takes: each fact goes into the last that covers no less with it, or into its own."""
    made, known, left, wanted = [BASE], [covered(BASE)], [], told()
    for at in every(parts_of(CaseFile)):
        if at.path not in wanted or any(at.path in paths for paths in known):
            continue
        for number in reversed(range(len(made))):
            found = more(made[number], at)
            if found is not None and known[number] <= (paths := covered(found)):
                made[number], known[number] = found, paths
                break
        else:
            found = alone(at)
            if found is None:
                left.append(at.path)
            else:
                made.append(found)
                known.append(covered(found))
    return tuple(made), tuple(left)


def leaves_of(data: Data, state: str) -> list[Answer]:
    """The facts of a case file in this state, but for those inside a part that is not asked."""
    return [leaf for answer in answers(data, LISTS) for leaf in _asked(answer) if leaf.state == state]


def _asked(answer: Answer) -> Iterator[Answer]:
    if answer.leaf:
        yield answer
    elif answer.read:
        for inner in answer.answers:
            yield from _asked(inner)


def stated(data: Data) -> set[str]:
    """The facts that a case file states, as the walk writes their paths."""
    return {path_of(leaf) for leaf in leaves_of(data, "stated")}


def path_of(leaf: Answer) -> str:
    """The path of a fact as the walk writes it; of an option of a method, that of the options."""
    return leaf.at.path.removesuffix("{}")


def told() -> set[str]:
    """The facts that are told one by one: of what is only counted, the count."""
    counted = {at.path for at in every(parts_of(CaseFile)) if at.fact.counted}
    return counted | {at.path for at in walk() if not at.path.startswith(tuple(f"{path}[]" for path in counted))}


def told_unknown(data: Data) -> set[str]:
    """The facts that a case file is asked and does not state."""
    return {path_of(leaf) for leaf in leaves_of(data, "unknown")}
