"""What other features and the pages may ask of measurements."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from casework.audit import service as audit
from casework.audit.digest import row_digest
from casework.losses.adoption import Adoption, adopt, adoption
from casework.losses.attribution import Rival, Weighed, against, ranking_of
from casework.losses.comparing import Change, line_changes
from casework.losses.errors import AdoptRefused, MeasureRefused, ResultChanged, ReviewRefused, UnknownAssessment
from casework.losses.measuring import (
    CORRECTABLE,
    DAMAGE,
    NUMBERS,
    Choice,
    Preview,
    draft,
    methods,
    species_text,
    submit,
)
from casework.losses.method_comparison import beside
from casework.losses.models import CONFIRMED, RETURNED, Assessment, LineRemark, MeasuredWith, Review
from casework.losses.queries import Beginning, Comparison, Page, begin, compare, numbers, page
from casework.losses.reviewing import (
    IN_REVIEW,
    Remark,
    Reviewed,
    assessment,
    assessments,
    confirm,
    confirmed,
    latest,
    remark,
    send_back,
    sets_used,
)

__all__ = [
    "CONFIRMED",
    "CORRECTABLE",
    "DAMAGE",
    "IN_REVIEW",
    "NUMBERS",
    "RETURNED",
    "AdoptRefused",
    "Adoption",
    "Assessment",
    "Beginning",
    "Change",
    "Choice",
    "Comparison",
    "LineRemark",
    "MeasureRefused",
    "Page",
    "Preview",
    "Remark",
    "ResultChanged",
    "Review",
    "ReviewRefused",
    "Reviewed",
    "Rival",
    "UnknownAssessment",
    "Weighed",
    "adopt",
    "adoption",
    "against",
    "assessment",
    "assessments",
    "begin",
    "beside",
    "compare",
    "confirm",
    "confirmed",
    "draft",
    "latest",
    "line_changes",
    "methods",
    "numbers",
    "page",
    "ranking_of",
    "remark",
    "send_back",
    "sets_used",
    "species_text",
    "submit",
]

for _model in (Assessment, Review, LineRemark, MeasuredWith):
    audit.provable(_model, row_digest)

audit.name_actions({"remark": _("逐行批注"), "review": _("复核决定")})
