"""统一社会信用代码: what is one, in whatever spelling."""

from __future__ import annotations

import pytest

from rules.values.unit_code import read_code


# The sample that the standard's readers pass on, and one wrong character in it.
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y43", "91350100M000100Y43"),
        (" 9135 0100 m000100y43", "91350100M000100Y43"),
        ("91350100M000100Y44", None),
        ("91350100M000101Y43", None),
        ("91350100I000100Y43", None),
        ("9135010", None),
    ],
)
def test_the_last_character_checks_the_others(text: str, code: str | None) -> None:
    assert read_code(text) == code
