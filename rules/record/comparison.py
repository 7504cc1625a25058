"""Why two losses differ: the difference shared out over what the case files, or the steps of the methods, say."""

from __future__ import annotations

from rules.record.base import Written
from rules.record.measuring import LeftOutRecord, StandRecord


class SideRecord(Written):
    """One of the two measurements. ``lost_stock_m3``: the stock lost."""

    method: str
    edition: str
    title: str
    loss_tco2e: str | None
    stands: tuple[StandRecord, ...]
    lost_stock_m3: str | None
    left_out: tuple[LeftOutRecord, ...]
    warnings: tuple[str, ...]


class FieldChange(Written):
    """What a field of the case file said on each side; None where it said nothing."""

    path: str
    name: str
    before: str | None
    after: str | None


class ChangeRecord(Written):
    """One change, and what it contributes to the difference (tCO2e)."""

    name: str
    stand: str | None
    fields: tuple[FieldChange, ...]
    attributed_tco2e: str


class StepRecord(Written):
    """One step of two methods: its factor by each, and its part of the difference."""

    name: str
    unit: str
    before: str
    after: str
    attributed_tco2e: str


class AttributionRecord(Written):
    """The difference of two losses, shared out. ``joined``: why changes were put together, None where they were not."""

    before: SideRecord
    after: SideRecord
    difference_tco2e: str
    changes: tuple[ChangeRecord, ...]
    steps: tuple[StepRecord, ...] | None
    joined: str | None
    combinations_measured: int
    notes: tuple[str, ...]
