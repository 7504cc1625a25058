"""Forms of events: record one, correct one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField

from casework.deadlines import RecordedEvent
from casework.deadlines.recording import EventEntry
from casework.web.formfields import Day, MarkNeeded
from rules.deciding.deadlines.book import load_book


class EventForm(FlaskForm):
    """One event. The service checks it; here only what is no date is told."""

    row_version = IntegerField()
    event = SelectField(_("程序事项"), [MarkNeeded()], validate_choice=False)
    date = Day(_("日期"), [MarkNeeded()])
    until = Day(_("止日"), description=_("只有鉴定、延期、中止、履行期限等有起止的事项填写；仍在进行的不填"))
    whom = StringField(_("所涉的人"), description=_("分别送达的，写明送达给谁"))
    note = StringField(_("说明"), description=_("如：文书号、批准机关"))
    ground = TextAreaField(
        _("仍要记录的理由"), description=_("法律不许可而事实已经发生的，写明理由后记录"), render_kw={"rows": 2}
    )

    def entry(self) -> EventEntry:
        """The event as filled in."""
        return EventEntry(
            event=self.event.data or "",
            date=self.date.data,
            until=self.until.data,
            whom=self.whom.data or "",
            note=self.note.data or "",
            ground=self.ground.data or "",
        )


class CorrectionForm(EventForm):
    reason = TextAreaField(_("更正理由"), [MarkNeeded()], render_kw={"rows": 2})


def offer(form: EventForm, names: Iterable[str]) -> None:
    """Offer these events, in their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        groups.setdefault(load_book().events[name].group, []).append((name, name))
    choices: dict[Any, list[tuple[str, str]]] = {"": [("", str(_("请选择")))], **groups}
    form.event.choices = choices


def fill(form: EventForm, row: RecordedEvent) -> None:
    """Show what was recorded."""
    form.event.data, form.date.data, form.until.data = row.event, row.date, row.until
    form.whom.data, form.note.data, form.ground.data = row.whom, row.note, row.ground
