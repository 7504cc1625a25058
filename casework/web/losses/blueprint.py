"""The blueprint that the pages of measurements share, what a view gives back, and where the links of a page lead."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from casework.web.places import Ways

blueprint = Blueprint("losses", __name__)

Page = str | tuple[str, int] | Response

_FOLDER = ("folder_id",)
_ORDER = ("folder_id", "measuring")
OF_ORDER: Ways = {
    "case": ("proceedings.show", _FOLDER),
    "results": ("losses.side_by_side", _FOLDER),
    "act": ("proceedings.act", _FOLDER),
    "facts": ("proceedings.facts", _FOLDER),
    "result": ("losses.result", _ORDER),
    "earlier": ("losses.earlier_result", _ORDER),
    "book": ("losses.worksheet_book", _ORDER),
    "measure": ("losses.measure_ordered", _ORDER),
    "decide": ("losses.decide", _ORDER),
    "compare": ("losses.compare_results", _ORDER),
    "rival": ("losses.rival_of_result", _ORDER),
    "adopt": ("losses.adopt_stands", _ORDER),
    "tally": ("tallies.of_order", _ORDER),
    "recovery": ("recovery.show", _FOLDER),
}
"""Pages of an order to measure."""

OF_RESULTS: Ways = {
    "case": ("proceedings.show", _FOLDER),
    "result": ("losses.result", _FOLDER),
    "compare": ("losses.compare_results", _FOLDER),
}
"""The page on which all results of a case stand beside one another."""
