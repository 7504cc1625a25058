"""What the proceedings take over from a case file."""

from __future__ import annotations

from rules.casefile import parse
from rules.proceedings.facts import facts_of
from tests.rules.cases import case, stand


def test_persons_charges_stands_and_minors_are_taken_over() -> None:
    file = case(stand(), stand(id="B", persons=["乙"]))
    file["parties"] = [
        {"name": "甲", "role": "被告人", "charges": [{"offence": "盗伐林木", "stands": ["A"]}]},
        {"name": "乙", "role": "被告人", "born": "2006-05-01"},
        {"name": "某公司", "role": "被告单位", "unit": True},
        {"name": "丙", "role": "被害人"},
    ]
    facts = facts_of(parse(file))
    assert [(one.name, one.kind, one.minor) for one in facts.parties] == [
        ("甲", "natural", False),
        ("乙", "natural", True),
        ("某公司", "unit", False),
    ]
    assert facts.offences[""] == ("滥伐林木",)
    assert facts.offences["甲"] == ("盗伐林木",)
    assert facts.offences["乙"] == ("滥伐林木",)
    assert facts.stands == {"A": (), "B": ("乙",)}
