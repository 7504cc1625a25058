"""The files of law and parameters by kind: which model each is read by, and its JSON Schema for an editor.

An editor with a YAML language server completes keys and marks mistakes with such a schema:
``flask --app wsgi rules schema rules > rules.schema.json``, and in the file ``# yaml-language-server: $schema=…``.
What only the loader can check (whether a text, a fact, an event is on record) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rules.carbon.declaration import MethodFile, OptionFile
from rules.carbon.parameter_forms.plausible import PlausibleFile
from rules.carbon.parameters.left_out import LeftOutFile
from rules.carbon.parameters.sources import SourceFile
from rules.carbon.parameters.species import SpeciesFile
from rules.carbon.recovery.growth import GrowthFile
from rules.carbon.tally.biomass import BiomassFile
from rules.carbon.tally.equations import VolumeFile
from rules.carbon.tally.trees import TallyFile
from rules.carbon.tally.young import SaplingFile
from rules.deciding.book import NOT_SUBJECTS
from rules.deciding.book.base import LawText
from rules.deciding.book.factbook import Conclusion, Fact, ReadFact, Scale
from rules.deciding.book.left_out import MatterFile
from rules.deciding.book.rule_entry import RuleEntry
from rules.deciding.book.tiers import Tier
from rules.deciding.book.types import Figure
from rules.deciding.deadlines.book import NOT_RULES
from rules.deciding.deadlines.calendar import YearFile
from rules.deciding.deadlines.limitations import LimitationFile
from rules.deciding.deadlines.types import Bar, Choice, Counting, DeadlineRule, Event, Exclusion
from rules.proceedings.table import ActKind, Argument, DutyKind, TrackFile
from rules.settlement.credit_types import CreditTypeFile
from rules.settlement.insurance_kinds import InsuranceKindFile
from rules.settlement.offsets import OffsetRules
from rules.settlement.prices import PriceFile
from rules.settlement.records import SettlementRules
from rules.values.records import Constants, Errors, SpeciesTable

HOME = Path(__file__).parent
DRAFT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class FileKind:
    """Files that are written alike. ``model``: what a whole file is; ``globs``: where they stand, from ``rules/``;
    ``apart``: names that the globs take in and that are of another kind."""

    model: Any
    globs: tuple[str, ...]
    apart: tuple[str, ...] = ()

    @property
    def files(self) -> Iterator[Path]:
        """The files of this kind that ship."""
        for pattern in self.globs:
            yield from (path for path in sorted(HOME.glob(pattern)) if path.name not in self.apart)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a file."""
        made = TypeAdapter(self.model).json_schema(by_alias=True, mode="validation")
        return {"$schema": DRAFT, **made}


_OF_A_KIND_OF_THEIR_OWN = (
    "biomass_equations.yaml",
    "borrowed_errors.yaml",
    "credit_types.yaml",
    "growth.yaml",
    "insurance_kinds.yaml",
    "left_out.yaml",
    "limitations.yaml",
    "offset_limits.yaml",
    "prices.yaml",
    "saplings.yaml",
    "settlement.yaml",
    "sources.yaml",
    "species.yaml",
    "tally.yaml",
    "volume_equations.yaml",
)
_TABLES = ("guangdong_dead_wood.yaml", "species_factors.yaml", "zhejiang_understory.yaml")

KINDS: dict[str, FileKind] = {
    "facts": FileKind(list[ReadFact | Fact | Conclusion | Scale], ("law/facts.yaml",)),
    "texts": FileKind(list[LawText], ("law/texts.yaml", "law/deadlines/texts.yaml")),
    "figures": FileKind(list[Figure], ("law/figures.yaml",)),
    "rules": FileKind(list[RuleEntry], ("law/*.yaml",), NOT_SUBJECTS),
    "tiers": FileKind(list[Tier], ("law/tiers.yaml",)),
    "matters": FileKind(MatterFile, ("law/left_out/matters.yaml",)),
    "deadlines": FileKind(list[DeadlineRule], ("law/deadlines/*.yaml",), NOT_RULES),
    "events": FileKind(list[Choice | Event], ("law/deadlines/events.yaml",)),
    "counting": FileKind(list[Counting], ("law/deadlines/counting.yaml",)),
    "exclusions": FileKind(list[Exclusion], ("law/deadlines/exclusions.yaml",)),
    "bars": FileKind(list[Bar], ("law/deadlines/bars.yaml",)),
    "holidays": FileKind(YearFile, ("parameters/holidays/*.yaml",)),
    "limitations": FileKind(LimitationFile, ("parameters/limitations.yaml",)),
    "method": FileKind(MethodFile, ("carbon/methods/*/*/parameters.yaml",)),
    "options": FileKind(OptionFile, ("carbon/methods/options/*.yaml",)),
    "tables": FileKind(SpeciesTable, tuple(f"parameters/{name}" for name in _TABLES)),
    "parameters": FileKind(Constants, ("parameters/*.yaml",), (*_OF_A_KIND_OF_THEIR_OWN, *_TABLES)),
    "errors": FileKind(Errors, ("parameters/borrowed_errors.yaml",)),
    "sources": FileKind(SourceFile, ("parameters/sources.yaml",)),
    "species": FileKind(SpeciesFile, ("parameters/species.yaml",)),
    "growth": FileKind(GrowthFile, ("parameters/growth.yaml",)),
    "volume-equations": FileKind(VolumeFile, ("parameters/volume_equations.yaml",)),
    "biomass-equations": FileKind(BiomassFile, ("parameters/biomass_equations.yaml",)),
    "tally": FileKind(TallyFile, ("parameters/tally.yaml",)),
    "saplings": FileKind(SaplingFile, ("parameters/saplings.yaml",)),
    "plausible": FileKind(PlausibleFile, ("carbon/parameter_forms/plausible.yaml",)),
    "unused": FileKind(LeftOutFile, ("parameters/left_out.yaml",)),
    "credit-types": FileKind(CreditTypeFile, ("parameters/credit_types.yaml",)),
    "insurance-kinds": FileKind(InsuranceKindFile, ("parameters/insurance_kinds.yaml",)),
    "prices": FileKind(PriceFile, ("parameters/prices.yaml",)),
    "offset-limits": FileKind(OffsetRules, ("parameters/offset_limits.yaml",)),
    "acts": FileKind(list[ActKind], ("proceedings/acts.yaml",)),
    "arguments": FileKind(list[Argument], ("proceedings/arguments.yaml",)),
    "duties": FileKind(list[DutyKind], ("proceedings/kinds.yaml",)),
    "transitions": FileKind(TrackFile, ("proceedings/transitions/*.yaml",)),
    "settlement": FileKind(SettlementRules, ("parameters/settlement.yaml",)),
}
"""By the name that ``rules schema`` takes."""
