"""Cases: their facts version by version, drafts of them."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.cases.models import ACTS, Case, CasefileVersion, CaseSeat, Draft
from casework.retention.holdings import Holding, declare

__all__ = ["ACTS", "Case", "CaseSeat", "CasefileVersion", "Draft", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of cases, and the names of its actions."""
    from casework.cases import drafts, filing

    audit.declare(
        app,
        proves=(
            Proven(CasefileVersion, former=lambda version: filing.digest(version.document)),
            Proven(Case, changes=True),
            Proven(CaseSeat, changes=True, key="case_id"),
            Proven(Draft, changes=True),
        ),
        names=drafts.ACTIONS | filing.ACTIONS,
    )
    declare(
        app,
        Holding(
            "casefile_drafts",
            what=_("没有立案的案件草稿"),
            whom=_("案件当事人"),
            ground=_(
                "个人信息保护法第四十七条：处理目的无法实现的，应当主动删除。具体日数由本系统的运行单位设定，从最后一次保存起算。"
            ),
            days="KEEP_DRAFTS",
            needed=Draft.saved_at,
        ),
    )
