"""Two editions of the law compared: what differs is told, field by field, and nothing else."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deciding.book import LAW
from rules.deciding.book.base import LawError, entries_of
from rules.deciding.edition import LawSource, shipped, source_of
from rules.lawchange.diff import Change, Difference, FieldChange, diff
from tests.rules.law.rehearsals import edition
from tests.testrun import examples

NAMES = ["threshold", "amended", "figure", "together", "contradiction"]


def told(difference: Difference) -> list[tuple[str, str, str]]:
    return [(change.state, change.kind, change.ref) for change in difference.changes]


def test_what_is_told_of_each_small_edition(tmp_path: Path) -> None:
    first = edition(tmp_path)
    expected = {
        "threshold": [("changed", "rule", "felling.one.stock@2020-01-01")],
        "amended": [
            ("added", "text", "丙规定"),
            ("changed", "rule", "felling.one.stock@2020-01-01"),
            ("added", "rule", "felling.one.stock@2024-07-01"),
        ],
        "figure": [("changed", "figure", "start")],
        "together": [
            ("changed", "rule", "request.stands@2020-01-01"),
            ("changed", "rule", "routing.credits@2020-01-01"),
        ],
        "contradiction": [("added", "rule", "request.too-late@2020-01-01")],
    }
    assert {name: told(diff(first, edition(tmp_path, name))) for name in NAMES} == expected


def test_the_old_text_stands_beside_the_new(tmp_path: Path) -> None:
    (change,) = diff(edition(tmp_path), edition(tmp_path, "threshold")).changes
    assert change.fields == (
        FieldChange("says", "蓄积二十立方米以上的，数量较大", "蓄积二十五立方米以上的，数量较大"),
        FieldChange(
            "when",
            "同时具备：\n　罪名：滥伐林木\n　认定的立木蓄积达到20立方米",
            "同时具备：\n　罪名：滥伐林木\n　认定的立木蓄积达到25立方米",
        ),
    )
    assert change.subject == "felling.yaml"


def test_the_article_and_the_condition_of_a_rule_are_told_each_in_its_field(tmp_path: Path) -> None:
    change = diff(edition(tmp_path), edition(tmp_path, "together")).changes[1]
    fields = {field.field: (field.old, field.new) for field in change.fields}
    assert set(fields) == {"says", "basis", "when"}
    assert fields["basis"] == ("乙规定第三条", "乙规定第三条之一")


@pytest.mark.parametrize("name", [(), *NAMES])
def test_an_edition_does_not_differ_from_itself(tmp_path: Path, name: str) -> None:
    names = (name,) if name else ()
    difference = diff(edition(tmp_path / "a", *names), edition(tmp_path / "b", *names))
    assert difference.changes == ()
    assert difference.as_json()["same"] is True


def test_the_law_that_ships_does_not_differ_from_itself() -> None:
    assert diff(shipped(), shipped()).changes == ()


def test_everything_of_an_edition_against_nothing_of_it_is_told(tmp_path: Path) -> None:
    # the six kinds of the small edition, and the tiers of the one that ships
    kinds = {change.kind for change in diff(edition(tmp_path), shipped()).changes}
    assert kinds == {"text", "figure", "fact", "conclusion", "scale", "tier", "rule"}


def test_the_bounds_of_a_statutory_tier_are_never_shown(tmp_path: Path) -> None:
    said = [
        text
        for change in diff(edition(tmp_path), shipped()).changes
        if change.kind == "tier"
        for field in change.fields
        for text in (field.old, field.new)
    ]
    assert said
    assert not [text for text in said if text and ("年以" in text or "Decimal" in text)]


@pytest.fixture
def deadlines(tmp_path: Path) -> Path:
    """A copy of the law that ships; gives its file of criminal deadlines."""
    return Path(shutil.copytree(LAW, tmp_path / "law")) / "deadlines" / "criminal.yaml"


def test_a_changed_deadline_is_told_with_its_length_before_and_after(deadlines: Path) -> None:
    stated = deadlines.read_text(encoding="utf-8")
    deadlines.write_text(stated.replace("length: {days: 7}", "length: {days: 10}", 1), encoding="utf-8")
    (change,) = diff(shipped(), source_of(str(deadlines.parents[1]))).changes
    assert (change.kind, change.name, change.subject) == (
        "deadline",
        "criminal.arrest.decision",
        "deadlines/criminal.yaml",
    )
    assert change.fields == (FieldChange("length", "7日", "10日"),)
    assert change.fields[0].label == "长度"


def test_deadlines_that_cannot_be_loaded_are_refused_with_file_and_line(deadlines: Path) -> None:
    stated = deadlines.read_text(encoding="utf-8")
    deadlines.write_text(stated.replace("starts: [拘留]", "starts: [没有的事]", 1), encoding="utf-8")
    with pytest.raises(LawError, match=r"criminal\.yaml 第 \d+ 行.*没有的事"):
        diff(shipped(), source_of(str(deadlines.parents[1])))


def test_an_edition_without_deadlines_is_silent_on_them(tmp_path: Path) -> None:
    assert "deadline" not in {change.kind for change in diff(shipped(), edition(tmp_path)).changes}


# Editions drawn at random: three rules whose every key may vary, some absent, in any order.

FACTS = """
- {fact: offence, type: string, label: 罪名, fixed: true}
- {fact: stock, type: decimal, decimals: 2, unit: 立方米, label: 蓄积}
- {fact: trees, type: integer, unit: 株, label: 株数}
- {conclusion: offence_grade, label: 档次, merge: max, values: [低, 中, 高]}
- {conclusion: heads, label: 项目, merge: set, values: [一, 二]}
- {conclusion: routes, label: 方式, merge: set, values: [甲]}
"""
TEXTS = "- {text: 法, title: 法全称, in_force: {from: 2000-01-01}, source: 试验, confidence: verified}\n"
FIGURES = """
- {figure: start, label: 起点, unit: 立方米, range: [2, 5], province: 某, value: VALUE,
   basis: {text: 法, article: 第一条}, reason: 未查到}
"""
RULE = """
- id: r{name}
  says: {says}
  basis: {{text: 法, article: 第{article}条}}
  in_force: {{from: {start}}}
  stage: {stage}
  when: {when}
  then: {{heads: {heads}}}
  confidence: {confidence}
"""
PARTS = ["{fact: stock, at_least: 5}", "{fact: trees, below: 9}", "{fact: offence, in: [a, b]}"]


KEYS: dict[str, list[str]] = {
    "says": ["如此", "如彼"],
    "article": ["一", "二"],
    "start": ["2001-01-01", "2002-02-02"],
    "stage": ["loss_gate", "duties"],
    "junction": ["all", "any"],
    "parts": [", ".join(parts) for n in (1, 2, 3) for parts in permutations(PARTS, n)],
    "heads": ["一", "二", "[一, 二]", "[二, 一]"],
    "confidence": ["verified", "secondary"],
    "there": ["yes", "yes", "yes", "no"],
}
VALUES = ["null", "2", "3", "3.0"]


def made(rules: dict[str, dict[str, str]], value: str) -> LawSource:
    """An edition of these rules, in the order given, and this value of the figure."""
    written = "".join(
        RULE.format(name=name, when=f"{{{keys['junction']}: [{keys['parts']}]}}", **keys)
        for name, keys in rules.items()
        if keys["there"] == "yes"
    )
    contents = {"facts.yaml": FACTS, "texts.yaml": TEXTS, "figures.yaml": FIGURES.replace("VALUE", value)}
    if written:
        contents["subject.yaml"] = written
    return LawSource("随机", {name: entries_of(text.encode(), name) for name, text in contents.items()})


@st.composite
def pairs(draw: st.DrawFn) -> tuple[LawSource, LawSource]:
    """Two editions that differ in two keys at most, and perhaps in the order of their rules."""
    rules = {name: {key: draw(st.sampled_from(values)) for key, values in KEYS.items()} for name in "abc"}
    value = draw(st.sampled_from(VALUES))
    other = {name: dict(rules[name]) for name in draw(st.permutations("abc"))}
    for _ in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(sorted(KEYS)))
        other[draw(st.sampled_from("abc"))][key] = draw(st.sampled_from(KEYS[key]))
    return made(rules, value), made(other, draw(st.sampled_from([value, value, *VALUES])))


def mirrored(change: Change) -> tuple[object, ...]:
    state = {"added": "removed", "removed": "added", "changed": "changed"}[change.state]
    return state, change.kind, change.ref, [(field.field, field.new, field.old) for field in change.fields]


def plain(change: Change) -> tuple[object, ...]:
    return change.state, change.kind, change.ref, [(field.field, field.old, field.new) for field in change.fields]


@settings(max_examples=examples(40, 400))
@given(pairs())
def test_the_difference_back_is_the_mirror_of_the_difference_there(pair: tuple[LawSource, LawSource]) -> None:
    first, second = pair
    there, back = diff(first, second).changes, diff(second, first).changes
    assert [mirrored(change) for change in there] == [plain(change) for change in back]


@settings(max_examples=examples(40, 400))
@given(pairs())
def test_editions_have_one_hash_exactly_where_nothing_differs(pair: tuple[LawSource, LawSource]) -> None:
    first, second = pair
    assert (first.lawbook.hash == second.lawbook.hash) is (diff(first, second).changes == ())


@settings(max_examples=examples(40, 400))
@given(pairs())
def test_what_is_told_of_a_field_is_never_twice_the_same(pair: tuple[LawSource, LawSource]) -> None:
    for change in diff(*pair).changes:
        assert change.fields
        assert all(field.old != field.new for field in change.fields)


def test_the_order_of_rules_and_of_the_parts_of_a_condition_does_not_count() -> None:
    keys = {key: values[0] for key, values in KEYS.items()}
    turned = keys | {"parts": f"{PARTS[1]}, {PARTS[0]}", "heads": "[二, 一]"}
    keys |= {"parts": f"{PARTS[0]}, {PARTS[1]}", "heads": "[一, 二]"}
    first, second = made({"a": keys, "b": keys}, "3"), made({"b": turned, "a": turned}, "3.0")
    assert diff(first, second).changes == ()
    assert first.lawbook.hash == second.lawbook.hash
