"""What a result says of the measurement: method, stands, what was left out, published figures, recovery."""

from __future__ import annotations

from rules.record.base import Written


class ChoiceRecord(Written):
    """An option of the method and what the choice means."""

    title: str
    meaning: str


class VerificationRecord(Written):
    """Who entered and who verified a frozen parameter set (institution and name), and the day of freezing."""

    entered_by: str
    verified_by: str
    frozen_on: str


class ParameterSetRecord(Written):
    """The parameter set of a measurement, by its hash. ``status`` is printed wherever its figures are."""

    id: str
    title: str
    sha256: str
    status: str | None
    frozen: bool
    provenance: str = "shipped"
    verification: VerificationRecord | None = None


class MethodRecord(Written):
    """The method edition with the options chosen. ``edition_ground``: why this edition; None in older results."""

    id: str
    edition: str
    title: str
    formula: str
    scope: str
    status: str | None
    chosen_by: str
    edition_ground: str | None = None
    options: dict[str, str]
    choices: tuple[ChoiceRecord, ...] = ()
    parameter_set: ParameterSetRecord

    @property
    def name(self) -> str:
        """``id@edition``."""
        return f"{self.id}@{self.edition}"


class StandRecord(Written):
    """One stand: stock in m³ (whole, and lost), dry mass in kg above and below ground, loss in tCO2e."""

    id: str
    standing_stock_m3: str | None
    lost_stock_m3: str | None
    agb_kg: str | None
    bgb_kg: str | None
    loss_tco2e: str | None


TONNES = "碳汇损失量（吨）"
"""What is left out where the loss was found as money: no pool, but the unit itself."""


class LeftOutRecord(Written):
    """What the result does not cover. ``stand`` None where it holds for every stand."""

    stand: str | None
    what: str
    reason: str
    whole_stand: bool = False


class PublishedRecord(Written):
    """A published figure beside the computed one."""

    quantity: str
    reported: str
    computed: str | None
    computed_as: str | None = None
    agrees: bool


class SeriesRecord(Written):
    """The growth series that was used."""

    id: str
    title: str
    species: str
    region: str
    origin: str
    rotation: str | None
    quantity: str
    first_age_a: int
    last_age_a: int
    source: str
    confidence: str
    note: str | None


class PointRecord(Written):
    """The stock of the replanting (tCO2e) at an age; ``line`` of the worksheet."""

    age_a: int
    year: int | None
    stock_tco2e: str
    line: int


class RecoveredRecord(PointRecord):
    """The first age at which the loss is made good. ``no_later``: it may have been earlier."""

    no_later: bool


class NeededRecord(Written):
    """The area, and the trees where a density is given, that make the loss good by a year."""

    year: int
    age_a: int
    area_ha: str
    trees: str | None
    line: int


class ForgoneRecord(Written):
    """The sink that a stand would still have been; ``forgone_tco2e`` None with the ``reason``."""

    id: str
    from_age_a: int | None
    to_age_a: int | None
    forgone_tco2e: str | None
    line: int | None
    complete: bool
    reason: str | None


class RecoveryRecord(Written):
    """When a replanting makes the loss good; ``series`` None with a ``reason`` where nothing can be told."""

    series: SeriesRecord | None = None
    reason: str | None = None
    stock_lost_tco2e: str | None = None
    area_ha: str | None = None
    replanted_on: str | None = None
    years: tuple[PointRecord, ...] = ()
    recovered: RecoveredRecord | None = None
    recovered_reason: str | None = None
    by: NeededRecord | None = None
    by_reason: str | None = None
    forgone_series: SeriesRecord | None = None
    forgone_tco2e: str | None = None
    forgone_until_year: int | None = None
    forgone: tuple[ForgoneRecord, ...] = ()
    forgone_reason: str | None = None


class LossOfRecord(Written):
    """The loss that rests on the same persons, or on one of them, summed over its stands. ``reason``: why it is None.

    ``line``: of the worksheet, where the sum stands.
    """

    persons: tuple[str, ...]
    stands: tuple[str, ...]
    standing_stock_m3: str | None = None
    loss_tco2e: str | None = None
    loss_cny: str | None = None
    line: int | None = None
    reason: str | None = None


class LossRestsOnRecord(Written):
    """The loss by groups of persons, and by person; empty where all of it rests on the same persons."""

    groups: tuple[LossOfRecord, ...] = ()
    persons: tuple[LossOfRecord, ...] = ()
