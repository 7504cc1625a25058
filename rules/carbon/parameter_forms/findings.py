"""What the check of a parameter form finds, by weight: what stops it, what needs a reason, what will be left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from rules.reading.errors import FieldError
from rules.reading.messages import msg

Level = Literal["error", "doubt", "gap"]

WORDS: dict[Level, str] = {"error": "错误", "doubt": "疑点", "gap": "缺项"}
MEANING: dict[Level, str] = {
    "error": "不能导入",
    "doubt": "写明理由方可导入",
    "gap": "用到时不计，并在结果中写明",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``where``: row and column of the sheet, path of the YAML form, or empty for the whole form.

    ``about``: id of the parameter that a doubt is about, empty where it is about none in particular.
    """

    level: Level
    where: str
    message: str
    about: str = ""

    @property
    def key(self) -> str:
        """A short name by which a reason is given for a doubt, wherever its value stands."""
        return hashlib.sha256(self.message.encode()).hexdigest()[:12]

    def __str__(self) -> str:
        return self.located

    @property
    def located(self) -> str:
        """Place and reason in a sentence."""
        return msg("{where}：{reason}", where=self.where, reason=self.message) if self.where else self.message


@dataclass(slots=True)
class Findings:
    """Collects findings in the order in which they are made."""

    found: list[Finding] = field(default_factory=list)

    def error(self, where: str, message: str) -> None:
        self.found.append(Finding("error", where, message))

    def doubt(self, where: str, message: str, about: str = "") -> None:
        self.found.append(Finding("doubt", where, message, about))

    def gap(self, where: str, message: str) -> None:
        self.found.append(Finding("gap", where, message))

    def of(self, level: Level) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.found if finding.level == level)


def field_errors(findings: Iterable[Finding]) -> list[FieldError]:
    """Findings as mistakes of an input."""
    return [FieldError(finding.where, finding.message) for finding in findings]
