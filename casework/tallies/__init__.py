"""每木检尺: entering the trees of a stand from a sheet, looked at before they are stored."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.retention.holdings import Holding, declare
from casework.tallies.models import TallyFile, Upload, file_digest

LOOKED_AT_DAYS = 1
"""So long a file is there that was looked at and not stored."""

__all__ = ["TallyFile", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of tallies, and the name of its action."""
    audit.declare(app, proves=(Proven(TallyFile, file_digest),), names={"keep_tally_file": _("存下检尺表文件")})
    declare(
        app,
        Holding(
            "tally_uploads",
            what=_("上传查看、未存入案件的检尺表"),
            whom=_("案件当事人"),
            ground=_("个人信息保护法第十九条：为实现处理目的所必要的最短时间。存入案件的检尺表是案件材料。"),
            days=LOOKED_AT_DAYS,
            needed=Upload.at,
        ),
    )
