"""How values are written on screen and on paper: numbers, units, formulas, dates. Jinja filters and shared names.

Nothing here computes: a figure is shown digit for digit as it was stored.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import segno
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from casework.accounts.purpose import is_demonstration
from casework.rulebook.in_english import rule_said
from casework.web import navigation
from casework.wording import (
    day,
    equations_named,
    moment,
    money,
    number,
    official,
    percent,
    reason,
    rounding_text,
    sentence,
    told,
    unit_text,
    without_keys,
    words,
)
from casework.worksheet_tables import blocks
from rules.record.assessment import AssessmentRecord
from rules.record.worksheet import LineRecord
from rules.values.exact import plain
from rules.values.shown import keyed, result, shown

_OPERATORS = {"*": " × ", "×": " × ", "·": " × ", "/": " ÷ ", "÷": " ÷ ", "+": " + ", "-": " − ", "−": " − "}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d]\w*|\*\*|\S")
INDEXED = r"(?P<head>[A-Za-z]{1,4})_(?P<index>[A-Za-z0-9]{1,6})(?![A-Za-z0-9_])"
_INDEXED = re.compile(rf"(?<=[^块] ){INDEXED}")
"""A symbol after what it stands for; what follows 地块 is the stand's own name."""


def init_app(app: Flask) -> None:
    """Register the filters and the names every template may use."""
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)
    app.add_template_global(error_links, "error_links")
    app.add_template_global(is_demonstration, "is_demonstration")
    app.add_template_global(navigation.entries, "navigation")
    app.add_template_global(navigation.entry_of, "navigation_entry")
    # Every value on its way into a page: a reason from the rules is put into the words of the page.
    app.jinja_env.finalize = told
    app.context_processor(_shared)


def _shared() -> dict[str, Any]:
    from casework.accounts import service as accounts

    return {"me": accounts.current_person(), "locale": str(get_locale() or "zh")}


def qr_code(text: str) -> Markup:
    """A QR code as a drawing in the page."""
    return Markup(segno.make(text, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff"))  # noqa: S704


def symbol_markup(name: str) -> Markup:
    """``B_a`` with its index set low."""
    head, _, index = name.partition("_")
    return (
        Markup("<var>{}<sub>{}</sub></var>").format(head, index.replace("_", ","))
        if index
        else Markup("<var>{}</var>").format(head)
    )


def named_markup(text: str) -> Markup:
    """A name that ends in a symbol, or a sentence of such names: ``增温潜势 GWP_CH4`` with the index set low."""
    text = equations_named(text)
    parts: list[Markup] = []
    end = 0
    for found in _INDEXED.finditer(text):
        parts += [escape(text[end : found.start()]), symbol_markup(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def formula_markup(text: str, refs: Mapping[str, int] | None = None, values: Mapping[str, str] | None = None) -> Markup:
    """A formula as on paper: × and ÷, low indices, and after each name, in brackets (raised it would
    read as a power), the number of the line it comes from.

    With ``values``, the numbers stand in place of the names: what one keys into a calculator.
    """
    refs, values = refs or {}, values or {}
    parts: list[Any] = []
    pieces = _TOKEN.findall(text)
    raised = False
    for position, piece in enumerate(pieces):
        if piece in ("^", "**"):
            raised = True
            continue
        if piece in values:
            part: Any = Markup("<span class='n'>{}</span>").format(_bracketed(values[piece]))
        elif piece in refs:
            part = Markup("{}<a class='ref' href='#line-{}'>〔{}〕</a>").format(
                symbol_markup(piece), refs[piece], refs[piece]
            )
        elif piece[0].isalpha() and piece not in ("ln", "exp", "min", "max"):
            part = symbol_markup(piece)
        elif piece in _OPERATORS and not (piece in "-−" and (position == 0 or pieces[position - 1] in "(,*/×÷^")):
            part = _OPERATORS[piece]
        else:
            part = "−" if piece == "-" else piece + " " * (piece == ",")
        parts.append(Markup("<sup>{}</sup>").format(part) if raised else part)
        raised = False
    return Markup("").join(escape(part) for part in parts)


def _bracketed(digits: str) -> str:
    digits = keyed(digits)
    if digits.startswith("-"):
        return f"(−{digits[1:]})"
    return f"({digits})" if "/" in digits else digits


def shown_number(value: Decimal | str | None, unit_symbol: str) -> str:
    """A figure with as many digits as its unit is shown with, thousands apart; a dash where there is none."""
    if value is None:
        return number(None)
    return number(shown(plain(value) if isinstance(value, Decimal) else value, unit_symbol))


def loss_number(result: AssessmentRecord) -> str:
    """The loss in tonnes as a reader is shown it. What was found elsewhere keeps the digits it was found with."""
    at = next((line for line in result.worksheet if line.no == result.line_of_loss), None)
    taken_over = at is not None and at.kind == "input"
    return number(result.loss_tco2e) if taken_over else shown_number(result.loss_tco2e, "tCO2e")


def sections(lines: Iterable[LineRecord]) -> list[tuple[str, list[LineRecord]]]:
    """Worksheet lines by section, in the order they were written."""
    return [(name, list(group)) for name, group in itertools.groupby(lines, key=lambda line: line.section)]


def same_source(lines: Iterable[LineRecord]) -> dict[int, int]:
    """Line number -> the earlier line that gives the same source in full, where repeating it would only be noise."""
    first: dict[str, int] = {}
    repeated: dict[int, int] = {}
    for line in lines:
        earlier = first.setdefault(line.source, line.no)
        if earlier != line.no and len(line.source) > 16:
            repeated[line.no] = earlier
    return repeated


def error_links(form: Any) -> list[tuple[str, str, str]]:
    """Every mistake of a form as (id of the field, its label, message), in the order of the fields."""
    found: list[tuple[str, str, str]] = []
    for message in getattr(form, "form_errors", None) or ():
        found.append(("", "", str(told(message))))
    for field in form:
        found.extend(_field_errors(field))
    return found


def _field_errors(field: Any) -> Iterable[tuple[str, str, str]]:
    label = str(field.label.text) if getattr(field, "label", None) else ""
    if hasattr(field, "entries"):
        for entry in field.entries:
            yield from _field_errors(entry)
        yield from ((field.id, label, str(told(message))) for message in field.errors if isinstance(message, str))
    elif hasattr(field, "form"):
        for inner in field.form:
            yield from _field_errors(inner)
    else:
        yield from ((field.id, label, str(told(message))) for message in field.errors)


FILTERS: dict[str, Any] = {
    "qr_code": qr_code,
    "unit": unit_text,
    "number": number,
    "shown": shown_number,
    "loss": loss_number,
    "result_text": result,
    "money": money,
    "percent": percent,
    "rounding": rounding_text,
    "same_source": same_source,
    "sections": sections,
    "official": official,
    "reason": reason,
    "rule_said": rule_said,
    "sentence": sentence,
    "without_keys": without_keys,
    "symbol": symbol_markup,
    "named": named_markup,
    "equation": equations_named,
    "told": told,
    "words": words,
    "formula": formula_markup,
    "blocks": blocks,
    "day": day,
    "moment": moment,
}
