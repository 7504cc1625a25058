"""案情 of a case kept by its acts: filed, corrected, seen by whoever takes part."""

from __future__ import annotations

import copy
import re

import pytest

from casework.audit import verification
from casework.cases import service as cases
from casework.cases.errors import NothingChanged, UnknownCase
from casework.proceedings import facts, service
from casework.proceedings.models import Folder
from rules.casefile import parse
from tests.casework.office import FACTS, Office
from tests.casework.proceedings.desk import Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    made = Desk(office)
    assert made.file().status_code == 302
    return made


def folder_of(desk: Desk, who: str = "prosecutor") -> Folder:
    return service.get_for(desk.office.person(who), desk.folder)


def test_facts_are_kept_version_by_version_and_belong_to_their_case(desk: Desk) -> None:
    with desk.office.work():
        folder = folder_of(desk)
        assert facts.case_of(folder) is None
        file = parse(copy.deepcopy(FACTS))
        version = facts.keep(folder, desk.office.person("prosecutor"), facts.completed(folder, file), "立案")
        assert version.version == 1
        case = facts.case_of(folder)
        assert case is not None
        assert case.reference == folder.reference
        assert facts.folder_of(case) is folder
        filed = facts.filed(folder)
        assert filed is not None
        assert filed.case.institutions.forestry_bureau == "南靖县林业局"
        with pytest.raises(NothingChanged):
            facts.keep(folder, desk.office.person("prosecutor"), facts.completed(folder, filed), "再来一次")
    with desk.office.work():
        assert verification.verify() is None


def test_who_takes_part_in_the_case_sees_its_facts_and_nobody_else(desk: Desk) -> None:
    with desk.office.work():
        folder = folder_of(desk)
        facts.keep(
            folder, desk.office.person("prosecutor"), facts.completed(folder, parse(copy.deepcopy(FACTS))), "立案"
        )
        assert folder.case_id is not None
        for who in ("prosecutor", "officer"):
            assert cases.get_for(desk.office.person(who), folder.case_id).id == folder.case_id
        for who in ("judge", "prosecutor2"):
            with pytest.raises(UnknownCase):
                cases.get_for(desk.office.person(who), folder.case_id)


def test_all_but_the_first_section_of_the_facts_opens_on_demand(office: Office) -> None:
    office.file(FACTS)
    page = office.browser("prosecutor").get(f"/folders/{office.folder_id}/facts").text
    sections = re.findall(r'<(section|details) class="(?:sheet|more part)" id="(\w+)"', page)
    assert len(sections) > 3
    assert [kind for kind, _ in sections] == ["section"] + ["details"] * (len(sections) - 1)
