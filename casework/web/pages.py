"""Which page of a list an address asks for."""

from __future__ import annotations

from flask import request

from casework import paging


def page_at() -> paging.At:
    """Where the page begins (``after`` a key) or ends (``before`` one); without either it is the first."""
    if before := request.args.get("before", ""):
        return paging.At(before, back=True)
    return paging.At(request.args.get("after", ""))
