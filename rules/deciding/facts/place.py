"""Where the act was done: the province of the counties that the stands of a case name."""

from __future__ import annotations

from collections.abc import Iterable

from rules.values.provinces import PROVINCES


def provinces_of(counties: Iterable[str | None]) -> tuple[str, ...]:
    """The provinces of these counties, each once; none where one of them is not stated or not known."""
    found = dict.fromkeys(PROVINCES.get(county[:2], "") if county else "" for county in counties)
    return () if "" in found else tuple(found)


def province_of(counties: Iterable[str | None]) -> str | None:
    """The province of all these counties; None where one is not stated or they lie in several."""
    found = provinces_of(counties)
    return found[0] if len(found) == 1 else None


def several_provinces(counties: Iterable[str | None]) -> str | None:
    """The provinces in words where the act was done in more than one: 福建省、安徽省."""
    found = provinces_of(counties)
    return "、".join(found) if len(found) > 1 else None
