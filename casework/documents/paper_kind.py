"""What a kind of paper is: who issues it and when, what it says, what it lacks, how it looks, how it is numbered."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents import numbers
from casework.documents.dossier import OTHER
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Matter
from rules.reading.messages import Message, template

Json = dict[str, Any]

NO_CASE_NUMBER = template("还没有案号")
NO_FACTS = template("还没有登记案情")
NO_WORD = template("本单位还没有登记机关代字（%(series)s）")
NO_PARTICULAR = template("本单位还没有登记%(name)s")
ONLY_OFFICES = template("由%(kinds)s制作")


class Series(Enum):
    """Where the number of a paper comes from."""

    CASE = "case"  # the court's number of the case, which all its papers bear
    OWN = "own"  # counted here, by institution, word and year
    ENTERED = "entered"  # counted elsewhere, entered and checked for its form
    NONE = "none"


class Publication(Enum):
    """Whether a paper is made public."""

    MASKED = "masked"
    PARTIES = "parties"
    NEVER = "never"


PUBLICATION = {
    Publication.MASKED: _("隐去当事人信息后公开"),
    Publication.PARTIES: _("只送当事人和有关单位"),
    Publication.NEVER: _("不公开"),
}
OFFICES = {PROCURATORATE: _("检察院"), COURT: _("法院"), BUREAU: _("林业主管部门")}

ADDRESS, PHONE, PAYEE, BANK, ACCOUNT = "address", "phone", "payee", "bank", "account"
PARTICULARS: Mapping[str, object] = {
    ADDRESS: _("联系地址"),
    PHONE: _("联系电话"),
    PAYEE: _("收款户名"),
    BANK: _("开户银行"),
    ACCOUNT: _("收款账号"),
}
"""What an institution enters of itself once, beside its words for numbers (``word:<series>``)."""


@dataclass(frozen=True)
class Passage:
    """A part of a paper that a person may write otherwise. ``optional``: the paper may be issued without it."""

    name: str
    label: object
    hint: object = ""
    optional: bool = False


@dataclass(frozen=True)
class Subject:
    """What one paper of a kind is about, where a case has several: a person, an obligation, an order.

    ``key``: by which it is asked for again; ``name``: in words.
    """

    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class Lack:
    """Something that a paper lacks. ``act``: the act that brings it; ``page``: else where it is entered."""

    why: str
    act: str = ""
    page: str = ""


class Reason(str):
    """Why an office does not make a paper in a case as it stands, with where what is not there would be entered:
    ``act`` that brings it, else ``page``; neither where nothing that can be entered is in the way."""

    act: str
    page: str


def because(why: str, act: str = "", page: str = "", **values: object) -> Reason:
    """A reason from its template."""
    told = Reason(gettext(why, **values))
    told.act, told.page = act, page
    return told


WHOLE = (Subject(),)
"""Of a kind of which a case has one."""


class PaperKind(ABC):
    """See the module. A kind is one object ``KIND`` of a module of ``kinds``, whose name is the kind's.

    ``rank``: its place in the lists; ``position``: in a dossier. ``offices``: kinds of institution that issue it.
    ``layout``: A to I. ``word``: of numbers counted here, what it is registered under (函). ``checked``: a second
    person of the office signs before it is issued. ``words``: what it alone says, by which it is known from every
    other kind. ``edition``: of its wording. ``styles``: style sheets that it needs beside those of its layout.
    """

    name: ClassVar[str]
    title: ClassVar[object]
    says: ClassVar[object]
    rank: ClassVar[int]
    position: ClassVar[int] = OTHER
    edition: ClassVar[int] = 1
    layout: ClassVar[str]
    offices: ClassVar[tuple[str, ...]]
    series: ClassVar[Series] = Series.NONE
    word: ClassVar[str] = "函"
    copies: ClassVar[int] = 2
    publication: ClassVar[Publication] = Publication.PARTIES
    served: ClassVar[bool] = False
    checked: ClassVar[bool] = False
    passages: ClassVar[tuple[Passage, ...]] = ()
    words: ClassVar[tuple[str, ...]]
    styles: ClassVar[tuple[str, ...]] = ()

    @property
    def template(self) -> str:
        """The template of its words."""
        return f"documents/{self.name}/paper.html"

    def titled(self, matter: Matter) -> str:
        """The title on the paper, where it differs by who issues it."""
        return str(self.title)

    def laid_out(self, matter: Matter) -> str:
        """The layout class, where it differs by who issues it."""
        return self.layout

    def numbered(self, matter: Matter) -> Series:
        """Where its number comes from. A procuratorate counts elsewhere what a court numbers by its case."""
        if self.series is Series.CASE and matter.office.kind == PROCURATORATE:
            return Series.ENTERED
        return self.series

    def case_number(self, matter: Matter, subject: Subject) -> str:
        """The court's number that it bears, where it bears one; empty while there is none."""
        return matter.case_number

    def mistake_in_number(self, number: str, today: datetime.date) -> Message | None:
        """Why this is no number of its case; None where it is one."""
        return numbers.mistake_in_case_number(number, today)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """What there is a paper for; one for the whole case by default."""
        return WHOLE

    def refusal(self, matter: Matter) -> str:
        """Why this office does not make it in this case as it stands (``Reason`` where something could be entered);
        empty where it does."""
        if matter.office.kind not in self.offices:
            kinds = "、".join(str(OFFICES[kind]) for kind in self.offices)
            return gettext(ONLY_OFFICES, kinds=kinds)
        return self.undue(matter)

    def undue(self, matter: Matter) -> str:
        """Why the case has no place for it; empty where it has."""
        return ""

    def missing(self, matter: Matter, subject: Subject) -> list[Lack]:
        """All that it still lacks: what every paper of its series does, and its own."""
        return [*self._numberless(matter, subject), *self.lacks(matter, subject)]

    def _numberless(self, matter: Matter, subject: Subject) -> list[Lack]:
        series = self.numbered(matter)
        if series is Series.CASE and not self.case_number(matter, subject):
            return [self.without_number(matter)]
        if series is Series.OWN and f"word:{self.word}" not in matter.office.particulars:
            return [Lack(gettext(NO_WORD, series=self.word), page="office")]
        return []

    def without_number(self, matter: Matter) -> Lack:
        """That the number of its case is not entered yet: it comes with the case, or is added to its facts."""
        taken_in = matter.last("receive") is not None
        return Lack(gettext(NO_CASE_NUMBER), page="facts") if taken_in else Lack(gettext(NO_CASE_NUMBER), "receive")

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """What it lacks of its own."""
        return []

    @abstractmethod
    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What it says from the records: plain data, decimals and days as text. Asked only where nothing is missing."""

    def recorded(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Passages that the records state: nobody writes them otherwise."""
        return {}

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The first text of each passage, its paragraphs apart by line breaks."""
        return {}

    def unready(self, passages: Mapping[str, str], said: Json) -> list[str]:
        """What is written in its passages and does not do yet beside what it says; nothing of those that are empty."""
        return []

    @abstractmethod
    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What it rests on: label -> value. Once a value differs, the paper no longer says what holds."""

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """To whom it goes: names of persons and institutions."""
        return ()


def wanting(matter: Matter, *names: str) -> list[Lack]:
    """Particulars of the office that are not entered yet."""
    return [
        Lack(gettext(NO_PARTICULAR, name=str(PARTICULARS[name])), page="office")
        for name in names
        if not matter.office.particulars.get(name)
    ]


def without_facts(matter: Matter) -> list[Lack]:
    """That the facts of the case are not entered yet."""
    return [] if matter.facts is not None else [Lack(gettext(NO_FACTS), page="facts")]
