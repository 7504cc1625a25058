"""What the audit log proves of losses, and the names of its actions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.losses.models import Assessment, LineRemark, MeasuredWith, Review

for _model in (Assessment, Review, LineRemark, MeasuredWith):
    audit.provable(_model)

audit.name_actions({"remark": _("逐行批注"), "review": _("复核决定")})
