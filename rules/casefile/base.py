"""What every group of fields of a case file has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rules.values.fields import Kind, Stock


class Part(BaseModel):
    """A group of fields: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Portion = Annotated[Stock, Field(le=1), Kind.SHARE]
"""A fraction from 0 to 1, both included."""
