"""A database of the line of stages becomes one of acts: same steps, days, persons, amounts, serials, certificates."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from casework import db
from casework.audit import verification
from casework.audit.verification import CHANGED
from casework.proceedings import Folder, RecordedAct, intake
from casework.proceedings.history import told_anew
from casework.takeover import OFF_TIMELINE, service
from casework.takeover.standing import state_and_timeline
from rules.proceedings.state import Case
from rules.record.assessment import AssessmentRecord
from tests.casework.audit.intruder import Intruder
from tests.casework.markup import read
from tests.told import says

ENDED = ("closed",)
SIGN_IN = "/sign-in"


def rows(query: str, **values: object) -> list[Any]:
    return list(db.session().execute(text(query), values).all())


def taken() -> list[service.Left]:
    return service.take_over(lambda done: None)


def cases() -> dict[int, Case]:
    """By the number of the old case, what the stored acts make of it."""
    return {folder.case_id or 0: told_anew(folder) for folder in db.session().scalars(select(Folder))}


def snapshot() -> dict[str, list[Any]]:
    """Everything that taking over writes."""
    tables = (
        *("folders", "folder_beginnings", "acts", "act_files", "folder_tracks", "folder_obligations"),
        *("folder_tasks", "folder_seats", "case_seats", "cases", "old_cases", "audit_entries"),
    )
    return {name: sorted(map(repr, rows(f"SELECT * FROM {name}"))) for name in tables}


def test_every_case_becomes_one_of_acts_and_the_log_holds_before_and_after(old: Flask) -> None:
    with old.app_context():
        assert verification.verify() is None
        head = rows("SELECT hash FROM audit_entries ORDER BY seq DESC LIMIT 1")[0].hash
        every = [row.id for row in rows("SELECT id FROM cases ORDER BY id")]
        assert service.waiting() == len(every) > 10
        assert taken() == []
        assert service.waiting() == 0
        assert sorted(cases()) == every
        assert rows("SELECT DISTINCT stage, awaits FROM cases") == [("acts", None)]
        assert verification.verify(head) is None


def test_loss_and_method_of_old_assessments_are_read_from_their_results(old: Flask) -> None:
    with old.app_context():
        found = rows("SELECT loss_tco2e, method, result FROM assessments")
        assert found
        for row in found:
            told = AssessmentRecord.read(row.result)
            assert (row.loss_tco2e, row.method) == (told.loss_tco2e, told.method.name)


OLD_ROWS = {
    "stage_events": "reason = '另一理由'",
    "judgments": "number = '另一文书'",
    "reviews": "reason = '另一理由'",
    "plans": "note = '另一说明'",
    "plan_items": "terms = '另一条件'",
    "plan_decisions": "reason = '另一理由'",
    "plan_item_proofs": "document = '另一文书'",
    "procedure_events": "note = '另一备注'",
}


@pytest.mark.parametrize("table", OLD_ROWS)
def test_the_log_goes_on_proving_what_the_line_of_stages_kept(taken_over: Flask, table: str) -> None:
    with taken_over.app_context():
        assert rows(f"SELECT id FROM {table}")
        assert verification.verify() is None
    Intruder(taken_over).run(f"UPDATE {table} SET {OLD_ROWS[table]} WHERE id = (SELECT min(id) FROM {table})")
    with taken_over.app_context():
        finding = verification.verify()
        assert finding is not None
        assert says(finding.message, CHANGED, table=table)


@pytest.mark.parametrize("change", ["stage = 'closed'", "judge_id = filed_by"])
def test_a_case_that_stands_elsewhere_than_its_timeline_led_is_named_before_it_is_taken_over(
    old: Flask, change: str
) -> None:
    Intruder(old).run(f"UPDATE cases SET {change} WHERE id = (SELECT min(id) FROM cases WHERE stage = 'commissioned')")
    with old.app_context():
        finding = verification.verify()
        assert finding is not None
        assert says(finding.message, CHANGED, table="cases", id=3)
        assert says(state_and_timeline() or "", OFF_TIMELINE)


TOLD = """
SELECT f.case_id, a.at, a.person_id, a.done_on, a.document FROM acts a JOIN folders f ON f.id = a.folder_id
ORDER BY f.case_id, a.number
"""
STEPS = """
SELECT case_id, at, person_id, reason FROM stage_events
UNION ALL SELECT case_id, at, person_id, NULL FROM procedure_events
UNION ALL SELECT p.case_id, f.at, f.confirmed_by, NULL FROM plan_item_proofs f
  JOIN plan_items i ON i.id = f.plan_item_id JOIN plans p ON p.id = i.plan_id
"""


def test_the_timeline_has_the_same_steps_by_the_same_persons_on_the_same_days(old: Flask) -> None:
    with old.app_context():
        before = rows(f"SELECT * FROM ({STEPS}) AS steps ORDER BY case_id, at")
        cancelled = {row.released_at for row in rows("SELECT released_at FROM serial_uses")}
        last = {case_id: list(some)[-1].at for case_id, some in groupby(before, lambda row: row.case_id)}
        taken()
        told = rows(TOLD)
        told = [row for row in told if row.at <= last[row.case_id] and row.at not in cancelled]
        once = [key for key, _ in groupby(told, lambda row: (row.case_id, row.at, row.person_id))]
        assert once == [(row.case_id, row.at, row.person_id) for row in before]
        for case_id, _, _, reason in before:
            assert reason is None or any(reason in row.document for row in told if row.case_id == case_id)


def test_an_act_bears_the_day_in_beijing_and_the_name_and_institution_of_who_did_it(old: Flask) -> None:
    with old.app_context():
        names = {row.id: (row.name, row.place) for row in rows(PEOPLE)}
        taken()
        acts = [act for act in db.session().scalars(select(RecordedAct)) if act.at.year == 2026 and act.at.month < 9]
        assert len(acts) > 100
        for act in acts:
            document = json.loads(act.document)
            assert (document["by"]["name"], document["by"]["institution"]) == names[act.person_id]
            hour = act.at.hour + 8
            assert act.done_on.toordinal() == act.at.date().toordinal() + (hour >= 24)


PEOPLE = "SELECT p.id, p.name, i.name AS place FROM people p JOIN institutions i ON i.id = p.institution_id"
ITEMS = """
SELECT p.case_id, i.route, i.quantity_t, i.amount_cny, i.deadline, p.undertaking_by, p.number, i.position
FROM plan_items i JOIN plans p ON p.id = i.plan_id ORDER BY p.case_id, p.number, i.position
"""


def test_what_plans_asked_for_is_owed_with_the_same_amounts_terms_and_obligors(old: Flask) -> None:
    with old.app_context():
        items = rows(ITEMS)
        taken()
        made = cases()
        for case_id, some in groupby(items, lambda row: row.case_id):
            wanted = list(some)
            found = list(made[case_id].obligations.values())
            assert [one.kind for one in found] == [row.route for row in wanted]
            assert [one.quantity for one in found] == [row.quantity_t for row in wanted]
            assert [one.obligors for one in found] == [(row.undertaking_by,) for row in wanted]
            assert [one.due.date.isoformat() if one.due.date else None for one in found] == [
                row.deadline and str(row.deadline) for row in wanted
            ]
            amounts = [str(one.details["amount"]) if "amount" in one.details else None for one in found]
            assert [amount and float(amount) for amount in amounts] == [
                row.amount_cny and float(row.amount_cny) for row in wanted
            ]


BOUGHT = """
SELECT b.case_id, b.quantity_t, b.serial_from, b.serial_to, b.seller, b.contract_no, u.released_at
FROM purchases b JOIN serial_uses u ON u.id = b.use_id ORDER BY b.id
"""
RETIRED = "SELECT case_id, quantity_t, serial_from, serial_to, certificate_no FROM retirements ORDER BY id"


def test_purchases_and_retirements_are_performances_with_their_serials_and_certificates(old: Flask) -> None:
    with old.app_context():
        bought, retired = rows(BOUGHT), rows(RETIRED)
        taken()
        for case_id, case in cases().items():
            done = [one for duty in case.obligations.values() for one in duty.performances if one.serials]
            purchases, retirements = [one for one in done if not one.retired], [one for one in done if one.retired]
            own = [row for row in bought if row.case_id == case_id]
            assert [one.quantity for one in purchases] == [row.quantity_t for row in own]
            assert [one.serials.split()[-1] for one in purchases] == [f"{row[2]}–{row[3]}" for row in own]
            assert [bool(one.void) for one in purchases] == [row.released_at is not None for row in own]
            own = [row for row in retired if row.case_id == case_id]
            assert [one.used for one in retirements] == [row.quantity_t for row in own]
            assert [one.serials.split()[-1] for one in retirements] == [f"{row[2]}–{row[3]}" for row in own]
            assert all(row.certificate_no in one.files[0] for one, row in zip(retirements, own, strict=True))


def test_a_certificate_that_was_uploaded_is_a_paper_of_the_case(old: Flask) -> None:
    with old.app_context():
        kept = rows("SELECT certificate_file, certificate_no FROM retirements WHERE certificate_file IS NOT NULL")
        taken()
        assert len(kept) == 1
        files = rows("SELECT name, content FROM act_files")
        assert [(bytes(row.content), kept[0].certificate_no in row.name) for row in files] == [
            (bytes(kept[0].certificate_file), True)
        ]


def test_what_was_done_stands_where_the_old_records_left_it(old: Flask) -> None:
    with old.app_context():
        stages = {row.id: row.stage for row in rows("SELECT id, stage FROM cases")}
        taken()
        for case_id, case in cases().items():
            tracks = {track.state for track in case.of_kind("criminal")}
            assert tracks <= TRACKS[stages[case_id]], (case_id, tracks)
            assert (case.state == "archived") == (stages[case_id] in ENDED)
            assert not [one for one in case.warnings if one.open]
        assert set(stages.values()) == set(TRACKS)


BEFORE_THE_COURT = ("commissioned", "under_review", "confirmed", "plan_proposed", "performing", "verified")
TRACKS = {
    "filed": {"prosecuted"},
    "withdrawn": {"withdrawn"},
    **{stage: {"first_instance"} for stage in BEFORE_THE_COURT},
    "ruled": {"judged_1", "appeal_open"},
    "closed": {"done"},
}
"""Stage -> where the criminal proceedings may stand."""


def test_taking_over_again_changes_nothing(old: Flask) -> None:
    with old.app_context():
        taken()
        before = snapshot()
        assert taken() == []
        assert snapshot() == before


def test_what_was_interrupted_goes_on_where_it_stopped(old: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BATCH", 4)

    def stop(done: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    with old.app_context():
        whole = service.waiting()
        with pytest.raises(KeyboardInterrupt):
            service.take_over(stop)
    with old.app_context():
        assert service.waiting() == whole - 8
        assert taken() == []
        assert len(cases()) == whole
        assert verification.verify() is None


def test_nothing_of_a_batch_is_kept_that_stops_in_its_middle(old: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = intake.take_in
    calls = []

    def breaks(*args: Any) -> Folder:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        made: Folder = kept(*args)
        return made

    with old.app_context():
        before = snapshot()
        monkeypatch.setattr(intake, "take_in", breaks)
        with pytest.raises(KeyboardInterrupt):
            taken()
    with old.app_context():
        assert snapshot() == before


def test_a_case_whose_records_do_not_agree_is_left_and_named_and_no_page_is_served(old: Flask) -> None:
    with old.app_context():
        (wrong,) = rows("SELECT id, reference, filed_by FROM cases WHERE stage = 'withdrawn'")
        step = {"id": 9999, "case": wrong.id, "person": wrong.filed_by}
        with db.engine().begin() as connection:
            connection.execute(text(SLIPPED_IN), step)
        whole = service.waiting()
        assert [one.reference for one in taken()] == [wrong.reference]
        assert (service.waiting(), len(cases())) == (1, whole - 1)
    assert old.test_client().get(SIGN_IN).status_code == 503


SLIPPED_IN = """
INSERT INTO stage_events (id, case_id, from_stage, action, to_stage, person_id, reason, at)
VALUES (:id, :case, 'filed', 'amend', 'filed', :person, 'x', '2026-06-01T00:00:00+00:00')
"""


def test_the_page_of_such_a_case_says_where_it_comes_from_and_shows_every_act(old: Flask) -> None:
    with old.app_context():
        taken()
        folders = {folder.id: len(told_anew(folder).acts) for folder in db.session().scalars(select(Folder))}
    client = old.test_client()
    client.post(SIGN_IN, data={"username": "nanjing-jcy", "password": "demo-jcy-2026"})
    for number, acts in folders.items():
        page = client.get(f"/folders/{number}")
        assert page.status_code == 200
        ids = read(page.text).ids
        assert "origin" in ids
        assert {f"act-{act}" for act in range(1, acts + 1)} <= ids


def test_pages_are_served_once_all_are_taken_over(old: Flask) -> None:
    page = old.test_client().get(SIGN_IN)
    assert page.status_code == 503
    with old.app_context():
        taken()
    assert old.test_client().get(SIGN_IN).status_code == 200
