"""Forms by which an administrator enters and changes people and institutions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from casework import permissions
from casework.accounts import Institution
from casework.accounts.administration import PersonEntry
from casework.web.formfields import MarkNeeded, Needed, WholeForm


def _number(text: Any) -> int | None:
    """The number of an institution, none while none is chosen."""
    return int(text) if text and str(text) != "None" else None


def roles_field(label: Any, **more: Any) -> SelectMultipleField:
    """Roles, one or several, as boxes to tick. What goes together the service says."""
    choices = [SelectChoice(name, role.title) for name, role in permissions.ROLES.items()]
    return SelectMultipleField(
        label, [MarkNeeded()], choices=choices, option_widget=CheckboxInput(), widget=Boxes(), **more
    )


class Boxes(ListWidget):
    """A list of boxes: the macro of forms draws it as a group."""

    input_type = "checkbox"


class ReasonForm(WholeForm):
    """An act that needs no more than its reason."""

    reason = TextAreaField(_("理由"), [MarkNeeded(), Length(max=500)], description=_("记入审计记录，不能更改。"))


class NameForm(WholeForm):
    name = StringField(_("姓名"), [MarkNeeded(), Length(max=60)])


class RolesForm(ReasonForm):
    roles = roles_field(_("岗位"))


class TransferForm(ReasonForm):
    institution = SelectField(_("调入单位"), [Needed()], coerce=_number)
    roles = roles_field(_("在调入单位的岗位"))

    def offer(self, places: Iterable[Institution]) -> None:
        """These institutions can be chosen."""
        self.institution.choices = choices(places)


class PersonForm(WholeForm):
    institution = SelectField(_("所在单位"), [Needed()], coerce=_number)
    name = StringField(_("姓名"), [MarkNeeded(), Length(max=60)], description=_("显示在页面和文书上。"))
    username = StringField(
        _("用户名"),
        [MarkNeeded(), Length(max=60)],
        description=_("登录时使用，定后不能更改。字母、数字或者 . _ - @，如 zhang.san。"),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )
    roles = roles_field(_("岗位"), description=_("可以同时担任几种；管理员不能兼任其他岗位。"))

    def offer(self, places: Iterable[Institution]) -> None:
        """These institutions can be chosen."""
        self.institution.choices = choices(places)

    def entry(self) -> PersonEntry:
        """What was entered."""
        roles = tuple(self.roles.data or ())
        return PersonEntry(self.institution.data, self.username.data or "", self.name.data or "", roles)


class InstitutionForm(WholeForm):
    name = StringField(_("单位名称"), [MarkNeeded(), Length(max=200)], description=_("全称，如“南靖县林业局”。"))
    kind = RadioField(
        _("类别"), [MarkNeeded()], choices=[SelectChoice(kind, title) for kind, title in permissions.KINDS.items()]
    )
    area_code = StringField(
        _("行政区划代码"),
        [MarkNeeded(), Length(max=6)],
        description=_("GB/T 2260，六位数字：省以四个零、市以两个零结尾。决定单位在层级中的位置。"),
        render_kw={"list": "areas", "inputmode": "numeric", "autocomplete": "off"},
    )


class InstitutionNameForm(WholeForm):
    name = StringField(_("单位名称"), [MarkNeeded(), Length(max=200)])


def choices(places: Iterable[Institution]) -> list[SelectChoice]:
    """Institutions to choose from; those that are closed take nobody."""
    return [SelectChoice("", _("请选择")), *(SelectChoice(place.id, place.name) for place in places if place.active)]
