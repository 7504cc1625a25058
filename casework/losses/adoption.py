"""采纳: a rival's stands become those of the case, by whoever may change them now. Shown before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass

from rules.casefile import CaseFile, canonical, parse
from rules.casefile.answers import Change
from rules.casefile.answers import changes as changed
from rules.closed_lists import LISTS

KEPT = ("county", "land_category")
"""Of a stand: what no loss is measured by. Where the rival says nothing of it, the case keeps its own."""


@dataclass(frozen=True)
class Adoption:
    """What adopting would make of the case file: field by field (path, old, new), and the rival's text to send back."""

    casefile: CaseFile
    changes: list[Change]
    document: str


def adopted(current: CaseFile, rival: CaseFile) -> Adoption:
    """What the facts become with the rival's stands."""
    before = current.as_json()
    own = {stand["id"]: stand for stand in before.get("stands", [])}
    stands = []
    for stand, meant in zip(rival.as_json().get("stands", []), rival.meaning().get("stands", []), strict=True):
        mine = own.get(stand["id"], {})
        # What the rival leaves unsaid and the case says outright stays said, where it means the same.
        kept = {key: value for key, value in mine.items() if key in KEPT or meant.get(key) == value}
        stands.append(kept | stand)
    after = parse({**before, "stands": stands}, recorded=True)
    return Adoption(after, changed(current.meaning(), after.meaning(), LISTS), canonical(rival.as_json()))
