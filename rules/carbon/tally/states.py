"""What columns say of the state of trees: felled, dead, retained; and which of it a person has to be asked about.

A column parts the trees where a few short words stand in it. Every sheet has such columns that say nothing of felling
(作业区, 检尺员, 日期): they are told by what their heading ends in, for the words below it may be any. What remains is
asked about as a whole, understood or not, since half an understanding would count the rest in silence. In free text
(备注) only what repeats parts the trees: most remarks stand at one tree, and are told and not asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rules.carbon.tally.names import GROUPS, OTHERS, REMARKS, UNMEASURED, bare, words

BLANK = "空"
"""How an empty cell is called where kinds of trees are listed."""
MOST_KINDS = 6
LONGEST_KIND = 6
"""More words, or longer ones, are no states of trees but names or sentences."""

_STATUS = words(
    """
    状态 检尺类型 立木类型 林木类型 树木类型 类型 类别 采伐类型 立木状况 林木状况 存活状况 存活状态 存活 是否存活
    是否枯死 生长状况 健康状况 立木状态 林木状态 死活 活死 立木 是否采伐 采伐情况 采伐状态 是否保留 去留 砍留 伐留
    标记 记号 处理 处置 木别
    """
)
"""Columns that say of which kind a tree is."""
_ORDINARY = re.compile(
    r"(?:号|编号|代码|区|村|组|队|班|乡|镇|县|林场|山场|地点|地名|小地名|地段|位置|方位|权属|户|户主|业主|人|人员|员|者"
    r"|单位|部门|姓名|签名|日期|日|时间|年|月|年份|年度|照片|图片|影像|坐标|经度|纬度|海拔|坡度|坡向|坡位|龄|龄级|龄组|起源"
    r"|径|高|长|宽|厚|幅|围|距|角|面积|体积|材积|蓄积|蓄积量|重量|密度|郁闭度|盖度|率|比|系数|单价|价格|金额|元"
    r"|采伐方式|材种|材质|林木质量|出材等级|土壤|林种)$"
)
"""How headings end of columns that say where, when, by whom, how large or of which use."""
_FELLED_HEADING = re.compile(r"(?:已|应|拟|被)?(?:采伐|砍伐|伐除|伐倒|盗伐|滥伐|伐|砍)(?:木|标记|株)?")
_TICKS = frozenset({"√", "✓", "✔", "☑", "1", "是", "Y", "y", "○", "●", "*", "伐", "砍"})
_NOT = r"(?:[未没勿免禁停]|[不暂])(?:被|有|曾|予|再|作|列)?(?:[伐砍采计算要入]|登记)"
NOT_FELLED = re.compile(
    r"保留|枯立|枯死|枯倒|枯损|死树|死木|死亡|濒死|已死|倒木|风倒|雪倒|活立木|作废|取消|删除|删去|划掉|划去|划除"
    rf"|平均木|标准木|解析木|对照|示例|样例|范例|剔除|扣除|除外|重复|重测|重登|误登|误记|误测|留存|留养|留母|{_NOT}"
)
"""What is said, in any column, of a tree that may not be among the felled ones."""
_BRIEFLY = re.compile(r"[留否废弃删划]|[×✗✘xX]")
_WITHIN = re.compile(r"枯(?!梢|枝|叶)|死(?!枝|节|角)|半活")
_FELLED = re.compile(r"(?:已|被)?(?:伐|砍|采|伐倒|砍伐|采伐|盗伐|滥伐|采伐木)|活|[√✓✔☑是]")
_TRAITS = re.compile(
    r"断|折|梢|偏|弯|叉|杈|双|连|估|空心|腐|虫|病|萌|丛|斜|补|实测|复[测核查]|正常|健康|良好|合格|平均|均值|合计|小计"
    r"|皆伐|择伐|间伐|树高|胸径|地径|伐桩|大树|小树|边|旁|侧|脚|顶|坡|沟|路"
)


def says_not_felled(said: str, *, briefly: bool = True) -> bool:
    """Whether a text says of a tree that it may not be among the felled ones. ``briefly``: also by a single word, which
    in a name or a place says nothing (枯木坑, 留村)."""
    return bool(NOT_FELLED.search(said) or (briefly and (_BRIEFLY.fullmatch(said) or _WITHIN.search(said))))


def is_ordinary(heading: str) -> bool:
    """Whether a heading is that of a column that says nothing of whether a tree was felled."""
    name = bare(heading)
    if name in _STATUS or name in REMARKS or NOT_FELLED.search(name):
        return False
    return name in OTHERS or name in GROUPS or bool(_ORDINARY.search(name))


def is_status(heading: str) -> bool:
    """Whether a heading is that of a column of kinds of trees."""
    return bare(heading) in _STATUS


def ticks_felled(heading: str, kinds: Mapping[str, int]) -> bool:
    """Whether a column ticks the trees that were felled, and no more."""
    return bool(_FELLED_HEADING.fullmatch(bare(heading))) and set(kinds) <= {BLANK, *_TICKS}


def to_ask(heading: str, kinds: Mapping[str, int], *, numbers_told: bool) -> set[str]:
    """The kinds in a column that a person has to say something about. ``numbers_told``: the column is already asked
    about, or answered, as one of numbers."""
    ordinary = is_ordinary(heading)
    out = {kind for kind in kinds if kind != BLANK and says_not_felled(kind, briefly=not ordinary)}
    if ordinary:
        return out
    filled = set(kinds) - {BLANK}
    if is_status(heading):
        return set(kinds) if len(kinds) > 1 else out
    if NOT_FELLED.search(heading) or _WITHIN.search(heading):
        # 保留木 over a column of ticks: whoever is ticked there.
        return filled
    # A placeholder among remarks stands for nothing.
    filled -= UNMEASURED
    free = not heading or bare(heading) in REMARKS
    if not free and not numbers_told and _parts(kinds):
        return set() if filled and all(_TRAITS.search(kind) for kind in filled - out) and not out else set(kinds)
    return out | _rest(filled - out, kinds, asked=bool(out))


def _rest(filled: set[str], kinds: Mapping[str, int], *, asked: bool) -> set[str]:
    """What else of free text is asked about: with a word for trees that were not felled whatever is not understood;
    by itself what repeats, and the trees marked as felled beside others that are not."""
    felled = {kind for kind in filled if _FELLED.fullmatch(kind)}
    unknown = {kind for kind in filled - felled if not _TRAITS.search(kind) and not _is_number(kind)}
    if felled and set(kinds) != felled:
        return felled | unknown | ({BLANK} & set(kinds))
    if asked:
        return unknown
    short = {kind for kind in unknown if len(kind) <= LONGEST_KIND}
    return unknown if len(short) <= MOST_KINDS and any(kinds[kind] > 1 for kind in short) else set()


def not_understood(kinds: Mapping[str, int]) -> list[str]:
    """What is written among ``kinds`` that is neither known nor a number."""
    return [
        kind
        for kind in kinds
        if kind not in (BLANK, *UNMEASURED)
        and not (_FELLED.fullmatch(kind) or _TRAITS.search(kind) or _is_number(kind) or says_not_felled(kind))
    ]


def _parts(kinds: Mapping[str, int]) -> bool:
    """Whether a column parts the trees by a few short words, or by whole numbers as codes."""
    filled = [kind for kind in kinds if kind != BLANK]
    if not 2 <= len(kinds) <= MOST_KINDS or any(len(kind) > LONGEST_KIND for kind in filled):
        return False
    if not all(map(_is_number, filled)):
        return True
    # Numbers that never come again are measures and no codes.
    return all(kind.isdecimal() for kind in filled) and any(kinds[kind] > 1 for kind in filled)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdecimal()
