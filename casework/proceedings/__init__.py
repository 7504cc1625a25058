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
    FolderTerm,
    RecordedAct,
    file_digest,
)

__all__ = ["ActFile", "Folder", "FolderTerm", "RecordedAct", "init_app"]


def init_app(app: Flask) -> None:
    """What the log proves of acts and their papers, the names of its actions, and the checks of the index."""
    from casework.accounts import institutions, naming
    from casework.proceedings import entries, index

    institutions.when_registered(app, index.take_in)
    naming.when_renamed(app, index.follow)

    audit.declare(
        app,
        proves=(
            Proven(RecordedAct),
            Proven(FolderBeginning),
            Proven(ActFile, file_digest),
            Proven(Folder, changes=True),
        ),
        names={
            "open_folder": _("立案"),
            "act": _("记录办案事项"),
            "paper": _("存入文书"),
            "derive_lists": _("按新的办案事项表更新列表"),
        },
        tells={"folder": entries.of_folders, "case": entries.of_cases},
        checks=(index.as_it_was_written,),
        deep=(index.follows_from_the_acts,),
    )
