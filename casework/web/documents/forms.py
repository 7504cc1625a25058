"""The forms of papers: each step of their life."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from casework.documents.hiding.editions import EDITIONS, NEWEST
from casework.documents.province_reply import Asked
from casework.web.formfields import Day, MarkNeeded, Needed, WholeForm


class DrawUpForm(WholeForm):
    """Which kind of paper, about what."""

    kind = HiddenField(validators=[InputRequired()])
    subject = HiddenField()


class PassageForm(WholeForm):
    """A passage as it shall read."""

    passage = HiddenField(validators=[InputRequired()])
    text = TextAreaField(_("文字"), [MarkNeeded()], render_kw={"rows": 8})


class CheckForm(WholeForm):
    """What the second person remarks."""

    note = StringField(_("复核意见"), [Length(max=500)])


class ReleaseForm(WholeForm):
    """The number of a paper that is counted elsewhere; ``despite``: asked where its day contradicts its neighbours."""

    number = StringField(_("文号"), [MarkNeeded(), Length(max=120)], description=_("如：南检建〔2026〕3号"))
    despite = BooleanField(_("已经核对，仍按此文号签发"))


class ReasonForm(WholeForm):
    """Why a draft is given up or a paper taken back."""

    reason = StringField(_("理由"), [MarkNeeded(), Length(max=500)])


class ServiceForm(WholeForm):
    """On whom it was served, when, how."""

    whom = StringField(_("受送达人"), [MarkNeeded(), Length(max=200)])
    on = Day(_("送达日期"), [MarkNeeded()])
    note = StringField(_("送达方式"), [Length(max=500)], description=_("如：直接送达、电子送达、留置送达"))


class ReplyForm(WholeForm):
    """What a yearly reply answers, of which days, and what is said in it besides the sums."""

    by = StringField(_("称谓"), [Needed(), Length(max=100)], description=_("提出建议、提案的人，如：某某代表"))
    proposal = StringField(
        _("建议、提案"),
        [Needed(), Length(max=200)],
        description=_("编号和标题，如：省十四届人大一次会议第1139号建议"),
    )
    since = Day(_("统计的第一日"), [Needed()])
    until = Day(_("统计的最后一日"), [Needed()])
    together = TextAreaField(
        _("会办单位"), [Length(max=1000)], render_kw={"rows": 2}, description=_("每行一个；没有的不填。")
    )
    copies = TextAreaField(
        _("抄送"), [Length(max=1000)], render_kw={"rows": 2}, description=_("每行一个，如：省人大常委会代表工作委员会")
    )
    measures = TextAreaField(
        _("开展的工作"), [Length(max=10_000)], render_kw={"rows": 6}, description=_("一行一段。签发前应写明。")
    )
    next = TextAreaField(
        _("下一步工作"), [Length(max=10_000)], render_kw={"rows": 6}, description=_("一行一段。签发前应写明。")
    )

    def asked(self) -> Asked:
        """What was filled in."""
        return Asked(
            by=(self.by.data or "").strip(),
            proposal=(self.proposal.data or "").strip(),
            since=self.since.data,
            until=self.until.data,
            together=_lines(self.together.data),
            copies=_lines(self.copies.data),
            measures="\n".join(_lines(self.measures.data)),
            next="\n".join(_lines(self.next.data)),
        )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


class VerifyForm(WholeForm):
    """A paper that is brought to be checked."""

    file = FileField(_("文书（PDF）"), [MarkNeeded()], description=_("签发的原件，至多 8 MB；打印后扫描的不能核对。"))


class PublicationForm(WholeForm):
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
