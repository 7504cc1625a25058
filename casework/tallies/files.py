"""The files that tallies were read from, kept as they were sent."""

from __future__ import annotations

import datetime
import hashlib

from flask_babel import gettext
from sqlalchemy import delete, select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases import Case, CasefileVersion
from casework.tallies import LOOKED_AT_DAYS
from casework.tallies.errors import NoFile
from casework.tallies.models import TallyFile, Upload

LOOKED_AT = datetime.timedelta(days=LOOKED_AT_DAYS)


@db.writing()
def look_at(case: Case, content: bytes) -> None:
    """Have the file there when its tally is stored; files that nobody stored within a day are removed."""
    session = db.session()
    session.execute(delete(Upload).where(Upload.at < db.now() - LOOKED_AT))
    sha256 = hashlib.sha256(content).hexdigest()
    found = session.scalar(select(Upload).where(Upload.case_id == case.id, Upload.sha256 == sha256))
    if found is None:
        session.add(Upload(case_id=case.id, sha256=sha256, content=content, at=db.now()))
    else:
        found.at = db.now()
    session.flush()


def looked_at(case: Case, sha256: str) -> bytes | None:
    """The bytes of a file that was looked at for this case, or kept with it before; None where it is not there."""
    own = select(Upload.content).where(Upload.case_id == case.id, Upload.sha256 == sha256)
    found: bytes | None = db.session().scalar(own)
    return found if found is not None else _kept_content(case, sha256)


def _kept_content(case: Case, sha256: str) -> bytes | None:
    query = select(TallyFile.content).join(CasefileVersion, CasefileVersion.id == TallyFile.version_id)
    found: bytes | None = db.session().scalar(
        query.where(CasefileVersion.case_id == case.id, TallyFile.sha256 == sha256).limit(1)
    )
    return found


@db.writing()
def keep(version: CasefileVersion, person: Person, *, stand: str, name: str, content: bytes) -> TallyFile:
    """Keep the file with the version of the case file that holds its rows."""
    made = TallyFile(
        version_id=version.id,
        stand=stand,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        person_id=person.id,
        at=db.now(),
    )
    session = db.session()
    session.add(made)
    session.execute(delete(Upload).where(Upload.case_id == version.case_id, Upload.sha256 == made.sha256))
    session.flush()
    detail = {"version": version.version, "stand": stand, "file": name, "sha256": made.sha256}
    audit.record("keep_tally_file", f"case:{version.case_id}", detail, person=person, proves=[made])
    return made


def file_of(case: Case, sha256: str | None) -> TallyFile:
    """The kept file with this hash, the newest. Raises ``NoFile`` (404)."""
    query = (
        select(TallyFile)
        .join(CasefileVersion, CasefileVersion.id == TallyFile.version_id)
        .where(CasefileVersion.case_id == case.id, TallyFile.sha256 == (sha256 or ""))
        .order_by(TallyFile.id.desc())
        .limit(1)
    )
    found = db.session().scalar(query)
    if found is None:
        raise NoFile(gettext("这张检尺表没有存下上传的文件。"))
    return found
