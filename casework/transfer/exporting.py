"""One case whole as an archive: its rows and files as they are kept, and the entries of the log that prove them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
from flask_babel import gettext
from sqlalchemy import column as any_column
from sqlalchemy import func, select, table

from casework import db, migrate
from casework.audit import excerpt
from casework.audit import service as audit
from casework.audit.keys import present
from casework.bundles import archive
from casework.proceedings import Folder, sealing
from casework.transfer import rows
from casework.transfer.errors import NotMoved
from casework.transfer.tables import BLOCKING, READ, model_of, target
from rules.proceedings.other_cases import MOVING
from rules.reading.messages import template

FORMAT = "tanheng-case/1"
RECORDS, LOG = "记录.json", "审计记录摘录.jsonl"

NO_SUCH_CASE = template("没有编号为“%(reference)s”的案件")
OF_STAGES = template("本案有按旧流程办理时的记录（%(tables)s），不能整案导出")
OWN_SET = template("本案用本单位录入的参数集计量，不能整案导出")
SEALED = template("本案的犯罪记录已经封存，不得向其他系统提供（刑诉法第二百八十六条）")
TIED_TO = template("本案有分案或者并案，须与另案一并办理，不能单独导出")


def export(reference: str, file: Path) -> dict[str, Any]:
    """Write the archive of a case to a new file; gives what its manifest says. Raises ``NotMoved``, ``OSError``."""
    folder = db.session().scalar(select(Folder).where(Folder.reference == reference))
    if folder is None:
        raise NotMoved(gettext(NO_SUCH_CASE, reference=reference))
    _refuse(folder)
    content, files = _told(folder)
    packed = archive.write(FORMAT, content, files, present())
    with file.open("xb") as out:
        out.write(packed)
    with db.writing():
        told = {"sha256": hashlib.sha256(packed).hexdigest(), "head": content["audit"]}
        audit.record("export_case", f"folder:{folder.id}", told)
    return content


def _refuse(folder: Folder) -> None:
    if sealing.sealed(folder):
        raise NotMoved(gettext(SEALED))
    there = [name for name, key in BLOCKING.items() if _count(name, key, folder.case_id)]
    if there:
        raise NotMoved(gettext(OF_STAGES, tables="、".join(there)))
    measured = {row["id"] for row in rows.read("assessments", "case_id", {folder.case_id} if folder.case_id else set())}
    if rows.read("assessment_parameter_sets", "assessment_id", measured):
        raise NotMoved(gettext(OWN_SET))
    begun = rows.read("folder_beginnings", "folder_id", {folder.id})
    acts = rows.read("acts", "folder_id", {folder.id})
    if any("origin" in orjson.loads(row["document"]) for row in begun) or any(row["act"] in MOVING for row in acts):
        raise NotMoved(gettext(TIED_TO))


def _count(name: str, key: str, case_id: int | None) -> int:
    column: Any = any_column(key)
    query = select(func.count()).select_from(table(name, column)).where(column == case_id)
    return db.session().scalar(query) or 0


def _told(folder: Folder) -> tuple[dict[str, Any], dict[str, bytes]]:
    found = {"folders": rows.read("folders", "id", {folder.id})}
    for part in READ:
        named = [part.of, part.also] if part.also else [part.of]
        keys = {row[name] for above, name in named for row in found[above] if row[name] is not None}
        found[part.table] = rows.read(part.table, part.column, keys)
    blobs: rows.Blobs = {}
    tables = {name: [rows.plain(name, row, blobs) for row in some] for name, some in found.items()}
    people, places = _named(found)
    records = {"tables": tables, "people": people, "institutions": places}
    log = excerpt.write([f"folder:{folder.id}", *([f"case:{folder.case_id}"] if folder.case_id else [])])
    seq, head = audit.head()
    content = {
        "case": {"reference": folder.reference, "title": folder.title},
        "made": db.now().isoformat(),
        "revision": migrate.head(),
        "audit": {"seq": seq, "hash": head},
        "rows": {name: len(some) for name, some in tables.items()},
    }
    return content, {RECORDS: orjson.dumps(records, option=orjson.OPT_SORT_KEYS), LOG: log, **blobs}


def _named(found: dict[str, list[rows.Row]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The people and institutions that the rows name, by their numbers there."""
    people, places = set(), set()
    for name, some in found.items():
        for one in model_of(name).__table__.columns:
            named = {row[one.name] for row in some if row[one.name] is not None}
            people |= named if target(one) == "people" else set()
            places |= named if target(one) == "institutions" else set()
    persons = rows.read("people", "id", people)
    places |= {row["institution_id"] for row in persons}
    known = {row["id"]: row for row in rows.read("institutions", "id", places)}
    return (
        {str(row["id"]): {"name": row["name"], "at": known[row["institution_id"]]["name"]} for row in persons},
        {str(key): {name: row[name] for name in ("name", "kind", "area_code")} for key, row in known.items()},
    )
