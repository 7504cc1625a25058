"""The species vocabulary: canonical names, aliases, and names that may mean several species."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.reading.errors import InputError
from rules.reading.messages import msg, template
from rules.values.fields import Text
from rules.values.records import ParameterFileError, Record, read_record

UNKNOWN_SPECIES = template("不认识的树种“{name}”")


FILE = Path(__file__).parents[2] / "parameters" / "species.yaml"


class _Species(Record):
    group: Text
    latin: Text | None = None
    aliases: tuple[Text, ...] = ()


class SpeciesFile(Record):
    species: dict[str, _Species]
    ambiguous: dict[str, list[Text]]


@dataclass(frozen=True)
class Vocabulary:
    """``names``: what may be written, to the canonical name. ``ambiguous``: what may not, to the choices."""

    canonical: tuple[str, ...]
    names: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, str]

    def look_up(self, written: str, path: str, *, may_be_ambiguous: bool = False) -> str:
        """The canonical name. Raises ``InputError`` at ``path`` for a name that is unknown or may mean several species.

        With ``may_be_ambiguous`` such a name is returned as it is: the caller does not depend on which one it is.
        """
        name = written.strip()
        if name in self.names:
            return self.names[name]
        if name not in self.ambiguous:
            unknown = msg(UNKNOWN_SPECIES, name=name[:40])
            raise InputError.at(path, msg("{unknown}，已收录：{known}", unknown=unknown, known=self.canonical))
        if may_be_ambiguous:
            return name
        choices = self.ambiguous[name]
        told = msg("“{name}”可能指几个树种（组），请按实际写明其一：{choices}", name=name, choices=choices)
        raise InputError.at(path, told)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    data = read_record(SpeciesFile, FILE)
    names: dict[str, str] = {}
    for name, entry in data.species.items():
        for written in (name, *entry.aliases):
            if names.setdefault(written, name) != name or written in data.ambiguous:
                raise ParameterFileError(f"{FILE.name}：名称 {written} 用了两次")
    for written, choices in data.ambiguous.items():
        if not set(choices) <= data.species.keys():
            raise ParameterFileError(f"{FILE.name}：{written} 的选项未收录")
    return Vocabulary(
        canonical=tuple(data.species),
        names=names,
        ambiguous={written: tuple(choices) for written, choices in data.ambiguous.items()},
        groups={name: entry.group for name, entry in data.species.items()},
    )
