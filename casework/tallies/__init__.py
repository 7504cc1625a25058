"""每木检尺: entering the trees of a stand from a sheet, looked at before they are stored."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.tallies.models import TallyFile, file_digest

__all__ = ["TallyFile", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of tallies, and the name of its action."""
    audit.declare(app, proves=(Proven(TallyFile, file_digest),), names={"keep_tally_file": _("存下检尺表文件")})
