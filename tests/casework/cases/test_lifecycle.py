"""The one table of steps: who may take which step, from where, with what reason."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from casework import db
from casework.accounts import service as accounts
from casework.audit import service as audit
from casework.cases import history as case_history
from casework.cases import lifecycle
from casework.cases import service as cases
from casework.cases.errors import ReasonMissing, WrongStage
from casework.cases.lifecycle import OTHER_STAGE
from casework.cases.models import StageEvent
from casework.cases.stages import ACTS, GUARDS, STAGES, STEPS, TABLE, Step
from casework.compensation import checking
from casework.errors import Forbidden, Stale
from casework.permissions import ASSIGNED_JUDGE, FORESTRY_OFFICER, JUDGE, ONLY_BY, PROSECUTOR
from tests.casework.office import Office
from tests.told import saying

USERNAMES = {PROSECUTOR: "prosecutor", JUDGE: "judge", FORESTRY_OFFICER: "officer"}
PEOPLE = ("prosecutor", "judge", "officer", "prosecutor2", "judge2", "officer2")
one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what only the table decides and no database can make different."""

TAKEABLE = [step for step in TABLE if step.source is not None]


def whose(step: Step) -> str:
    """The user name of the person of the case's own institutions who takes the step."""
    (grant,) = step.by
    return USERNAMES[grant.role]


def place(office: Office, stage: str) -> None:
    """Put the case into a stage, whatever led there."""
    with office.work():
        case = office.case
        case.stage = stage
        case.judge = office.person("judge")
        audit.record("test", f"case:{case.id}")


def test_the_table_is_whole() -> None:
    by_steps = set(STAGES) - {ACTS}  # no step of the table leads to or from a course that acts keep
    assert {step.target for step in TABLE} == by_steps
    assert {step.source for step in TAKEABLE} == by_steps - {"closed", "withdrawn"}
    assert {whose(step) for step in TABLE} == set(USERNAMES.values())
    assert len(STEPS) == len(TABLE), "an action stands in the table once"


@one_database
def test_every_guard_of_the_table_is_declared_by_a_feature(office: Office) -> None:
    assert GUARDS
    assert lifecycle.missing_guards(office.app) == set()


def test_a_guard_that_no_step_asks_for_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="no workflow step uses"):
        lifecycle.declare(Flask("apart"), guards={"unknown": lambda case, person: None})


def test_an_application_without_a_guard_does_not_start() -> None:
    app = Flask("apart")
    lifecycle.declare(app, guards={"measured": lambda case, person: None})
    assert lifecycle.missing_guards(app) == set(GUARDS) - {"measured"}


@one_database
@pytest.mark.parametrize("step", TAKEABLE, ids=lambda step: step.action)
def test_a_step_is_taken_by_its_role_of_the_right_institution_only(office: Office, step: Step) -> None:
    office.file()
    place(office, str(step.source))
    for username in PEOPLE:
        with office.work():
            person = office.person(username)
            if whose(step) == username:
                lifecycle.check_step(office.case, step, person)
                assert step in lifecycle.steps_for(office.case, person)
            else:
                with pytest.raises(Forbidden, match=saying(ONLY_BY, step=step.label)):
                    lifecycle.check_step(office.case, step, person)
                assert step not in lifecycle.steps_for(office.case, person)


@one_database
@pytest.mark.parametrize("step", TAKEABLE, ids=lambda step: step.action)
def test_a_step_is_taken_in_its_stage_only(office: Office, step: Step) -> None:
    office.file()
    for stage in STAGES:
        if stage == step.source:
            continue
        place(office, stage)
        with office.work(), pytest.raises(WrongStage, match=saying(OTHER_STAGE, now=STAGES[stage])):
            lifecycle.advance(office.case, step.action, office.person(whose(step)), reason="理由")


@one_database
@pytest.mark.parametrize("step", [step for step in TAKEABLE if step.by == ASSIGNED_JUDGE], ids=lambda step: step.action)
def test_another_judge_of_the_court_may_not_take_the_assigned_judges_steps(office: Office, step: Step) -> None:
    office.file()
    place(office, str(step.source))
    with office.work():
        judge = office.person("judge")
        colleague = accounts.create_person(judge.institution, "colleague", "法官丙", ("judge",), "Colleague-2026")
        with pytest.raises(Forbidden, match=saying(ONLY_BY, who="南靖县人民法院承办法官judge")):
            lifecycle.check_step(office.case, step, colleague)


@one_database
@pytest.mark.parametrize("step", [step for step in TAKEABLE if step.reason], ids=lambda step: step.action)
def test_a_step_that_needs_a_reason_is_refused_without_one(office: Office, step: Step) -> None:
    office.file()
    place(office, str(step.source))
    for reason in (None, "", " \n"):
        with office.work(), pytest.raises(ReasonMissing, match="须写明理由"):
            lifecycle.advance(office.case, step.action, office.person(whose(step)), reason=reason)


@pytest.mark.parametrize("step", [step for step in TAKEABLE if step.guard], ids=lambda step: step.action)
def test_a_guard_that_misses_something_stops_the_step(office: Office, step: Step) -> None:
    office.file()
    place(office, str(step.source))
    with office.work(), pytest.raises(WrongStage) as refused:
        # Nothing was measured, planned or performed: every guard has something to miss.
        lifecycle.advance(office.case, step.action, office.person(whose(step)), reason="理由")
    assert "阶段" not in refused.value.message
    with office.work():
        assert office.case.stage == step.source


def test_a_step_writes_the_timeline_and_the_log_and_raises_the_row_version(office: Office) -> None:
    office.file()
    with office.work():
        before = office.case.row_version
    office.accept()
    with office.work():
        event = db.session().scalars(select(StageEvent).order_by(StageEvent.id.desc())).first()
        assert event is not None
        assert (event.from_stage, event.action, event.to_stage) == ("filed", "accept", "commissioned")
        assert event.person.username == "judge"
        assert office.case.row_version == before + 1
        assert audit.entries(f"case:{office.case_id}", limit=1)[0].action == "accept"


def test_accepting_assigns_the_judge_and_measuring_the_officer(office: Office) -> None:
    office.file()
    office.accept()
    office.measure()
    with office.work():
        assert office.case.judge is not None
        assert office.case.officer is not None
        assert (office.case.judge.username, office.case.officer.username) == ("judge", "officer")


def test_a_whole_case_passes_every_stage_in_order(office: Office) -> None:
    office.to_performing()
    bought = office.buy(office.lot(), 1, 86)
    office.retire(bought, 1, 86)
    with office.work():
        seen = checking.proofs(office.case)
        cases.rule(office.case, office.person("judge"), "（2025）闽0627刑初1号", db.today().isoformat(), checked=seen)
        lifecycle.advance(office.case, "close", office.person("judge"))
    with office.work():
        happenings = [happening.what for happening in case_history.timeline(office.case)][::-1]
        assert office.case.stage == "closed"
        assert cases.next_step(office.case) == ""
    assert happenings == [
        "立案",
        "受理并委托测算：立案 → 委托测算",
        "提交计量：委托测算 → 复核",
        "确认损失：复核 → 确认",
        "提出方案：确认 → 方案待审",
        "准许方案：方案待审 → 履行",
        "登记认购",
        "确认注销",
        "履行核验：履行 → 核验",
        "记录裁判：核验 → 裁判",
        "结案：裁判 → 结案",
    ]


def test_the_next_step_names_whose_it_is(office: Office) -> None:
    office.file()
    with office.work():
        assert cases.next_step(office.case) == "受理并委托测算（南靖县人民法院法官）"
        with force_locale("en"):
            assert "（" not in cases.next_step(office.case)
    office.accept()
    office.measure()
    with office.work():
        assert cases.next_step(office.case) == "确认损失（南靖县人民法院承办法官judge）"


def test_whoever_comes_second_at_the_same_moment_is_shown_the_present_state(office: Office) -> None:
    office.file()
    with office.app.app_context():
        case, prosecutor = office.case, office.person("prosecutor")
        lifecycle.check_version(case, case.row_version)
        accepted = threading.Thread(target=office.accept)
        accepted.start()
        accepted.join(timeout=60)
        with pytest.raises(Stale):
            lifecycle.advance(case, "withdraw", prosecutor, reason="重复立案")
        assert case.stage == "commissioned"
        assert case.judge is not None
