"""立案 of a whole case file: a case kept by its acts, with its facts, in one go."""

from __future__ import annotations

import copy
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from casework import db
from casework.audit import verification
from casework.cases import filing as casefiles
from casework.errors import Invalid
from casework.proceedings import facts, filing, history, service
from casework.proceedings.filing import CONDUCT_AHEAD, NO_PROCEEDINGS, Opening
from casework.proceedings.models import Folder, RecordedAct
from rules.casefile import CaseFile, parse
from tests.casework import markup
from tests.casework.cases.answers import file, fill
from tests.casework.cases.test_upload import upload
from tests.casework.office import FACTS, TODAY, Office
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

TWO: dict[str, Any] = {
    **FACTS,
    "parties": [
        {"name": "甲", "role": "被告人", "born": "2010-01-01"},
        {"name": "乙公司", "role": "被告人", "unit": True},
        {"name": "丙", "role": "被害人"},
    ],
    "stands": [{**FACTS["stands"][0], "persons": ["甲", "乙公司"]}],
}


def casefile(given: dict[str, Any] | None = None, **changes: Any) -> CaseFile:
    return parse(copy.deepcopy({**(given or FACTS), **changes}))


def drafted(client: FlaskClient, given: dict[str, Any] | None = None) -> str:
    """The address of the draft that an uploaded case file becomes."""
    answer = upload(client, json.dumps(given or FACTS).encode())
    assert answer.status_code == 302, answer.text
    return str(answer.location).removesuffix("/check")


def test_a_case_file_opens_a_case_with_its_first_act_and_its_facts(office: Office) -> None:
    client = office.browser("prosecutor")
    answer = file(client, drafted(client, TWO), place="梅林镇")
    assert answer.location == "/folders/1"
    with office.work():
        folder = service.get_for(office.person("prosecutor"), 1)
        case = history.history(folder)
        assert [(one.name, one.kind, one.minor) for one in case.parties] == [
            ("甲", "natural", True),
            ("乙公司", "unit", False),
        ]
        assert case.stands == {"A": ("甲", "乙公司")}
        assert case.offences["甲"] == ("滥伐林木",)
        assert set(case.tracks) == {"criminal:甲", "criminal:乙公司"}
        (act,) = case.acts
        assert (act.do, act.args["place"], act.args["conduct"]) == ("open_case", "梅林镇", "2025-01-20")
        filed = facts.filed(folder)
        assert filed is not None
        assert [party.name for party in filed.parties] == ["甲", "乙公司", "丙"]
        assert [seat.institution for seat in case.seats] == ["南靖县人民检察院", "南靖县人民法院", "南靖县林业局"]
    with office.work():
        assert verification.verify() is None
    for who in ("judge", "officer"):
        assert office.browser(who).get("/folders/1").status_code == 200


def test_a_bureau_files_its_own_case_and_other_seats_stay_empty(office: Office) -> None:
    client = office.browser("officer")
    draft = drafted(client)
    page = client.get(f"{draft}/check")
    assert markup.holds(page.text, "seats")
    assert markup.form(page.text, f"{draft}/check").fields["proceedings"] == "administrative"
    assert file(client, draft, proceedings=["administrative", "negotiation"]).location == "/folders/1"
    with office.work():
        folder = service.get_for(office.person("officer"), 1)
        case = history.history(folder)
        assert [(seat.kind, seat.institution) for seat in case.seats] == [("bureau", "南靖县林业局")]
        assert {track.kind for track in case.tracks.values()} == {"administrative", "negotiation"}
        filed = facts.filed(folder)
        assert filed is not None
        assert filed.case.institutions.court is None
    assert office.browser("judge").get("/folders/1").status_code == 404


@one_database
def test_what_is_wrong_with_the_opening_is_told_at_its_field_and_nothing_is_kept(office: Office) -> None:
    client = office.browser("prosecutor")
    draft = drafted(client)
    refused = file(client, draft, proceedings=[])
    assert refused.status_code == 422
    assert says(refused.text, NO_PROCEEDINGS)
    assert "#proceedings" in markup.read(refused.text).links
    assert file(client, draft, opened="2999-01-01").status_code == 422
    assert file(client, draft, opened="gestern").status_code == 422
    with office.work():
        assert db.session().scalar(select(func.count()).select_from(Folder)) == 0
        ahead = casefile(case={"offence": "滥伐林木", "conduct": {"from": "2025-01-05", "to": "2098-01-20"}})
        with pytest.raises(Invalid) as problem:
            filing.open_with_facts(office.person("prosecutor"), ahead, Opening(("examining",)))
        assert says(str(problem.value), CONDUCT_AHEAD)


def test_a_case_that_cannot_keep_its_facts_is_not_opened(office: Office) -> None:
    numbered = casefile(case={**FACTS["case"], "number": "（2025）闽0627刑初9号"})
    with office.work():
        filing.open_with_facts(office.person("prosecutor"), numbered, Opening(("examining",)))
    again = casefile(case={**FACTS["case"], "number": "（2025）闽0627刑初9号"}, value_cny="1.00")
    with office.app.app_context(), pytest.raises(Invalid) as problem:
        filing.open_with_facts(office.person("prosecutor"), again, Opening(("examining",)))
    assert says(str(problem.value), casefiles.NUMBER_TAKEN, number="（2025）闽0627刑初9号")
    with office.work():
        assert db.session().scalar(select(func.count()).select_from(RecordedAct)) == 1
        assert verification.verify() is None


def test_the_same_page_sent_twice_at_once_makes_one_case(office: Office) -> None:
    clients = [office.browser("prosecutor") for _ in range(3)]
    draft = fill(clients[0])
    fields = markup.form(clients[0].get(f"{draft}/check").text, f"{draft}/check").fields
    together = threading.Barrier(len(clients), timeout=20)

    def press(client: FlaskClient) -> int:
        together.wait()
        return client.post(f"{draft}/check", data={**fields, "do": "file"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = sorted(pool.map(press, clients))
    assert answers[0] == 302
    assert set(answers) <= {302, 404}, "404: the draft was gone before it was looked for"
    with office.work():
        assert db.session().scalar(select(func.count()).select_from(Folder)) == 1


def test_the_same_facts_once_more_are_the_case_that_was_just_opened(office: Office) -> None:
    made = []
    for _ in range(2):
        with office.work():
            person = office.person("prosecutor")
            made.append(filing.open_with_facts(person, casefile(), Opening(("examining",), TODAY)).id)
    assert made[0] == made[1]
