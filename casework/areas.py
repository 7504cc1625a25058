"""Codes of areas by GB/T 2260: two digits each for province, city and county; zeros at the end stand for the whole."""

from __future__ import annotations

LEVELS = (PROVINCE, CITY, COUNTY) = ("province", "city", "county")


def significant(code: str) -> list[str]:
    """The pairs of digits of a code without the zeros at its end."""
    pairs = [code[0:2], code[2:4], code[4:6]]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return pairs


def beginning(code: str) -> str:
    """What the codes of an area and of all areas in it begin with; empty for the whole country."""
    return "".join(significant(code))


def superior(code: str) -> str | None:
    """The code of the city of a county, the province of a city; None of a province."""
    pairs = significant(code)
    return None if len(pairs) < 2 else "".join(pairs[:-1]).ljust(6, "0")


def level_of(code: str) -> str:
    """Whether a code is that of a province, a city or a county."""
    return LEVELS[max(0, len(significant(code)) - 1)]


def contains(upper: str, lower: str) -> bool:
    """Whether the area ``lower`` is ``upper`` or lies in it. The whole country is no area here."""
    return bool(beginning(upper)) and lower.startswith(beginning(upper))


PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省",
    "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
}  # fmt: skip
"""Names by the first two digits (GB/T 2260-2007): what stands before a court's name on its papers."""


def province_of(code: str) -> str:
    """The name of the province that an area lies in; empty for a code of none."""
    return PROVINCES.get(code[:2], "")
