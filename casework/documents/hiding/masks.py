"""What stands in place of a name: 张某, 李某1 and 李某2, 某公司; the same through all papers of a case.

Numbers of identity cards, telephones, accounts and vehicles, addresses below a county, days of birth and names in Latin
letters are hidden by their form, whoever's they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from casework.documents.hiding.forms import LATIN, alone, forms

HIDDEN = "×××"
COMPOUND = tuple(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙"
        "宇文司徒鲜于司空闾丘令狐",
    )
)
"""Surnames of two characters."""
UNITS = ("公司", "合作社", "林场", "农场", "村民委员会", "居民委员会", "厂", "店", "中心", "协会")
"""How names of units end: a masked one says of what kind it is."""
APART = r"[\s\u200b-\u200d\u2060\ufeff·•．.・‧∙]*"
"""What may stand between the characters of a name that is the same name."""
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLACE = r"[^，。；：（）()\s“”]{0,24}(?:县|市|区|镇|乡|街道|村|路|号)[^，。；：（）()\s“”]{0,30}"
PATTERNS = {
    "证件号码": r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|\d{6}[- ]?\d{8}[- ]?\d{3}[\dXx])(?![0-9A-Za-z])",
    "统一社会信用代码": r"(?<![0-9A-Za-z])[159Y][1239]\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Za-z])",
    "手机号码": r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)",
    "固定电话": r"(?<![\d-])(?:(?:[(（]0\d{2,3}[)）]|0\d{2,3}[-－—– ]?)\d{7,8}|400[- ]?\d{3}[- ]?\d{4}"
    r"|(?:(?<=电话)|(?<=电话：)|(?<=电话:)|(?<=传真：)|(?<=座机))\d{7,8})(?:[-转]\d{1,5})?(?!\d)",
    "电子邮箱": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "账号": r"(?<!\d)(?:\d{13,19}|(?:\d{4} ){3}\d{4}(?: \d{1,3})?)(?!\d)",
    "住址": r"(?:(?<=家住)|(?<=现住)|(?<=，住)|(?<=。住)|(?<=住址)|(?<=户籍地)|(?<=籍所在地)|(?<=住所地))"
    rf"[：:为在于]?(?!所地){_PLACE}",
    "别名": r"(?:(?<=绰号)|(?<=外号)|(?<=诨名)|(?<=化名)|(?<=曾用名))"
    r"[：:为叫是]?\s?[“‘「\"']?[\u4e00-\u9fff·]{1,6}[”’」\"']?",
    "车牌号": rf"[{_PROVINCES}] ?[A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![0-9A-Za-z])",
}
_STOPS = r"在于至到从由向和与及位属地，。；：（）()\s\d县区市"
_RUN = r"[^，。；：（）()\s]"
_BELOW_COUNTY = rf"(?:(?<=县)|(?<=区)|(?<=市))[^{_STOPS}]{{1,6}}(?:镇|乡|街道)"
PATTERNS |= {
    "村组": rf"(?:{_BELOW_COUNTY}|[^{_STOPS}]{{2,3}}(?:镇|乡)){_RUN}{{1,8}}(?:村(?!民)|社区)"
    rf"(?:{_RUN}{{0,8}}?(?:\d+|[一二三四五六七八九十]+)(?:号|组))?|{_BELOW_COUNTY}{_RUN}{{0,12}}\d+(?:号|组)",
    "姓名拼音": LATIN,
}
_DATE = r"\d{4}(?:年\d{1,2}月\d{1,2}日|[-./]\d{1,2}[-./]\d{1,2})"
_BORN = "(?:(?<=出生于)|(?<=生于)|(?<=出生日期)|(?<=出生日期：)|(?<=出生日期:)|(?<=出生：)|(?<=出生:))"
BIRTH = {"出生日期": rf"{_DATE}(?=出?生(?!效|成|态|产|长|物|活))|{_BORN}{_DATE}"}
"""The day of birth stays in the edition that names the accused."""
_SHORT = 2


@dataclass(frozen=True)
class Named:
    """Somebody of the case: the name as records have it, whether a unit bears it."""

    name: str
    unit: bool = False


def masks(named: Iterable[Named]) -> dict[str, str]:
    """Name -> what stands for it, in the order of the case; a number where several would be the same."""
    people = list({one.name.strip(): one for one in named if one.name.strip()}.values())
    bare = {one.name.strip(): _bare(one) for one in people}
    many = Counter(bare.values())
    so_far: Counter[str] = Counter()
    made = {}
    for name, mask in bare.items():
        so_far[mask] += 1
        made[name] = f"{mask}{so_far[mask]}" if many[mask] > 1 else mask
    return made


def _bare(one: Named) -> str:
    name = normalize("NFKC", one.name.strip())
    if one.unit:
        return f"某{next((kind for kind in UNITS if name.endswith(kind)), '单位')}"
    if name[0].isascii():
        return name[0].upper()
    if "·" in name or "•" in name or "." in name:
        return f"{name[0]}某"
    surname = name[:_SHORT] if name.startswith(COMPOUND) and len(name) > _SHORT else name[0]
    return f"{surname}某"


def patterns(births: bool = True) -> dict[str, str]:
    """What is hidden by its form. ``births``: days of birth too."""
    return PATTERNS | BIRTH if births else PATTERNS


def hiding(made: Mapping[str, str], kept: Iterable[str] = (), births: bool = True) -> re.Pattern[str]:
    """What is hidden in a text, the longest first. ``kept``: names of who is never hidden, found whole."""
    names = sorted({*made, *(one for one in kept if one.strip())}, key=lambda name: (-len(name), name))
    parts = [f"(?P<n{at}>{_loosely(name)})" for at, name in enumerate(names)]
    others = sorted(forms(made), key=lambda form: (-len(form), form))
    parts += [f"(?P<f{at}>{_alone(form)})" for at, form in enumerate(others)]
    return re.compile("|".join([*parts, *(f"(?:{pattern})" for pattern in patterns(births).values())]))


def _alone(form: str) -> str:
    before, behind = alone(form)
    return f"{before}{_loosely(form)}{behind}"


def hide(text: str, made: Mapping[str, str], kept: Iterable[str] = (), births: bool = True) -> str:
    """A text with every name by its mask and what is hidden by its form by crosses."""
    known = {_squeezed(name): mask for name, mask in (forms(made) | dict(made)).items()}

    def put(found: re.Match[str]) -> str:
        if found.lastgroup is None:
            return HIDDEN
        return known.get(_squeezed(found[0]), found[0])

    return hiding(made, kept, births).sub(put, text)


def _loosely(name: str) -> str:
    """A name however it is spaced, dotted or wide."""
    signs = [sign for sign in normalize("NFKC", name) if not re.fullmatch(APART, sign)]
    return APART.join(f"[{re.escape(sign)}{re.escape(wide)}]" for sign in signs for wide in (_wide(sign),))


def _wide(sign: str) -> str:
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign


def _squeezed(name: str) -> str:
    return re.sub(APART, "", normalize("NFKC", name))
