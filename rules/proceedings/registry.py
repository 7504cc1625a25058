"""The small named functions that rows of the table refer to, by kind and name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

GUARDS: dict[str, Callable[..., None]] = {}
"""``guard(doing)`` raises ``Refused`` where law or truth forbids the act."""

WARNINGS: dict[str, Callable[..., str | None]] = {}
"""``warning(doing)`` says what is unusual, which a written reason lets pass; None where nothing is."""

EFFECTS: dict[str, Callable[..., Any]] = {}
"""``effect(doing, case)`` is the case after the act, but for the state that the row names."""

CHOOSERS: dict[str, Callable[..., str]] = {}
"""``chooser(doing)`` is the state among those that the row names, or the event that the act is."""


STRICTER: set[str] = set()
"""Guards and warnings written after acts could be recorded: what is recorded already is not held against them."""


EVERY: set[str] = set()
"""Guards and warnings that hold of every row, named by none."""


def _into(registry: dict[str, Callable[..., Any]], function: F) -> F:
    if function.__name__ in registry:
        raise ValueError(f"{function.__name__} is registered twice")
    registry[function.__name__] = function
    return function


def guard(function: F) -> F:
    """Registers a hard guard under its name."""
    return _into(GUARDS, function)


def warning(function: F) -> F:
    """Registers a warning under its name."""
    return _into(WARNINGS, function)


def effect(function: F) -> F:
    """Registers an effect under its name."""
    return _into(EFFECTS, function)


def chooser(function: F) -> F:
    """Registers a choice of state or event under its name."""
    return _into(CHOOSERS, function)


def stricter(function: F) -> F:
    """Marks a guard or a warning that asks more than was asked when acts were recorded first."""
    STRICTER.add(function.__name__)
    return function


def every(function: F) -> F:
    """Marks a guard or a warning that holds of every act, whatever it is done to."""
    EVERY.add(function.__name__)
    return function
