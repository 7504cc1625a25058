"""The pages of planting and labour, without script: forms with rows, the register, what is told of a refusal."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.proceedings import service
from casework.proceedings.service import Doing
from casework.restoring import designing, surveying, working
from casework.restoring.surveying import TERM_WANTED
from tests.casework.markup import holds
from tests.casework.office import TODAY, YESTERDAY, Office, colleague
from tests.casework.pages import fields
from tests.casework.restoring.cases import (
    CARE,
    LABOUR,
    PLANTING,
    design,
    duty_of,
    folder_of,
    owing,
    photo,
    planted,
    plot,
    row,
    sheet,
    survey,
)
from tests.told import says

long = pytest.mark.usefixtures("made_with_long")

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def sent(client: FlaskClient, address: str, given: dict[str, Any]) -> Any:
    form = client.get(address)
    assert form.status_code == 200, form.text
    return client.post(address, data=fields(form.text) | given, content_type="multipart/form-data")


def at(folder_id: int, page: str) -> str:
    return f"/folders/{folder_id}/obligations/o1/{page}"


PLOT = {
    "plots-0-county": "南靖县",
    "plots-0-town": "船场镇",
    "plots-0-compartment": "12",
    "plots-0-subcompartment": "3",
    "plots-0-species": "木荷",
    "plots-0-area_mu": "10",
    "plots-0-trees": "1000",
}


def test_a_planting_is_designed_inspected_and_told_on_its_pages(office: Office) -> None:
    folder_id, client = planted(office, years=3), office.browser("officer")
    page = client.get(f"/folders/{folder_id}").text
    assert holds(page, "o1-works")
    assert at(folder_id, "register") in page
    empty = client.get(at(folder_id, "register")).text
    assert holds(empty, "no-design")
    assert holds(empty, "no-looks")
    assert sent(client, at(folder_id, "design"), PLOT | {"season": "春季"}).status_code == 302
    counted = {"plots-0-designed": "1000", "plots-0-living": "900", "method": "count"}
    pictures = {"photos": [(io.BytesIO(photo()), "现场.jpg")]}
    answer = sent(client, at(folder_id, "inspection"), counted | pictures)
    assert answer.status_code == 302, answer.text
    page = client.get(at(folder_id, "register")).text
    assert holds(page, "left-out")  # no growth of this species is on record
    assert holds(page, "plots")
    assert "90.00%" in page
    assert duty_of(office, folder_id).state == "proven"


@long
def test_more_rows_are_had_without_script_and_keep_what_was_typed(office: Office) -> None:
    folder_id, client = owing(office, PLANTING), office.browser("officer")
    answer = sent(client, at(folder_id, "design"), PLOT | {"more": "1"})
    assert answer.status_code == 200
    found = fields(answer.text)
    assert found["plots-0-species"] == "木荷"
    assert "plots-5-species" in found
    assert designing_of(office, folder_id) == 0


def designing_of(office: Office, folder_id: int) -> int:
    with office.app.app_context():
        return len(designing.designs(folder_of(folder_id), "o1"))


@long
def test_a_mistake_in_a_row_is_told_at_its_cell(office: Office) -> None:
    folder_id, client = planted(office), office.browser("officer")
    given = {"plots-1-designed": "10", "plots-1-living": "11", "method": "plots"}
    answer = sent(client, at(folder_id, "inspection"), given)
    assert answer.status_code == 422
    assert holds(answer.text, "plots-1-living-error")
    again = client.post(at(folder_id, "inspection"), data=fields(answer.text) | {"plots-1-living": "5"})
    assert holds(again.text, "rectify_by-error")
    assert says(again.text, TERM_WANTED)


@long
def test_what_failed_shows_what_may_follow(office: Office) -> None:
    folder_id = planted(office)
    with office.work():
        entry = survey(100, rectify_by=TODAY.replace(year=TODAY.year + 1))
        surveying.record(folder_of(folder_id), office.person("officer"), "o1", entry)
    page = office.browser("officer").get(at(folder_id, "register")).text
    assert holds(page, "follows")
    assert f"/folders/{folder_id}/acts/convert" in page


@long
def test_what_is_bound_stands_beside_the_loss(office: Office) -> None:
    folder_id = planted(office)
    with office.work():
        fir = plot(series="huitong-fir-1")
        designing.save(folder_of(folder_id), office.person("officer"), "o1", design(fir))
    page = office.browser("officer").get(at(folder_id, "register")).text
    # 10 mu are 2/3 ha; 52.96 t/ha × 0.47 × 44 ÷ 12 are 91.27 t a hectare at 7 years, 60.84 or 60.85 of these.
    assert "60.84" in page or "60.85" in page
    assert not holds(page, "left-out")


@long
def test_a_version_of_before_can_be_read(office: Office) -> None:
    folder_id, client = owing(office, PLANTING), office.browser("officer")
    with office.work():
        for season in ("春季", "秋季"):
            designing.save(folder_of(folder_id), office.person("officer"), "o1", design(season=season))
    assert "春季" in client.get(at(folder_id, "design/1")).text
    assert client.get(at(folder_id, "design/3")).status_code == 404
    assert fields(client.get(at(folder_id, "design")).text)["season"] == "秋季"


def test_labour_is_planned_entered_and_confirmed_by_another(office: Office) -> None:
    folder_id, client = owing(office, LABOUR), office.browser("officer")
    page = client.get(at(folder_id, "register")).text
    assert holds(page, "no-plan")
    assert holds(page, "no-sheets")
    planned = {"amount_cny": "28000", "wage_cny": "149", "per": "days", "wage_source": "人社局", "overseer": "船场村"}
    answer = sent(client, at(folder_id, "labour-plan"), planned | {"wage_date": YESTERDAY.isoformat()})
    assert answer.status_code == 302, answer.text
    page = client.get(at(folder_id, "register")).text
    assert "188" in page
    assert holds(page, "other-count")
    worked = {"day": YESTERDAY.isoformat(), "begins": "08:00", "ends": "16:00", "place": "船场镇", "task": "巡护"}
    given = {f"rows-0-{name}": value for name, value in worked.items()}
    answer = sent(client, at(folder_id, "sheets/new"), given | {"worker": "张某"})
    assert answer.status_code == 302, answer.text
    assert holds(client.get(f"/folders/{folder_id}/sheets/1").text, "own-sheet")
    assert client.post(f"/folders/{folder_id}/sheets/1", data=fields(page)).status_code == 403
    second = another(office, folder_id)
    page = second.get(f"/folders/{folder_id}/sheets/1").text
    assert second.post(f"/folders/{folder_id}/sheets/1", data=fields(page)).status_code == 302
    assert duty_of(office, folder_id).done == 1


def another(office: Office, folder_id: int) -> FlaskClient:
    """A browser of another officer of the bureau; the first one is assigned."""
    with office.work():
        officer = office.person("officer")
        assigned = {"persons": [officer.name], "role": "officer", "approval": "局长"}
        service.record(folder_of(folder_id), officer, Doing("assign", TODAY, (), assigned))
        other = colleague()
        other.active = True
    return office.browser(other.username)


@long
def test_a_sheet_is_sent_back_with_its_reason(office: Office) -> None:
    folder_id, client = owing(office, LABOUR), office.browser("officer")
    with office.work():
        working.enter(folder_of(folder_id), office.person("officer"), "o1", sheet(row(YESTERDAY)))
    page = client.get(f"/folders/{folder_id}/sheets/1").text
    assert client.post(f"/folders/{folder_id}/sheets/1/return", data=fields(page) | {"reason": " "}).status_code == 422
    answer = client.post(f"/folders/{folder_id}/sheets/1/return", data=fields(page) | {"reason": "日期写错"})
    assert answer.status_code == 302
    assert "日期写错" in client.get(at(folder_id, "register")).text


@long
def test_care_has_its_months_once_it_begins(office: Office) -> None:
    folder_id, client = owing(office, CARE), office.browser("officer")
    assert holds(client.get(at(folder_id, "sheets/new")).text, "no-begin")
    planned = {"amount_cny": "6000", "wage_cny": "150", "per": "days", "wage_source": "人社局", "overseer": "船场村"}
    days = {"wage_date": YESTERDAY.isoformat(), "begins_on": YESTERDAY.isoformat()}
    assert sent(client, at(folder_id, "labour-plan"), planned | days).status_code == 302
    assert holds(client.get(at(folder_id, "register")).text, "months")
    assert not holds(client.get(at(folder_id, "sheets/new")).text, "no-begin")


@long
def test_who_does_not_see_the_case_sees_no_register(office: Office) -> None:
    folder_id = owing(office, PLANTING)
    assert office.browser("officer2").get(at(folder_id, "register")).status_code == 404
    assert office.browser("judge").get(at(folder_id, "register")).status_code == 200
    assert office.browser("judge").get(at(folder_id, "design")).status_code == 403
    assert office.browser("officer").get(f"/folders/{folder_id}/obligations/o9/register").status_code == 404
