"""卷宗目录: papers that were issued and materials that came with acts, in the order of a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day
from casework.documents.dossier import SIDE, place_of_act
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.proceedings.acts import Act
from rules.reading.messages import template

NOTHING_FILED = template("卷宗还没有文书和材料")
MAIN, INNER = Subject("main", "正卷"), Subject("side", "副卷")
PAPERS = ("file", "receipt", "contract", "certificate", "log", "paper", "report", "undertaking")


@dataclass(frozen=True)
class Item:
    """A row of the index. ``paper``: the number of a paper that was issued here, 0 of a material; ``former``: it is of
    before decision 31."""

    place: int
    day: str
    name: str
    number: str
    by: str
    paper: int = 0
    former: bool = False


class DossierIndex(PaperKind):
    """One for the main volume, one for the side volume where something lies in it."""

    name = "dossier_index"
    title = _("卷宗目录")
    says = _("文件名、文号、责任者、日期、页次；正卷按案卷顺序，副卷另列。")
    rank = 250
    layout = "F"
    offices = (COURT, PROCURATORATE, BUREAU)
    copies = 1
    publication = Publication.NEVER
    words = ("责任者", "页次", "立卷人")

    def undue(self, matter: Matter) -> str:
        """Something must be in the file."""
        return "" if self.subjects(matter) else gettext(NOTHING_FILED)

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """The volumes in which something lies; the side volume is the own office's."""
        items = _items(matter)
        return tuple(one for one in (MAIN, INNER) if any(_is_of(item, one) for item in items))

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """The rows, in order."""
        return {
            "volume": subject.name,
            "case": matter.numbered_case,
            "persons": matter.everybody,
            "rows": [row(at, item) for at, item in enumerate(items_of(matter, subject), 1)],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What lies in the volume."""
        return {"卷内文件": "；".join(f"{one.name}{one.number}" for one in _items(matter) if _is_of(one, subject))}


def row(at: int, item: Item, pages: str = "", note: str = "") -> list[str]:
    """What the index says of an item."""
    return [str(at), item.name, item.number or "—", item.by, item.day, pages, note]


def items_of(matter: Matter, volume: Subject) -> list[Item]:
    """What lies in a volume, in order."""
    return [item for item in _items(matter) if _is_of(item, volume)]


def _is_of(item: Item, volume: Subject) -> bool:
    return (item.place == SIDE) == (volume.key == INNER.key)


def _items(matter: Matter) -> list[Item]:
    """Those of one position by the order in which they came."""
    return sorted((*_papers(matter), *_materials(matter)), key=lambda item: item.place)


def _papers(matter: Matter) -> Iterator[Item]:
    for sent in matter.sent:
        own = sent.institution == matter.office.name
        if sent.kind != DossierIndex.name and (sent.position != SIDE or own):
            yield Item(sent.position, day(sent.day), sent.title, sent.number, sent.institution, sent.id)
    for sent in matter.former:
        yield Item(sent.position, day(sent.day), sent.title, sent.number, sent.institution, sent.id, former=True)


def _materials(matter: Matter) -> Iterator[Item]:
    """What acts name; what lies in the case once, whoever names it again. What was issued here is no material."""
    seen, kept = {sent.title for sent in matter.sent}, matter.files()
    for act in matter.case.acts:
        for name in dict.fromkeys((*act.files, *_named(act))):
            if name not in seen:
                seen |= {name} & kept.keys()
                yield Item(place_of_act(act.do), day(act.at), name, "", act.by.institution)


def _named(act: Act) -> Iterator[str]:
    for key in PAPERS:
        said = act.args.get(key)
        yield from (str(one) for one in (said if isinstance(said, list | tuple) else [said]) if one)


KIND = DossierIndex()
