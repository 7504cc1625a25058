"""An undertaking of a minor may be signed by his guardian (民法典第二十三条), and by nobody else in his place."""

from __future__ import annotations

import pytest

from tests.rules.proceedings.test_refusals import heard, of


def refusals(signed: str, minors: list[str]) -> list[str]:
    step = {"do": "undertake", "by": "prosecutor", "with": {"o1": "认购碳汇 3 t", "signed": signed}}
    facts = {"offence": "盗伐林木", "persons": ["甲"], "minors": minors}
    return [one.rule for one in heard(of({"rule": "", "facts": facts, "steps": [step]}))[0]]


@pytest.mark.parametrize("signed", ["监护人乙", "乙（法定代理人）", "甲、监护人乙", "甲"])
def test_the_guardian_signs_for_a_minor(signed: str) -> None:
    assert "signed_by_the_party" not in refusals(signed, ["甲"])


@pytest.mark.parametrize(("signed", "minors"), [("监护人乙", []), ("律师乙", ["甲"]), ("乙", ["甲"])])
def test_nobody_else_signs_and_no_guardian_for_a_grown_up(signed: str, minors: list[str]) -> None:
    assert refusals(signed, minors) == ["signed_by_the_party"]
