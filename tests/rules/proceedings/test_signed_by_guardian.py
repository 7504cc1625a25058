"""What a minor or an adult without full capacity promises or settles may be signed by his guardian (民法典第二十三条),
and by nobody else in his place."""

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


def settling(signed: str, incapable: list[str]) -> list[str]:
    begun = {"do": "open_case", "by": "officer", "with": {"N": "started"}}
    terms = {"o1": {"kind": "修复费用", "amount": 900, "by": "甲"}, "signed": signed, "contract": "协议书"}
    agreed = {"do": "agree", "by": "officer", "on": "negotiation", "with": terms}
    facts = {"offence": "盗伐林木", "persons": ["甲"], "incapable": incapable}
    return [one.rule for one in heard(of({"rule": "", "facts": facts, "steps": [begun, agreed]}))[0]]


@pytest.mark.parametrize(
    ("signed", "incapable", "refused"),
    [("监护人乙", ["甲"], False), ("甲", [], False), ("乙", ["甲"], True), ("监护人乙", [], True)],
)
def test_the_guardian_of_an_adult_without_full_capacity_signs_undertaking_and_settlement(
    signed: str, incapable: list[str], *, refused: bool
) -> None:
    step = {"do": "undertake", "by": "prosecutor", "with": {"o1": "认购碳汇 3 t", "signed": signed}}
    facts = {"offence": "盗伐林木", "persons": ["甲"], "incapable": incapable}
    told = [one.rule for one in heard(of({"rule": "", "facts": facts, "steps": [step]}))[0]]
    assert ("signed_by_the_party" in told) is refused
    assert ("settled_by_the_party" in settling(signed, incapable)) is refused
