"""Facts that the law reads from a case file: name, type and unit are those of the case file, said nowhere twice."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from rules.casefile import parse
from rules.casefile.schema import by_part, facts_by_path, part_at
from rules.deciding.book import load_lawbook
from rules.deciding.facts import facts_of
from rules.deciding.facts.counting import count
from tests.rules.law.small import FACTS, RULE, lawbook
from tests.rules.law.test_lint import reasons

BOOK = load_lawbook().book
DAY = datetime.date(2024, 6, 1)


def test_a_fact_that_is_read_bears_the_name_the_unit_and_the_type_of_the_case_file() -> None:
    read = [fact for fact in BOOK.facts.values() if fact.reads]
    assert len(read) > 70
    for fact in read:
        at = facts_by_path()[fact.reads]
        assert fact.label == at.fact.label
        assert fact.unit == (at.fact.unit.name if at.fact.unit else "")
    kinds = {name: BOOK.facts[name].type for name in ("deaths", "direct_loss_cny", "public_land_mu", "ancient_tree")}
    assert kinds == {
        "deaths": "integer",
        "direct_loss_cny": "decimal",
        "public_land_mu": "decimal",
        "ancient_tree": "bool",
    }
    assert BOOK.facts["direct_loss_cny"].decimals == 2
    assert BOOK.facts["joint_form"].values == tuple(facts_by_path()["claims.joint"].words)


def test_no_two_facts_of_the_law_read_the_same_place() -> None:
    places = [fact.reads for fact in BOOK.facts.values() if fact.reads]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{fact: more, reads: particulars.fire.nothing}", "reads：案件文件没有 particulars.fire.nothing 这一项事实"),
        ("{fact: more, reads: particulars.fire}", "reads：案件文件没有 particulars.fire 这一项事实"),
        ("{fact: more, reads: particulars.fire.deaths, label: 死者}", "label：不认识的字段，请核对拼写"),
        ("{fact: more, reads: particulars.fire.deaths, unit: 名}", "unit：不认识的字段，请核对拼写"),
        ("{fact: more, reads: particulars.fire.deaths, type: string}", "type：不认识的字段，请核对拼写"),
    ],
)
def test_a_fact_read_from_nowhere_or_named_again_is_refused(tmp_path: Path, entry: str, reason: str) -> None:
    assert reasons(tmp_path, facts=FACTS + f"    - {entry}\n")[0][1:] == (13, reason)


def test_the_law_adds_how_it_takes_a_fact(tmp_path: Path) -> None:
    entry = "    - {fact: dead, reads: particulars.fire.deaths, raised: true, fixed: true}\n"
    dead = lawbook(tmp_path, RULE, facts=FACTS + entry).book.facts["dead"]
    assert (dead.label, dead.unit, dead.type, dead.raised, dead.fixed) == ("死亡人数", "人", "integer", True, True)


def test_what_a_case_file_states_is_what_the_law_is_told() -> None:
    casefile = parse(
        {
            "case": {"offence": "失火", "conduct": {"from": "2024-03-01"}},
            "particulars": {"fire": {"deaths": 2, "direct_loss_cny": "100.50"}, "penal_fine": {"amount_cny": "3000"}},
            "claims": {"by_organ": False},
            "request": {"labour": True},
        }
    )
    facts = facts_of(casefile, on=DAY, counted=count(casefile, None), loss=None)
    told = {name: facts[name] for name in ("deaths", "direct_loss_cny", "penal_fine_cny", "labour_requested")}
    assert told == {
        "deaths": 2,
        "direct_loss_cny": Decimal("100.50"),
        "penal_fine_cny": Decimal(3000),
        "labour_requested": True,
    }
    assert facts["claimed_by_organ"] is False
    assert facts["serious_injuries"] is None
    assert facts["ancient_tree"] is None, "its whole group was left out"
    assert facts["conduct_to"] == facts["conduct_from"] == datetime.date(2024, 3, 1)


def test_the_parts_of_a_case_file_are_found_by_the_keys_of_the_file() -> None:
    casefile = parse({"case": {"offence": "失火", "conduct": {"from": "2024-03-01"}}})
    paths = ["case.conduct.from", "particulars.fire.deaths", "particulars.fire.serious_injuries", "request.credits"]
    conduct, fire, request = by_part(paths).items()
    assert conduct == (("case", "conduct"), [("case.conduct.from", "from_")])
    assert part_at(casefile, conduct[0]).from_ == datetime.date(2024, 3, 1)
    assert [path for path, _ in fire[1]] == paths[1:3]
    assert part_at(casefile, fire[0]) is None
    assert part_at(casefile, request[0]).credits is False
