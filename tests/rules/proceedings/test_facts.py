"""What the proceedings take over from a case file."""

from __future__ import annotations

import pytest

from rules.casefile import parse
from rules.proceedings.course import begin
from rules.proceedings.facts import facts_of, names_put_right, newly_known
from rules.proceedings.state import Party
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


@pytest.mark.parametrize(
    ("known", "now", "renamed"),
    [
        ("甲", "丁", {"甲": "丁"}),
        ("甲乙", "丁乙", {"甲": "丁"}),
        ("甲乙", "丁乙丙", {"甲": "丁"}),  # put right, and another charged
        ("甲乙", "甲丁丙", {"乙": "丁"}),
        ("甲乙丙", "甲丁", {}),  # one is gone: which of them the other was, nobody can tell
        ("甲乙丙", "丁乙", {"甲": "丁"}),
        ("甲乙", "乙甲", {}),
        ("甲", "甲乙", {}),
    ],
)
def test_a_name_is_put_right_also_where_persons_are_added(known: str, now: str, renamed: dict[str, str]) -> None:
    file = case(stand()) | {"parties": [{"name": name, "role": "被告人"} for name in now]}
    assert names_put_right(begin(parties=[Party(name) for name in known]), parse(file)) == renamed


def test_an_offence_that_the_file_puts_right_is_told_to_the_proceedings() -> None:
    file = case(stand())
    file["parties"] = [{"name": "甲", "role": "被告人"}, {"name": "乙", "role": "被告人"}]
    file["parties"][1]["charges"] = [{"offence": "盗伐林木", "stands": []}]
    parties = (Party("甲"), Party("乙"))
    before = begin(parties=parties, offences={"": ("失火",)})
    told = newly_known(before, parse(file))
    assert told == {"offence": "滥伐林木", "charges": {"甲": ["滥伐林木"], "乙": ["盗伐林木"]}} | {
        name: told[name] for name in ("stands",) if name in told
    }
    known = begin(parties=parties, offences={"": ("滥伐林木",), "乙": ("盗伐林木",)})
    assert {"offence", "charges"}.isdisjoint(newly_known(known, parse(file)))
