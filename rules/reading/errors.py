"""What is wrong with an input: where it stands and why, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake: ``path`` in the case file (``stands[0].species``; empty for the whole file) and the reason."""

    path: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "message": self.message}


class InputError(ValueError):
    """The input cannot be used. Carries every mistake found, not only the first."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("；".join(f"{error.path or '文件'}：{error.message}" for error in self.errors))

    def __reduce__(self) -> tuple[Any, ...]:
        # The message alone would come back from another process.
        return type(self), (self.errors,)

    @classmethod
    def at(cls, path: str, message: str) -> InputError:
        """A single mistake."""
        return cls([FieldError(path, message)])


class NothingIssued(RuntimeError):
    """The rules gave no answer that can be relied on. Nothing may be issued before it is explained."""
