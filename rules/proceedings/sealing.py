"""Which records of those who were under eighteen are to be sealed, and when a seal is to be lifted (犯罪记录封存).

刑事诉讼法第二百八十六条 (official) asks it of sentences of up to five years; 关于未成年人犯罪记录封存的实施办法
(两高两部, in force since 2022-05-30; numbers of its articles by published accounts, unverified) adds the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.proceedings.book import load_table
from rules.proceedings.sentences import months_in
from rules.proceedings.state import Case, Track
from rules.reading.messages import msg, template

MOST_MONTHS = 60
"""五年有期徒刑以下: with the number itself (刑法第九十九条)."""

NO_SUCH_GROUND = template("请选择封存的依据")
NOBODY_WAS_A_MINOR = template("本案没有犯罪时不满十八周岁的人。十八周岁前后实施数个行为的，请选择那一项依据")
NOT_COME_TO_THAT = template("没有人的刑事程序处于“{states}”")
TOO_HEAVY = template("{name}被判处 {months} 个月，超过五年，不予封存")


@dataclass(frozen=True)
class Ground:
    """Why a record is sealed. ``states``: those of a criminal track that it is open to; ``minor``: only for who is
    known to have been under eighteen; ``measured``: the penalty must not be above five years."""

    label: str
    article: str
    states: tuple[str, ...]
    minor: bool = True
    measured: bool = False


_ENDED = ("handed_over", "done")
_LAW, _ORDER = "刑诉法第二百八十六条", "未成年人犯罪记录封存实施办法"

GROUNDS = {
    "sentenced": Ground(template("犯罪时不满十八周岁，被判处五年有期徒刑以下刑罚"), _LAW, _ENDED, measured=True),
    "exempted": Ground(template("犯罪时不满十八周岁，免予刑事处罚"), f"{_ORDER}第四条", ("exempted", "done")),
    "around": Ground(
        template("十八周岁前后实施数个行为，主要犯罪行为在此之前，决定执行五年有期徒刑以下刑罚或者免予刑事处罚"),
        f"{_ORDER}第四条第二款",
        ("exempted", *_ENDED),
        minor=False,
        measured=True,
    ),
    "not_prosecuted": Ground(template("犯罪时不满十八周岁，不起诉"), f"{_ORDER}第三条", ("not_prosecuted",)),
    "not_pursued": Ground(template("犯罪时不满十八周岁，不追究刑事责任"), f"{_ORDER}第三条", ("dropped", "terminated")),
    "acquitted": Ground(template("未成年人因事实不清、证据不足被宣告无罪"), f"{_ORDER}第七条", ("acquitted",)),
}
"""By their names in the records."""

LIFTED = {
    "new_crime": (template("未成年时又犯新罪，数罪并罚决定执行超过五年有期徒刑"), f"{_ORDER}第十八条第一项"),
    "missed_crime": (template("发现未成年时的漏罪，数罪并罚决定执行超过五年有期徒刑"), f"{_ORDER}第十八条第二项"),
    "retried": (template("经审判监督程序改判五年有期徒刑以上刑罚"), f"{_ORDER}第十八条第三项"),
    "asked": (template("被宣告无罪的人及其法定代理人申请，人民法院同意"), f"{_ORDER}第七条"),
    "mistaken": (template("封存有误，依法不应封存"), ""),
}
"""Why a seal is lifted, by their names in the records: the ground in words, and its article."""


def unread(article: str) -> bool:
    """Whether the number of an article was not read in the original (待核): all those of the 实施办法."""
    return article.startswith(_ORDER)


def refusal(case: Case, name: str) -> str:
    """Why the record is not sealed on this ground, as a message; empty where it is."""
    ground = GROUNDS.get(name)
    if ground is None:
        return msg(NO_SUCH_GROUND)
    if ground.minor and not _minors(case):
        return msg(NOBODY_WAS_A_MINOR)
    tracks = [track for track in _tracks(case, ground) if track.state in ground.states]
    if not tracks:
        labels = tuple(load_table().label("criminal", one) for one in ground.states)
        return msg(NOT_COME_TO_THAT, states=labels)
    for track in tracks if ground.measured else ():
        months = months_in(track.data.get("sentence"))
        if months is not None and months > MOST_MONTHS:
            return msg(TOO_HEAVY, name=track.id.partition(":")[2], months=months)
    return ""


def to_be_sealed(case: Case) -> tuple[str, ...]:
    """The grounds on which, by what the acts tell, the record of somebody who was a minor is to be sealed now."""
    return tuple(name for name, ground in GROUNDS.items() if ground.minor and not refusal(case, name))


def _minors(case: Case) -> set[str]:
    return {party.name for party in case.parties if party.minor}


def _tracks(case: Case, ground: Ground) -> Iterator[Track]:
    minors = _minors(case)
    for track in case.of_kind("criminal"):
        if not ground.minor or minors & {track.id.partition(":")[2], *track.persons}:
            yield track
