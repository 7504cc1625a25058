"""What people do: an act, on a day, by somebody in his seat. The only thing that is stored of the proceedings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

SYSTEM = "system"
"""The seat of the clock: what the law lets happen by itself. Nobody signs in with it."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, at an institution, in the seats that he holds there.

    ``kind``: of the institution, one of ``roles.KINDS``. ``sole``: whether nobody else there could do it, so that he is
    assigned by acting. The application turns an account into this; it is stored with the act. ``then``: what the
    institution was called when it acted, where that was another name, ``named`` what he was; told and never stored.
    """

    name: str
    institution: str
    kind: str
    seats: tuple[str, ...]
    sole: bool = False
    then: str = ""
    named: str = ""

    @property
    def signed(self) -> str:
        """The person by the name of the day."""
        return self.named or self.name

    @property
    def called(self) -> str:
        """The institution by its name of the day."""
        return self.then or self.institution

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "institution": self.institution,
            "kind": self.kind,
            "seats": list(self.seats),
            "sole": self.sole,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Actor:
        return cls(data["name"], data["institution"], data["kind"], tuple(data["seats"]), bool(data["sole"]))


@dataclass(frozen=True)
class Act:
    """One act. ``do``: its name in ``acts.yaml``. ``on``: what it is done to (``o1``, ``m1``, ``civil``,
    ``criminal:张某泉``, a person, an institution), empty where the case tells. ``args``: as the catalogue of acts types
    them. ``files``: papers it rests on, by name or key. ``number``: its place in the history, from 1; given by
    ``apply``. ``against``: what was told of how its obligations fit the loss, and the reason let stand. ``owes``: the
    papers that it is put down in and that were not with it; they are handed in afterwards. ``undoes``: it cancels an
    inspection with what that decided; without, as it was recorded formerly, only the figures. ``edition``: by
    which edition of its effects it is told, where those are others than formerly; 0 of what was recorded before.
    """

    do: str
    at: datetime.date
    by: Actor
    on: tuple[str, ...] = ()
    args: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    files: tuple[str, ...] = ()
    number: int = 0
    against: tuple[str, ...] = ()
    owes: tuple[str, ...] = ()
    undoes: bool = False
    edition: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain data to be stored; ``from_json`` reads it back."""
        return {
            **({"against": list(map(str, self.against))} if self.against else {}),
            **({"owes": list(self.owes)} if self.owes else {}),
            **({"undoes": True} if self.undoes else {}),
            **({"edition": self.edition} if self.edition else {}),
            "do": self.do,
            "at": self.at.isoformat(),
            "by": self.by.as_json(),
            "on": list(self.on),
            "args": plain(self.args),
            "reason": self.reason,
            "files": list(self.files),
            "number": self.number,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Act:
        return cls(
            data["do"],
            datetime.date.fromisoformat(data["at"]),
            Actor.from_json(data["by"]),
            tuple(data["on"]),
            data["args"],
            data["reason"],
            tuple(data["files"]),
            data["number"],
            tuple(data.get("against", ())),
            tuple(data.get("owes", ())),
            bool(data.get("undoes", False)),
            int(data.get("edition", 0)),
        )


def plain(value: Any) -> Any:
    """Arguments as JSON has them: numbers and days as text, which ``arguments.read`` takes as well."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
