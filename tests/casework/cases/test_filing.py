"""Filing and amending: numbers, versions, the index, and who else changed the case meanwhile."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pytest
from sqlalchemy import select

from casework import db
from casework.audit import service as audit
from casework.cases import filing, lifecycle, stages
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.cases.errors import NothingChanged, ReasonMissing, WrongFacts, WrongStage
from casework.cases.filing import NUMBER_TAKEN
from casework.cases.models import Case, CaseCounter
from casework.errors import Forbidden
from rules.casefile import CaseFile, canonical, parse
from tests.casework.office import FACTS, Office
from tests.told import says


def facts(**changes: Any) -> CaseFile:
    """The office's case with sections replaced."""
    return parse(copy.deepcopy({**FACTS, **changes}))


def head(**changes: Any) -> dict[str, Any]:
    return {**FACTS["case"], **changes}


def test_a_filed_case_is_indexed_from_its_case_file(office: Office) -> None:
    with office.work():
        casefile = facts(case=head(number="（2025）闽0627刑初9号"), parties=[{"name": "张某", "role": "被告人"}] * 1)
        case = filing.file(office.person("prosecutor"), casefile)
        assert case.number == "（2025）闽0627刑初9号"
        assert case.title == case.number
        assert (case.offence, case.area_code, case.parties) == ("滥伐林木", "350627", "张某")
        assert (case.procuratorate.name, case.court.name, case.bureau.name) == (
            "南靖县人民检察院",
            "南靖县人民法院",
            "南靖县林业局",
        )
        assert (case.stage, case.row_version) == ("filed", 1)


def test_the_stored_case_file_names_the_institutions_it_left_open(office: Office) -> None:
    office.file()
    with office.work():
        stored = cases.current_casefile(office.case)
        assert stored.case.institutions.court == "南靖县人民法院"


def test_cases_are_numbered_by_year_in_order(office: Office) -> None:
    year = db.today().year
    with office.work():
        references = [filing.file(office.person("prosecutor"), facts()).reference for _ in range(3)]
    assert references == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]


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
        assert filing.file(office.person("prosecutor"), named).court.name == "漳浦县人民法院"


def test_a_case_number_serves_one_case(office: Office) -> None:
    numbered = facts(case=head(number="（2025）闽0627刑初9号"))
    with office.work():
        filing.file(office.person("prosecutor"), numbered)
    with pytest.raises(WrongFacts) as refused, office.work():
        filing.file(office.person("prosecutor"), numbered)
    (error,) = refused.value.errors
    assert error.path == "case.number"
    assert says(error.message, NUMBER_TAKEN, number="（2025）闽0627刑初9号")


@pytest.mark.parametrize("username", ["judge", "officer"])
def test_nobody_but_a_prosecutor_files(office: Office, username: str) -> None:
    with pytest.raises(Forbidden, match="“立案”只能由检察官进行"), office.work():
        filing.file(office.person(username), facts())


def test_cases_filed_at_once_get_different_numbers(office: Office) -> None:
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def file_one() -> None:
        try:
            barrier.wait()
            with office.work():
                filing.file(office.person("prosecutor"), facts())
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


def amend(office: Office, casefile: CaseFile, reason: str = "补充侦查") -> int:
    with office.work():
        return cases.revise(office.case, office.person("prosecutor"), casefile, reason).version


def test_an_amendment_is_a_new_version_and_the_old_one_stays(office: Office) -> None:
    office.file()
    with office.work():
        before = filing.current_version(office.case).document
    assert amend(office, facts(value_cny="4960.72")) == 2
    with office.work():
        shown = case_history.version(office.case, 2)
        (change,) = shown.changes
        assert (change.path, change.before, change.after) == ("value_cny", None, "4960.72")
        assert shown.version.reason == "补充侦查"
        assert shown.before is not None
        assert shown.before.document == before
        assert [version.version for version in case_history.versions(office.case)] == [2, 1]


def test_an_amendment_renews_the_index(office: Office) -> None:
    office.file()
    moved = copy.deepcopy(FACTS["stands"])
    moved[0]["county"] = "350623"
    amend(office, facts(case=head(offence="盗伐林木", number="（2025）闽0627刑初7号"), stands=moved, parties=[]))
    with office.work():
        case = office.case
        assert (case.offence, case.area_code, case.parties) == ("盗伐林木", "350623", "")
        assert case.number == "（2025）闽0627刑初7号"


def test_the_same_facts_again_are_no_amendment(office: Office) -> None:
    office.file()
    with pytest.raises(NothingChanged, match="没有改动"):
        amend(office, facts())
    with office.work():
        assert len(case_history.versions(office.case)) == 1


def test_an_amendment_needs_its_reason(office: Office) -> None:
    office.file()
    with pytest.raises(ReasonMissing):
        amend(office, facts(value_cny="1"), " ")


def test_nothing_is_amended_once_the_court_has_accepted(office: Office) -> None:
    office.file()
    office.accept()
    with pytest.raises(WrongStage, match="案件现处“委托测算”阶段，“修改案件”只能在“立案”阶段进行"):
        amend(office, facts(value_cny="1"))


def test_of_two_changes_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    """Both read the same state; the second to write must not overwrite the first."""
    office.file()
    results: list[str] = []
    both_read = threading.Barrier(2, timeout=10)

    def change(value: str) -> None:
        with office.app.app_context():
            case, person = office.case, office.person("prosecutor")
            both_read.wait()
            try:
                cases.revise(case, person, facts(value_cny=value), "补充")
                results.append("saved")
            except Exception as error:
                results.append(type(error).__name__)

    threads = [threading.Thread(target=change, args=(value,)) for value in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Stale", "saved"]
    with office.work():
        assert len(case_history.versions(office.case)) == 2


def test_a_case_file_survives_the_database_byte_for_byte(office: Office) -> None:
    office.file()
    with office.work():
        version = filing.current_version(office.case)
        assert canonical(filing.casefile_of(version).as_json()) == version.document
        assert "18.6493" in version.document


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("stage", "facts", "stands"),
    [
        ("filed", "amend", "amend"),
        ("commissioned", "amend", "enter"),
        ("under_review", "amend", "enter"),
        ("confirmed", "supplement", "enter"),
        ("closed", "supplement", "enter"),
    ],
)
def test_facts_and_stands_are_revised_by_the_step_of_the_stage(
    office: Office, stage: str, facts: str, stands: str
) -> None:
    steps = (stages.revising_step(stage, stages.FACTS), stages.revising_step(stage, stages.STANDS))
    assert [step.action for step in steps] == [facts, stands]
    office.file()
    with office.work():
        office.case.stage = stage
        audit.record("test", f"case:{office.case_id}")
    with office.work():
        case = office.case
        for part, action in ((stages.FACTS, facts), (stages.STANDS, stands)):
            for username in ("prosecutor", "officer"):
                expected = stages.STEPS[action] in lifecycle.steps_for(case, office.person(username))
                assert cases.may_revise(case, office.person(username), part) is expected
