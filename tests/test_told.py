"""How tests recognise a message: by its template and values, and not by an accident of its words."""

from __future__ import annotations

import pytest

from rules.reading.messages import msg
from tests.told import saying, says, told

MISSING = "缺少{name}（{unit}）"
LATE = "日期 %(day)s 晚于 %(last)s，占 5 %%"


def test_a_message_is_known_by_its_template_and_the_values_that_are_asked_for() -> None:
    text = msg(MISSING, name="胸径", unit="cm")
    assert told(text, MISSING)
    assert told(text, MISSING, unit="cm")
    assert not told(text, MISSING, unit="mm")
    assert not told(text, "缺少{name}")
    assert not told(str(text), MISSING), "a text that only reads the same is no message"


def test_a_sentence_is_found_within_a_text_with_the_values_that_are_given() -> None:
    page = "共 3 处。缺少胸径（cm），请补充。"
    assert says(page, MISSING)
    assert says(page, MISSING, name="胸径", unit="cm")
    assert not says(page, MISSING, name="树高")
    assert says("日期 2026-01-02 晚于 2026-01-01，占 5 %。", LATE, day="2026-01-02")
    assert not says("日期 2026-01-02 晚于 2026-01-01，占 5 %。", LATE, last="2026-01-02")


def test_a_list_is_looked_for_as_its_items_in_a_row() -> None:
    assert says("可用的有：甲、乙。", "可用的有：{known}", known=("甲", "乙"))


@pytest.mark.parametrize(("template", "values"), [(MISSING, {"nmae": "胸径"}), ("{a}：{b}", {}), ("%(a)s", {})])
def test_a_mistyped_value_and_a_template_without_words_are_refused(template: str, values: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        saying(template, **values)
