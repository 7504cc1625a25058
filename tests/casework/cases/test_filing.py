"""The facts of a case as they are kept: its number, its index, its versions."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pytest
from sqlalchemy import select

from casework import db
from casework.cases import filing
from casework.cases import service as cases
from casework.cases.errors import WrongFacts
from casework.cases.filing import NUMBER_TAKEN
from casework.cases.models import Case, CaseCounter
from casework.proceedings import facts as case_facts
from casework.proceedings import filing as opening
from casework.proceedings.filing import Opening
from rules.casefile import CaseFile, canonical, parse
from tests.casework.office import FACTS, Office
from tests.told import says


def facts(**changes: Any) -> CaseFile:
    """The office's case with sections replaced."""
    return parse(copy.deepcopy({**FACTS, **changes}))


def head(**changes: Any) -> dict[str, Any]:
    return {**FACTS["case"], **changes}


def file(office: Office, casefile: CaseFile) -> Case:
    """The record of the facts of a case that is opened, inside ``work``."""
    found = case_facts.case_of(opening.open_with_facts(office.person("prosecutor"), casefile, Opening(("examining",))))
    assert found is not None
    return found


def test_a_filed_case_is_indexed_from_its_case_file(office: Office) -> None:
    with office.work():
        case = file(office, facts(case=head(number="（2025）闽0627刑初9号")))
        assert case.number == "（2025）闽0627刑初9号"
        assert case.title == case.number
        assert (case.offence, case.area_code, case.parties) == ("滥伐林木", "350627", "张某")
        assert (case.procuratorate.name, case.court.name, case.bureau.name) == (
            "南靖县人民检察院",
            "南靖县人民法院",
            "南靖县林业局",
        )


def test_the_stored_case_file_names_the_institutions_it_left_open(office: Office) -> None:
    office.file()
    with office.work():
        stored = cases.current_casefile(office.case)
        assert stored.case.institutions.court == "南靖县人民法院"


def test_the_number_after_the_last_one_of_its_year_is_the_next(office: Office) -> None:
    """The numbers go on past four digits, and every year begins anew."""
    year = db.today().year
    with office.work():
        db.session().add(CaseCounter(year=year, filed=9999))
        db.session().add(CaseCounter(year=year - 1, filed=20_000))
    office.file()
    with office.work():
        assert office.case.reference == f"{year}-10000"
        assert db.session().get_one(CaseCounter, year - 1).filed == 20_000


def test_a_court_named_with_its_province_is_the_registered_one(office: Office) -> None:
    with office.work():
        named = facts(case=head(institutions={"court": "福建省漳州市漳浦县人民法院"}))
        assert file(office, named).court.name == "漳浦县人民法院"


def test_a_case_number_serves_one_case(office: Office) -> None:
    numbered = head(number="（2025）闽0627刑初9号")
    other = facts(case=numbered, parties=[{"name": "李某", "role": "被告人"}])
    with office.work():
        file(office, facts(case=numbered))
    with pytest.raises(WrongFacts) as refused, office.work():
        file(office, other)
    (error,) = refused.value.errors
    assert error.path == "case.number"
    assert says(error.message, NUMBER_TAKEN, number="（2025）闽0627刑初9号")


def test_cases_filed_at_once_get_different_numbers(office: Office) -> None:
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def file_one() -> None:
        try:
            barrier.wait()
            office.file()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=file_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with office.work():
        assert len(set(db.session().scalars(select(Case.reference)))) == 4


def test_a_case_file_survives_the_database_byte_for_byte(office: Office) -> None:
    office.file()
    with office.work():
        version = filing.current_version(office.case)
        assert canonical(filing.casefile_of(version).as_json()) == version.document
        assert "18.6493" in version.document


def test_a_correction_renews_the_index(office: Office) -> None:
    office.file()
    moved = copy.deepcopy(FACTS["stands"])
    moved[0]["county"] = "350623"
    told = facts(case=head(offence="盗伐林木", number="（2025）闽0627刑初7号"), stands=moved)
    with office.work():
        case_facts.correct(office.folder, office.person("prosecutor"), told, "变更指控")
        case = office.case
        assert (case.offence, case.area_code, case.parties) == ("盗伐林木", "350623", "张某")
        assert case.number == "（2025）闽0627刑初7号"
