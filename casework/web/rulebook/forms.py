"""The search over the rules, and the form that hands in an edition to rehearse."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import FileField, Form, StringField
from wtforms.validators import Length

from casework.web.formfields import Day, MarkNeeded, WholeForm


class SearchForm(Form):
    """Words and a day; sent by GET, so that a search has an address."""

    words = StringField(_("词语"), validators=[Length(max=100)])
    on = Day(_("在这一天施行的"))


class EditionForm(WholeForm):
    """The edition and the day of decision."""

    file = FileField(_("规则版本"), validators=[MarkNeeded()])
    on = Day(_("裁量日"))

    @property
    def name(self) -> str:
        return self.file.data.filename if self.file.data else ""

    @property
    def content(self) -> bytes:
        content: bytes = self.file.data.read() if self.file.data else b""
        return content
