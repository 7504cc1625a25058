"""身份: what the words mean by which a case file names its persons. The field is free text, as files write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

OF_UNIT = ("直接负责的主管人员", "其他直接责任人员", "直接责任人员", "直接责任人", "主管人员")
"""Those who are punished beside the unit that did it (刑法第三十一条)."""

ACCUSED_ROLES = (
    *OF_UNIT,
    "被告人",
    "犯罪嫌疑人",
    "嫌疑人",
    "被不起诉人",
    "被不起诉单位",
    "被告单位",
    "犯罪嫌疑单位",
    "嫌疑单位",
    "同案犯",
    "同案人",
    "共犯",
    "主犯",
    "从犯",
    "胁从犯",
    "违法行为人",
    "违法行为单位",
    "违法嫌疑人",
    "行为人",
    "被处罚人",
    "被处罚单位",
    "罪犯",
)
"""Roles of those whose act is graded; the others answer under civil law alone."""

NEVER_ACCUSED = ("证人", "见证人", "鉴定人", "翻译人员", "公诉机关", "公益诉讼起诉人", "辩护人", "合适成年人")
"""Roles that nobody has in the case in which he is accused himself."""

UNIT_ROLES = frozenset(role for role in ACCUSED_ROLES if role.endswith("单位"))
"""Roles that tell of their bearer that it is a unit (单位)."""

LIABLE_ROLES = (*ACCUSED_ROLES, "被告", "赔偿义务人", "侵权人")
"""Roles of those who answer for the loss."""

LIABLE = frozenset(LIABLE_ROLES)

OTHER_ROLES = frozenset(
    {
        *("被害人", "被害单位", "公益诉讼起诉人", "公诉机关", "原告", "原告人", "起诉人", "第三人", "赔偿权利人"),
        *("附带民事诉讼原告人", "附带民事公益诉讼起诉人"),
        *("林权人", "林权权利人", "林木所有人", "林木所有权人", "林地所有权人", "林地使用权人", "权利人"),
        *("代理人", "诉讼代理人", "委托代理人", "法定代理人", "监护人", "近亲属", "合适成年人", "辩护人", "律师"),
        *("法定代表人", "诉讼代表人", "保证人", "证人", "见证人", "鉴定人", "翻译人员", "报案人", "举报人"),
    }
)
"""Roles of those who surely do not answer for the act as such."""

OF_SOMEBODY = (
    *("代理人", "诉讼代理人", "委托代理人", "法定代理人", "监护人", "近亲属", "合适成年人", "辩护人"),
    *("法定代表人", "诉讼代表人", "保证人"),
)
"""Those of them who stand beside another person, named before them with 之 or nothing between: 被告人法定代理人."""

OF_OTHERS = ("被害", "原告", "起诉人", "权利人", "第三人", "证人的", "自诉人")
"""Words of a role by which somebody stands beside one who did no harm: 被害人的法定代理人."""

PARTY_TO_PENALTY = "当事人"
"""Whose act an administrative penalty is about (行政处罚法); in criminal matters the victim is one too
(刑事诉讼法第一百零八条), so the word says who is accused in the first alone."""

CIVIL_DEFENDANT = "被告"

_APPEALED = re.compile(r"(?:被?上诉人|被?抗诉人|申诉人|再审申请人|被申请人)[（(](?:原审|一审)([^（）()]*)[）)]")
"""Who appealed is told by what he was before: 上诉人（原审被告人）."""
_NOTE = re.compile(r"[（(［\[【〔][^（）()［］\[\]【】〔〕]*(?:[）)］\]】〕]|$)")
_BETWEEN = re.compile(r"(?:以及|[、，,；;/／+＋\s兼暨及])+")
_OF_SEVERAL = re.compile(r"[甲乙丙丁A-Z][、和与][甲乙丙丁A-Z](?:的|之)")
_AND = re.compile("[和与]")
_UNITS_OWN = re.compile(f"(?P<whose>.+?)(?P<own>{'|'.join(OF_UNIT)})")
_BEFORE = re.compile(
    r"(?:第[一二三四五六七八九十0-9]{1,3}|本案|其他|主要|首要|未?成年|同案|共同|原审|一审|刑事|同时|又?[系是]|为)+(?=..)"
)
_AFTER = re.compile(r"(?<=..)(?:之?[一二三四五六七八九十0-9０-９]{1,3}|[甲乙丙丁A-Z])$")
_BESIDE = re.compile("(?P<whom>.+?)(?P<with>之)?(?P<own>" + "|".join(sorted(OF_SOMEBODY, key=len, reverse=True)) + ")")
_CIVIL = re.compile(r"(?:刑事)?(?:附带|附)?民(?:事)?(?:环境)?(?:公益)?(?:诉讼)?(?=..)|(?:环境)?公益诉讼(?=..)")

_ELSEWHERE = re.compile(r"另案[处审]?[理判]?|在逃|未到案|已判[决刑]?|死亡")


@lru_cache(maxsize=4096)
def plain_roles(role: str) -> tuple[str, ...]:
    """The single roles that a text names by their plain words: 被告人, 被告 of 被告人（主犯）兼附带民事诉讼被告人.

    Notes in brackets are left out, and so is what tells several bearers apart (第一被告人); who is a defendant in the
    civil part of a criminal case is 被告. Words that are not known stay as they are written; 第三人 is one word.
    """
    text = _without_notes(_APPEALED.sub(r"\1", role))
    words = tuple(dict.fromkeys(one for word in _BETWEEN.split(text) if word for one in _apart(word)))
    # 被 告 人 and 被告人甲、乙的监护人 are one; 被告人，系某公司的法定代表人 are two, of which the first counts as well
    together = plain_role(re.sub(r"\s", "", text))
    if is_read(together) and (LIABLE.isdisjoint(words) or _OF_SEVERAL.search(text)):
        return (together,)
    return words or (role,)


@lru_cache(maxsize=4096)
def answers(role: str) -> bool:
    """Whether a role names one of those who are to answer for the act."""
    return not set(LIABLE_ROLES).isdisjoint(plain_roles(role))


@lru_cache(maxsize=4096)
def is_accused(role: str) -> bool:
    """Whether a role names one whose own act is to be graded."""
    return not set(ACCUSED_ROLES).isdisjoint(plain_roles(role))


def _apart(word: str) -> Iterator[str]:
    """The plain words of one piece: 和 and 与 part it where both sides are roles, and are part of it in 和平村村民."""
    whole = plain_role(word)
    sides = (
        [] if is_read(whole) and LIABLE.isdisjoint({whole}) else [plain_role(one) for one in _AND.split(word) if one]
    )
    yield from sides if len(sides) > 1 and all(map(is_read, sides)) else [whole]


def _without_notes(role: str) -> str:
    """The text without what stands in brackets; as it is where nothing else does."""
    text = role
    while (shorter := _NOTE.sub("", text)) != text:
        text = shorter
    return text.strip() or role


def plain_role(word: str) -> str:
    """One role by its plain word."""
    if is_read(word):
        return word
    of_unit = _UNITS_OWN.fullmatch(word)
    if of_unit:
        return of_unit["own"] if _is_of_unit(of_unit["whose"].removesuffix("的"), of_unit["own"]) else word
    of_whom, _, own = word.rpartition("的")
    if of_whom and own:
        return plain_role(own)
    beside = _BESIDE.fullmatch(word)
    if beside and (beside["with"] or is_read(plain_role(beside["whom"]))):
        return beside["own"]
    civil = _CIVIL.match(word)
    if civil:
        own = plain_role(word[civil.end() :])
        return CIVIL_DEFENDANT if own in ("被告人", "被告单位") else own
    for short in (_BEFORE.sub("", word, count=1) if _BEFORE.match(word) else word, _AFTER.sub("", word)):
        if short != word:
            return plain_role(short)
    return word


def _is_of_unit(whose: str, own: str) -> bool:
    """Whether those of a unit that did it are meant: 主管人员 alone may be anybody's, and none is a victim's."""
    if own == OF_UNIT[-1]:
        return whose == "其他" or plain_role(whose) in UNIT_ROLES
    return not any(word in whose for word in OF_OTHERS)


def tried_elsewhere(role: str) -> str:
    """What a role says of a bearer who may not be before the court in this case (另案处理, 在逃), else nothing."""
    found = _ELSEWHERE.search(role)
    return found.group() if found else ""


def is_read(word: str) -> bool:
    """Whether it is known what a role says of its bearer."""
    return word in LIABLE_ROLES or word in OTHER_ROLES
