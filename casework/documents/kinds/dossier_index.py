"""卷宗目录: papers that were issued and materials that came with acts, in the order of a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day
from casework.documents.dossier import SIDE, place_of_act, place_of_kind
from casework.documents.matter import BUREAU, COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.reading.messages import template

NOTHING_FILED = template("卷宗还没有文书和材料")
MAIN, INNER = Subject("main", "正卷"), Subject("side", "副卷")
PAPERS = ("file", "receipt", "contract", "certificate", "log", "paper", "report", "undertaking")


@dataclass(frozen=True)
class Item:
    """A row of the index."""

    place: int
    day: str
    name: str
    number: str
    by: str


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
        rows = [item for item in _items(matter) if _is_of(item, subject)]
        return {
            "volume": subject.name,
            "case": matter.numbered_case,
            "persons": matter.everybody,
            "rows": [
                [str(at), item.name, item.number or "—", item.by, item.day, "", ""] for at, item in enumerate(rows, 1)
            ],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What lies in the volume."""
        return {"卷内文件": "；".join(f"{one.name}{one.number}" for one in _items(matter) if _is_of(one, subject))}


def _is_of(item: Item, volume: Subject) -> bool:
    return (item.place == SIDE) == (volume.key == INNER.key)


def _items(matter: Matter) -> list[Item]:
    """Those of one position by the order in which they came."""
    return sorted((*_papers(matter), *_materials(matter)), key=lambda item: item.place)


def _papers(matter: Matter) -> Iterator[Item]:
    for sent in matter.sent:
        place = place_of_kind(sent.kind)
        if sent.kind != DossierIndex.name and (place != SIDE or sent.institution == matter.office.name):
            yield Item(place, day(sent.day), sent.title, sent.number, sent.institution)


def _materials(matter: Matter) -> Iterator[Item]:
    """What acts name, once; what was issued here is no material."""
    seen = {sent.title for sent in matter.sent}
    for act in matter.case.acts:
        named = (*act.files, *(act.args.get(name) for name in PAPERS))
        for name in dict.fromkeys(str(one) for one in named if one):
            if name not in seen:
                yield Item(place_of_act(act.do), day(act.at), name, "", act.by.institution)


KIND = DossierIndex()
