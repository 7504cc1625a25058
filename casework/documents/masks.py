"""What takes the place of the names of parties in papers that are themselves put up in public (a notice, a form of what
is published), by the dated editions of the rule; public copies of papers are made by ``publication``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from casework.documents.hiding.editions import EDITIONS, NEWEST, Edition
from casework.documents.hiding.masks import Named
from casework.documents.hiding.masks import hide as masked
from casework.documents.hiding.masks import masks as masks_of
from casework.documents.matter import Matter
from rules.casefile.mask import names_in
from rules.proceedings.facts import FULL_AGE
from rules.values.fields import whole_years

__all__ = ["forbidden", "masked", "masks"]


def masks(matter: Matter, edition: str = NEWEST) -> Mapping[str, str]:
    """Each name that is hidden with what is written for it."""
    return masks_of(named(matter, EDITIONS[edition]))


def forbidden(matter: Matter) -> bool:
    """Whether nothing of the case is published: somebody was under 18 at the act, by the acts or by the facts."""
    if any(party.minor for party in matter.case.parties):
        return True
    if matter.facts is None:
        return False
    begun = matter.facts.case.conduct.from_
    return any(one.born is not None and whole_years(one.born, begun) < FULL_AGE for one in matter.facts.parties)


def named(matter: Matter, edition: Edition, also: Iterable[str] = ()) -> list[Named]:
    """Who is hidden by an edition: the parties in the order of the case, whom else the facts name, and whoever the
    person who approves names besides."""
    units = {party.name for party in matter.case.parties if party.kind == "unit"}
    answering = [party.name for party in matter.case.parties]
    others: list[str] = []
    if matter.facts is not None:
        for party in matter.facts.parties:
            units |= {party.name} if party.unit else set()
            (answering if party.liable else others).append(party.name)
        known = (*answering, *others)
        others += [name for name in names_in(matter.facts) if not any(one in name for one in known)]
    chosen = [*(answering if edition.accused else ()), *others, *also]
    return [Named(name, name in units or name.endswith(("公司", "合作社"))) for name in chosen]
