"""What several kinds of papers ask of a case: whether it is in an office's hands, requests, opinions, site visits."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from flask_babel import gettext

from casework.documents.matter import AT_COURT, COURT, PROCURATORATE, RULED, Matter
from casework.documents.owed import CREDITS, due_told, duty_told, since_told
from casework.documents.paper_kind import Lack, Subject, because
from casework.wording import joined
from rules.casefile.schema import facts_by_path
from rules.proceedings.acts import Act
from rules.proceedings.state import Measuring, Obligation
from rules.reading.messages import template
from rules.values.chinese import office_date
from rules.values.quantity import plain

NOT_AT_COURT = template("案件没有在法院审理")
NOT_AT_PROCURATORATE = template("案件没有在检察院办理")
NOTHING_MEASURED = template("还没有采信的测算结果")
NOBODY = template("还没有记录当事人")
NO_REQUEST = template("当事人没有请求认购碳汇（法释〔2022〕16号第二十条以当事人请求为前提）")
NO_OPINIONS = template("还没有记录各方当事人的意见")
NO_DUTY = template("没有%(kinds)s的义务")

PLANTING = ("原地补植", "异地补植", "恢复林地", "红树林")
CARE = ("管护",)


def in_hand(matter: Matter) -> str:
    """Why the case is not in the hands of this court or procuratorate; empty where it is, or of another office."""
    if matter.office.kind == COURT:
        here = any(track.state in AT_COURT for track in matter.case.tracks.values())
        return "" if here else because(NOT_AT_COURT, "prosecute")
    if matter.office.kind == PROCURATORATE:
        return "" if matter.is_examined else gettext(NOT_AT_PROCURATORATE)
    return ""


def each_person(matter: Matter) -> tuple[Subject, ...]:
    """One paper for each who answers for the act."""
    return tuple(Subject(name, name) for name in matter.names)


def signers(matter: Matter, names: Sequence[str]) -> list[dict[str, Any]]:
    """Who signs a writing of parties: by name, whether it is a unit, whether somebody who stands for him signs too."""
    return [
        {
            "name": matter.answering(name),
            "unit": (party := matter.party(name)) is not None and party.kind == "unit",
            "guardian": party is not None and party.has_guardian,
        }
        for name in names
    ]


def each_duty(matter: Matter, *kinds: str) -> tuple[Subject, ...]:
    """One paper for each duty of these kinds that stands."""
    return tuple(map(on_duty, matter.duties(*kinds)))


def on_duty(duty: Obligation) -> Subject:
    """That a paper is about a duty, by what it is and whose."""
    return Subject(duty.id, "，".join(one for one in (duty_told(duty), "、".join(duty.obligors)) if one))


def no_duty(matter: Matter, *kinds: str) -> str:
    """Why there is nothing to order; empty where a duty of these kinds stands."""
    return "" if matter.duties(*kinds) else because(NO_DUTY, "undertake", kinds=joined(map(gettext, kinds)))


def duty_of(matter: Matter, subject: Subject) -> Obligation:
    """The duty that a paper is about."""
    return matter.case.obligations[subject.key]


def nobody(matter: Matter) -> str:
    """That no person is known; empty where one is."""
    return "" if matter.names else because(NOBODY, page="facts")


def day(value: datetime.date) -> str:
    """A day as texts say it."""
    return office_date(value)


_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TONNES = re.compile(r"(?<=[0-9]) ?t(?![A-Za-z/·])")
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")


def on_paper(text: str) -> str:
    """A sentence of the engine as a text of a paper: days and tonnes in words, no space beside a Chinese character."""
    told = _ISO_DAY.sub(lambda found: day(datetime.date(*(int(part) for part in found.groups()))), text)
    return _SPACE.sub("", _TONNES.sub("吨", told))


def contacts(matter: Matter) -> dict[str, str]:
    """Whom to ask: who draws the paper up, and what the office has entered of itself."""
    return {
        "person": matter.author,
        "address": matter.office.particulars.get("address", ""),
        "phone": matter.office.particulars.get("phone", ""),
    }


def asked_for_credits(matter: Matter) -> bool:
    """Whether somebody asked that credits take the place of damages: in the facts, or by an undertaking of credits."""
    if matter.facts is not None and matter.facts.request.credits:
        return True
    return any(
        ground.instrument in ("undertake", "agree", "propose", "convert")
        for one in matter.case.obligations.values()
        if one.kind == CREDITS
        for ground in one.grounds
    )


@dataclass(frozen=True)
class View:
    """An opinion of somebody: who, what, when."""

    by: str
    view: str
    at: str

    def as_json(self) -> dict[str, str]:
        return {"by": self.by, "view": self.view, "at": self.at}


def views(matter: Matter) -> tuple[View, ...]:
    """The opinions that are on record: of the facts, and given by acts."""
    found = [
        View(one.by, f"{one.view}{f'（{one.note}）' if one.note else ''}", day(one.date) if one.date else "")
        for one in (matter.facts.opinions if matter.facts is not None else ())
    ]
    for act in matter.acts("opinion", "hearing"):
        said = str(act.args.get("opinion") or act.args.get("result") or "")
        if said:
            by = "听证会" if act.do == "hearing" else str(act.args.get("author") or act.by.institution)
            found.append(View(by, said, day(act.at)))
    return tuple(found)


def lack_of_request(matter: Matter) -> list[Lack]:
    """That nobody asked for credits."""
    return [] if asked_for_credits(matter) else [Lack(gettext(NO_REQUEST), page="facts")]


def lack_of_opinions(matter: Matter) -> list[Lack]:
    """That no opinion is on record."""
    return [] if views(matter) else [Lack(gettext(NO_OPINIONS), "opinion")]


def lack_of_result(matter: Matter) -> list[Lack]:
    """That no result was adopted."""
    return [] if matter.adopted is not None else [Lack(gettext(NOTHING_MEASURED), "adopt")]


def loss_told(measuring: Measuring) -> dict[str, str]:
    """What a result says: tonnes, value, who measured and when, as text; empty where it does not say."""
    tonnes, value = measuring.result.get("tonnes"), measuring.result.get("value")
    return {
        "tonnes": "" if tonnes is None else str(tonnes),
        "value": "" if value is None else str(value),
        "measurer": measuring.author_institution or measuring.measurer,
        "on": day(measuring.submitted) if measuring.submitted else "",
    }


def site_denies_planting(matter: Matter) -> bool:
    """Whether the visit to the site found that trees can be planted neither there nor elsewhere."""
    check = matter.facts.site_check if matter.facts is not None else None
    if check is not None and check.replanting_in_place is False and check.replanting_elsewhere is False:
        return True
    return any(_denied(act) for act in matter.acts("site_visit"))


def _denied(act: Act) -> bool:
    result = act.args.get("result")
    if not isinstance(result, Mapping):
        return False
    said = [result.get(name) for name in ("in_place", "elsewhere")]
    return all(str(one).lower() in ("no", "false", "否") for one in said)


def order_of(matter: Matter, measuring: str) -> Act | None:
    """The act by which a result was asked for, first or again; None where it was handed in unasked."""
    asked: dict[str, Act | None] = {}
    for act in matter.acts("order", "redo", "submit"):
        named = _into(act) if act.do == "redo" else act.on
        if act.do == "submit":
            asked |= {name: None for name in named or (() if asked else ("m1",)) if name not in asked}
        else:
            asked |= {name: act for name in named or (_free(asked),) if asked.get(name) is None}
    return asked.get(measuring)


def _into(act: Act) -> Sequence[str]:
    into = act.args.get("into") or ()
    return (into,) if isinstance(into, str) else into


def _free(taken: Mapping[str, object]) -> str:
    """The name that an order without one gets: the next free, as ``rules.proceedings.names.new_name``."""
    return next(name for number in count(1) if (name := f"m{number}") not in taken)


def listed(lines: Sequence[str]) -> str:
    """Lines as the numbered items of a paper, closed by a full stop; nothing of none."""
    return "\n".join(f"{at}．{line}；" for at, line in enumerate(lines, 1))[:-1] + ("。" if lines else "")


def stands_told(matter: Matter) -> list[list[str]]:
    """The stands as rows: number, species, category, how damaged, stock in m³, trees. What is not stated is a dash."""
    return list(_rows(matter))


def _rows(matter: Matter) -> Iterator[list[str]]:
    for stand in matter.facts.stands if matter.facts is not None else ():
        yield [
            stand.id,
            _species(stand.species),
            stand.land_category or "—",
            stand.damage.type,
            _number(stand.standing_stock_m3),
            _number(stand.trees),
        ]


ACROSS = 53
"""Characters of 12 pt in a line of a form that lies across (225 mm)."""


def blank_rows(most: int, *above: str) -> int:
    """Rows of a form that lies across for the hand: one fewer for each line that what stands above takes more."""
    return most - sum((len(one) - 1) // ACROSS for one in above)


UNKNOWN_SPECIES = "树种不明"


def _named(path: str) -> str:
    return str(facts_by_path()[path].fact.label)


STAND_HEADS = (
    "地块",
    _named("stands[].species[].species"),
    _named("stands[].land_category"),
    _named("stands[].damage.type"),
    f"{_named('stands[].standing_stock_m3')}（m³）",
    _named("stands[].trees"),
)
"""Over the rows of ``stands_told``: the names of the facts."""


def _species(species: Any) -> str:
    """Names of species; a dash where nobody knows."""
    every = [species] if isinstance(species, str) or species is None else list(species)
    named = [str(getattr(one, "species", one)) for one in every if one is not None]
    return "、".join(one for one in named if not one.startswith(UNKNOWN_SPECIES)) or "—"


def _number(value: Any) -> str:
    return "—" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def from_when(duty: Obligation) -> str:
    """From when a duty that lasts runs: 自刑满释放之日起; by when it is owed where it starts with no event."""
    if duty.due.form != "after":
        return due_told(duty)
    return f"{since_told(duty.due)}计算"


def number_told(value: Decimal | None) -> str:
    """A number to its own digits; empty where there is none."""
    return "" if value is None else plain(value)


def in_hand_or_after(matter: Matter) -> str:
    """Why a court has nothing to order in the case; empty while it is tried and once it is ruled."""
    ruled = any(track.state in (*RULED, "in_performance", "settled") for track in matter.case.tracks.values())
    return "" if ruled else in_hand(matter)


def before_court(matter: Matter) -> bool:
    """Whether a court has or had somebody or a claim before it."""
    states = (*AT_COURT, *RULED, "in_performance", "settled")
    return any(track.state in states for kind in ("criminal", "civil") for track in matter.case.of_kind(kind))


INSTRUMENTS = {
    "undertake": "承诺",
    "agree": "调解协议",
    "rule": "判决",
    "rule_2": "终审裁判",
    "settle": "调解书",
    "fix": "本院的决定",
    "convert": "准许变更履行方式的决定",
    "sue": "诉讼请求",
    "settle_enforcement": "执行和解协议",
    "decide": "行政决定",
    "confirm": "经司法确认的协议",
}


def basis_told(matter: Matter, duty: Obligation, *of: str) -> str:
    """The instrument that a duty rests on now, with its day: what can be enforced stands there. ``of``: the last one of
    these alone."""
    ground = next((one for one in reversed(duty.grounds) if one.instrument in (of or INSTRUMENTS)), None)
    return "" if ground is None else f"{day(ground.at)}的{INSTRUMENTS[ground.instrument]}"


def materials(matter: Matter) -> tuple[str, ...]:
    """Papers that came with acts before a measuring, as far as they show what happened in the wood."""
    found: dict[str, None] = {}
    for act in matter.acts("record_police", "site_visit", "opinion"):
        for name in (*act.files, *(act.args.get(key) for key in ("file", "report", "paper"))):
            if name:
                found[str(name)] = None
    return tuple(found)
