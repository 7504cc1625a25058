"""How values are written on screen and on paper: numbers, units, formulas, dates. Jinja filters and shared names.

Nothing here computes: a figure is shown digit for digit as it was stored.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from casework.worksheet_tables import blocks
from rules.reading.messages import Message
from rules.values.clock import BEIJING
from rules.values.quantity import Rounding

_UNITS = {"m3": "m³", "tCO2e": "tCO₂e", "credit": "t"}
_CHINESE_UNITS = {"CNY": "元", "mu": "亩", "tree": "株", "culm": "株"}
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPERATORS = {"*": " × ", "×": " × ", "·": " × ", "/": " ÷ ", "÷": " ÷ ", "+": " + ", "-": " − ", "−": " − "}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d]\w*|\*\*|\S")
_PLACE = r"(?:[a-z0-9]+[._][a-z0-9._]+|recovery|strata|culms)"
_KEY = re.compile(rf"（{_PLACE}(?: 或 [a-z._]+)?）| \({_PLACE}(?: or [a-z._]+)?\)")
INDEXED = r"(?P<head>[A-Za-z]{1,4})_(?P<index>[A-Za-z0-9]{1,6})(?![A-Za-z0-9_])"
_INDEXED = re.compile(rf"(?<=[^块] ){INDEXED}")
"""A symbol after what it stands for; what follows 地块 is the stand's own name."""
_GROUPS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def init_app(app: Flask) -> None:
    """Register the filters and the names every template may use."""
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)
    app.add_template_global(error_links, "error_links")
    # Every value on its way into a page: a reason from the rules is put into the words of the page.
    app.jinja_env.finalize = told
    app.context_processor(_shared)


def _shared() -> dict[str, Any]:
    from casework.accounts import service as accounts

    return {"me": accounts.current_person(), "locale": str(get_locale() or "zh")}


def _in_english() -> bool:
    return str(get_locale()) == "en"


def unit_text(symbol: str | None) -> str:
    """A unit as printed: ``m3`` -> ``m³``, ``t/(ha·a)`` stays, a pure number has none."""
    if not symbol or symbol == "1":
        return ""

    names = _UNITS if _in_english() else _UNITS | _CHINESE_UNITS

    def printed(match: re.Match[str]) -> str:
        base, power = match.group(1), match.group(2)
        return names.get(base, base) + (power[1:].translate(_POWERS) if power else "")

    return re.sub(r"([A-Za-z][A-Za-z0-9]*)(\^\d+)?", printed, symbol)


def number(value: Decimal | int | str | None) -> str:
    """A number with its own digits and thousands apart; a dash where there is none."""
    if value is None or value == "":
        return "—"
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    return sign + _GROUPS.sub(",", whole) + point + fraction


def money(value: Decimal | int | str | None) -> str:
    """Yuan to the cent. Nothing is rounded: an amount with more places is shown as it stands."""
    if value is None or value == "":
        return "—"
    amount = Decimal(value)
    exponent = amount.as_tuple().exponent
    return number(amount if isinstance(exponent, int) and exponent < -2 else amount.quantize(Decimal("0.01")))


def percent(part: str) -> str:
    """A part of one, given as decimal text, in per cent with its own digits: ``0.9`` -> 90 %, ``0.010`` -> 1.0 %."""
    return f"{format(Decimal(part).scaleb(2), 'f')} %"


def rounding_text(text: str | None) -> str:
    """``half_up 0.01`` -> 四舍五入，保留2位小数; an exact line says so."""
    return Rounding.parse(text).chinese if text else gettext("精确值，未取舍")


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
    return f"(−{digits[1:]})" if digits.startswith("-") else digits


def sections(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Worksheet lines by section, in the order they were written."""
    return [(name, list(group)) for name, group in itertools.groupby(lines, key=lambda line: str(line["section"]))]


def same_source(lines: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Line number -> the earlier line that gives the same source in full, where repeating it would only be noise."""
    first: dict[str, int] = {}
    repeated: dict[int, int] = {}
    for line in lines:
        earlier = first.setdefault(line["source"], line["no"])
        if earlier != line["no"] and len(line["source"]) > 16:
            repeated[line["no"]] = earlier
    return repeated


def told(text: Any) -> Any:
    """A text of the rules in the language of the page, where it can be said in it; anything else as it is."""
    return text.put(gettext, gettext("、")) if isinstance(text, Message) and _in_english() else text


def joined(parts: Iterable[str], mark: str = "、") -> str:
    """Several texts in a row, in the language of the page: ``、`` between names, ``；`` between statements."""
    return gettext(mark).join(str(told(part)) for part in parts)


def without_keys(text: str) -> str:
    """A statement without the keys of the case file in brackets, which say something only to who writes the file."""
    return _KEY.sub("", str(told(text)))


def sentence(text: str) -> str:
    """A statement without keys, closed with a full stop, once."""
    english = isinstance(text, Message) and _in_english()
    text = without_keys(text)
    return text if text.endswith(("。", "！", "？")) else f"{text}{'.' if english else '。'}"


def day(value: datetime.date | datetime.datetime | str | None) -> str:
    """A date as in documents, 2022年11月8日; on English pages 2022-11-08. Of a point in time, the day in Beijing."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value) if "T" in value else datetime.date.fromisoformat(value)
    date = value.astimezone(BEIJING).date() if isinstance(value, datetime.datetime) else value
    return date.isoformat() if _in_english() else f"{date.year}年{date.month}月{date.day}日"


def moment(value: datetime.datetime | str | None) -> str:
    """A point in time, Beijing time, to the minute."""
    if not value:
        return "—"
    at = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


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
    "unit": unit_text,
    "number": number,
    "money": money,
    "percent": percent,
    "rounding": rounding_text,
    "same_source": same_source,
    "sections": sections,
    "sentence": sentence,
    "without_keys": without_keys,
    "symbol": symbol_markup,
    "named": named_markup,
    "formula": formula_markup,
    "blocks": blocks,
    "day": day,
    "moment": moment,
}
