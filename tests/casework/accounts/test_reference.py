"""Areas and offices of Fujian as reference data: complete, in one tree, each office with how certain it is."""

from __future__ import annotations

from collections import Counter

import pytest

from casework import areas
from casework.accounts import institutions, reference
from casework.accounts.models import Institution
from casework.audit import service as audit
from casework.permissions import COURT, FORESTRY_BUREAU, PROCURATORATE
from tests.casework.office import Office


def test_the_province_has_nine_cities_and_eighty_four_counties() -> None:
    levels = Counter(area.level for area in reference.present_areas())
    assert levels == {"province": 1, "city": 9, "county": 84}


def test_every_area_stands_in_the_tree_at_the_level_of_its_code() -> None:
    known = reference.areas()
    for area in known.values():
        assert areas.level_of(area.code) == area.level
        above = areas.superior(area.code)
        assert (above is None) == (area.level == "province")
        assert above is None or areas.contains(above, area.code)
        assert above is None or above in known


def test_every_county_has_its_court_and_procuratorate_but_the_one_without_offices() -> None:
    without = {area.name for area in reference.present_areas() if {COURT, PROCURATORATE} & set(area.without)}
    assert without == {"金门县"}


def test_a_bureau_whose_name_was_not_found_is_missing_and_not_made_up() -> None:
    counties = [area for area in reference.present_areas() if area.level == "county"]
    missing = [area.name for area in counties if FORESTRY_BUREAU in area.without]
    # 24 whose name is open, and one county without any office.
    assert len(missing) == 25
    assert {"思明区", "鼓楼区", "东山县", "金门县"} <= set(missing)


def test_each_office_says_how_certain_it_is_and_what_was_read() -> None:
    found = Counter((office.kind, office.certainty) for office in reference.offices())
    assert set(found) <= {(kind, "listed") for kind in (COURT, PROCURATORATE)} | {
        (FORESTRY_BUREAU, certainty) for certainty in ("seen", "dated", "pattern")
    }
    assert found[FORESTRY_BUREAU, "pattern"] == 46
    assert all(office.source for office in reference.offices())
    certainty = {office.name: office.certainty for office in reference.offices()}
    assert certainty["南靖县林业局"] == "seen"
    # Read in a text of before the reform of 2019, or without a date.
    assert {certainty["德化县林业局"], certainty["福鼎市林业局"], certainty["南平市林业局"]} == {"dated"}


def test_an_abolished_area_is_known_and_offers_no_office() -> None:
    gone = reference.areas()["350681"]
    assert (gone.name, gone.ended, gone.offices, gone.without) == ("龙海市", "2021-02-02", (), ())


def test_names_of_areas_are_told_from_the_province_down() -> None:
    assert reference.area_name("350627") == "福建省漳州市南靖县"
    assert reference.area_name("350600") == "福建省漳州市"
    assert reference.area_name("360102") == "360102"


def test_reference_data_is_laid_in_once_and_leaves_what_is_there(office: Office) -> None:
    with office.work():
        added = institutions.load_reference()
    with office.work():
        # The six of the office itself are among them.
        assert added == len(reference.offices()) - 6
        assert institutions.load_reference() == 0
        mine = institutions.institution_named(COURT, ["南靖县人民法院"])
        laid_in = institutions.institution_named(COURT, ["福建省漳州市中级人民法院"])
        assert mine is not None
        assert laid_in is not None
        assert (mine.certainty, laid_in.certainty) == (None, "listed")
        entry = audit.entries(f"institution:{laid_in.id}")[0]
        assert entry.action == "create_institution"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_office_entered_under_another_name_is_not_laid_in_beside_it(office: Office) -> None:
    with office.work():
        institutions.create_institution("福州市林业局（筹）", FORESTRY_BUREAU, "350100")
        institutions.load_reference()
        found = institutions.institutions_of(FORESTRY_BUREAU, "350100")
        assert [one.name for one in found] == ["福州市林业局（筹）"]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_institution_that_is_closed_is_not_found(office: Office) -> None:
    with office.work():
        court = office.person("judge").institution
        court.active = False
        audit.record("test", "institution:1")
        assert institutions.institution_named(COURT, [court.name]) is None
        assert court not in institutions.institutions_near(COURT, court.area_code, 10)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_command_lays_the_institutions_in(office: Office) -> None:
    done = office.app.test_cli_runner().invoke(args=["accounts", "load-institutions"])
    assert done.exit_code == 0, done.output
    assert str(len(reference.offices()) - 6) in done.output
    with office.work():
        assert isinstance(institutions.institution_named(COURT, ["福建省高级人民法院"]), Institution)
