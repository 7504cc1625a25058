"""Rows of sums and means: which words make one, and whether the numbers they state are those of the trees above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.numerals import CHINESE, NUMERAL, whole_number
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.numbers import folded

AGREES = template("{rows}是合计或小计，株数与以上各行相加相同，没有作为树木读入")
WITHOUT_NUMBER = template("{rows}是合计、小计或平均，没有可核对的株数，没有作为树木读入")
DISAGREES = template("{word}行写 {stated:,} 株，以上各行相加为 {above:,} 株，请核对后改正或删去该行")


_MEAN = r"(?:平均|均值|平均值|平均(?:胸径|地径|直径|树高|高|株数|蓄积|蓄积量)(?:\(.*\))?)"
_CARRIED = "过次页|转下页|转次页|承前页|承上页"
_TOTAL = rf"(?:合计|总计|小计|共计|累计|汇总|总合计|计|总株数|总数|株数|页计|{_CARRIED}|(?i:total|sum)|Σ|∑|共)"
_LABEL = re.compile(
    rf"(?P<of>[^0-9]{{0,12}}?)(?P<word>{_MEAN}|{_TOTAL})(?:株数)?(?:\((?P<note>[^()]*)\))?[:=]?(?P<number>[0-9,]{{1,9}}|[{CHINESE}]{{1,12}}(?=[株棵根]))?(?P<part>\.[0-9]+)?(?:株|棵|根|cm|m3?)?(?:[,，;；。].*)?"
)
_STEMS = re.compile(rf"(?:共|计|合计|共计)?(?P<number>{NUMERAL})[株棵根]整?")
_IN_TEXT = re.compile(
    rf"(?:(?:总株数|株数|总计|合计|共计|累计|总数|共)(?P<of>[^0-9{CHINESE},，;；。]{{0,8}}?)(?P<number>{NUMERAL})[株棵根]"
    rf"|(?:总株数|株数)[:=为](?P<bare>{NUMERAL})(?![0-9.,]))"
)
_NO_PART = re.compile(r"(?<=[0-9])\.0{1,10}$")
_OF_OTHERS = re.compile("批准|许可|核准|计划|设计|限额|应|每|另|其中|保留|未|幼树|原有|补植|种植|复核|抽查")
_HINTS = re.compile("[计均共汇Σ∑总]|株数|[次下前上]页|(?i:total|sum)")
_ALONE = ("计", "总数", "株数", "共", "总株数")
"""Words that make a sum only where nothing stands before them."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the label of a row of sums says: ``word``, whether it is a mean, the number where the label states one, and
    the species it is about, by canonical name."""

    word: str
    mean: bool
    stated: int | None
    species: str


def may_hold_label(joined: str) -> bool:
    """Whether any cell of a row may be such a label; quick, for nearly none is."""
    return _HINTS.search(joined) is not None


def label_of(cell: str) -> Label | None:
    """The label that a cell is, None where it is none."""
    text = "".join(folded(cell).split()).replace("：", ":")
    found = _LABEL.fullmatch(text)
    if found is None or not text:
        return None
    word, of, number = found["word"], found["of"] or "", found["number"]
    mean = word.startswith("平均") or word == "均值"
    if (word in _ALONE and of) or (word == "共" and not number) or (word == "株数" and not number):
        return None
    return Label(
        word,
        mean,
        whole_number(number.replace(",", "")) if number and not found["part"] else None,
        _species_in(of + (found["note"] or "")),
    )


def stems_in(cell: str) -> int | None:
    """The number of trees that a cell states with its unit: 50株, 共五十株. None where it states none."""
    found = _STEMS.fullmatch("".join(folded(cell).split()))
    return whole_number(found["number"]) if found else None


def number_in(cell: str) -> int | None:
    """The whole number that a cell holds, with its unit or without, in digits or in words."""
    text = "".join(folded(cell).split())
    text = text.rstrip("株棵根个整") or text
    return whole_number(_NO_PART.sub("", text))


def totals_in(cells: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """What a line says of the number of all trees: the words, the number, and the species it is about. What was
    permitted, planned or left standing is no number of the trees of the table."""
    text = "".join("".join(folded(cell).split()) for cell in cells)
    for found in _IN_TEXT.finditer(text):
        number = whole_number(found["number"] or found["bare"])
        if number is not None and not _OF_OTHERS.search(text[: found.end()]):
            yield found[0], number, _species_in(text[: found.start()][-12:] + (found["of"] or ""))


def _species_in(text: str) -> str:
    names = [name for name in vocabulary().names if name in text]
    return vocabulary().names[max(names, key=len)] if names else ""


@dataclass(slots=True)
class Sums:
    """Holds the numbers that rows of sums state against those of the trees above them."""

    so_far: int = 0
    by_species: dict[str, int] = field(default_factory=dict)
    _marks: list[tuple[int, dict[str, int]]] = field(default_factory=lambda: [(0, {})])
    without_number: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)

    def tree(self, count: int, species: str) -> None:
        self.so_far += count
        self.by_species[species] = self.by_species.get(species, 0) + count

    def wanted(self, about: str) -> list[int]:
        """What a sum may state here: all trees so far, those since an earlier sum, or of ``about``, a species, each."""
        found = [self.so_far - before for before, _ in self._marks]
        if about:
            of = self.by_species.get(about, 0)
            found += [of - before.get(about, 0) for _, before in self._marks]
        return found

    def row(self, number: int, label: Label, stated: Iterable[int], species: str) -> Message | None:
        """What is wrong with a row of sums; None where it states the number of trees above it, or none, or means.

        It is right where it states that of all rows, of those since an earlier sum (its page, plot or species), or of
        the species it names among either; ``stated`` are the numbers in its cells, each of which must be right.
        """
        if label.mean:
            self.without_number.append(number)
            return None
        found = [*stated, *([] if label.stated is None else [label.stated])]
        wanted = self.wanted(label.species or species)
        above = wanted[len(self._marks) - 1] if label.word == "小计" else self.so_far
        self._marks.append((self.so_far, dict(self.by_species)))
        wrong = next((one for one in found if one not in wanted), None)
        if wrong is not None:
            words = {"word": label.word, "stated": wrong, "above": above}
            return msg(DISAGREES, **words)
        (self.right if found else self.without_number).append(number)
        return None

    def remarks(self) -> Iterator[Message]:
        """What to tell of the rows that are right."""
        if self.right:
            yield msg(AGREES, rows=rows_told(self.right))
        if self.without_number:
            told = rows_told(self.without_number)
            yield msg(WITHOUT_NUMBER, rows=told)


def rows_told(numbers: Iterable[int]) -> Message:
    """``第 5、7 行``; long lists end in their number."""
    found = list(numbers)
    if len(found) <= 5:
        return msg("第 {rows} 行", rows=map(str, found))
    return msg("第 {rows} 等 {count} 行", rows=map(str, found[:5]), count=len(found))
