"""任务: work that takes longer than a page may, done by a worker beside the server, its progress in the database."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.jobs.models import PROVEN, Job, JobFile, JobPaper

__all__ = ["Job", "JobFile", "JobPaper", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of jobs, and the names of its actions."""
    audit.declare(
        app,
        proves=[Proven(model) for model in PROVEN],
        names={"ask_job": _("交办后台任务"), "end_job": _("后台任务办结"), "cancel_job": _("取消后台任务")},
    )
