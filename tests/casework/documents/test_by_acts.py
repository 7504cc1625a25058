"""Papers of a case kept by its acts: who issues them, what they say of adoption, when they no longer hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.cases import Case
from casework.documents import validity
from casework.losses import measuring, ordered
from casework.proceedings import facts, service
from casework.proceedings.history import history
from casework.proceedings.models import Folder
from casework.proceedings.service import Doing
from rules.casefile import parse
from tests.casework.documents import former
from tests.casework.office import FACTS, TODAY, Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import BUREAU, COURT, NUMBER, Desk, ago, credits
from tests.databases import Databases


def folder_of(desk: Desk) -> Folder:
    return service.get_for(desk.office.person("prosecutor"), desk.folder)


def case_of(desk: Desk) -> Case:
    case = facts.case_of(folder_of(desk))
    assert case is not None
    return case


def _submit(office: Office) -> None:
    desk = Desk(office)
    assert desk.file().status_code == 302
    for who, act, given in (
        ("prosecutor", "prosecute", {"at": ago(39), "a_court": COURT}),
        ("judge", "receive", {"at": ago(38), "a_number": NUMBER}),
        ("judge", "order", {"at": ago(37), "a_measurer": BUREAU}),
    ):
        assert desk.do(who, act, **given).status_code == 302
    with office.work():
        folder = folder_of(desk)
        facts.keep(folder, office.person("prosecutor"), facts.completed(folder, parse(copy.deepcopy(FACTS))), "立案")
    with office.work():
        order, officer = ordered.find(folder_of(desk), "m1"), office.person("officer")
        choice = measuring.Choice(method="national-default@2026-11")
        ordered.submit(order, officer, choice, ordered.draft(order, officer, choice).result.hash)


@pytest.fixture
def submitted(databases: Databases, tmp_path: Path, quick_paper: None) -> Iterator[Desk]:
    """A case at the court whose loss the bureau measured by the system, not adopted yet."""
    del quick_paper
    with office_after(databases, tmp_path, "measured by the system at a desk", _submit) as office:
        yield Desk(office, folder=1)


def issue(desk: Desk, kind: str, who: str) -> dict[str, Any]:
    with desk.office.work():
        made = former.issued(case_of(desk), kind, desk.office.person(who))
        found: dict[str, Any] = json.loads(made.snapshot)
        return found


def superseded(desk: Desk) -> list[bool]:
    with desk.office.work():
        return [one.superseded is not None for one in validity.issued(case_of(desk))]


def test_a_report_says_that_nobody_adopted_it_and_is_its_bureaus_to_issue(submitted: Desk) -> None:
    data = issue(submitted, "report", "officer")
    assert data["adoption"] == {"ordered_by": COURT, "adopted": [], "basis_changed": False}
    assert (data["case"]["number"], data["case"]["title"]) == (NUMBER, NUMBER)
    assert (data["issuer"], data["case"]["court"], data["case"]["bureau"]) == (BUREAU, COURT, BUREAU)


def test_once_adopted_the_judge_issues_it_too_and_the_former_paper_is_superseded(submitted: Desk) -> None:
    issue(submitted, "report", "officer")
    assert superseded(submitted) == [False]
    assert submitted.do("judge", "adopt", at=ago(0)).status_code == 302
    assert superseded(submitted) == [True]
    [adopted] = issue(submitted, "report", "judge")["adoption"]["adopted"]
    with submitted.office.work():
        judge = submitted.office.person("judge").name
    assert (adopted["institution"], adopted["person"], adopted["on"]) == (COURT, judge, ago(0))
    assert superseded(submitted) == [False, True]


def test_the_retirement_paper_rests_on_the_act_and_goes_with_it(submitted: Desk) -> None:
    assert submitted.do("judge", "adopt", at=ago(0)).status_code == 302
    credits(submitted, "当事人自愿加倍认购")
    data = issue(submitted, "retirement", "officer")
    assert (data["totals"]["required_t"], data["totals"]["retired_t"], data["totals"]["complete"]) == ("96", "96", True)
    [retired] = data["acts"]
    [certificate] = retired["papers"]
    assert (retired["persons"], certificate["name"]) == (["张某泉"], "注销凭证.pdf")
    assert len(certificate["sha256"]) == 64
    assert superseded(submitted) == [False]
    with submitted.office.work():
        folder = folder_of(submitted)
        number = next(act.number for act in history(folder).acts if act.do == "perform")
        again = Doing("void", TODAY, (), {"number": number, "ground": "凭证属于另案"})
        service.record(folder, submitted.office.person("officer"), again)
    assert superseded(submitted) == [True]
