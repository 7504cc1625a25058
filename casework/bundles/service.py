"""What the pages of 卷宗 and of papers by the many show, and what they ask for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from casework.accounts import Person
from casework.bundles import batch, dossier
from casework.documents import life
from casework.documents.errors import NotIssued
from casework.documents.gathering import matter_of
from casework.documents.kinds.dossier_index import items_of
from casework.documents.paper_kind import PaperKind, Subject
from casework.documents.shelf import kind_of
from casework.jobs import Job, JobFile
from casework.jobs import service as jobs
from casework.jobs.errors import UnknownJob
from casework.jobs.service import Standing
from casework.permissions import ISSUE_PAPERS, KEEP_DOSSIERS
from casework.proceedings import Folder, overview
from casework.proceedings.history import history
from casework.proceedings.overview import Head
from rules.reading.messages import template

UNDER_WAY = template("同样的任务正在办理，办结后可以再次交办。")
NO_VOLUME = template("没有这一卷，或者卷内还没有文书和材料。")
NOTHING_OPEN = template("没有须成批签发的这种文书。")


@dataclass(frozen=True)
class Page:
    """Jobs of a case for one person, and what he may ask for: ``refusal`` where nothing."""

    head: Head
    jobs: Sequence[Standing]
    refusal: str | None
    volumes: Sequence[tuple[Subject, int]] = ()
    kinds: Sequence[tuple[PaperKind, int]] = ()


def dossiers(folder: Folder, person: Person) -> Page:
    """The volumes that were made for the own office, and those that may be: each with the number of its items."""
    refusal = life.refusal(folder, person, KEEP_DOSSIERS)
    shown = [] if refusal else jobs.of_folder(folder, person, dossier.WORK.kind)
    return Page(_head(folder), shown, refusal, () if refusal else _volumes(folder, person))


def batches(folder: Folder, person: Person) -> Page:
    """The papers that were issued by the many for the own office, and those that may be."""
    refusal = life.refusal(folder, person, ISSUE_PAPERS)
    shown = jobs.of_folder(folder, person, batch.WORK.kind)
    return Page(_head(folder), shown, refusal, kinds=() if refusal else batch.kinds(folder, person))


def ask_dossier(folder: Folder, person: Person, volume: str) -> Job:
    """Have a volume made. Raises ``NotTheirs`` (403), ``NotIssued`` (409)."""
    life.require(folder, person, KEEP_DOSSIERS)
    if volume not in {one.key for one, _count in _volumes(folder, person)}:
        raise NotIssued(gettext(NO_VOLUME))
    return _ask(folder, person, dossier.WORK.kind, {"volume": volume})


def ask_batch(folder: Folder, person: Person, kind: str) -> Job:
    """Have papers of a kind issued. Raises ``UnknownDocument`` (404), ``NotTheirs`` (403), ``NotIssued`` (409)."""
    made = kind_of(kind)
    life.require(folder, person, ISSUE_PAPERS)
    matter = matter_of(folder, person.institution, person.name)
    if lacks := made.refusal(matter):
        raise NotIssued(gettext(life.LACKS, lacks=lacks.rstrip("。")))
    if not batch.open_subjects(folder, person, made):
        raise NotIssued(gettext(NOTHING_OPEN))
    return _ask(folder, person, batch.WORK.kind, {"kind": kind})


def download(folder: Folder, person: Person, job_id: int, file_id: int) -> JobFile:
    """A file of a volume. Raises ``NotTheirs``, ``UnknownJob``."""
    life.require(folder, person, KEEP_DOSSIERS)
    return jobs.file(jobs.see(folder, person, job_id), file_id)


def cancel(folder: Folder, person: Person, job_id: int, kind: str, reason: str) -> None:
    """Cancel what one asked for. Raises ``UnknownJob`` and as ``jobs.cancel``."""
    standing = jobs.see(folder, person, job_id)
    if standing.job.kind != kind:
        raise UnknownJob(gettext(jobs.NO_SUCH_JOB))
    jobs.cancel(standing, person, reason)


def _ask(folder: Folder, person: Person, kind: str, wanted: dict[str, str]) -> Job:
    for one in jobs.of_folder(folder, person, kind):
        if one.end is None and json.loads(one.job.wanted) == wanted:
            raise NotIssued(gettext(UNDER_WAY))
    return jobs.ask(folder, person, kind, wanted)


def _volumes(folder: Folder, person: Person) -> list[tuple[Subject, int]]:
    matter = matter_of(folder, person.institution, person.name)
    counted = [(one, len(items_of(matter, one))) for one in dossier.VOLUMES.values()]
    return [(one, count) for one, count in counted if count]


def _head(folder: Folder) -> Head:
    return overview.head_of(folder, history(folder))
