"""What takes the place of the names of parties in papers that are themselves put up in public (a notice, a form of what
is published), by the dated editions of the rule; public copies of papers are made by ``publication``."""

from __future__ import annotations

from collections.abc import Mapping

from casework.documents.hiding.editions import EDITIONS, NEWEST
from casework.documents.hiding.masks import Named
from casework.documents.hiding.masks import hide as masked
from casework.documents.hiding.masks import masks as masks_of
from casework.documents.matter import Matter

__all__ = ["forbidden", "masked", "masks"]


def masks(matter: Matter, edition: str = NEWEST) -> Mapping[str, str]:
    """Each name that is hidden with what is written for it."""
    if not EDITIONS[edition].accused:
        return {}
    return masks_of(Named(party.name, party.kind == "unit") for party in matter.persons)


def forbidden(matter: Matter) -> bool:
    """Whether nothing of the case is published: somebody was a minor at the act."""
    return any(party.minor for party in matter.persons)
