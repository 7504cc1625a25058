"""A counterexample as a case file. Facts that a case file has no place for are told by their names instead.

What was written is read back: it counts only where the law's comparisons turn out on it as they do on the facts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rules.asked import legal_facts
from rules.carbon.measure import measure
from rules.casefile import CaseFile, parse
from rules.deciding.book import LawBook
from rules.deciding.book.conditions import Comparison
from rules.deciding.facts import NOT_ORDERED
from rules.proving.findings import Case
from rules.proving.symbols import Expr, Symbols
from rules.reading.errors import InputError

Data = dict[str, Any]

PARTY = "甲"
PROCURATORATE = "某检察院"
SPECIES = "杉木"
YEAR = datetime.timedelta(days=366)

_ALWAYS = (
    "saplings",
    "site_checked",
    "restoration_ordered",
    "restoration_kind",
    "credits_requested",
    "requested_by_party",
    "judge_written_reason",
    "opinions_complete",
)
"""The facts that every case file states, were it by silence."""

_TOGETHER = (
    ("public_land_mu", "commercial_land_mu"),
    ("class_1_trees", "class_2_trees"),
    ("class_1_stock_m3", "class_2_stock_m3"),
)
"""Where one of them is stated, a case file takes the other for none."""


def rather(symbols: Symbols, names: Iterable[str]) -> Iterator[Expr]:
    """What is wished of facts so that a case file can state them."""
    given = set(names)
    for name in _ALWAYS:
        if name in given:
            yield symbols.known(name)
    for one, other in _TOGETHER:
        if {one, other} <= given:
            yield symbols.known(one) == symbols.known(other)
    if {"restoration_kind", "restoration_ordered"} <= given and NOT_ORDERED in symbols.words["restoration_kind"]:
        none = symbols.value("restoration_kind") == symbols.constant("restoration_kind", NOT_ORDERED)
        yield symbols.value("restoration_ordered") != none


def casefile_of(case: Case, lawbook: LawBook) -> Data | None:
    """The case file of a counterexample as plain data; None where a case file cannot state its facts."""
    data = _written(case, lawbook)
    try:
        stated = parse(data)
        told = lawbook.book.derive(lawbook.book.normalise(_read(stated, case.on, lawbook)))
    except InputError:
        return None
    facts = lawbook.book.derive(dict(case.facts))
    return data if all(one.test()(told) == one.test()(facts) for one in _asked(case, lawbook)) else None


def _read(casefile: CaseFile, on: datetime.date, lawbook: LawBook) -> Mapping[str, object]:
    stated = legal_facts(casefile, measure(casefile, on=on), on)
    return {name: value for name, value in stated.items() if name in lawbook.book.facts}


def _asked(case: Case, lawbook: LawBook) -> Iterator[Comparison]:
    """The comparisons that rules make of the facts that count in a case."""
    named = case.facts.keys() | set(case.asked)
    for rule in lawbook.edition(case.conduct, case.on).rules:
        for one in rule.comparisons:
            fact = lawbook.book.facts.get(one.fact)
            if fact is not None and (fact.name in named or {term.fact for term in fact.sum} & named):
                yield one


def _written(case: Case, lawbook: LawBook) -> Data:
    facts = case.facts
    conduct: Data = {"from": case.conduct.isoformat()}
    data: Data = {"case": {"offence": facts["offence"], "conduct": conduct}, "options": {"on": case.on.isoformat()}}
    for name, path in lawbook.book.read.items():
        if name in facts and not path.startswith("case."):
            _put(data, path, facts[name])
    for name, place in _PLACES.items():
        if name in facts:
            place(data, facts[name], case)
    _complete(data, case)
    return data


def _put(data: Data, path: str, value: object) -> None:
    *outer, last = path.split(".")
    for key in outer:
        data = data.setdefault(key, {})
    data[last] = _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def _stand(data: Data, _: object = None, __: object = None) -> Data:
    stands = data.setdefault("stands", [{"id": "A", "species": SPECIES, "damage": {"type": "采伐"}}])
    stand: Data = stands[0]
    return stand


def _party(data: Data) -> Data:
    party: Data = data.setdefault("parties", [{"name": PARTY, "role": "被告人"}])[0]
    return party


def _stock(data: Data, value: Any, case: Case) -> None:
    error = case.facts.get("survey_error_m3", 0)
    _stand(data)["standing_stock_m3"] = _plain(value + error if isinstance(error, Decimal) else value)


def _loss(data: Data, value: Any, case: Case) -> None:
    if "graded_stock_m3" not in case.facts:
        _stand(data)["standing_stock_m3"] = "100" if value else "0"


def _of_party(key: str) -> Callable[[Data, Any, Case], None]:
    def place(data: Data, value: Any, _: Case) -> None:
        _party(data)[key] = value

    return place


def _aged(years: int) -> Callable[[Data, Any, Case], None]:
    def place(data: Data, value: Any, case: Case) -> None:
        if value or "born" not in _party(data):
            _party(data)["born"] = case.conduct.replace(
                year=case.conduct.year - (years if value else 30), day=1
            ).isoformat()

    return place


def _hired(liable: bool) -> Callable[[Data, Any, Case], None]:
    def place(data: Data, value: Any, _: Case) -> None:
        party = _party(data)
        party.setdefault("hired", False)
        if value:
            party |= {"hired": True, "profit_share": liable, "high_wage": False, "punished_before": False}

    return place


def _earlier(data: Data, value: Any, case: Case) -> None:
    over = case.facts.get("untreated_over_year") is True
    day = (case.conduct - (YEAR * 3 / 2 if over else YEAR / 2)).isoformat()
    act = {"date": day, "discovered": day, "dealt_with": value == 0, "saplings": 0}  # so that it counts for sure
    _put(data, "particulars.earlier_acts", [dict(act) for _ in range(max(int(value), 1))])


def _ordered(data: Data, value: Any, case: Case) -> None:
    if value:
        kind = case.facts.get("restoration_kind", NOT_ORDERED)
        _put(data, "restoration.ordered", "原地补植" if kind == NOT_ORDERED else kind)


def _kind(data: Data, value: Any, _: Case) -> None:
    if value == NOT_ORDERED:
        data.pop("restoration", None)


def _reasoned(data: Data, value: Any, _: Case) -> None:
    if value:
        credit = data["options"].setdefault("credit", {})
        credit.setdefault("type", "其他")
        credit["judge_reason"] = "书面理由"


def _certified(data: Data, value: Any, _: Case) -> None:
    credit = data["options"].setdefault("credit", {})
    credit.setdefault("type", "其他")
    if value:
        credit["certificate"] = {"registry": "某登记机构", "certified_by": "某核证机构", "number": "1"}


def _requested(data: Data, value: Any, _: Case) -> None:
    _party(data)
    _put(data, "request.by", PARTY if value else "他人")


def _heard(data: Data, value: Any, _: Case) -> None:
    if value:
        data["opinions"] = [{"by": name, "view": "同意"} for name in (PROCURATORATE, _party(data)["name"])]


def _checked(data: Data, value: Any, _: Case) -> None:
    if value:
        data.setdefault("site_check", {})


_PLACES: Mapping[str, Callable[[Data, Any, Case], object]] = {
    "graded_stock_m3": _stock,
    "loss_tco2e": _loss,
    "carbon_lost": lambda data, value, _: _stand(data) if value else None,
    # after whatever makes a stand: without one there are none, and a stand that says nothing of them leaves them open
    "saplings": lambda data, value, _: _stand(data).update(saplings=value) if value or "stands" in data else None,
    "site_checked": _checked,
    "restoration_ordered": _ordered,
    "restoration_kind": _kind,
    "requested_by_party": _requested,
    "judge_written_reason": _reasoned,
    "credit_certificate": _certified,
    "opinions_complete": _heard,
    "first_offence_all": _of_party("first_offence"),
    "pleaded_guilty_all": _of_party("pleaded_guilty"),
    "recidivist_adult_any": _of_party("recidivist"),
    "minor_any": _aged(16),
    "aged_75_any": _aged(80),
    "unit_any": _of_party("unit"),
    "organiser_any": _of_party("organiser"),
    "hired_plain_any": _hired(liable=False),
    "hired_liable_any": _hired(liable=True),
    "untreated_acts": _earlier,
}
"""Where the facts stand that no place of the case file states as such."""


def _complete(data: Data, case: Case) -> None:
    """What the case file wants beside what was written."""
    if "site_check" in data:
        data["site_check"]["date"] = case.on.isoformat()
    if any("standing_stock_m3" in stand for stand in data.get("stands", ())):
        data["options"]["method"] = "national-default"
