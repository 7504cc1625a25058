"""The table of proceedings is whole, says so where it is not, and is drawn as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules.deciding.book.base import LawError
from rules.deciding.deadlines.book import load_book
from rules.proceedings.book import load_table, read_table, rows_of
from rules.proceedings.drawing import drawn
from rules.proceedings.registry import CHOOSERS, EFFECTS, EVERY, GUARDS, WARNINGS
from rules.proceedings.table import HOME, Unread, trusted
from tests.told import told
from tools.proceedings import FILE

NUMBERS = set(range(1, 45))
"""Of the transitions that a forest-carbon case can take."""


def test_the_table_has_a_row_for_each_of_the_forty_four_transitions() -> None:
    assert {row.no for _, row in rows_of(load_table())} == NUMBERS


def test_every_function_that_is_registered_is_named_by_a_row_or_an_act() -> None:
    rows = [row for _, row in rows_of(load_table())]
    named = {name for row in rows for name in (*row.guards, *row.warnings, *row.reminders, *row.effects)}
    named |= {name for row in rows for name in (row.chooses, row.events_by) if name}
    named |= {name for act in load_table().acts.values() for name in act.once}
    assert {*GUARDS, *WARNINGS, *EFFECTS, *CHOOSERS} - named == EVERY


def test_every_row_has_an_article_that_says_how_far_it_was_read_or_the_reason_why_not() -> None:
    for _, row in rows_of(load_table()):
        assert trusted(row) or (isinstance(row.basis, Unread) and row.basis.none)


def test_the_document_is_drawn_from_the_table_as_it_is() -> None:
    assert FILE.read_text(encoding="utf-8") == drawn()


BROKEN = [
    ("transitions/civil.yaml", "to: [noticed]", "to: [nowhere]", "{track} 没有状态 {state}"),
    ("transitions/civil.yaml", "notice_is_over", "nobody_knows", "没有登记的函数 {function}"),
    ("transitions/civil.yaml", "event: 诉前公告", "event: 喝茶", "没有程序事项 {name}"),
    ("transitions/civil.yaml", "who: [prosecutor, clerk@court]", "who: [mayor]", "没有席位 {seat}"),
    ("transitions/civil.yaml", "article: 第十三条}", "article: 第十三条, page: 3}", ""),
    ("transitions/civil.yaml", "text: 检察公益诉讼解释", "text: 无此法", "依据 {text} 不在 texts.yaml 中"),
    ("transitions/criminal.yaml", "{no: 12, act: resume", "{no: 12, act: hum", "没有办案事项 {act}"),
    ("transitions/criminal.yaml", ", chooses: state_before,", ",", "{act}：to 有几个的应写明 chooses，只有一个的不写"),
    ("acts.yaml", "main: court, takes: [court,", "main: court, takes: [tribunal,", "没有参数 {argument}"),
    ("acts.yaml", "act: archive,", "act: bury,", "没有办案事项 {act}"),
    ("arguments.yaml", "label: 承诺书, type: paper", "label: 承诺书, type: parchment", ""),
]


@pytest.mark.parametrize(("file", "right", "wrong", "template"), BROKEN)
def test_a_broken_table_is_refused_with_its_place(
    tmp_path: Path, file: str, right: str, wrong: str, template: str
) -> None:
    shutil.copytree(HOME, tmp_path / "table")
    place = tmp_path / "table" / file
    text = place.read_text(encoding="utf-8")
    assert right in text
    place.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(LawError) as raised:
        read_table(tmp_path / "table", load_book().texts)
    assert all(mistake.line for mistake in raised.value.mistakes)
    assert not template or any(template_of(mistake.reason, template) for mistake in raised.value.mistakes)


def template_of(reason: object, template: str) -> bool:
    """Whether a reason is of the template, or carries one that is."""
    values = getattr(reason, "values", {})
    return told(reason, template) or any(told(value, template) for value in dict(values).values())


def test_a_state_that_cannot_be_left_is_refused(tmp_path: Path) -> None:
    shutil.copytree(HOME, tmp_path / "table")
    place = tmp_path / "table" / "transitions" / "administrative.yaml"
    text = place.read_text(encoding="utf-8")
    gone = [line for line in text.splitlines() if "act: decide_contest" not in line]
    place.write_text("\n".join(gone).replace(", also: [decided]}\n\nrows", "}\n\nrows"), encoding="utf-8")
    with pytest.raises(LawError) as raised:
        read_table(tmp_path / "table", load_book().texts)
    assert any(told(mistake.reason, "状态 {state} 没有出路", state="contested") for mistake in raised.value.mistakes)
