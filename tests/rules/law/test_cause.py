"""The cause told of a changed conclusion is one: without that change, all others made, the old conclusion stands."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.asked import legal_facts
from rules.carbon.measure import measure
from rules.deciding.book.base import entries_of
from rules.deciding.edition import LawSource
from rules.lawchange.cause import Mixture, PlainEngine, known_to
from rules.lawchange.diff import diff
from rules.lawchange.findings import findings
from tests.rules.law.rehearsals import EDITIONS, ON, casefile, rehearsed
from tests.testrun import examples

# By rule: what of its text may change, the first as it stands in the small edition.
CHOICES = {
    "felling.one.stock": ["{fact: graded_stock_m3, at_least: 20}", "{fact: graded_stock_m3, at_least: 25}"],
    "felling.one.value": ["{fact: value_cny, at_least: 50000}", "{fact: value_cny, at_least: 70000}"],
    "request.stands": ["{fact: opinions_complete, is: true}", "{fact: credits_requested, is: true}"],
    "routing.credits": ["{fact: loss_tco2e, at_least: 10}", "{fact: loss_tco2e, at_least: 1}"],
    "heads.loss": ["{fact: loss_tco2e, above: 0}", "{fact: loss_tco2e, above: 50}"],
}
ASKED: dict[str, Any] = {"request": {"credits": True, "by": "某", "date": "2024-02-01"}}

chosen = st.fixed_dictionaries({rule: st.integers(0, 1) for rule in CHOICES})
cases = st.builds(
    lambda stock, value, asked: casefile(stock, value_cny=value, **(ASKED if asked else {})),
    st.sampled_from(["1", "3", "19.9999", "20", "22", "24.9999", "25"]),
    st.sampled_from(["0", "49999.99", "50000", "60000", "70000"]),
    st.booleans(),
)


def made(choice: dict[str, int]) -> LawSource:
    """The small edition with these choices."""
    files: dict[str, Any] = {}
    for path in (EDITIONS / "first").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for rule, texts in CHOICES.items():
            text = text.replace(texts[0], texts[choice[rule]])
        files[path.name] = entries_of(text.encode(), path.name)
    return LawSource(str(choice), files)


def concluded(choice: dict[str, int], case: Any) -> dict[str, str]:
    source = made(choice)
    facts = known_to(legal_facts(case, measure(case), ON), source)
    decision = PlainEngine(source.lawbook).decide(facts, case.case.conduct.ended, ON)
    return {key: finding.value for key, finding in findings(decision).items()}


@settings(max_examples=examples(15, 150))
@given(chosen, chosen, cases)
def test_taking_a_cause_back_brings_the_old_conclusion_back_and_no_less_does(
    old: dict[str, int], new: dict[str, int], case: Any
) -> None:
    told = rehearsed(made(old), made(new), case=case)
    before, after = concluded(old, case), concluded(new, case)
    changed = {item.old.key: item for one in told.changed for item in one.changed if item.old.value != item.new.value}
    assert set(changed) == {key for key in before | after if before.get(key) != after.get(key)}
    for key, item in changed.items():
        assert item.causes, key
        for cause in item.causes:
            rules = {change.name for change in cause}
            assert concluded(new | {rule: old[rule] for rule in rules}, case).get(key) == before.get(key)
            for fewer in combinations(rules, len(rules) - 1):
                assert concluded(new | {rule: old[rule] for rule in fewer}, case).get(key) != before.get(key)


@settings(max_examples=examples(8, 80))
@given(chosen, chosen)
def test_with_every_change_taken_back_the_old_edition_is_there_again(old: dict[str, int], new: dict[str, int]) -> None:
    difference = diff(made(old), made(new))
    mixture = Mixture(difference)
    assert mixture.without(frozenset(difference.units)).lawbook.hash == difference.old.lawbook.hash
    assert mixture.without(frozenset()).lawbook.hash == difference.new.lawbook.hash
