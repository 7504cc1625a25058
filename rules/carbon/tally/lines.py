"""What lines beside the trees say of them: that there are several stands, rows for several trees, a second reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rules.carbon.tally.asked import Answers
from rules.carbon.tally.kinds import LONGEST_TITLE, doubt
from rules.carbon.tally.numerals import NUMERAL, whole_number
from rules.carbon.tally.states import says_not_felled
from rules.reading.messages import Message, msg, template
from rules.reading.sheets.mistakes import Mistake
from rules.reading.sheets.numbers import folded

TIMES = template("第 {row} 行写“{text}”，而各行按所写的株数读入：请在“株数”列写明各行的株数，并删去这一句")
SECOND = template("第 {row} 行写“{text}”，以下可能是同一批树木的又一次检尺：重复的请删去，或另存一表")
STANDS = template("表中分写了几个{kind}（{names}），不能判定是否都属本地块：不属的请分开")
SAMPLE = template("第 {row} 行写“{text}”：检尺的如果只是样地，所得的蓄积只是样地的，须按面积推算到整个地块")

NOTED = template("第 {row} 行写“{text}”：没有据以增减树木，请核对")

_NOTED = re.compile("许可|批准|拟[采伐]|幼树|未列入|未计入|未登记|另[计列表]|除外|扣除|减去")
_TIMES = re.compile(
    rf"[每一](?:行|格|株|个?数|条记录|条)[^,，。;；0-9]{{0,6}}?(?:代表|折合|相当于|折算为?|实为|即|为|是|按)({NUMERAL})[株棵]"
)
_SECOND = re.compile("复[测查检]|抽[查检]|核查|自查|重测|再测|第[二三]次检尺")
_STAND = re.compile(
    r"(小班|地块|图斑|宗地|林班|大班|细班)(?:编?号)?[:为]?([0-9A-Za-z一二三四五六七八九十\-]{1,10})(?!\s*[亩公个年])"
)
_SAMPLE = re.compile("(?:标准地|样地|样方)(?:总?面积|每木)")

Lines = Iterable[tuple[int, Sequence[str]]]


def said_by_lines(above: Lines, between: Lines, answers: Answers) -> Iterator[Mistake | Message]:
    """What the lines say against the reading, and what is told of them."""
    above, between = list(above), list(between)
    for number, text in _texts([*above, *between]):
        found = _TIMES.search(text)
        if found and whole_number(found[1]) not in (None, 1):
            yield Mistake(number, "", msg(TIMES, row=number, text=text[:30]))
    for number, text in _texts([*above, *between]):
        # Short ones are asked about (``kinds.titles``); of a sentence nobody can be asked which of its words count.
        long = len(text) > LONGEST_TITLE and says_not_felled(text, briefly=False)
        if long or _NOTED.search(text):
            yield msg(NOTED, row=number, text=text[:120])
    for number, text in _texts(above):
        if _SAMPLE.search(text):
            yield msg(SAMPLE, row=number, text=text[:30])
    for number, text in _texts(between):
        if len(text) <= LONGEST_TITLE and ":" not in text and _SECOND.search(text):
            yield _asked(number, msg(SECOND, row=number, text=text), [text], answers)
    yield from _stands([*above, *between], answers)


def _texts(lines: Lines) -> Iterator[tuple[int, str]]:
    for number, cells in lines:
        for cell in cells:
            if cell.strip():
                yield number, "".join(folded(cell).split())


def _stands(lines: Lines, answers: Answers) -> Iterator[Mistake | Message]:
    """Lines that head the trees of one stand each."""
    named: dict[str, dict[str, int]] = {}
    for number, text in _texts(lines):
        for found in _STAND.finditer(text) if len(text) <= 2 * LONGEST_TITLE else ():
            named.setdefault(found[1], {}).setdefault(found[2], number)
    for kind, names in named.items():
        if len(names) > 1:
            told = msg(STANDS, kind=kind, names=list(names)[:8])
            yield _asked([*names.values()][1], told, list(names), answers)


def _asked(row: int, told: Message, kinds: Sequence[str], answers: Answers) -> Mistake | Message:
    """A doubt that is answered by naming what counts."""
    if set(kinds) <= set(answers.counted):
        return msg("{doubt}，按所选计入", doubt=told)
    return doubt(row, "", told, "kinds")
