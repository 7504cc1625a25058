"""Forms of the parameter sets. Reasons and looks travel as one field for each doubt and each value."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import TextAreaField

from casework.parameters import verifying
from casework.web.formfields import MarkNeeded, WholeForm


class UploadForm(WholeForm):
    file = FileField(
        _("参数集文件"),
        [MarkNeeded()],
        description=_("按导入表填写的工作簿（.xlsx），或同样内容的 YAML、JSON，至多 2 MB"),
    )


class WithdrawForm(WholeForm):
    reason = TextAreaField(_("停用理由"), [MarkNeeded()], render_kw={"rows": 3})


def reasons(sent: Mapping[str, str]) -> dict[str, str]:
    """The reason for each doubt, by the doubt's key."""
    return {name.removeprefix("reason-"): text for name, text in sent.items() if name.startswith("reason-")}


def looks(sent: Mapping[str, str]) -> dict[int, verifying.Look]:
    """What was found of each value, by its number; values without a verdict are left out."""
    found = {}
    for name, verdict in sent.items():
        number = name.removeprefix("verdict-")
        if name.startswith("verdict-") and number.isascii() and number.isdecimal() and len(number) < 6 and verdict:
            found[int(number)] = verifying.Look(verdict, sent.get(f"note-{number}", ""))
    return found
