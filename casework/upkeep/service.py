"""A whole copy of what an installation keeps, and an installation from a copy.

The papers of acts, the sheets of tallies and parameter sets are records; beside the database stand only the file of
anchors and the accesses that wait to be stored, which go into the records first. Keys are not copied: who finds a copy
must not be able to seal. Their fingerprints are, so that a copy tells which it needs.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import current_app
from flask_babel import gettext
from sqlalchemy import text

from casework import db, migrate
from casework.accesses import collecting
from casework.audit import service as audit
from casework.audit import verification
from casework.audit.keys import fingerprint, present
from casework.upkeep import manifest, stores
from casework.upkeep.manifest import BadCopy, Manifest
from casework.upkeep.stores import StoreFailed
from rules.reading.messages import template

ANCHORS = "audit_anchors"

NOT_EMPTY_FOLDER = template("%(folder)s 中已有文件：备份写入新的或者空的文件夹")
NOT_EMPTY = template("数据库中已有表：备份只恢复到空的数据库")
OTHER_KIND = template("这是 %(kind)s 的备份，当前数据库是 %(here)s")
NEWER = template("备份的数据库版本 %(revision)s 比本程序新：请先升级程序")
DOES_NOT_HOLD = template("复制的记录没有通过核对：%(why)s")
OTHER_HEAD = template("恢复后的审计链首与清单不同：现为第 %(seq)s 条 %(head)s")


class Refused(Exception):
    """Nothing was copied or restored, with the reason."""


def back_up(folder: Path) -> Manifest:
    """Copy everything into a new or empty folder, then verify the copy. Raises ``Refused``; what is there then has no
    manifest and is refused by ``restore``."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(gettext(NOT_EMPTY_FOLDER, folder=folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    collecting.collect()
    try:
        with stores.copied(folder):
            made, (seq, head), revision = db.now().isoformat(), audit.head(), _revision()
            finding = verification.verify()
    except StoreFailed as problem:
        raise Refused(str(problem)) from problem
    if finding is not None:
        raise Refused(gettext(DOES_NOT_HOLD, why=finding.message))
    anchors = Path(current_app.config["AUDIT_ANCHORS"])
    if anchors.exists():
        shutil.copyfile(anchors, folder / ANCHORS)
    files = {path.name: manifest.digest_of(path) for path in sorted(folder.iterdir())}
    told = Manifest(made, stores.kind(), revision, seq, head, _fingerprints(), files)
    manifest.write(folder, told, present())
    return told


def _fingerprints() -> dict[str, str]:
    values = {name: str(current_app.config[name]) for name in ("AUDIT_KEY", "SECRET_KEY", "FACTOR_KEYS")}
    return {name: fingerprint(value) for name, value in values.items() if value}


def _revision() -> str:
    return str(db.session().scalar(text("SELECT version_num FROM alembic_version")))


def restore(folder: Path) -> Manifest:
    """Fill an empty database from a copy and verify it. Raises ``Refused`` with the reason; before anything is written
    where the copy is half, altered, of another kind or key, or newer than the program."""
    try:
        told = manifest.read(folder, present())
        _check_fits(told)
        stores.fill(folder)
    except (BadCopy, StoreFailed) as problem:
        raise Refused(str(problem)) from problem
    anchors = Path(current_app.config["AUDIT_ANCHORS"])
    if ANCHORS in told.files and not anchors.exists():
        shutil.copyfile(folder / ANCHORS, anchors)
    seq, head = audit.head()
    if (seq, head) != (told.seq, told.head):
        raise Refused(gettext(OTHER_HEAD, seq=seq, head=head))
    finding = verification.verify(told.head)
    if finding is not None:
        raise Refused(gettext(DOES_NOT_HOLD, why=finding.message))
    return told


def other_keys(told: Manifest) -> tuple[str, ...]:
    """The settings whose keys are others here than where the copy was made."""
    here = _fingerprints()
    return tuple(name for name, found in told.keys.items() if here.get(name) != found)


def _check_fits(told: Manifest) -> None:
    if told.database != stores.kind():
        raise Refused(gettext(OTHER_KIND, kind=told.database, here=stores.kind()))
    if told.revision not in migrate.revisions(db.engine()):
        raise Refused(gettext(NEWER, revision=told.revision))
    if not stores.empty():
        raise Refused(gettext(NOT_EMPTY))
