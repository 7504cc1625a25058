"""整案移交: one case whole, as an archive that another installation takes in and checks."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.audit import service as audit


def init_app(app: Flask) -> None:
    """The names of its actions, and what the log is held against of cases that came from elsewhere."""
    from casework.transfer import origins

    audit.declare(
        app,
        names={"export_case": _("整案导出"), "import_case": _("整案导入")},
        checks=(origins.as_they_came,),
    )
