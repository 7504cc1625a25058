"""The forms of papers: each step of their life."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from casework.documents.hiding.editions import EDITIONS, NEWEST
from casework.web.formfields import Day, MarkNeeded


class DrawUpForm(FlaskForm):
    """Which kind of paper, about what."""

    kind = HiddenField(validators=[InputRequired()])
    subject = HiddenField()


class PassageForm(FlaskForm):
    """A passage as it shall read."""

    passage = HiddenField(validators=[InputRequired()])
    text = TextAreaField(_("文字"), [MarkNeeded()], render_kw={"rows": 8})


class CheckForm(FlaskForm):
    """What the second person remarks."""

    note = StringField(_("复核意见"), [Length(max=500)])


class ReleaseForm(FlaskForm):
    """The number of a paper that is counted elsewhere."""

    number = StringField(_("文号"), [MarkNeeded(), Length(max=120)], description=_("如：南检建〔2026〕3号"))


class ReasonForm(FlaskForm):
    """Why a draft is given up or a paper taken back."""

    reason = StringField(_("理由"), [MarkNeeded(), Length(max=500)])


class ServiceForm(FlaskForm):
    """On whom it was served, when, how."""

    whom = StringField(_("受送达人"), [MarkNeeded(), Length(max=200)])
    on = Day(_("送达日期"), [MarkNeeded()])
    note = StringField(_("送达方式"), [Length(max=500)], description=_("如：直接送达、电子送达、留置送达"))


class VerifyForm(FlaskForm):
    """A paper that is brought to be checked."""

    file = FileField(_("文书（PDF）"), [MarkNeeded()], description=_("签发的原件，至多 8 MB；打印后扫描的不能核对。"))


class PublicationForm(FlaskForm):
    """By which edition of the rule a copy is made, and who is hidden besides the persons of the records."""

    edition = RadioField(
        _("公开规则"),
        [MarkNeeded()],
        choices=[SelectChoice(name, lazy_gettext(one.title)) for name, one in EDITIONS.items()],
        default=NEWEST,
    )
    also = TextAreaField(
        _("另行隐去的姓名、名称"),
        [Length(max=2000)],
        render_kw={"rows": 3},
        description=_("每行一个，如证人、亲属、代办人。"),
    )
    digest = HiddenField()

    @property
    def names(self) -> list[str]:
        """Those who are hidden besides."""
        return (self.also.data or "").splitlines()
