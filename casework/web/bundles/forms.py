"""What is asked for: a volume, a kind of paper."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from casework.web.formfields import WholeForm


class VolumeForm(WholeForm):
    """Which volume."""

    volume = HiddenField()


class KindForm(WholeForm):
    """Which kind of paper."""

    kind = HiddenField()


class CancelForm(WholeForm):
    """Why a job is not wanted any more."""

    reason = StringField(validators=[Length(max=500)])
