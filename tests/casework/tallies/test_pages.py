"""Entering a tally in the browser: every mistake in its place, nothing stored before it is accepted."""

from __future__ import annotations

import copy
import hashlib
import io
import json

import openpyxl
import pytest
from flask.testing import FlaskClient

from casework.audit import verification
from casework.losses import measuring
from rules.carbon.tally.sheet import Basis, read_sheet
from tests.casework import pages
from tests.casework.office import Office
from tests.casework.tallies.conftest import FIR
from tests.casework.tallies.sheets import (
    ENTER,
    GOOD,
    MEASURE,
    SHOW,
    STANDS,
    TWO,
    accept,
    one_database,
    send,
    stand,
    versions,
)


def check_looking_and_storing(office: Office, client: FlaskClient) -> None:
    page = send(client, GOOD)
    assert page.status_code == 200
    told = pages.text(page.text)
    assert "读取 3 行，共 17 株，合并为 2 组" in told
    assert "0.351" in told
    assert "立木蓄积：18.6493 立方米" in told
    assert versions(office) == 1
    stored = accept(client, page)
    assert stored.status_code == 302
    assert versions(office) == 2
    found = stand(office)
    assert "standing_stock_m3" not in found
    assert found["tally"] == {
        "basis": "dbh",
        "volume_equation": "LY208-fir",
        "rows": [
            {"species": "杉木", "dbh_cm": "10", "height_m": "6", "count": 5},
            {"species": "杉木", "dbh_cm": "8", "height_m": "6", "count": 12},
        ],
        "read": {"file": "检尺.csv", "sha256": hashlib.sha256(GOOD.encode()).hexdigest(), "lines": 3},
    }
    kept = client.get(SHOW + "/file")
    assert kept.data == GOOD.encode()
    assert "0.351" in pages.text(client.get(SHOW).text)
    assert "现场检尺，张三" in pages.text(client.get("/folders/1/facts").text)
    with office.work():
        assert verification.verify() is None


def test_the_prosecutor_looks_at_a_tally_and_stores_it_while_he_examines_the_case(ordered: Office) -> None:
    check_looking_and_storing(ordered, ordered.browser("prosecutor"))


def test_the_officer_looks_at_a_tally_and_stores_it_while_measuring(commissioned: Office) -> None:
    check_looking_and_storing(commissioned, commissioned.browser("officer"))


def test_the_officer_measures_the_tally_that_was_stored(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    accept(officer, send(officer, GOOD))
    with commissioned.work():
        found = commissioned.draft(measuring.Choice(method="national-default@2026-11")).result
    assert found.stands[0].standing_stock_m3 == "0.351"


def test_a_workbook_is_read_as_well(commissioned: Office) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("检尺")
    for row in (["树种", "径阶（cm）", "树高（m）", "株数"], ["杉木", 10, 6, 5], ["杉木", 8, 6, 12]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    officer = commissioned.browser("officer")
    refused = send(officer, content.getvalue(), name="检尺.xlsx")
    assert refused.status_code == 422
    assert 'href="#class_width_cm"' in refused.text
    page = send(officer, content.getvalue(), name="检尺.xlsx", class_width_cm="2")
    assert page.status_code == 200
    assert accept(officer, page).status_code == 302
    assert stand(commissioned)["tally"]["class_width_cm"] == "2"


def test_cells_pasted_from_a_spreadsheet_are_read(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    pasted = "树种\t胸径（cm）\t树高（m）\t株数\r\n杉木\t10\t6\t5\r\n杉木\t8\t6\t12\r\n"
    page = send(officer, "", name="", pasted=pasted)
    assert page.status_code == 200
    assert "共 17 株" in pages.text(page.text)
    assert accept(officer, page).status_code == 302
    assert len(stand(commissioned)["tally"]["rows"]) == 2


@one_database
def test_the_page_says_how_many_trees_are_saplings(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    head, rows = "树种,胸径（cm）,树高（m）,株数", ["杉木,5,6,7", "杉木,4,4,2", "杉木,10,6,5"]
    page = send(officer, "\n".join([head, *rows]))
    assert page.status_code == 200
    cells = pages.text(page.text).split("其中幼树")
    assert len(cells) > 1
    # 7 × 0.007 (5 cm, 6 m) + 2 × 0.003 (4 cm, 4 m) + 5 × 0.027 = 0.190 m³ of 14 trees, 9 of them saplings.
    assert "14" in cells[-1]
    assert "9" in cells[-1]
    assert "0.19" in cells[-1]
    plain = send(officer, "\n".join([head, rows[-1]]))
    assert "其中幼树" not in pages.text(plain.text)


def test_stumps_are_taken_with_their_equation_and_curve(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    stated = {
        "basis": "stump",
        "species-0-intercept_cm": "-1",
        "species-0-slope": "0.8",
        "species-0-standard_error_cm": "1.85",
        "species-0-stump_source": "测试关系式",
        "species-0-curve_form": "1.3 + a × D^b",
        "species-0-curve_a": "1.5",
        "species-0-curve_b": "0.7",
        "species-0-curve_source": "测试曲线",
    }
    page = send(officer, "树种,地径(cm),株数\n杉木,20,3\n", **stated)
    assert page.status_code == 200, pages.text(page.text)
    assert accept(officer, page).status_code == 302
    tally = stand(commissioned)["tally"]
    assert tally["stump_equations"]["杉木"]["slope"] == "0.8"
    assert tally["height_curves"]["杉木"]["form"] == "1.3 + a × D^b"
    again = pages.fields(officer.get(ENTER).text)
    assert again["species-0-slope"] == "0.8"
    assert again["basis"] == "stump"


def test_a_mixed_stand_is_entered_with_its_own_fields_for_each_species(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    assert "LY208-fir" not in officer.get(TWO).text
    sheet = "树种,胸径(cm),树高(m),株数\n木荷,10,6,6\n栎树,10,6,3\n"
    page = send(officer, sheet, address=TWO, volume_equation="FJ-1823-broad")
    assert page.status_code == 200, pages.text(page.text)
    # 0.0000685634 × 10^1.933221 × 6^0.867885 = 0.0278393…, to six places, times 6, 3 and 9, shown to the litre.
    assert all(sum in page.text for sum in ("0.167", "0.084", "0.251"))
    assert accept(officer, page, address=TWO).status_code == 302
    assert [row["species"] for row in stand(commissioned, 1)["tally"]["rows"]] == ["木荷", "栎类"]


@one_database
def test_from_the_look_one_can_go_back_with_everything_stated(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    page = send(officer, GOOD, class_width_cm="2")
    assert [one.status_code for one in page.history] == [303]  # the browser's Back never meets a POST
    assert pages.fields(officer.get(ENTER).text)["class_width_cm"] == "2"
    back = officer.post(ENTER, data={**pages.fields(page.text), "do": "edit"}, follow_redirects=True)
    assert back.status_code == 200
    again = pages.fields(back.text)
    assert (again["class_width_cm"], again["volume_equation"], again["basis"]) == ("2", "LY208-fir", "dbh")


@one_database
@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("prosecutor", ENTER, 200),
        ("judge", ENTER, 200),
        ("watcher", ENTER, 403),
        ("watcher", SHOW, 200),
        ("officer2", ENTER, 404),
        ("officer2", SHOW, 404),
        ("officer", f"{STANDS}/9/tally/enter", 404),
        ("officer", f"{STANDS}/0/tally", 404),
        ("officer", f"{STANDS}/3/tally/enter", 409),
        ("judge", SHOW, 200),
    ],
)
def test_who_acts_in_the_case_enters_and_those_concerned_read(
    commissioned: Office, who: str, address: str, status: int
) -> None:
    client = commissioned.watcher() if who == "watcher" else commissioned.browser(who)
    assert client.get(address).status_code == status


@one_database
def test_the_stands_lead_to_their_tallies(commissioned: Office) -> None:
    links = pages.links(commissioned.browser("officer").get(MEASURE).text)
    assert {f"{STANDS}/1/tally", f"{STANDS}/2/tally"} <= set(links)
    assert f"{STANDS}/3/tally" not in links
    for client, may in ((commissioned.browser("officer"), True), (commissioned.watcher(), False)):
        assert (ENTER in pages.links(client.get(SHOW).text)) is may


@one_database
@pytest.mark.parametrize("basis", ["dbh", "stump"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_sheet_can_be_downloaded_filled_in_and_read(commissioned: Office, kind: str, basis: Basis) -> None:
    answer = commissioned.browser("officer").get(f"/tally-sheet.{kind}?basis={basis}")
    assert answer.status_code == 200
    assert f'filename="tally-{basis}.{kind}"' in answer.headers["Content-Disposition"]
    filled = answer.data + "1,杉木,20,15,3\n".encode() if kind == "csv" else _filled(answer.data)
    sheet = read_sheet(filled, basis)
    assert (sheet.trees, sheet.remarks) == (3, ())


def _filled(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append([1, "杉木", 20, 15, 3])
    filled = io.BytesIO()
    book.save(filled)
    return filled.getvalue()


def test_the_tally_in_the_page_is_json_that_only_the_case_file_can_hold(commissioned: Office) -> None:
    fields = pages.fields(send(commissioned.browser("officer"), GOOD).text)
    assert json.loads(fields["document"])["tally"]["rows"][1]["count"] == 12


def test_the_standard_error_of_a_stock_goes_with_the_stock_that_a_tally_replaces(office: Office) -> None:
    facts = copy.deepcopy(FIR)
    errors = {
        "standing_stock_m3": {"value": "1.2", "source": "鉴定意见"},
        "area_ha": {"value": "0.1", "source": "勘验"},
    }
    facts["stands"][0] |= {"area_ha": "2", "standard_errors": errors}
    office.file(facts)
    office.accept()
    officer = office.browser("officer")
    accept(officer, send(officer, GOOD))
    assert stand(office)["standard_errors"] == {"area_ha": {"value": "0.1", "source": "勘验"}}
