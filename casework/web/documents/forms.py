"""The form that issues a document."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput


class IssueForm(FlaskForm):
    kind = HiddenField(validators=[InputRequired()])
    row_version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    about = IntegerField(validators=[Optional()])
