"""What is decided on a result: which act, why, and of which head of loss for which decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.losses.deciding import Decision
from casework.losses.results import ResultPage
from casework.proceedings.names import things
from casework.web import resume
from casework.web.formfields import MarkNeeded, WholeForm
from casework.web.losses.forms import remarks_sent

SAYS = {
    "adopt": ("heads", "decision", "replaces", "ground"),
    "return": ("ground",),
    "review": ("opinion",),
    "redo": ("ground", "measurer"),
    "reject": ("ground",),
}
"""What each act says, of the fields of the form."""

FIELD_OF = {"ground": "text", "opinion": "text"}
"""Argument of an act -> the field that says it, where they differ in name."""


class ResultForm(WholeForm):
    """``row_version``: how many acts the case had when the page was made. ``text``: the ground, or the opinion."""

    row_version = IntegerField()
    act = RadioField(_("如何处理"), [MarkNeeded()], validate_choice=False)
    text = TextAreaField(
        _("理由或意见"), description=_("退回、重新测算、不予采信的，写明理由；复核的，写明意见"), render_kw={"rows": 3}
    )
    heads = StringField(_("采信哪些损失项目"), description=_("几项以顿号分开；不填的，为结果所列的各项"))
    decision = StringField(_("用于哪一项决定"), description=_("只作一项决定的不填"))
    replaces = SelectField(_("代替已经采信的哪一份"), validate_choice=False)
    measurer = StringField(_("由谁重新测算"), description=_("不填的，仍由原计量人"))
    reason = TextAreaField(_("书面理由"), render_kw={"rows": 3})

    def decided(self) -> Decision:
        """The decision as it was typed."""
        act = self.act.data or ""
        said: dict[str, Any] = {}
        for name in SAYS.get(act, ()):
            place = FIELD_OF.get(name, name)
            if place in self and (text := (self[place].data or "").strip()):
                said[name] = text
        return Decision(act, said, remarks_sent(), (self.reason.data or "").strip())

    @property
    def acts(self) -> Sequence[str]:
        """The acts that are offered."""
        return [value for value, *_rest in self.act.iter_choices()]


def result_form(page: ResultPage, sent: resume.Sent | None = None) -> ResultForm:
    """The form of what may be decided on this result; as it was typed where it was ``sent``."""
    known = {"heads": "、".join(page.result.heads)} if sent is None else {}
    form = ResultForm(formdata=sent, data=known)
    form.act.choices = [SelectChoice(one.act, one.label) for one in page.offers]
    others = [one for one in page.order.course.measurings.values() if one.adoptions and one.id != page.order.key]
    empty = SelectChoice("", str(_("（不代替）")))
    names = things(page.order.course)
    form.replaces.choices = [empty, *(SelectChoice(one.id, names[one.id]) for one in others)]
    if not others:
        del form.replaces
    acts = {one.act for one in page.offers}
    for act, name in (("redo", "measurer"), ("adopt", "heads"), ("adopt", "decision")):
        if act not in acts:
            del form[name]
    return form
