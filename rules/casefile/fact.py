"""What is said of a fact of a case, once and beside its type: name, unit, hint, page, who states it and when.

A ``Fact`` stands in the ``Annotated`` of its field. ``schema`` walks the model; whatever lists facts is derived from
it: forms, pages to check and to read, names of changes, rows of papers, masks of personal data, the JSON Schema.
Texts are translatable messages (``rules.reading.messages``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from rules.reading.messages import FieldName, Message, msg

UNKNOWN = msg("未查明")
"""How a fact that was asked and is not known is told: never as 否, never as 0."""

YES = msg("是")
NO = msg("否")

Hand = Literal["prosecutor", "officer"]
"""Who fills in or corrects facts of a case file: the office that files it, the bureau that measures."""

Entered = Literal["form", "upload", "recovery", "procedure", "office"]
"""Where a fact is entered: ``form`` a page of the case form (or the officer's), ``upload`` the rows of a sheet,
``recovery`` and ``procedure`` the pages of these sections, ``office`` not typed: the office that files the case."""

Personal = Literal["name", "mentioned", "birth", "record", "text"]
"""What of a person a fact tells. ``name``: nothing but names; ``mentioned``: a name, a part in the case or an office;
``birth``: when born; ``record``: a criminal or penal record; ``text``: free words that may tell anything."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``name`` in Chinese (立方米); ``symbol`` as ``rules.values.quantity`` reads it (m3), empty where it has none."""

    name: Message
    symbol: str = ""


CUBIC_METRES = Unit(msg("立方米"), "m3")
CUBIC_METRES_PER_HECTARE = Unit(msg("立方米/公顷"), "m3/ha")
HECTARES = Unit(msg("公顷"), "ha")
MU = Unit(msg("亩"), "mu")
CENTIMETRES = Unit(msg("厘米"), "cm")
METRES = Unit(msg("米"), "m")
STEMS = Unit(msg("株"), "tree")
STEMS_PER_HECTARE = Unit(msg("株/公顷"), "tree/ha")
CULMS = Unit(msg("株"), "culm")
YEARS = Unit(msg("年"), "a")
DU = Unit(msg("度"))
MONTHS = Unit(msg("个月"))
YUAN = Unit(msg("元"), "CNY")
YUAN_PER_TONNE = Unit(msg("元/吨"), "CNY/tCO2e")
YUAN_PER_MU = Unit(msg("元/亩"), "CNY/mu")
TONNES_PER_HECTARE = Unit(msg("吨/公顷"), "t/ha")
KILOGRAMS_PER_STEM = Unit(msg("千克/株"), "kg/tree")
TONNES_CO2E = Unit(msg("吨二氧化碳当量"), "tCO2e")
TONNES_CO2E_PER_HECTARE = Unit(msg("吨二氧化碳当量/公顷"), "tCO2e/ha")
TONNES_CO2E_PER_HECTARE_YEAR = Unit(msg("吨二氧化碳当量/（公顷·年）"), "tCO2e/(ha·a)")
TONNES_CARBON_PER_HECTARE_YEAR = Unit(msg("吨碳/（公顷·年）"), "tC/(ha·a)")
TONNES_OF_CREDIT = Unit(msg("吨"), "credit")
TIMES = Unit(msg("次"))
LINES = Unit(msg("行"))
PERSONS = Unit(msg("人"))
HOUSEHOLDS = Unit(msg("户"))
MULTIPLE = Unit(msg("倍"))
PER_CENT = Unit(msg("%"))


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Facts that stand on one page of the form and under one title when they are read."""

    key: str
    title: Message
    hint: Message | None = None


HEAD = Group("head", msg("案件概况"))
PARTIES = Group("parties", msg("当事人"))
STANDS = Group("stands", msg("地块"))
SITE = Group("site", msg("现场踏勘与修复义务"))
PARTICULARS = Group("particulars", msg("案情要素"), msg("只问本案案由需要的。没有查明的留空，不要填零，也不要填“否”。"))
REPEATED = Group("repeated", msg("累计与竞合"))
CLAIMS = Group("claims", msg("民事主张"), msg("碳汇以外的损失、费用、惩罚性赔偿与数人责任，有人主张的才填写。"))
SANCTIONS = Group("sanctions", msg("行政责任、罚金与补植验收"))
REQUEST = Group("request", msg("当事人请求与各方意见"))
OPTIONS = Group("options", msg("计量与计价"))
PUBLISHED = Group("published", msg("公布的结果（仅供对照，不参与计算）"))
RECOVERY = Group("recovery", msg("恢复的推算"))
PROCEDURE = Group("procedure", msg("程序"))

GROUPS = (
    HEAD,
    PARTIES,
    STANDS,
    SITE,
    PARTICULARS,
    REPEATED,
    CLAIMS,
    SANCTIONS,
    REQUEST,
    OPTIONS,
    RECOVERY,
    PROCEDURE,
    PUBLISHED,
)
"""In the order in which they are asked and read."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact is asked for while another one has one of these values, or, ``but``, none of them.

    ``path``: of the other fact in the case file; after a dot, of one in the same part of the case file (``.type``).
    Where the other fact is not stated, its default counts; where it has none, ``unknown`` decides. Of a list the number
    of its entries counts. ``also``: paths of facts that may be the one looked at too, in whatever entry of a list.
    """

    path: str
    values: frozenset[Any]
    but: bool = False
    unknown: bool = False
    also: tuple[str, ...] = ()

    def holds(self, value: Any) -> bool:
        """Whether the fact is asked for while the other one is ``value`` (None: not known)."""
        return self.unknown if value is None else (value in self.values) is not self.but


def of_offence(*offences: str) -> Condition:
    """Asked for these offences, whether the case is brought under one or somebody is charged with it beside."""
    return Condition("case.offence", frozenset(offences), also=("parties[].charges[].offence",))


ONE_PARTY = Condition("parties", frozenset({0, 1}), unknown=True)
"""Asked where the case has one party, or none so far."""

SEVERAL_PARTIES = Condition("parties", frozenset({0, 1}), but=True)
"""Asked where the case has more than one party."""


def of_damage(*kinds: str) -> Condition:
    """Of the damage of a stand: asked for these kinds of damage (受损方式)."""
    return Condition(".type", frozenset(kinds))


def of_forest(*kinds: str) -> Condition:
    """Of a stand: asked for these kinds of forest (林地类型)."""
    return Condition(".forest_type", frozenset(kinds))


def of_method(*ids: str) -> Condition:
    """Asked where the loss is measured by one of these methods, whatever the edition."""
    return Condition("options.method", frozenset(ids))


def beside(name: str, *values: Any) -> Condition:
    """Asked where a fact of the same part has one of these values."""
    return Condition(f".{name}", frozenset(values))


def unless(name: str, *values: Any) -> Condition:
    """Asked but where a fact of the same part has one of these values."""
    return Condition(f".{name}", frozenset(values), but=True, unknown=True)


@dataclass(frozen=True, slots=True)
class Way:
    """One of several ways to answer one question of a part of the case file.

    What belongs to another way than the one that was taken is not unknown, only not used.
    """

    question: str
    name: str


QUANTITY = "quantity"
"""The question from what the loss of a stand can be measured."""

AREA = "area"
"""The question how large a stand is, in hectares or in 亩."""


FILER: Hand = "prosecutor"
MEASURER: Hand = "officer"

PROSECUTOR: tuple[Hand, ...] = (FILER,)
"""The office that files the case."""

BOTH: tuple[Hand, ...] = (FILER, MEASURER)
"""That office, and the officer who measures: what the bureau can find otherwise on the ground."""

NOBODY: tuple[Hand, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Fact:
    """Of one field of the case file. ``label``: its official name, the only one it has on screen and paper.

    ``entry``: of a list, the template by which one of its entries is called, with ``number`` (第{number}地块).
    ``group``, ``heading``: the page and the heading on it; what a part of the case file holds inherits the page.
    ``when``: conditions that must all hold for the fact to be asked. ``on_demand``: asked only once it is brought up,
    as a claim is, so that silence says nothing. What is stated is always shown.
    ``way``: of facts that answer one question in several ways. ``asked_of``, ``corrected_by``: who states it first, who
    may state it otherwise later (of a list: add entries and take them away); a fact that does not say so is corrected
    by whoever corrects the part that holds it. ``words``: official words of a closed list whose values are keys of the
    program; ``listed``: the name of a closed list that is kept as data (``lists.Lists``). ``unstated``: how it is told
    while it is not known, where 未查明 alone does not tell what is then done.
    ``measured``: a number of a stand that may be off, so that a standard error can be stated of it.
    ``counted``: a list of which only the number of entries is shown.
    """

    label: Message
    unit: Unit | None = None
    hint: Message | None = None
    entry: str = ""
    group: Group | None = None
    heading: Message | None = None
    when: tuple[Condition, ...] = ()
    on_demand: bool = False
    way: Way | None = None
    entered: Entered | None = None
    asked_of: Hand = "prosecutor"
    corrected_by: tuple[Hand, ...] | None = None
    personal: Personal | None = None
    words: Mapping[Any, str] = field(default_factory=dict)
    listed: str = ""
    unstated: Message = UNKNOWN
    measured: bool = False
    counted: bool = False


def field_name(part: type[BaseModel], name: str, *, with_label: bool = False) -> FieldName:
    """A field of the case file as a value of a message: its key in text, ``with_label`` behind its name, and its name
    alone on a page. Raises ``KeyError`` where it has none."""
    found = part.model_fields[name]
    label = next((mark.label for mark in found.metadata if isinstance(mark, Fact)), None)
    if label is None:
        raise KeyError(name)
    return FieldName(f"{label}（{name}）" if with_label else name, label)
