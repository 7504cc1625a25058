"""程序事项: one form for what others do in their own proceedings and periods run from: what, when, on which paper."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.proceedings import overview
from casework.proceedings.offering import Offers
from casework.proceedings.recordable import events_for
from casework.proceedings.service import Doing
from casework.web import resume
from casework.web.formfields import Day, Needed, several
from casework.web.proceedings.forms import ActForm
from casework.wording import words
from rules.deciding.deadlines.book import load_book
from rules.proceedings.state import Case

POLICE = ("立案侦查", "刑事拘留", "逮捕", "取保候审", "监视居住", "移送审查起诉")
APPEALED_IN = ("judged_1", "appeal_open", "second_instance")
WHO = {
    "resubmit": _("公安机关：补充侦查完毕移送检察院"),
    "appeal": _("当事人：上诉"),
    "withdraw_appeal": _("当事人：撤回上诉"),
    "contest": _("当事人：申请复议或者起诉"),
    "decide_contest": _("复议或者诉讼终结"),
    "support_suit": _("支持起诉"),
}


APPEALS = ("appeal", "withdraw_appeal")
PARTS = (("", _("全部")), ("刑事部分", _("刑事部分")), ("民事部分", _("民事部分")))
"""What an appeal can be of, as the act names it."""


class EventForm(ActForm):
    """What happened, on which day, on which paper."""

    what = SelectField(_("什么事项"), [Needed()], validate_choice=False)
    until = Day(_("止日"), description=_("有起止两日的事项（鉴定、延期、中止等）填写；仍在进行的不填"))
    persons = several(_("涉及的当事人"))
    court = StringField(
        _("移送至哪个法院"), description=_("上诉的，写明二审法院全称"), render_kw={"list": "known-court"}
    )
    part = SelectField(
        _("上诉的部分"),
        choices=[SelectChoice(one, said) for one, said in PARTS],
        description=_("只就其中一部分上诉或者撤回上诉的，另一部分期满生效"),
    )
    note = TextAreaField(_("说明"), render_kw={"rows": 2})

    def first(self) -> list[Field]:
        """The fields in order."""
        names = ("what", "until", "persons", "court", "part", "note")
        return [self[name] for name in names if name in self]

    def rest(self) -> list[Field]:
        """Nothing stands aside."""
        return []

    def doing(self) -> Doing:
        """The act that puts it down."""
        kind, _bar, name = str(self.what.data).partition(":")
        args: dict[str, Any] = {}
        persons = list(self.persons.data or ()) if "persons" in self else []
        if persons:
            args["persons"] = persons
        if self.note.data:
            args["note"] = self.note.data
        if kind == "police":
            do, args["measure"] = "record_police", name
        elif kind == "act":
            do = name
            if name in ("appeal", "contest"):
                args["requested_by"] = "、".join(persons) or "、".join(one.name for one in self.case.parties)
            if name == "appeal" and "court" in self and self.court.data:
                args["court"] = self.court.data
            if name in APPEALS and "part" in self and self.part.data:
                args["kind"] = self.part.data
            if name in ("resubmit", "decide_contest", "contest"):
                args.pop("persons", None)
        else:
            do, args["event"] = "event", name
            if self.until.data:
                args["until"] = self.until.data
        at = self.at.data
        if "event" in args and at is not None and at > overview.today() and _may_lie_ahead(name):
            args["date"], at = at, overview.today()
        files = tuple(one.partition("|")[2] for one in self.kept.data or ())
        return Doing(do, at, (), args, (self.reason.data or "").strip(), files)


def _may_lie_ahead(event: str) -> bool:
    known = load_book().events.get(event)
    return known is not None and known.planned


def _in_two_parts(case: Case) -> bool:
    """Whether a sentence and a claim can be appealed apart."""
    return {"criminal", "civil"} <= {one.kind for one in case.tracks.values() if one.state in APPEALED_IN}


def event_form(case: Case, offers: Offers, seen: int, today: Any, what: str, sent: Any = None) -> EventForm:
    """The form for this case: what its person may put down now. ``sent``: what was typed, where it is shown again."""
    listed = [SelectChoice("", gettext("（请选择）"))]
    listed += [
        SelectChoice(f"act:{act}", str(name), optgroup=gettext("本案程序"))
        for act, name in WHO.items()
        if offers.of(act)
    ]
    if offers.of("record_police"):
        listed += [SelectChoice(f"police:{one}", words(one), optgroup=gettext("公安机关")) for one in POLICE]
    for group, names in events_for().items():
        listed += [SelectChoice(f"event:{one}", words(one), optgroup=words(group)) for one in names]
    fields: dict[str, Any] = {"act": "event", "case": case, "on": None}
    fields["what"] = SelectField(_("什么事项"), [Needed()], choices=listed, validate_choice=False)
    if len(case.parties) > 1:
        fields["persons"] = several(
            _("涉及的当事人"), choices=[SelectChoice(one.name, one.name) for one in case.parties]
        )
    else:
        fields["persons"] = None
    if not offers.of("appeal"):
        fields["court"] = None
    if not any(offers.of(act) for act in APPEALS) or not _in_two_parts(case):
        fields["part"] = None
    chosen = "police:移送审查起诉" if what == "record_police" else f"act:{what}" if what in WHO else ""
    form: EventForm = type("EventForm", (EventForm,), fields)(
        **resume.filled(sent), data={"seen": seen, "at": today, "what": chosen}
    )
    form.keep(())
    return form
