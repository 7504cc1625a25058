"""The kinds of papers that there are: every module of ``kinds`` with a ``KIND``, by rank. Nothing lists them."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from flask_babel import gettext

from casework.documents import kinds
from casework.documents.errors import UnknownDocument
from casework.documents.paper_kind import PaperKind
from rules.reading.messages import template

NO_SUCH_KIND = template("没有这种文书。")


@cache
def shelf() -> Mapping[str, PaperKind]:
    """Every kind by its name, in the order of lists. Raises ``RuntimeError`` where one is not named as its module."""
    found: list[PaperKind] = []
    for module in pkgutil.iter_modules(kinds.__path__):
        made = getattr(import_module(f"{kinds.__name__}.{module.name}"), "KIND", None)
        if isinstance(made, PaperKind):
            if made.name != module.name:
                raise RuntimeError(f"the kind of {module.name} is called {made.name}")
            found.append(made)
    return {kind.name: kind for kind in sorted(found, key=lambda kind: kind.rank)}


def kind_of(name: str) -> PaperKind:
    """The kind of this name. Raises ``UnknownDocument``."""
    found = shelf().get(name)
    if found is None:
        raise UnknownDocument(gettext(NO_SUCH_KIND))
    return found
