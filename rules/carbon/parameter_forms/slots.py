"""Which parameters a method edition knows: what a form may fill in, and what it must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules.carbon.declaration import Declaration
from rules.values.exact import nearest


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter of a method edition, to be filled once, or once for each species.

    ``table``: of a parameter by species, the id of its table: a species needs every quantity of it. ``bounds``: outside
    them the value is surely a slip. ``required``: without it nothing can be measured. ``shipped``: the values of the
    shipped set by species (by "" where it has no species).
    """

    key: str
    symbol: str
    title: str
    unit: str
    table: str | None
    bounds: tuple[Decimal, Decimal] | None
    required: bool
    conversion: bool
    shipped: Mapping[str, Decimal]

    @property
    def by_species(self) -> bool:
        return self.table is not None

    @property
    def named(self) -> str:
        """``根茎比（R）``: in words, and by the key that stands in the form."""
        return f"{self.title}（{self.key}）"


@dataclass(frozen=True, slots=True)
class Slots:
    """The parameters of an edition by key, and the titles of its tables by id."""

    by_key: Mapping[str, Slot]
    tables: Mapping[str, str]

    def find(self, written: str) -> Slot | None:
        """The parameter of this key, or of this title where only one has it."""
        if written in self.by_key:
            return self.by_key[written]
        titled = [slot for slot in self.by_key.values() if slot.title == written]
        return titled[0] if len(titled) == 1 else None

    def of_table(self, table: str) -> list[Slot]:
        """The quantities of a table, in its order."""
        return [slot for slot in self.by_key.values() if slot.table == table]


def slots_of(declaration: Declaration) -> Slots:
    """What the edition declares: its single values and the quantities of its tables."""
    found: dict[str, Slot] = {}
    for id, parameter in declaration.shipped.parameters.items():
        if parameter.group:
            continue
        found[id] = Slot(
            key=id,
            symbol=parameter.symbol,
            title=parameter.title,
            unit=parameter.value.unit.symbol,
            table=None,
            bounds=None,
            required=id in declaration.requires,
            conversion=id in declaration.constants or parameter.exact,
            shipped={"": nearest(parameter.value.value)},
        )
    for table in declaration.tables:
        for key, quantity in table.quantities.items():
            low, high = quantity.plausible
            found[key] = Slot(
                key=key,
                symbol=key,
                title=quantity.title,
                unit=quantity.unit,
                table=table.id,
                bounds=(low, high),
                required=False,
                conversion=False,
                shipped={name: row.values[key] for name, row in table.species.items() if key in row.values},
            )
    return Slots(found, {table.id: table.title for table in declaration.tables})
