"""Several persons and offences on the command line: to read, as an object, with the periods of every offence."""

from __future__ import annotations

import json
from pathlib import Path

from click import Command
from click.testing import CliRunner

from casework.cli.assess import assess_command
from casework.cli.deadlines import deadlines_command
from casework.cli.explain import explain_command
from rules.deciding.prose import NO_GRADE
from rules.record.deciding import NOT_DUE, NOT_KNOWN
from tests.rules.test_teaching_examples import FOLDER

FILE = FOLDER / "several-persons.yaml"
SIMPLE = FOLDER / "fire.yaml"


def output(command: Command, file: Path, *arguments: str) -> str:
    result = CliRunner().invoke(command, [str(file), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_assessment_to_read_tells_each_person_and_charge() -> None:
    shown = output(assess_command, FILE)
    data = json.loads(output(assess_command, FILE, "--json"))
    assert "盗伐林木、失火" in shown
    for person in data["persons"]:
        grade = person["grade"]
        assert f"{person['name']}（{person['role']}）" in shown
        assert f"{grade['value']}    依据 {grade['law']}{grade['article']}" in shown
        assert grade["reason"] in shown
        for charge in person["charges"]:
            assert f"{charge['offence']}：地块 {'、'.join(charge['stands'])}" in shown
        for name, ground in person["grounds"].items():
            assert f"{name}（{ground}）" in shown
    for group in data["loss_rests_on"]["groups"]:
        assert f"{'、'.join(group['persons'])}    地块 {'、'.join(group['stands'])}" in shown


def test_an_explanation_tells_each_person_in_words_and_as_data() -> None:
    data = json.loads(output(explain_command, FILE, "--json"))
    assert [person["name"] for person in data["persons"]] == ["示例庚", "示例辛"]
    assert len(data["loss_rests_on"]["groups"]) == 2
    for person in data["persons"]:
        (paragraph,) = [told for told in data["text"] if told.startswith(f"被告人{person['name']}：")]
        assert f"数量档次为{person['grade']['value']}" in paragraph
        assert all(name in paragraph for name in person["circumstances"])
        assert paragraph in output(explain_command, FILE)


def test_a_simple_case_is_explained_as_simply_as_before() -> None:
    data = json.loads(output(explain_command, SIMPLE, "--json"))
    (person,) = data["persons"]
    assert person["grade"]["value"] == data["grade"]["value"]
    assert not [told for told in data["text"] if told.startswith(f"{person['role']}{person['name']}")]
    assert data["loss_rests_on"] == {"groups": [], "persons": []}


def test_the_limitations_are_those_of_every_offence() -> None:
    found = json.loads(output(deadlines_command, FILE, "--json"))["limitations"]
    assert {"盗伐林木", "失火"} <= {one["offence"] for one in found}


# 甲 is twelve; of 乙's stand no stock is known.
APART = """
case: {offence: 滥伐林木, conduct: {from: 2024-03-01}}
parties: [{name: 甲, role: 被告人, born: 2012-01-01}, {name: 乙, role: 被告人}]
stands:
  - {id: A, species: 杉木, damage: {type: 采伐}, standing_stock_m3: "30", persons: [甲]}
  - {id: B, species: 杉木, damage: {type: 采伐}, persons: [乙]}
options: {on: 2024-06-03}
"""


def test_who_is_owed_no_grade_is_told_apart_from_whose_grade_is_open(tmp_path: Path) -> None:
    file = tmp_path / "apart.yaml"
    file.write_text(APART, encoding="utf-8")
    shown = output(assess_command, file)
    assert [line for line in shown.splitlines() if line.startswith("  甲（被告人）") and NOT_DUE in line]
    assert [line for line in shown.splitlines() if line.startswith("  乙（被告人）") and NOT_KNOWN in line]
    told = json.loads(output(explain_command, file, "--json"))["text"]
    said = [NO_GRADE.format(untold=word, under="", reason="") for word in (NOT_DUE, NOT_KNOWN)]
    for name, wanted, other in (("甲", *said), ("乙", *reversed(said))):
        (paragraph,) = [one for one in told if one.startswith(f"被告人{name}：")]
        assert wanted in paragraph
        assert other not in paragraph
