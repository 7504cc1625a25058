"""Text that remembers its template: Chinese like any other text, and sayable again in other words."""

from __future__ import annotations

import copy
import json
import pickle
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.casefile import canonical
from rules.reading.messages import Message, msg

ENGLISH = {
    "缺少{name}（{unit}）": "{name} ({unit}) is missing",
    "胸径": "DBH",
    "可用的有：{known}": "known: {known}",
    "共 {count:,} 株": "{count:,} trees",
}


def in_english(text: Message) -> str:
    return text.put(lambda template: ENGLISH[template], ", ")


def test_it_reads_stores_and_compares_as_its_chinese_text() -> None:
    text = msg("缺少{name}（{unit}）", name=msg("胸径"), unit="cm")
    assert text == "缺少胸径（cm）"
    assert hash(text) == hash("缺少胸径（cm）")
    assert {"缺少胸径（cm）": 1}[text] == 1
    assert json.dumps(text, ensure_ascii=False) == canonical(text) == '"缺少胸径（cm）"'
    assert f"{text}。" == "缺少胸径（cm）。"


def test_it_is_said_again_with_the_texts_among_its_values() -> None:
    assert in_english(msg("缺少{name}（{unit}）", name=msg("胸径"), unit="cm")) == "DBH (cm) is missing"
    assert in_english(msg("共 {count:,} 株", count=12345)) == "12,345 trees"


def test_several_values_are_named_one_after_another() -> None:
    text = msg("可用的有：{known}", known=(name for name in (msg("胸径"), "LY208", Decimal("1.0"))))
    assert text == "可用的有：胸径、LY208、1.0"
    assert in_english(text) == "known: DBH, LY208, 1.0"


def test_a_copy_can_be_said_again_too() -> None:
    text = msg("缺少{name}（{unit}）", name=msg("胸径"), unit="cm")
    for twin in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 - our own bytes
        assert twin == text
        assert in_english(twin) == "DBH (cm) is missing"


@given(st.text())
def test_braces_in_what_a_person_typed_are_only_text(typed: str) -> None:
    text = msg("可用的有：{known}", known=typed)
    assert text == f"可用的有：{typed}"
    assert in_english(text) == f"known: {typed}"
