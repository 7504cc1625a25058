"""Entries are sealed by a key outside the database: who rewrites the log, or cuts it, is found out."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from casework import config, db
from casework.accounts import institutions
from casework.audit import beginning
from casework.audit import service as audit
from casework.audit.chain import NOT_SEALED
from casework.audit.keys import FORGED, UNKNOWN_KEY, WrongKey, fingerprint, keyring
from casework.audit.models import AuditEntry
from casework.audit.service import hash_of_stored
from casework.audit.verification import CUT, GONE, NEVER_SEALED, OTHER_HEAD
from tests.casework.audit.intruder import Intruder
from tests.casework.audit.rows import unwatched
from tests.casework.office import Office
from tests.told import says

COLUMNS = ("seq", "at", "person_id", "institution_id", "action", "subject", "detail", "previous_hash", "hash", "seal")


def run(office: Office, *arguments: str) -> tuple[int, str]:
    result = office.app.test_cli_runner().invoke(args=["audit", *arguments])
    return result.exit_code, result.output


def verdict(office: Office) -> str:
    status, output = run(office, "verify")
    return "" if status == 0 else output


def entries(office: Office) -> list[dict[str, Any]]:
    with office.work():
        rows = db.session().execute(select(AuditEntry.__table__).order_by(AuditEntry.seq))
        return [dict(row._mapping) | {"at": row.at.isoformat()} for row in rows]


def rewritten(office: Office, first: int, change: dict[str, Any], seal: Any) -> None:
    """The log from an entry on says something else, every hash fitting; ``seal`` makes the seals."""
    statements, previous = [], None
    for entry in entries(office)[first - 1 :]:
        entry |= change if entry["seq"] == first else {}
        entry["previous_hash"] = previous or entry["previous_hash"]
        previous = entry["hash"] = hash_of_stored(SimpleNamespace(**entry), entry["at"])
        entry["seal"] = seal(entry)
        values = ", ".join(
            f"{name} = {'NULL' if entry[name] is None else repr(entry[name])}"
            for name in ("action", "previous_hash", "hash", "seal")
        )
        statements.append(f"UPDATE audit_entries SET {values} WHERE seq = {entry['seq']}")
    Intruder(office.app).run(*statements)


def test_each_entry_is_sealed(office: Office) -> None:
    keys = keyring(office.app.config["AUDIT_KEY"])
    every = entries(office)
    assert len(every) > 5
    assert all(keys.holds(entry["hash"], entry["seal"]) for entry in every)
    assert verdict(office) == ""


def test_a_log_written_anew_from_an_entry_on_lacks_the_seals(office: Office) -> None:
    rewritten(office, 4, {"action": "forged"}, lambda entry: entry["seal"])
    assert says(verdict(office), FORGED)


def test_a_log_written_anew_and_sealed_by_another_key_is_told(office: Office) -> None:
    other = keyring("a-key-of-somebody-else")
    rewritten(office, 1, {"action": "forged"}, lambda entry: other.seal(entry["hash"]))
    assert says(verdict(office), UNKNOWN_KEY, fingerprint=fingerprint("a-key-of-somebody-else"))


def test_a_log_written_anew_without_seals_is_told(office: Office) -> None:
    rewritten(office, 4, {"action": "forged"}, lambda entry: None)
    assert says(verdict(office), NOT_SEALED)
    rewritten(office, 1, {"action": "forged"}, lambda entry: None)
    assert says(verdict(office), NEVER_SEALED)


def test_nothing_is_added_to_a_log_that_another_key_sealed(office: Office) -> None:
    office.app.config["AUDIT_KEY"] = "the-key-of-another-place"
    with pytest.raises(WrongKey), office.work():
        institutions.create_institution("平和县人民法院", "court", "350628")


def test_a_new_key_goes_on_where_the_former_one_ended(office: Office) -> None:
    office.app.config["AUDIT_KEY"] = "the-key-of-the-next-year," + office.app.config["AUDIT_KEY"]
    with office.work():
        institutions.create_institution("平和县人民法院", "court", "350628")
    assert len({entry["seal"].partition(":")[0] for entry in entries(office)}) == 2
    assert verdict(office) == ""


@pytest.mark.parametrize("setting", ["", "short", "a-long-enough-key short", " , "])
def test_a_key_that_is_too_short_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="AUDIT_KEY"):
        keyring(setting)


def test_the_key_is_made_once_and_kept_for_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = config.defaults(tmp_path)["AUDIT_KEY"]
    assert config.defaults(tmp_path)["AUDIT_KEY"] == first
    assert keyring(first).sealing == fingerprint(first)
    assert (tmp_path / "audit_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("AUDIT_KEY", "a-key-of-the-environment")
    assert config.defaults(tmp_path)["AUDIT_KEY"] == "a-key-of-the-environment"


def as_before_there_were_keys(office: Office) -> None:
    """The log as it was written then: no seals, and no word of rows that may change."""
    statements, previous = [], audit.BEGINNING
    for entry in entries(office):
        detail = json.loads(entry["detail"])
        detail.pop("proves", None)
        entry |= {"detail": json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)}
        entry["previous_hash"] = previous
        previous = hash_of_stored(SimpleNamespace(**entry), entry["at"])
        statements.append(
            f"UPDATE audit_entries SET detail = '{entry['detail']}', previous_hash = '{entry['previous_hash']}',"
            f" hash = '{previous}', seal = NULL WHERE seq = {entry['seq']}".replace(":", "\\:")
        )
    Intruder(office.app).run(*statements)


def test_a_log_of_before_is_sealed_from_a_recorded_point_on(office: Office) -> None:
    as_before_there_were_keys(office)
    before = entries(office)
    assert says(verdict(office), NEVER_SEALED)
    for _ in range(2):
        assert office.app.test_cli_runner().invoke(args=["db-upgrade"]).exit_code == 0
        assert verdict(office) == ""
    after = entries(office)
    assert after[: len(before)] == before
    assert {entry["action"] for entry in after[len(before) :]} == {beginning.BEGIN}
    assert says(verdict_after(office, "UPDATE people SET name = '他人' WHERE id = 1"), "已被改动")


def verdict_after(office: Office, statement: str) -> str:
    Intruder(office.app).run(statement)
    return verdict(office)


@pytest.mark.parametrize("tables", [("cases",), ("folders",), ("cases", "casefile_versions", "acts", "folders")])
def test_a_whole_case_that_vanished_is_missed(office: Office, tables: tuple[str, ...]) -> None:
    office.file()
    assert verdict(office) == ""
    with unwatched(office.app) as connection:
        for table in tables:
            connection.execute(text(f"DELETE FROM {table}"))
    assert says(verdict(office), GONE)


def test_a_log_cut_or_written_anew_since_it_was_anchored_is_told(office: Office) -> None:
    with office.work():
        office.person("judge")
        audit.record("something", "case:1")
    status, output = run(office, "anchor")
    assert status == 0
    every = entries(office)
    assert f"第 {every[-1]['seq']} 条 {every[-1]['hash']}" in output
    assert verdict(office) == ""
    Intruder(office.app).run(f"DELETE FROM audit_entries WHERE seq = {every[-1]['seq']}")
    assert says(verdict(office), CUT)
    with office.work():
        audit.record("something else", "case:1")
    assert says(verdict(office), OTHER_HEAD)


def test_a_line_of_the_anchors_that_is_none_is_named(office: Office, tmp_path: Path) -> None:
    assert run(office, "anchor")[0] == 0
    with (tmp_path / "audit_anchors").open("a") as file:
        file.write("not a head\n")
    assert "第 2 行" in verdict(office)


def test_an_anchor_that_cannot_be_written_is_refused_with_its_reason(office: Office, tmp_path: Path) -> None:
    status, output = run(office, "anchor", str(tmp_path / "no" / "file"))
    assert status == 1
    assert str(tmp_path / "no" / "file") in output


@pytest.fixture
def exported(office: Office, tmp_path: Path) -> Path:
    file = tmp_path / "log.jsonl"
    status, output = run(office, "export", str(file))
    assert status == 0
    assert entries(office)[-1]["hash"] in output
    return file


def elsewhere(app: Flask, file: Path, *arguments: str, key: str | None = None) -> tuple[int, str]:
    """The check of an export, where there is no database."""
    settings = {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"} | ({"AUDIT_KEY": key} if key else {})
    kept = {name: app.config[name] for name in settings}
    app.config |= settings
    result = app.test_cli_runner().invoke(args=["audit", "check", str(file), *arguments])
    app.config |= kept
    return result.exit_code, result.output


def test_an_exported_log_is_checked_without_the_database(office: Office, exported: Path) -> None:
    every = entries(office)
    status, output = elsewhere(office.app, exported, "--head", every[0]["hash"])
    assert (status, f"共 {len(every)} 条" in output, "没有核对" in output) == (0, True, False)
    status, output = elsewhere(office.app, exported, key="a-key-of-somebody-else")
    assert (status, "没有核对" in output) == (0, True)
    assert elsewhere(office.app, exported, "--head", "0" * 64)[0] == 1


@pytest.mark.parametrize("damage", ["cut", "edited", "missing", "other", "text"])
def test_a_damaged_export_is_refused(office: Office, exported: Path, damage: str) -> None:
    lines = exported.read_text().splitlines()
    entry = json.loads(lines[3])
    lines = {
        "cut": lines[:-1],
        "edited": [*lines[:3], json.dumps(entry | {"action": "x"}), *lines[4:]],
        "missing": [*lines[:3], *lines[4:]],
        "other": lines[1:],
        "text": [*lines[:3], "{", *lines[4:]],
    }[damage]
    exported.write_text("\n".join(lines) + "\n")
    status, output = elsewhere(office.app, exported)
    assert status == 1
    assert output.startswith("错误：")


def test_an_export_overwrites_nothing(office: Office, exported: Path) -> None:
    before = exported.read_bytes()
    assert run(office, "export", str(exported))[0] == 1
    assert exported.read_bytes() == before
