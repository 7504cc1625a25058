"""Papers of one kind by the many: for each person, duty or recipient one is drawn up and issued, or it is said why not.

Each is issued whole or not at all, as if a person did so by its page; what is refused is named, and stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.documents import Paper, life, release
from casework.documents.gathering import WITHDRAWN, matter_of
from casework.documents.life import Standing, standing
from casework.documents.paper_kind import PaperKind, Subject
from casework.documents.shelf import kind_of, shelf
from casework.errors import CaseworkError, Stale
from casework.jobs import Job, JobPaper
from casework.jobs.registry import Outcome, Step, Work
from casework.permissions import ISSUE_PAPERS
from casework.proceedings import Folder
from rules.reading.messages import template

ALREADY = template("已经签发《%(title)s》%(number)s，不重复签发")
DRAFT_LEFT = template("%(why)s（草稿已拟制，未签发）")
"""Refusals of single papers."""


class Batch(Work):
    """See the module."""

    kind = "batch"
    title = _("成批签发文书")

    def plan(self, job: Job) -> Sequence[Step]:
        """One for each subject of the kind for which nothing was issued."""
        life.require(job.folder, job.person, ISSUE_PAPERS)
        kind = kind_of(json.loads(job.wanted)["kind"])
        open_ones = open_subjects(job.folder, job.person, kind)
        return [Step(one.key, f"{kind.title}（{one.name}）" if one.name else str(kind.title)) for one in open_ones]

    def do(self, job: Job, step: Step) -> Outcome:
        """Draw it up, unless there is a draft, and issue it."""
        kind, found, job_id = json.loads(job.wanted)["kind"], None, job.id
        try:
            there = _there(job.folder, job.person, kind, step.key)
            found = next((one for one in there if one.issued is not None), None)
            if found is not None and found.issued is not None:
                # By this job, before it was broken off: it is issued, and not once more.
                told = gettext(ALREADY, title=found.issued.title, number=found.issued.number)
                return self.came_of(job, step) or Outcome(False, told)
            found = there[-1] if there else standing(life.draw_up(job.folder, job.person, kind, step.key))
            release.issue(found.paper, job.person, with_it=lambda row: JobPaper(job_id=job_id, issued_paper_id=row.id))
        except Stale:
            raise  # somebody acted on the case in the same moment: it is done anew
        except CaseworkError as refused:
            why = "；".join(str(one.message) for one in getattr(refused, "errors", ())) or refused.message
            return Outcome(False, why if found is None else gettext(DRAFT_LEFT, why=why.rstrip("。")))
        return Outcome(True)

    def came_of(self, job: Job, step: Step) -> Outcome | None:
        """Whether this job issued it."""
        there = _there(job.folder, job.person, json.loads(job.wanted)["kind"], step.key)
        own = set(db.session().scalars(select(JobPaper.issued_paper_id).where(JobPaper.job_id == job.id)))
        return Outcome(True) if any(one.issued and one.issued.id in own for one in there) else None


def kinds(folder: Folder, person: Person) -> list[tuple[PaperKind, int]]:
    """The kinds of which this person's office may issue more than one at once in a case, and how many."""
    if life.refusal(folder, person, ISSUE_PAPERS) is not None:
        return []
    matter = matter_of(folder, person.institution, person.name)
    due = [kind for kind in shelf().values() if not kind.refusal(matter) and len(kind.subjects(matter)) > 1]
    counted = [(kind, len(open_subjects(folder, person, kind))) for kind in due]
    return [(kind, count) for kind, count in counted if count > 1]


def open_subjects(folder: Folder, person: Person, kind: PaperKind) -> list[Subject]:
    """What a paper of this kind is still to be issued about."""
    matter = matter_of(folder, person.institution, person.name)
    issued = {sent.id for sent in matter.sent}
    mine = (Paper.folder_id == folder.id, Paper.institution_id == person.institution_id, Paper.kind == kind.name)
    rows = db.session().execute(select(Paper.id, Paper.subject).where(*mine))
    done = {subject for number, subject in rows if number in issued}
    return [one for one in kind.subjects(matter) if one.key not in done]


def _there(folder: Folder, person: Person, kind: str, key: str) -> list[Standing]:
    """The drafts and issued papers of the office of this kind and subject, oldest first."""
    mine = (Paper.folder_id == folder.id, Paper.institution_id == person.institution_id)
    query = select(Paper).where(*mine, Paper.kind == kind, Paper.subject == key).order_by(Paper.id)
    every = (standing(paper) for paper in db.session().scalars(query))
    return [one for one in every if one.state != life.DISCARDED and not one.done(WITHDRAWN)]


WORK = Batch()
