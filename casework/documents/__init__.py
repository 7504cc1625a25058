"""文书: documents as frozen data, their PDF, and whether what they rest on still stands."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.documents.models import ISSUED, REPLIES, Document, IssuedPaper, Paper, document_digest

__all__ = ["Document", "IssuedPaper", "Paper", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of documents, and the name of its action."""
    from casework.documents import heads

    audit.declare(
        app,
        proves=(Proven(Document, document_digest), *(Proven(model) for model in (*ISSUED, *REPLIES))),
        names={
            "issue_document": _("制作文书"),
            "draw_up_paper": _("拟制文书"),
            "edit_paper": _("修改文书"),
            "issue_paper": _("签发文书"),
            "paper_step": _("文书的复核、送达或者撤回"),
            "issue_reply": _("签发年度答复"),
            "withdraw_reply": _("撤回年度答复"),
            "office_particulars": _("登记本单位文书信息"),
        },
        heads=(heads.printed,),
    )
