"""People and institutions: who may enter, and on whose behalf they act."""

from __future__ import annotations

from casework.accounts.models import Institution, Person

__all__ = ["Institution", "Person"]
