"""The form of an act, made of the catalogue: what it is done to, its arguments, its duties, its papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    TextAreaField,
)
from wtforms.fields import SelectChoice

from casework.proceedings import next_steps
from casework.proceedings.facts import Unsaid
from casework.proceedings.files import MOST_BYTES, Paper
from casework.proceedings.offering import Offer
from casework.proceedings.service import Doing
from casework.web import resume
from casework.web.formfields import Day, MarkNeeded, Needed, WholeForm, is_said, several
from casework.web.proceedings.duty_forms import becomes_fields, duty_form, new_duties, ruled
from casework.web.proceedings.fields import field_of, one_of
from casework.web.proceedings.questions import FIRST, INSPECTED, PAPER_FIRST, PERFORMED, PERFORMED_REST
from rules.proceedings.book import load_table
from rules.proceedings.fallback import FAILED, STATED, fallback_of
from rules.proceedings.other_cases import MOVING
from rules.proceedings.specs import MEASURES
from rules.proceedings.state import Case, Obligation

MOST_MB = MOST_BYTES // 1024 // 1024
A = "a_"
"""Begins the names of fields that are arguments."""

RULINGS = ("rule", "rule_2")
DUTIES_OF = (
    "undertake",
    "propose",
    "agree",
    "sue",
    "change_claim",
    "decide",
    "convert",
    "settle_enforcement",
    "fix",
    "rule",
    "rule_2",
)
"""Acts that can make duties."""

DUTY_WANTED = ("undertake", "propose", "agree", "sue", "convert", "settle_enforcement")
"""Of these, the ones that are about nothing else."""

NUMBERED = ("hand_in", "void")
"""Acts that are about an earlier one."""

VISIT = "site_visit"
RESTORABLE = {"in_place": _("能否原地修复"), "elsewhere": _("能否异地修复")}
FOUND = (("可以", _("可以")), ("部分可以", _("部分可以")), ("否", _("不可以")))
"""What a visit finds of restoration."""

VIEWS = "views"
TOGETHER = ("undertake", "agree")
"""Acts at which the sides are together: with them it is said what a visit found, and what each side says."""

BY_NAME = (f"{A}shares", f"{A}{VIEWS}", f"{A}renamed")
"""Fields of a line for each name."""

MAKING = ("undertake", "propose", "order")
"""Acts that make something new, unless they are opened for something that is there."""

OFFICIALS = ("assign", "replace", "absent", "recuse", "decide_recusal")
"""Acts whose persons are officials, and no parties."""

APPOINTING = ("assign", "replace")
"""Of these, the ones by which somebody of the own institution gets the case."""

NEVER = (
    "tracks",
    "minor",
    "incapable",
    "units",
    "ordered",
    "performed",
    "denied",
    "claims",
    "deposit_",
    "uphold",
    "joint",
    "object_",
    "assessment",
    "version",
    "measured",
    "stands_at",
)
KNOWN_OTHERWISE = {
    "correct": ("persons", "stands", "offence", "charges"),
    "fact": ("stands", "offence", "charges"),
    "split": ("case", "concerns"),
    "merge": ("persons", "stands"),
}
"""By act: what only the pages of the facts say with it, or the system itself: the number of a new case, all that goes
along."""

SEATED = {
    "order": ("measurer", "bureau"),
    "prosecute": ("court", "court"),
    "sue": ("court", "court"),
    "confirm": ("court", "court"),
    "apply": ("court", "court"),
}
"""Acts that name an institution -> by which argument, and the kind of those in the case that it commonly is."""

AWAY = "absent"
"""The act by which somebody is away and another acts for him."""

ONE_THING = ("obligation", "measuring", "enforcement")


class ActForm(WholeForm):
    """``seen``: how many acts the case had when the page was made. ``kept``: papers that were handed in, by
    ``argument|name``."""

    seen = IntegerField()
    at = Day(_("办理日期"), [Needed()])
    reason = TextAreaField(_("书面理由"), render_kw={"rows": 3})
    kept = several(_("已交的文书"))
    papers = MultipleFileField(
        _("文书"), description=_("PDF、JPEG、PNG、OFD、DOCX、XLSX 或者纯文本，每个不超过 %(size)s MB", size=MOST_MB)
    )
    on = SelectField(_("对哪一项办理"), validate_choice=False)
    target = HiddenField()

    act: str = ""
    offer: Offer
    case: Case

    def first(self) -> list[Field]:
        """Arguments that matter."""
        wanted = self._first_names()
        found = [self[name] for name in RESTORABLE] if self.act == VISIT else []
        return found + [self[A + name] for name in wanted if A + name in self]

    def together(self) -> list[Field]:
        """What is put down with an act at which the sides are together, where nobody has said it yet."""
        return [self[name] for name in (*RESTORABLE, A + VIEWS) if self.act in TOGETHER and name in self]

    def rest(self) -> list[Field]:
        """All other arguments, without papers."""
        wanted = {A + name for name in (*self._first_names(), VIEWS)}
        return [
            one
            for one in self
            if one.short_name.startswith(A) and one.short_name not in wanted and one.type != "MultipleFileField"
        ]

    def fill(self, data: Mapping[str, Any]) -> None:
        """Add a duty with this in its fields; an empty one at the end gives its place to it."""
        while self.duties.entries and not self.duties.entries[-1].form.data_said():
            self.duties.pop_entry()
        self.duties.append_entry(dict(data))

    def becoming(self) -> list[Field]:
        """For each duty that is alive, what a ruling makes of it."""
        return [one for one in self if one.short_name.startswith("becomes_")]

    def paper_fields(self) -> list[Field]:
        """Where papers are handed in, the particular before the general."""
        return [one for one in self if one.short_name.startswith(A) and one.type == "MultipleFileField"] + [self.papers]

    def _first_names(self) -> tuple[str, ...]:
        return _first_of(self.act, self.case, self.thing)

    @property
    def thing(self) -> str:
        """What the act is done to."""
        return str(self.on.data or self.target.data or "") if "on" in self else str(self.target.data or "")

    def uploads(self) -> dict[str, list[Paper]]:
        """The files that were sent, by the argument they are handed in for."""
        made: dict[str, list[Paper]] = {}
        for one in self.paper_fields():
            name = one.short_name.removeprefix(A)
            for sent in one.data or ():
                if getattr(sent, "filename", ""):
                    made.setdefault(name, []).append(Paper(sent.filename, sent.read()))
        return made

    def keep(self, names: Iterable[str]) -> None:
        """Show papers that were handed in, ticked."""
        self.kept.data = list(dict.fromkeys([*(self.kept.data or ()), *names]))
        self.kept.choices = [SelectChoice(one, one.partition("|")[2]) for one in self.kept.data]

    def _whole_sum(self, args: dict[str, Any]) -> dict[str, Any]:
        """Of a debt in money that is paid without a sum being said: what is left of it, so that the sum is shown."""
        duty = self.case.obligations.get(self.thing) if self.act == "perform" else None
        if (
            duty is None
            or duty.unit != "amount"
            or not duty.rest
            or {*MEASURES, "partial", "deposit", "quantity"} & args.keys()
        ):
            return {}
        return {"amount": duty.rest}

    def doing(self) -> Doing:
        """What is wanted, as the service takes it."""
        args: dict[str, Any] = {}
        for one in self:
            if one.short_name.startswith(A) and one.type != "MultipleFileField" and is_said(one.data):
                args[one.short_name.removeprefix(A)] = _value(one)
        if found := {name: self[name].data for name in RESTORABLE if name in self and self[name].data}:
            args["result"] = found
        if not args.get(VIEWS, True):
            del args[VIEWS]
        args |= self._whole_sum(args)
        if self.act in RULINGS:
            args |= ruled(self)
        if "duties" in self:
            args |= new_duties(self.case, [entry.form for entry in self.duties.entries])
        files: list[str] = []
        by_argument: dict[str, list[str]] = {}
        for one in self.kept.data or ():
            name, _bar, paper = one.partition("|")
            if name == "papers":
                files.append(paper)
            else:
                by_argument.setdefault(name, []).append(paper)
        args |= by_argument
        on = (self.thing,) if self.thing else ()
        return Doing(self.act, self.at.data, on, args, (self.reason.data or "").strip(), tuple(files))


def _value(one: Field) -> Any:
    if one.short_name in BY_NAME:
        lines = [line.replace("：", ":").partition(":") for line in str(one.data).splitlines() if line.strip()]
        kept = one.short_name != A + VIEWS
        return {name.strip(): part.strip() for name, _mark, part in lines if kept or part.strip()}
    return one.data


def act_form(
    offer: Offer,
    case: Case,
    names: Mapping[str, str],
    today: Any,
    by: str,
    on: str = "",
    unsaid: Unsaid | None = None,
    sent: Any = None,
) -> ActForm:
    """The form of an act that may be done in this case. ``by``: the name of who does it; ``unsaid``: what is asked with
    it because nobody has said it yet; ``sent``: what was typed, where that is shown again."""
    act = offer.act
    entry, on = (on, "") if offer.act in NUMBERED else ("", on)
    only = offer.things[0][0] if len(offer.things) == 1 and act not in MAKING and offer.track in ONE_THING else ""
    fields = {A + name: _field(offer, name, case, names, on or only) for name in _asked(act, case, on or only)}
    if act in RULINGS:
        fields |= becomes_fields(case, names)
    if act in NUMBERED:
        listed = next_steps.numbered(case, act, by)
        fields[f"{A}number"] = one_of(_("对哪一次办理"), listed, empty=len(listed) != 1, validators=[MarkNeeded()])
    if act in TOGETHER:
        fields |= _together(unsaid or Unsaid())
    if act == VISIT:
        del fields[f"{A}result"]
        fields |= {name: one_of(label, FOUND, validators=[MarkNeeded()]) for name, label in RESTORABLE.items()}
    made: dict[str, Any] = {"act": act, "offer": offer, "case": case, **fields}
    made["on"] = _on(offer, case, on)
    if act in DUTIES_OF and not _settled(case, offer, act, on):
        made["duties"] = FieldList(FormField(duty_form(case)), min_entries=1 if act in DUTY_WANTED else 0)
    known = {"seen": len(case.acts), "at": today, "target": on or only, **_answers(act, case, on or only)}
    if entry:
        known[f"{A}number"] = entry
    if unsaid is not None and unsaid.views:
        known[A + VIEWS] = "".join(f"{name}：\n" for name in unsaid.views)
    form: ActForm = type("ActForm", (ActForm,), made)(**resume.filled(sent), data=known)
    form.keep(())
    return form


def _together(unsaid: Unsaid) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if unsaid.visit:
        made |= {name: one_of(label, FOUND) for name, label in RESTORABLE.items()}
    if unsaid.views:
        hint = _("一人一行，在冒号后写意见；没有发表意见的留空")
        made[A + VIEWS] = TextAreaField(_("各方对赔偿方式的意见"), description=hint, render_kw={"rows": 3})
    return made


def _on(offer: Offer, case: Case, on: str) -> Any:
    """The field to choose what an act is done to; None where that is settled, or said by persons."""
    by_persons = offer.track == "criminal" and "persons" in load_table().acts[offer.act].takes and case.parties
    if len(offer.things) < 2 or on in dict(offer.things) or offer.act in MAKING or by_persons:
        return None
    first = SelectChoice("", _("（请选择）") if offer.track in ONE_THING else _("全部"))
    listed = [first, *(SelectChoice(key, name or offer.label) for key, name in offer.things)]
    marks = [MarkNeeded()] if offer.track in ONE_THING else []
    return SelectField(_("对哪一项办理"), marks, choices=listed, validate_choice=False)


def _settled(case: Case, offer: Offer, act: str, on: str) -> bool:
    """Whether the act is about a duty that is said already, so that no new one is asked for."""
    return act in ("undertake", "propose", "fix") and on in case.obligations


def _first_of(act: str, case: Case, on: str) -> tuple[str, ...]:
    """What an act says first, by the kind of duty that it is done to."""
    duty = case.obligations.get(on)
    if act == "perform":
        return PERFORMED.get(duty.unit if duty else "amount", ("amount", "payer"))
    if act == "inspect" and duty is not None:
        return INSPECTED.get(duty.unit, FIRST[act])
    return FIRST.get(act, ())


def _of_duty(act: str, duty: Obligation) -> list[str] | None:
    """All that an act says of a duty of this unit; None where every argument may be said."""
    if act == "perform" and duty.unit in PERFORMED:
        instead = ("amount", "payer", STATED) if fallback_of(duty) is not None and duty.unit != "amount" else ()
        return [*PERFORMED[duty.unit], *instead, *PERFORMED_REST[duty.unit]]
    if act == "inspect" and duty.unit in INSPECTED:
        return [*INSPECTED[duty.unit], "note"]
    return None


def _answers(act: str, case: Case, on: str) -> dict[str, Any]:
    """What is known already: the only court or bureau of the case, what is owed, what is held as a deposit."""
    found: dict[str, Any] = {}
    if act in SEATED and len(places := case.institutions(SEATED[act][1])) == 1:
        found[SEATED[act][0]] = places[0]
    duty = case.obligations.get(on)
    if duty is None:
        return {A + name: value for name, value in found.items()}
    if act == "perform":
        names = ("buy", "retire") if duty.unit == "tonnes" else (duty.unit,)
        instead = duty.state in FAILED and fallback_of(duty) is not None  # money may be paid in its place
        found |= dict.fromkeys(() if instead else names, duty.rest or None)
        found |= {"payee": duty.payee or None} if duty.unit == "amount" else {}
        found |= {name: duty.details.get(name) for name in ("credit", "price")} if duty.unit == "tonnes" else {}
    elif act == "deposit_paid" and duty.security is not None:
        found["amount"] = max(duty.security - duty.held, Decimal()) or None
    elif act in ("deposit_returned", "deposit_used", "deposit_forfeited"):
        found["amount"] = duty.held or None
    return {A + name: value for name, value in found.items() if value is not None}


def _asked(act: str, case: Case, on: str) -> list[str]:
    kind = load_table().acts[act]
    duty = case.obligations.get(on)
    only = _of_duty(act, duty) if duty is not None else None
    if only is not None:
        papers = _own_paper(act, case, on)
        skip = ("beneficiary",) if len(case.parties) == 1 else ()
        return [name for name in dict.fromkeys((*only, *papers)) if name not in skip]
    papers = _own_paper(act, case, on)
    one_party = len(case.parties) == 1 and act not in OFFICIALS
    apart = (VIEWS, "result") if act in TOGETHER else ()
    again = any(track.data.get("to_decide") for track in case.tracks.values())
    first = () if act != "rule" or again else ("replaces",)  # at first instance there is nothing to replace
    skipped = {*NEVER, *apart, *first, *KNOWN_OTHERWISE.get(act, ()), *(("persons",) if one_party else ())}
    names = [name for name in FIRST.get(act, ()) if name in kind.takes]
    return [name for name in dict.fromkeys((*names, *kind.takes, *papers)) if name not in skipped]


def _own_paper(act: str, case: Case, on: str) -> list[str]:
    """The paper that gets its own place in the form: as the table calls it in this act, else by its kind."""
    kind, duty = load_table().acts[act], case.obligations.get(on)
    wanted: tuple[str, ...] = (*kind.called, *PAPER_FIRST)
    if act == "perform" and duty is not None and duty.unit != "tonnes":
        wanted = ("receipt",)
    return [name for name in wanted if name in kind.papers][:1]


def _field(offer: Offer, name: str, case: Case, names: Mapping[str, str], on: str) -> Field:
    act, argument = offer.act, load_table().arguments[name]
    duty = case.obligations.get(on)
    if (act, name) == ("perform", "receipt") and duty is not None and duty.unit != "amount":
        return MultipleFileField(_("照片、验收记录"))
    named: Sequence[tuple[str, str]] = ()
    if act in MOVING and name == "case":
        return one_of(_("另案"), (), validators=[MarkNeeded()])
    if act in APPOINTING and name in ("persons", "replaces"):
        marks = [MarkNeeded()] if name in offer.wanted else []
        return several(argument.label if name == "replaces" else _("由谁承办"), validators=marks)
    if act == AWAY and name == "persons":
        return several(_("离岗的承办人"), validators=[])
    if act == AWAY and name == "to":
        return one_of(_("由谁代办"), (), validators=[MarkNeeded()])
    if argument.type == "ids":
        wanted = case.measurings if name == "measurings" else case.obligations
        named = [(key, names.get(key, key)) for key in wanted]
    elif (
        argument.type == "texts"
        and name in ("persons", "acquitted", "exempted", "beneficiary")
        and act not in OFFICIALS
    ):
        named = [(party.name, party.name) for party in case.parties]
    return field_of(act, argument, named, wanted=name in offer.wanted)
