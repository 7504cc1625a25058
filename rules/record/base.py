"""What every record has in common."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Written(BaseModel):
    """Frozen data read from JSON and written back to the same JSON.

    A key that was absent stays absent, and a key of another edition is kept: a hash of the whole must go on to hold.
    """

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The record of plain data. Raises ``pydantic.ValidationError`` where a key is missing or of another type."""
        return cls.model_validate(data)

    def as_json(self) -> dict[str, Any]:
        """The plain data that the record was read from."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return data


class Article(Written):
    """A text of the law and the article of it."""

    text: str
    article: str

    def __str__(self) -> str:
        return f"{self.text}{self.article}"
