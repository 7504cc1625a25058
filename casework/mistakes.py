"""Mistakes in what was entered: all of them are collected, each with its field, before anything is refused."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from flask_babel import gettext

from casework import db
from casework.errors import Invalid
from rules.reading.errors import FieldError


@dataclass
class Mistakes:
    """Collects mistakes; ``stop`` raises ``refusal`` with all of them."""

    refusal: ClassVar[type[Invalid]] = Invalid
    errors: list[FieldError] = field(default_factory=list)

    def add(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def extend(self, found: Iterable[FieldError]) -> None:
        self.errors += found

    def need(self, name: str, value: str, longest: int) -> str:
        """Text that must be there, trimmed, of at most ``longest`` characters."""
        text = value.strip()
        if not text:
            self.add(name, gettext("不能为空"))
        return self.at_most(name, text, longest)

    def at_most(self, name: str, value: str, longest: int) -> str:
        """Text that may be left out, trimmed, of at most ``longest`` characters."""
        text = value.strip()
        if len(text) > longest:
            self.add(name, gettext("至多 %(longest)s 个字，现为 %(length)s 个", longest=longest, length=len(text)))
        return text

    def not_in_future(self, name: str, day: datetime.date) -> None:
        today = db.today()
        if day > today:
            self.add(name, gettext("日期 %(day)s 尚未到来，今天是 %(today)s", day=day, today=today))

    def stop(self, message: str) -> None:
        if self.errors:
            raise self.refusal(message, tuple(self.errors))
