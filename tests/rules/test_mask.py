"""A masked case file tells of no person and says all else as before; what keeps what decides is decided as before."""

from __future__ import annotations

import copy
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from rules.assess import assess
from rules.casefile import load, parse
from rules.casefile.mask import DECIDING, LEFT_OUT, masked, names_in
from rules.values.fields import Kind
from tests.rules.cases import example_files
from tests.rules.every_fact import case_files, leaves_of, put

EXAMPLES = example_files()
BORN = "1987-06-05"
DAY = datetime.date(2026, 11, 28)


def telling(data: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The case file with words of its own in every fact that tells of a person, and these words."""
    data = copy.deepcopy(data)
    words: list[str] = []
    for leaf in leaves_of(data, "stated"):
        if leaf.at.kind is Kind.NAMES and leaf.fact.personal == "name":
            words.append(f"犀{len(words)}犀")
            put(data, leaf.path, [words[-1]])
        elif leaf.fact.personal in ("name", "mentioned", "text"):
            words.append(f"犀{len(words)}犀")
            put(data, leaf.path, words[-1])
        elif leaf.fact.personal == "birth":
            words.append(BORN)
            put(data, leaf.path, BORN)
    return data, words


def told(data: dict[str, Any]) -> dict[str, tuple[str | None, Any]]:
    """Each fact that is stated, with what it tells of a person and its value."""
    return {leaf.path: (leaf.fact.personal, leaf.value) for leaf in leaves_of(data, "stated")}


def test_of_every_fact_that_tells_of_a_person_nothing_is_left_and_of_all_others_everything() -> None:
    kinds = set()
    for given in case_files()[0]:
        data, words = telling(given)
        kept = copy.deepcopy(data)
        found = masked(data)
        assert data == kept
        assert not [word for word in words if word in json.dumps(found, ensure_ascii=False)]
        before, after = told(data), told(found)
        kinds |= {kind for kind, _ in before.values()}
        assert {path: value for path, value in before.items() if value[0] is None} == {
            path: value for path, value in after.items() if value[0] is None
        }
        for path, (kind, _) in before.items():
            if kind in DECIDING:
                assert path not in after
            elif kind == "text":
                assert after[path] == (kind, LEFT_OUT)
            elif kind in ("name", "mentioned"):
                names = after[path][1] if isinstance(after[path][1], list) else [after[path][1]]
                assert all(name.startswith("某") for name in names)
    assert kinds == {None, "name", "mentioned", "birth", "record", "text"}


def test_the_same_person_bears_the_same_mark_wherever_named_and_an_office_its_own_name() -> None:
    case = {
        "parties": [{"name": "张某", "role": "被告人"}, {"name": "张某泉", "role": "被告人"}],
        "request": {"by": "被告人张某泉"},
        "opinions": [
            {"by": "张某", "view": "与张某泉意见相同"},
            {"by": "南靖县人民检察院"},
            {"by": "李某"},
            {"by": "辩护人李某"},
        ],
    }
    found = masked(case)
    assert [party["name"] for party in found["parties"]] == ["某乙", "某甲"]
    assert found["request"]["by"] == "被告人某甲"
    assert found["opinions"][0]["view"] == "与某甲意见相同"
    assert [opinion["by"] for opinion in found["opinions"]] == ["某乙", "南靖县人民检察院", "某丙", "辩护人某丙"]


def test_whoever_a_fact_of_names_alone_names_is_found_and_no_office_and_no_part_in_the_case() -> None:
    data = load(EXAMPLES[0].read_bytes()).as_json()
    parties = [party["name"] for party in data["parties"]]
    data["handling"] = {"successor": "犀利明", "performer_is": "亲友", "performer": "犀利林业局"}
    data["request"] = {**data.get("request", {"credits": False}), "by": "被害人"}
    assert names_in(parse(data)) == (*parties, "犀利明")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_case_that_keeps_what_decides_is_measured_and_decided_as_before(path: Path) -> None:
    text = load(path.read_bytes()).as_json()
    names = [party["name"] for party in text.get("parties", ())]
    whole = json.dumps(text, ensure_ascii=False)
    for number, name in enumerate(names):  # what ships cites published cases by their names
        whole = whole.replace(name, f"犀{number}犀")
    casefile = parse(json.loads(whole))
    before = assess(casefile, on=DAY).record
    after = assess(parse(masked(casefile.as_json(), keeping=DECIDING)), on=DAY).record
    assert after.loss_tco2e == before.loss_tco2e
    assert after.worksheet == before.worksheet
    assert (after.grade.value, after.conclusions) == (before.grade.value, before.conclusions)
    assert [(route.route, route.open) for route in after.routes] == [
        (route.route, route.open) for route in before.routes
    ]
    assert {rule.id for rule in after.rules if rule.fired} == {rule.id for rule in before.rules if rule.fired}
    assert "犀" not in json.dumps(after.as_json(), ensure_ascii=False)
