"""Penalties as they are pronounced, only far enough to see that one is heavier than another.

No penalty is worked out here, nor what performance does to one: the words of a ruling are compared with those of the
ruling before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rules.reading.messages import template

NO_HEAVIER = template("只有被告人一方上诉的，二审不得加重刑罚（上诉不加刑）")

_PART = re.compile(r"(?<!缓)(?<!缓刑)(\d+)\s*(年|个?月|y|m)")
_SUSPENDED = re.compile(r"缓刑?\s*\d+\s*(?:年|个?月)(?:\d+\s*个?月)?")


def months_in(value: Any) -> int | None:
    """The months of imprisonment that a text names (1年7月, 拘役1月); None where it names none."""
    if isinstance(value, Mapping):
        found = [months for item in value.values() if (months := months_in(item)) is not None]
        return max(found) if found else None
    text = _SUSPENDED.sub("", str(value or ""))
    parts = _PART.findall(text)
    return sum(int(count) * (12 if unit in "年y" else 1) for count, unit in parts) if parts else None


def is_heavier(before: Any, after: Any) -> bool:
    """Whether the second is surely heavier than the first: more months are named."""
    old, new = months_in(before), months_in(after)
    return old is not None and new is not None and new > old
