"""The library that signs and judges waits by coroutines; whoever asks it here waits as for anything else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Made = TypeVar("Made")


def finished(coroutine: Coroutine[Any, Any, Made]) -> Made:
    """What a coroutine gives, run in a thread of its own: the present one may be within another loop already."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, coroutine).result()
