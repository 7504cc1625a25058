"""Plain data that is kept and handed out again and again: whoever tries to change it is refused."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NoReturn


def _refused(*_: object, **__: object) -> NoReturn:
    raise TypeError("kept for others too: copy it to change it")


class KeptDict(dict[str, Any]):
    """A mapping that cannot be changed; JSON writes it as any other. ``written``: how, once somebody asked."""

    __slots__ = ("written",)
    written: object
    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refused

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        """A copy that is its owner's to change."""
        return {name: deepcopy(value, memo) for name, value in self.items()}

    def __reduce__(self) -> tuple[type[KeptDict], tuple[dict[str, Any]]]:
        return KeptDict, (dict(self),)


class KeptList(list[Any]):
    """A list that cannot be changed; JSON writes it as any other."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = append = clear = extend = insert = pop = remove = _refused
    reverse = sort = _refused

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        """A copy that is its owner's to change."""
        return [deepcopy(value, memo) for value in self]

    def __reduce__(self) -> tuple[type[KeptList], tuple[list[Any]]]:
        return KeptList, (list(self),)


def kept(data: Any) -> Any:
    """The same plain data, mappings and lists at every depth made so that they cannot be changed."""
    if isinstance(data, dict):
        return KeptDict({name: kept(value) for name, value in data.items()})
    if isinstance(data, list):
        return KeptList(map(kept, data))
    return data
