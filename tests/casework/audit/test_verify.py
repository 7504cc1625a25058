"""``audit verify`` names the first bad entry, whatever was done to the records."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from casework import db
from casework.audit import service as audit
from casework.audit import verification
from casework.audit.chain import EDITED, NOT_CHAINED
from casework.audit.keys import keyring
from casework.audit.models import AuditEntry
from casework.audit.verification import CHANGED, GONE, TURNED_BACK, UNRECORDED, verify
from casework.proceedings import Folder, FolderTerm, index, kept
from tests.casework.audit.intruder import Intruder
from tests.casework.office import Office
from tests.casework.prepared import measured_once
from tests.databases import Databases
from tests.told import saying, says


def run(office: Office, *arguments: str) -> tuple[int, str]:
    result = office.app.test_cli_runner().invoke(args=["audit", "verify", *arguments])
    return result.exit_code, result.output


def names(output: str, seq: int, template: str, **values: Any) -> bool:
    """Whether the output says this of the entry of this number."""
    return re.search(rf"第 {seq} 条：{saying(template, **values)}", output) is not None


def entry(office: Office, action: str) -> AuditEntry:
    """The last entry of this action."""
    with office.work():
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq.desc())
        found = db.session().scalar(query.limit(1))
    assert found is not None
    return found


def count(office: Office) -> int:
    with office.work():
        return audit.head()[0]


@pytest.fixture
def told(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """An office with some history: a case opened, received, measured."""
    with measured_once(databases, tmp_path) as office:
        yield office


def test_an_untouched_log_verifies(told: Office) -> None:
    status, output = run(told)
    assert status == 0
    with told.work():
        seq, head = audit.head()
    assert f"共 {seq} 条" in output
    assert head in output
    assert "--head" in output, "what the chain alone cannot tell is said"
    assert "--head" not in run(told, "--head", head)[1]


def test_entries_dated_before_the_one_ahead_of_them_are_told_though_the_chain_holds(
    told: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not says(run(told)[1], TURNED_BACK)
    now = db.now
    monkeypatch.setattr(db, "now", lambda: now() - datetime.timedelta(days=400))
    with told.work():
        audit.record("something", "case:1")
        seq = audit.head()[0] + 1
    monkeypatch.setattr(db, "now", now)
    with told.work():
        audit.record("something later", "case:1")
    status, output = run(told)
    assert (status, says(output, TURNED_BACK, count=1, seq=seq)) == (0, True)


def test_an_empty_log_verifies(app: Flask, database_url: str) -> None:
    office = Office(app)
    assert run(office)[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        "detail = '{}'",
        "action = 'confirm'",
        "subject = 'case:99'",
        "at = '2020-01-01T00:00:00+00:00'",
        "person_id = person_id + 1",
        "institution_id = institution_id + 1",
        "hash = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'",
        "detail = 'not JSON'",
        "detail = ' ' || detail",
        'detail = \'{"to":"closed",\' || substr(detail, 2)',
        "at = 'no time at all'",
        "at = replace(at, '+00:00', 'Z')",
    ],
)
def test_an_edited_entry_is_named(told: Office, change: str) -> None:
    seq = entry(told, "file_facts").seq
    Intruder(told.app).run(f"UPDATE audit_entries SET {change} WHERE seq = :seq", seq=seq)
    status, output = run(told)
    assert status == 1
    assert f"审计记录第 {seq} 条" in output


def test_an_edited_link_is_named(told: Office) -> None:
    seq = entry(told, "file_facts").seq
    change = f"UPDATE audit_entries SET previous_hash = '{'e' * 64}' WHERE seq = :seq"
    Intruder(told.app).run(change, seq=seq)
    assert names(run(told)[1], seq, NOT_CHAINED)


def test_a_deleted_entry_is_named_by_the_one_after_it(told: Office) -> None:
    seq = entry(told, "file_facts").seq
    Intruder(told.app).run("DELETE FROM audit_entries WHERE seq = :seq", seq=seq)
    status, output = run(told)
    assert status == 1
    assert f"审计记录第 {seq + 1} 条：此前缺少第 {seq} 条" in output


def test_a_deleted_entry_is_found_although_the_rest_was_renumbered(told: Office) -> None:
    seq, last = entry(told, "file_facts").seq, count(told)
    moves = [f"UPDATE audit_entries SET seq = {number - 1} WHERE seq = {number}" for number in range(seq + 1, last + 1)]
    Intruder(told.app).run(f"DELETE FROM audit_entries WHERE seq = {seq}", *moves)
    assert names(run(told)[1], seq, NOT_CHAINED)


def test_an_inserted_entry_is_named(told: Office) -> None:
    seq = count(told) + 1
    Intruder(told.app).run(
        "INSERT INTO audit_entries (seq, at, action, subject, detail, previous_hash, hash) "
        f"VALUES ({seq}, '2026-01-01T00:00:00+00:00', 'confirm', 'case:1', '{{}}', '{'a' * 64}', '{'b' * 64}')"
    )
    assert names(run(told)[1], seq, NOT_CHAINED)


def test_an_entry_slipped_in_before_the_first_is_named(told: Office) -> None:
    Intruder(told.app).run(
        "INSERT INTO audit_entries (seq, at, action, subject, detail, previous_hash, hash) "
        f"VALUES (-3, '2026-01-01T00:00:00+00:00', 'confirm', 'case:1', '{{}}', '{'a' * 64}', '{'b' * 64}')"
    )
    assert "审计记录第 -3 条：此前缺少第 1 条" in run(told)[1]


def test_two_entries_that_changed_places_are_named(told: Office) -> None:
    seq = entry(told, "file_facts").seq
    Intruder(told.app).run(
        f"UPDATE audit_entries SET seq = 9999 WHERE seq = {seq}",
        f"UPDATE audit_entries SET seq = {seq} WHERE seq = {seq + 1}",
        f"UPDATE audit_entries SET seq = {seq + 1} WHERE seq = 9999",
    )
    assert names(run(told)[1], seq, NOT_CHAINED)


def test_the_first_of_several_bad_entries_is_named(told: Office) -> None:
    seq = entry(told, "file_facts").seq
    Intruder(told.app).run(f"UPDATE audit_entries SET action = 'x' WHERE seq >= {seq}")
    assert f"审计记录第 {seq} 条" in run(told)[1]


def test_a_case_file_changed_behind_the_log_is_named(told: Office) -> None:
    Intruder(told.app).run("UPDATE casefile_versions SET document = replace(document, '110', '11')")
    with told.work():
        finding = verify()
    assert finding is not None
    assert finding.seq == entry(told, "file_facts").seq
    assert says(finding.message, CHANGED, table="casefile_versions", id=1)


def test_a_case_file_changed_together_with_its_own_digest_is_named(told: Office) -> None:
    forged = json.dumps({"forged": True})
    Intruder(told.app).run(
        f"UPDATE casefile_versions SET document = '{forged}', sha256 = '{'c' * 64}' WHERE version = 1"
    )
    assert says(run(told)[1], CHANGED)


def test_a_removed_case_file_is_named(told: Office) -> None:
    Intruder(told.app).run(
        "INSERT INTO casefile_versions (id, case_id, version, document, sha256, reason, person_id, at) "
        "SELECT 99, case_id, 99, document, sha256, reason, person_id, at FROM casefile_versions WHERE id = 1",
        "UPDATE assessments SET casefile_version_id = 99 WHERE casefile_version_id = 1",
        "DELETE FROM casefile_versions WHERE id = 1",
    )
    assert says(run(told)[1], GONE, table="casefile_versions", id=1)


@pytest.mark.parametrize("change", ["document = '{}'", "at = 'no time at all'", "done_on = '2020-01-01'"])
def test_a_changed_act_is_named(told: Office, change: str) -> None:
    Intruder(told.app).run(f"UPDATE acts SET {change} WHERE act = 'submit'")
    assert names(run(told)[1], entry(told, "act").seq, CHANGED, table="acts")


def test_a_row_that_no_entry_speaks_of_is_named(told: Office) -> None:
    Intruder(told.app).run(
        "INSERT INTO casefile_versions (id, case_id, version, document, sha256, reason, person_id, at) "
        "SELECT 99, case_id, 99, document, sha256, reason, person_id, at FROM casefile_versions WHERE id = 1"
    )
    assert says(run(told)[1], UNRECORDED, table="casefile_versions", id=99)


def test_a_log_cut_at_its_end_is_found_by_the_rows_it_proved(told: Office) -> None:
    measured = entry(told, "act").seq
    Intruder(told.app).run(f"DELETE FROM audit_entries WHERE seq >= {measured}")
    status, output = run(told)
    assert status == 1
    assert says(output, UNRECORDED) or says(output, CHANGED)


def test_a_log_cut_at_its_end_is_found_by_a_head_once_printed(told: Office) -> None:
    accepted = entry(told, "file_facts")
    assert run(told, "--head", accepted.hash)[0] == 0
    with told.work():
        audit.record("something later", "case:1")
        printed = None
    with told.work():
        printed = audit.head()[1]
    Intruder(told.app).run("DELETE FROM audit_entries WHERE hash = :hash", hash=printed)
    assert run(told)[0] == 0, "without the printed head nothing shows"
    status, output = run(told, "--head", printed)
    assert status == 1
    assert printed in output


def test_a_log_longer_than_one_reading_is_walked_to_its_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "CHUNK", 5)
    assert count(office) > 10
    assert run(office)[0] == 0
    Intruder(office.app).run(f"UPDATE audit_entries SET action = 'x' WHERE seq = {count(office)}")
    assert f"审计记录第 {count(office)} 条" in run(office)[1]


def rewritten_last_entry(office: Office, detail: str) -> int:
    """The last entry says something else, its hash made to fit; gives its number."""
    with office.work():
        last = audit.entries(limit=1)[0]
        db.session().expunge(last)
    last.detail = detail
    Intruder(office.app).run(
        "UPDATE audit_entries SET detail = :detail, hash = :hash, seal = :seal WHERE seq = :seq",
        detail=detail,
        hash=audit.hash_of(last),
        seal=keyring(office.app.config["AUDIT_KEY"]).seal(audit.hash_of(last)),
        seq=last.seq,
    )
    return last.seq


@pytest.mark.parametrize(
    "detail",
    [
        "[]",
        '"text"',
        '{"proves":1}',
        '{"proves":["x"]}',
        '{"proves":[{"id":1,"table":"acts"}]}',
        '{"proves":[{"id":"1","sha256":"x","table":"acts"}]}',
        '{"proves":[{"id":1,"sha256":"x","table":["acts"]}]}',
        '{"proves":[{"id":9223372036854775808,"sha256":"x","table":"acts"}]}',
    ],
)
def test_an_entry_with_a_fitting_hash_that_is_no_entry_is_named(told: Office, detail: str) -> None:
    seq = rewritten_last_entry(told, detail)
    status, output = run(told)
    assert (status, f"审计记录第 {seq} 条" in output) == (1, True)


def test_an_entry_may_prove_a_table_that_is_there_and_no_other(told: Office) -> None:
    rewritten_last_entry(told, f'{{"proves":[{{"id":1,"sha256":"{"0" * 64}","table":"no_such"}}]}}')
    assert "所证明的表 no_such 不存在" in run(told)[1]


def test_a_row_altered_before_a_broken_entry_is_named_first(told: Office) -> None:
    filed, measured = entry(told, "file_facts").seq, entry(told, "act").seq
    alter = "UPDATE casefile_versions SET document = replace(document, '110', '11') WHERE version = 1"
    Intruder(told.app).run(alter, f"UPDATE audit_entries SET subject = 'x' WHERE seq = {measured}")
    assert names(run(told)[1], filed, CHANGED)


def test_a_broken_entry_is_named_before_an_altered_row_of_a_later_one(told: Office) -> None:
    filed = entry(told, "file_facts").seq
    alter = "UPDATE acts SET done_on = '2020-01-01' WHERE act = 'submit'"
    Intruder(told.app).run(alter, f"UPDATE audit_entries SET subject = 'x' WHERE seq = {filed}")
    assert names(run(told)[1], filed, EDITED)


def test_every_written_once_row_of_a_whole_case_is_proven(office: Office) -> None:
    office.to_performing()
    project = office.lot()
    bought = office.buy(project, 1, 86)
    office.retire(bought, 1, 86)
    assert run(office)[0] == 0
    with office.work():
        tables = set(audit.provable_tables())
        proven = {
            proof["table"]
            for row in db.session().scalars(select(AuditEntry))
            for proof in json.loads(row.detail).get("proves", ())
        }
    assert {"acts", "act_files", "casefile_versions", "assessments", "purchases", "retirements"} <= proven <= tables


def test_the_deep_check_derives_anew_what_the_digest_vouches_for(office: Office) -> None:
    """Rows and their digest written wrongly by the program itself, and proven: only the acts tell."""
    office.file()
    with office.app.app_context():
        index.refresh()
    with office.work():
        folder = db.session().scalars(select(Folder)).one()
        db.session().execute(delete(FolderTerm).where(FolderTerm.folder_id == folder.id))
        folder.lists_sha256 = kept.kept([folder.id])[folder.id].sha256
        audit.record("test", f"folder:{folder.id}")
    assert run(office)[0] == 0
    status, output = run(office, "--deep")
    assert status == 1
    assert "检索词" in output
