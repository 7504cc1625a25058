"""办案流程: what people do in a case, recorded act by act along the one table of what can be done."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.proceedings.models import (
    ActFile,
    Folder,
    FolderBeginning,
    FolderPosting,
    FolderTask,
    FolderTerm,
    ForeignCase,
    RecordedAct,
    file_digest,
)
from casework.proceedings.seal_models import FolderSeal, SealReading
from casework.retention.holdings import Holding, declare

__all__ = ["ActFile", "Folder", "FolderPosting", "FolderTask", "FolderTerm", "ForeignCase", "RecordedAct", "init_app"]


PROVEN = (
    *map(Proven, (RecordedAct, FolderBeginning, ForeignCase, FolderSeal, SealReading)),
    Proven(ActFile, file_digest),
    Proven(Folder, changes=True),
)
"""What the log proves of cases and their acts."""


def init_app(app: Flask) -> None:
    """What the log proves of acts and their papers, the names of its actions, and the checks of the index."""
    from casework.accounts import institutions, naming
    from casework.proceedings import entries, index

    institutions.when_registered(app, index.take_in)
    naming.when_renamed(app, index.follow)

    audit.declare(
        app,
        proves=PROVEN,
        names={
            "open_folder": _("立案"),
            "act": _("记录办案事项"),
            "paper": _("存入文书"),
            "seal_case": _("封存犯罪记录"),
            "lift_seal": _("解除封存"),
            "read_sealed": _("查询封存的犯罪记录"),
            "derive_lists": _("按新的办案事项表更新列表"),
        },
        tells={"folder": entries.of_folders, "case": entries.of_cases},
        checks=(index.as_it_was_written,),
        deep=(index.follows_from_the_acts,),
    )
    declare(
        app,
        Holding(
            "cases",
            what=_("案件事实、办案事项、测算、文书、卷宗和所附材料"),
            whom=_("案件当事人、其他诉讼参与人、办案人员"),
            ground=_(
                "诉讼和行政案卷是国家档案，个人信息保护法第十九条、第七十二条从其规定。人民法院的诉讼档案分永久、长期（六十年）、"
                "短期（三十年）保管（关于人民法院诉讼档案保管期限的规定第三条，据公开转述，原文待核），检察、林业案卷依各自规定。"
            ),
        ),
    )
