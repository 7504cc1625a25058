"""The form and the case file say the same: every field is there, and nothing is lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from casework.web.cases.particular_forms import OF_ACTS
from rules.casefile import CaseFile, canonical, load, parse
from tests.casework import markup
from tests.casework.cases.answers import document, send
from tests.casework.office import Office

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").rglob("*.yaml"))

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


@one_database
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_case_file_goes_through_the_form_without_a_change(office: Office, example: Path) -> None:
    client = office.browser("prosecutor")
    stored = canonical(load(example.read_bytes()).as_json())
    page = client.post("/cases/new", data={"do": "edit", "document": stored})
    assert page.status_code == 200
    fields = markup.form(page.text, "/cases/new").fields
    # The examples come from many counties; here only their facts matter.
    institutions = {"case-institutions-court": "", "case-institutions-forestry_bureau": ""}
    checked = client.post("/cases/new", data={**fields, **institutions, "do": "check"})
    assert checked.status_code == 200, checked.text
    expected, found = json.loads(stored), document(checked.text)
    expected["case"].pop("institutions", None)
    assert found["case"].pop("institutions")["court"] == "南靖县人民法院"
    # An empty list and no list say the same.
    assert found == {key: value for key, value in expected.items() if value != []}


@one_database
def test_what_the_form_does_not_show_travels_with_it(office: Office) -> None:
    tally = {"basis": "dbh", "volume_equation": "LY208-fir", "rows": [{"species": "杉木", "dbh_cm": "20", "count": 3}]}
    stand = {"species": "杉木", "damage": {"type": "采伐"}}
    facts = {
        "case": {"offence": "盗伐林木", "conduct": {"from": "2024-01-01"}},
        "stands": [{"id": "A", **stand, "standing_stock_m3": "1"}, {"id": "B", **stand, "tally": tally}],
    }
    client = office.browser("prosecutor")
    page = client.post("/cases/new", data={"do": "edit", "document": canonical(parse(facts).as_json())})
    fields = markup.form(page.text, "/cases/new").fields
    # The first stand goes and another comes: the tally stays with its own stand.
    moved = client.post("/cases/new", data={**fields, "do": "remove:stands-0"})
    fields = markup.form(moved.text, "/cases/new").fields | {"stands-0-id": "B2"}
    added = client.post("/cases/new", data={**fields, "do": "add:stands"})
    fields = markup.form(added.text, "/cases/new").fields
    fields |= {"stands-1-id": "C", "stands-1-species-0-species": "马尾松", "stands-1-damage-type": "采伐"}
    checked = client.post("/cases/new", data={**fields, "do": "check"})
    stands = document(checked.text)["stands"]
    assert [(stand["id"], "tally" in stand) for stand in stands] == [("B2", True), ("C", False)]
    assert stands[0]["tally"]["rows"] == [{"species": "杉木", "dbh_cm": "20", "count": 3}]


NOT_SHOWN = {"stands.tally", "case.institutions.procuratorate", "recovery", "procedure"}
"""What has a page of its own (tally, recovery, periods) or follows from who files. It travels beside the form."""


def fields_of(model: Any, path: str = "") -> Iterator[str]:
    """Every field of the case file as a path; lists and groups are gone into."""
    for name, info in model.model_fields.items():
        at = f"{path}{info.alias or name}"
        inner = [part for part in (info.annotation, *parts_of(info.annotation)) if hasattr(part, "model_fields")]
        if inner and at not in NOT_SHOWN:
            yield from fields_of(inner[0], f"{at}.")
        else:
            yield at


def parts_of(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from parts_of(part)


@one_database
def test_the_form_shows_every_field_of_the_case_file(office: Office) -> None:
    client = office.browser("prosecutor")
    fields = markup.form(send(client, "add:options-parameters").text, "/cases/new").fields
    names = set()
    for offence in ("盗伐林木", *OF_ACTS):  # an earlier act is asked for what its offence is graded by
        data = {**fields, "case-offence": offence, "do": "add:particulars-earlier_acts"}
        page = client.post("/cases/new", data=data)
        names |= {re.sub(r"-\d+-", "-", name) for name in markup.form(page.text, "/cases/new").fields}
    shown = {name.replace("options-parameters-name", "options-parameters").replace("-", ".") for name in names}
    missing = set(fields_of(CaseFile)) - shown
    assert missing <= NOT_SHOWN
    assert "stands.tally" in missing, "the walk sees what is not there"
