"""Other ways to tell who somebody is: a name hidden by half, a given name alone, a name in Latin letters.

A given name alone is sought only where it is no word of the papers themselves (somebody may be called 森林), no part of
another's name and no beginning of the name of a place (玉山县).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

HALVES = "某×✕*＊○〇Xx"
"""What stands for the middle of a name that somebody has hidden by half: 张×泉 tells who it is."""
BEFORE = "某×"
"""What stands for the surname: 某泉."""
SEVERAL = "某某"
"""For a given name that several bear."""
_GIVEN = 2
_SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱郭罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘袁董叶杜程苏魏吕丁沈姚卢傅钟崔谭廖范陆邹熊"
_PLACES = "县市区镇乡村省路街场林坡岭坑"
_HOUSE = Path(__file__).resolve().parents[3]


def alone(form: str) -> tuple[str, str]:
    """What must not stand before and behind a form that is no whole name."""
    before = "" if form[0] in BEFORE else f"(?<![{_SURNAMES}某])"
    return before, f"(?![{_PLACES}])"


def forms(made: Mapping[str, str]) -> dict[str, str]:
    """Every form of these names that is no whole name, with the mask of its name."""
    told: dict[str, str] = {}
    for name, mask in made.items():
        if mask.startswith("某"):  # of a unit
            continue
        for form in _partial(name, mask):
            if form not in made:
                told[form] = mask if told.get(form, mask) == mask else SEVERAL
    return told


def _partial(name: str, mask: str) -> list[str]:
    if not re.fullmatch("[\u4e00-\u9fff]{3,4}", name):
        return []
    surname = name[: len(mask.rstrip("0123456789")) - 1]
    given = name[len(surname) :]
    if len(given) != _GIVEN:
        return []
    found = [f"{surname}{sign}{given[1]}" for sign in HALVES]
    found += [f"{sign}{given[1]}" for sign in BEFORE]
    return found if given in _words() else [*found, given]


@cache
def _words() -> frozenset[str]:
    """All that stands in pairs of characters in the papers' own words."""
    files = [*(_HOUSE / "templates/documents").rglob("*.html"), *(_HOUSE / "casework/documents/kinds").glob("*.py")]
    texts = (run for file in files for run in re.findall("[\u4e00-\u9fff]+", file.read_text(encoding="utf-8")))
    return frozenset(text[at : at + _GIVEN] for text in texts for at in range(len(text) - 1))


_FINALS = "[iu]?(?:ang|eng|ong|an|en|in|un|ai|ei|ao|ou|ie|iu|ui|uo|ue|er|a|o|e|i|u|v)(?:ng|n)?"
_SYLLABLE = f"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?{_FINALS}"
_LATIN_SURNAMES = (
    "ouyang|shangguan|zhuge|sima|situ|"
    "zhao|qian|zhou|zheng|wang|feng|chen|jiang|shen|yang|zhang|kong|tang|xiao|shao|huang|zhong|zhuang|zhan|"
    "sun|li|wu|chu|wei|han|zhu|qin|you|xu|he|lv|lu|shi|cao|yan|hua|jin|tao|qi|xie|zou|yu|bai|yun|su|pan|ge|fan|peng|"
    "lang|chang|ma|miao|fang|ren|yuan|liu|bao|fei|lian|cen|xue|lei|ni|teng|yin|luo|bi|hao|an|le|fu|kang|meng|mu|yao|"
    "mao|di|mi|ming|ji|cheng|dai|tan|song|xiong|shu|qu|xiang|dong|liang|du|ruan|lan|min|jia|lou|tong|guo|mei|sheng|lin|"
    "diao|gao|xia|cai|tian|hu|ling|huo|wan|guan|mo|jing|qiu|gan|ding|deng|hong|zuo|cui|gong|niu|pu|kuang|lai|"
    "wen|zeng|liao|hou|geng|pang|long|duan|qiao|ke|lü|lyu"
)
LATIN = (
    rf"(?<![A-Za-z])(?i:(?:{_LATIN_SURNAMES})[ ,.·-]{{0,2}}{_SYLLABLE}(?:[ '’.-]?{_SYLLABLE})?"
    rf"|{_SYLLABLE}[ '’-]?{_SYLLABLE}[ ,.·]{{1,2}}(?:{_LATIN_SURNAMES}))(?![A-Za-z])"
)
"""A name in Latin letters, in whichever order."""
