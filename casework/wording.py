"""How values are written in words: numbers, units, dates, lists, in the language of the page and without markup.

Nothing here computes: a figure is written digit for digit as it was stored.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from flask_babel import get_locale, gettext

from rules.casefile.answers import Answer
from rules.casefile.walk import NUMBERS
from rules.proceedings.state import PAPER_OUTSTANDING
from rules.reading.messages import Message, msg, template
from rules.values.clock import BEIJING
from rules.values.fields import Kind
from rules.values.quantity import Rounding

EXACT = template("精确值，未取舍")

_UNITS = {"m3": "m³", "tCO2e": "tCO₂e", "credit": "t"}
_CHINESE_UNITS = {"CNY": "元", "mu": "亩", "tree": "株", "culm": "株"}
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLACE = r"(?:[a-z0-9]+[._][a-z0-9._]+|recovery|strata|culms|saplings|du)"
_KEY = re.compile(rf"（{_PLACE}(?: 或 [a-z._]+)?）| \({_PLACE}(?: or [a-z._]+)?\)")
_GIVEN_OUT = re.compile(r" measured_biomass\b")
"""A key that stands alone in a reason of an edition that was given out, and so cannot be worded otherwise."""

_GROUPS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


def in_english() -> bool:
    """Whether the page is in English."""
    return str(get_locale()) == "en"


def fact_text(leaf: Answer) -> str:
    """What is known of a fact, as pages and papers write it: a date, a number with its unit, an official word."""
    if leaf.state != "stated" or leaf.at.words or leaf.fact.listed:
        return official(leaf.text)
    if leaf.at.kind is Kind.DATE:
        return day(leaf.text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", leaf.text) else leaf.text
    if leaf.at.kind in NUMBERS:
        unit = str(told(leaf.fact.unit.name)) if leaf.fact.unit else ""
        return number(leaf.text) + (f" {unit}" if unit else "")
    return leaf.text


def unit_text(symbol: str | None) -> str:
    """A unit as printed: ``m3`` -> ``m³``, ``t/(ha·a)`` stays, a pure number has none."""
    return _printed(symbol, _UNITS) if in_english() else chinese_unit(symbol)


def chinese_unit(symbol: str | None) -> str:
    """The same in Chinese, as papers and the command line write it."""
    return _printed(symbol, _UNITS | _CHINESE_UNITS)


def _printed(symbol: str | None, names: Mapping[str, str]) -> str:
    if not symbol or symbol == "1":
        return ""

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
    return Rounding.parse(text).chinese if text else gettext(EXACT)


def told(text: Any) -> Any:
    """A text of the rules in the language of the page, fields by their names; anything else as it is."""
    if not isinstance(text, Message):
        return text
    # In Chinese too a field is said by its name, where the text of the rules has the key of the case file.
    return text.put(gettext, gettext("、"), _of_the_table) if in_english() else text.put(str, "、")


def joined(parts: Iterable[str], mark: str = "、") -> str:
    """Several texts in a row, in the language of the page: ``、`` between names, ``；`` between statements."""
    return gettext(mark).join(str(told(part)) for part in parts)


def words(text: str) -> str:
    """What is kept in Chinese as words of the table of acts, ``程序：状态``, in the language of the page."""
    return gettext("：").join(_thing(part) if part else "" for part in str(text).split("："))


def official(text: str) -> str:
    """A word of a closed list, the name of an offence or of a period: on English pages in English, with the official
    word beside it where that says more than yes, no or planted."""
    text = str(text)
    translated = gettext(text) if text and in_english() else text
    return translated if translated == text or len(text) <= SHORT else f"{translated} ({text})"


SHORT = 2
"""Words of so many characters have a settled English word."""

_MEASURING = re.compile(r"第 (\d+) 次测算(.*)")
_OF_WHOM = re.compile(r"(.+)（([^（）]+)）")
_DUTY = re.compile(r"(?:(\S+) )?([\d,.]+) ([^\s（），]+)(?:（([^（）]+)）)?")
_OWED = re.compile(rf"(.+{(_TO_FOLLOW := PAPER_OUTSTANDING.format(paper=''))})(?:（([^（）]+)）)?")
"""Papers that are still to be handed in, and of which act of which day."""
_PURPOSE = re.compile(r"用于(.+)")
_AFTER = re.compile(r"(\S+)后 (?:(\d+) 个月)?(?:(\d+) 日)?内")
_BY_DAY = re.compile(r"(\d+年\d+月\d+日)前(?: (.+))?")
"""When a duty is owed, as ``proceedings.duties.due_words`` writes it."""
_STANDING = re.compile(r"(.+)“([^“”]+)”")
"""A track and its state."""
_DAY = re.compile(r"(\d+)年(\d+)月(\d+)日")


def _thing(text: str) -> str:
    """A word of the table, or a measuring or a duty by its name, whose kind and unit are words of it."""
    if in_english() and (told_due := _owed_by(text)):
        return told_due
    if found := _MEASURING.fullmatch(text):
        return gettext("第 %(number)s 次测算", number=found[1]) + found[2]
    if found := _DUTY.fullmatch(text):
        said = f"{gettext(found[1]) if found[1] else ''} {found[2]} {gettext(found[3])}".strip()
        return f"{said}{gettext('（')}{_dated(gettext(found[4]))}{gettext('）')}" if found[4] else said
    if in_english() and (found := _OWED.fullmatch(text)):
        return _to_follow(found[1]) + (f" ({joined(_listed(found[2], '，'), '，')})" if found[2] else "")
    if in_english() and (found := _OF_WHOM.fullmatch(text)) and gettext(text) == text:
        return f"{_thing(found[1])} ({joined(_listed(found[2], '，'), '，')})"
    if in_english() and (found := _STANDING.fullmatch(text)):
        return f"{_thing(found[1])} “{gettext(found[2])}”"
    if in_english() and (found := _PURPOSE.fullmatch(text)):
        return gettext("用于%(purpose)s", purpose=found[1])
    if in_english() and "，" in text and gettext(text) == text:
        return ", ".join(_thing(part) for part in text.split("，"))
    return _dated(gettext(text))


def _owed_by(text: str) -> str:
    """When something is owed, in English; empty of any other text. Instalments one after another."""
    if "；" in text:
        parts = [_owed_by(part) for part in text.split("；")]
        return joined(parts, "；") if all(parts) else ""
    if found := _BY_DAY.fullmatch(text):
        said = gettext("%(day)s前", day=_dated(found[1]))
        return f"{said}{gettext('：')}{words(found[2])}" if found[2] else said
    found = _AFTER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return ""
    event, months, days = gettext(found[1]), found[2], found[3]
    if not days:
        return gettext("%(event)s后 %(months)s 个月内", event=event, months=months)
    if not months:
        return gettext("%(event)s后 %(days)s 日内", event=event, days=days)
    return gettext("%(event)s后 %(months)s 个月 %(days)s 日内", event=event, months=months, days=days)


def _to_follow(text: str) -> str:
    """Papers that are still to be handed in, each by its name, as they stand in one row."""
    papers = (part.removesuffix(_TO_FOLLOW) for part in text.split("、"))
    return joined(msg(PAPER_OUTSTANDING, paper=gettext(paper)) for paper in papers)


def _listed(text: str, mark: str) -> list[str]:
    return [_dated(gettext(part)) for part in text.split(mark)]


def _of_the_table(text: str) -> str:
    """A value of a message: a word of the table of acts in the language of the page, anything else as it is written."""
    own = _QUANTITY.fullmatch(text) or any(part in _table_words() for part in _PARTS.split(text))
    return words(text) if own else text


_QUANTITY = re.compile(r"[\d,.]+ (?:亩|株|元|日|个月|小时|吨)")
_PARTS = re.compile(r"[（）“”、，]")
OWN = ("（无）", "（空）", "（尚未指派）", "（没有写明何人）", "没有签名", "全部")


@cache
def _table_words() -> frozenset[str]:
    from rules.proceedings.book import load_table  # the whole table is read, which not every command waits for
    from rules.proceedings.seats import PLACES, SEATS

    table = load_table()
    tracks = table.tracks.values()
    labels = [one.label for one in table.acts.values()]
    labels += [label for kind in tracks for label in (kind.label, *(state.label for state in kind.states.values()))]
    papers = [row.paper.name for kind in tracks for row in kind.rows if row.paper is not None]
    return frozenset((*labels, *papers, *table.duties, *SEATS.values(), *PLACES.values(), *OWN))


def _dated(text: str) -> str:
    """A day that is written in Chinese, as English pages write it; anything else as it is."""
    found = _DAY.fullmatch(text) if in_english() else None
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def without_keys(text: str) -> str:
    """A statement without the keys of the case file in brackets, which say something only to who writes the file."""
    return equations_named(_GIVEN_OUT.sub("“调查所得的生物量”", _KEY.sub("", str(told(text)))))


def equations_named(text: str) -> str:
    """A text with each equation of volume or biomass by its name, the id behind it.

    ``FJ-1823-masson`` -> 马尾松二元材积式（福建 DB35/T 1823-2019，FJ-1823-masson）.
    """
    pattern, names = _equations()
    return pattern.sub(lambda found: names[found[0]], text)


@cache
def _equations() -> tuple[re.Pattern[str], Mapping[str, str]]:
    from rules.closed_lists import LISTS  # all equations are read, which not every command waits for

    titles = {**LISTS.words("volume_equations"), **LISTS.words("biomass_equations")}
    names = {
        id: f"{title[:-1]}，{id}）" if title.endswith("）") else f"{title}（{id}）" for id, title in titles.items()
    }
    ids = "|".join(re.escape(id) for id in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w（，-])(?:{ids})(?![\w-])", re.ASCII), names


_ENGLISH = re.compile("[A-Za-z]{2} [a-z0-9]|^[^\u4e00-\u9fff]+$")
"""A text that is in English: two words of it, or nothing in Chinese."""


def sentence(text: str) -> str:
    """A statement without keys, closed with a full stop, once."""
    text = without_keys(text)
    english = in_english() and _ENGLISH.search(text)
    return text if text.endswith(("。", "！", "？", ".")) else f"{text}{'.' if english else '。'}"


_YES_OR_NO = re.compile(r"(?P<fact>[^：]+)：(?P<now>是|否|不明)(?P<detail>（.+）)?，须为(?P<asked>是|否)")
_NOT_MET = {
    ("否", "是"): "不具备“{fact}”的条件{detail}",
    ("不明", "是"): "是否具备“{fact}”的条件尚未查明{detail}",
    ("是", "否"): "本案有“{fact}”的情形{detail}，不适用本条",
    ("不明", "否"): "是否有“{fact}”的情形尚未查明{detail}",
}


def reason(text: str) -> str:
    """Why a rule does not apply, as an official says it, of a fact that is so or is not; any other text as it is.

    Results are stored, hashed and given out with ``事实：否，须为是``; that stays, and is worded where it is read.
    """
    found = _YES_OR_NO.fullmatch(text)
    words = _NOT_MET.get((found["now"], found["asked"])) if found else None
    return words.format(fact=found["fact"], detail=found["detail"] or "") if found and words else text


def day(value: datetime.date | datetime.datetime | str | None) -> str:
    """A date as in documents, 2022年11月8日; on English pages 2022-11-08. Of a point in time, the day in Beijing."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value) if "T" in value else datetime.date.fromisoformat(value)
    date = value.astimezone(BEIJING).date() if isinstance(value, datetime.datetime) else value
    return date.isoformat() if in_english() else f"{date.year}年{date.month}月{date.day}日"


def moment(value: datetime.datetime | str | None) -> str:
    """A point in time, Beijing time, to the minute."""
    if not value:
        return "—"
    at = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
