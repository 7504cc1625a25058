"""Entries of the law that had been wrong, wrongly dated or incomplete, each with what the text says before and after.

Every row states the article it was reasoned from; days were counted on a calendar. ``since``: the first day of the
edition that applies. What a row does not name is no part of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from rules.deciding.book import load_lawbook
from rules.deciding.deadlines.barred import objections
from rules.deciding.deadlines.limitations import limitations
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.decide import Decision, decide
from tests.rules.deadlines.test_golden import events_of

THEFT, FELLING, BUYING = "盗伐林木", "滥伐林木", "非法收购、运输盗伐、滥伐的林木"
PLANTS, LAND, MINING, FIRE = "危害国家重点保护植物", "非法占用农用地", "非法采矿", "失火"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@dataclass(frozen=True)
class Law:
    """``facts`` of conduct that ended on a day, decided on another (two years later unless given)."""

    item: str
    article: str
    conduct: str
    facts: Mapping[str, Any]
    fires: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)
    grade: str | None = ""
    on: str = ""

    def decide(self) -> Decision:
        conduct = day(self.conduct)
        on = day(self.on) if self.on else conduct + datetime.timedelta(days=730)
        return decide(self.facts, conduct=conduct, on=on)


@dataclass(frozen=True)
class Period:
    """Events by name, asked on a day: when the period of the rule ends, and how it stands. No end: it is not listed."""

    item: str
    article: str
    rule: str
    events: Mapping[str, Any]
    on: str
    end: str | None
    latest: str | None = None
    status: str = "running"


def fined() -> dict[str, Any]:
    return {"offence": THEFT, "penal_fine_cny": Decimal(5000)}


def unprosecuted(offence: str, act: str | None = None, **facts: Any) -> dict[str, Any]:
    named = {"admin_act": act} if act else {}
    return {"offence": offence, "not_prosecuted": True, "under_14_all": False, **named, **facts}


def burned(ha: str, offence: str = FIRE) -> dict[str, Any]:
    return {"offence": offence, "damaged_forest_ha": Decimal(ha), "deaths": 0, "serious_injuries": 0}


def punitive(offence: str, **facts: Any) -> dict[str, Any]:
    return {"offence": offence, "punitive_claimed": True, "conduct_to": day("2023-01-01"), **facts}


def larceny(province: str | None) -> dict[str, Any]:
    return {"offence": "盗窃", "value_cny": Decimal(2500), **({"province": province} if province else {})}


RESTORED: dict[str, Any] = {
    "first_offence_all": True,
    "refunded_all": True,
    "actively_restored": True,
    "repentant_all": True,
}
NO_MORE: dict[str, Any] = {"saplings": 0, "value_cny": Decimal(0)}
SINCE_2015 = ("routing.elsewhere", "liability.litigation", "duties.money-for-restoration", "routing.money")
BARS = {
    "fast-track.minor": ("刑诉法223(2)", {"适用速裁程序": "2024-03-05", "查明有未成年被告人": "2024-03-06"}),
    "fast-track.objection": (
        "刑诉法223(4)",
        {"适用速裁程序": "2024-03-05", "部分共同被告人不认罪或者有异议": "2024-03-06"},
    ),
    "fast-track.innocence": ("解释370", {"适用速裁程序": "2024-03-05", "辩护人作无罪辩护": "2024-03-06"}),
    "summary.objection": (
        "刑诉法215(3)",
        {"适用简易程序": "2024-03-05", "部分共同被告人不认罪或者有异议": "2024-03-06"},
    ),
    "summary.innocence": ("解释360", {"适用简易程序": "2024-03-05", "辩护人作无罪辩护": "2024-03-06"}),
}

# fmt: off
LAWS = (
    Law("C3", "修正案（八）, 2011-05-01", "2011-04-30", {"offence": THEFT, "recidivist_adult_any": True},
        ("circumstances.recidivist",), since={"circumstances.recidivist": "1997-10-01"}),
    Law("C3", "修正案（八）, 2011-05-01", "2011-05-01", {"offence": THEFT, "recidivist_adult_any": True},
        ("circumstances.recidivist",), since={"circumstances.recidivist": "2011-05-01"}),
    Law("C3", "刑法65(1): not of a negligent crime", "2020-01-01", {"offence": FIRE, "recidivist_adult_any": True},
        quiet=("circumstances.recidivist",)),
    Law("C3", "刑法65(1): not of who was under 18", "2020-01-01", {"offence": THEFT, "recidivist_adult_any": False},
        quiet=("circumstances.recidivist",)),
    Law("C4", "修正案（四）, 2002-12-28", "2002-12-27", {"offence": PLANTS},
        ("protected.article",), since={"protected.article": "1997-10-01"}),
    Law("C4", "修正案（四）, 2002-12-28", "2002-12-28", {"offence": PLANTS},
        ("protected.article",), since={"protected.article": "2002-12-28"}),
    Law("C5", "刑法345(3) of 1997: buying in a 林区 alone", "2002-12-27", {"offence": BUYING, "in_forest_area": False},
        ("purchase.article", "purchase.no-crime-outside-forest-area"), since={"purchase.article": "1997-10-01"}),
    Law("C5", "修正案（四）, 2002-12-28", "2002-12-28", {"offence": BUYING, "in_forest_area": False},
        ("purchase.article", "purchase.outside-forest-area"), since={"purchase.article": "2002-12-28"}),
    Law("C6", "行政处罚法 before 2021-07-15: 28(2)", "2021-07-14", fined(),
        ("fines.offset-penalty-law",), since={"fines.offset-penalty-law": "1996-10-01"}, on="2021-07-14"),
    Law("C6", "行政处罚法35(2)", "2021-07-15", fined(),
        ("fines.offset-penalty-law", "fines.no-second-fine"), since={"fines.offset-penalty-law": "2021-07-15"}),
    Law("C6", "法典1058(2)", "2026-08-15", fined(), ("fines.offset", "fines.offset-penalty-law")),
    Law("C6", "刑法114、115 have no fine", "2024-01-01", {"offence": FIRE, "penal_fine_cny": Decimal(5000)},
        ("fines.none",), ("fines.offset-penalty-law", "fines.no-second-fine")),
    Law("C7", "法释〔2023〕8号14: of a crime, from 5 m³", "2024-01-01",
        {"offence": THEFT, "graded_stock_m3": Decimal(5), **NO_MORE}, ("duties.forfeit", "duties.forfeit-any")),
    Law("C7", "法释〔2023〕8号14: 1 m³ is none", "2024-01-01",
        {"offence": THEFT, "graded_stock_m3": Decimal(1), **NO_MORE}, (), ("duties.forfeit", "duties.forfeit-any")),
    Law("C7", "行政处罚法28(2) where nobody is prosecuted", "2024-01-01",
        unprosecuted(THEFT, graded_stock_m3=Decimal(1), **NO_MORE), ("duties.confiscate",), ("duties.forfeit",)),
    Law("C7", "法释〔2023〕8号14: plants of others as well", "2024-01-01",
        {"offence": PLANTS, "wild_or_cultivated": "野生", "class_1_trees": 1}, ("duties.forfeit-others",)),
    Law("C7", "刑法64: every crime", "2024-01-01", {"offence": LAND, "public_land_mu": Decimal(5)},
        ("duties.forfeit-any",)),
    Law("C8", "法释〔2022〕1号7(1): crimes of 刑法 ch. 6 s. 6", "2023-01-01", punitive(THEFT, convicted=True),
        ("liability.punitive-intent",)),
    *(Law("C8", "法释〔2022〕1号7(1): not of other chapters", "2023-01-01", punitive(offence, convicted=True), (),
          ("liability.punitive-intent",)) for offence in (FIRE, "放火", "盗窃", "故意毁坏财物")),
    Law("C8", "法释〔2022〕1号7(9), 3, 11", "2023-01-01", punitive(MINING),
        ("liability.punitive-intent-mining", "liability.punitive-when-suing", "liability.punitive-last")),
    Law("C9", "行政处罚法32 since 2021-07-15", "2020-08-01", unprosecuted(FELLING, actively_restored=True), (),
        ("administrative.lenient-penalty-law",), on="2021-07-14"),
    Law("C9", "行政处罚法32, in favour of earlier acts", "2020-08-01", unprosecuted(FELLING, actively_restored=True),
        ("administrative.lenient-penalty-law",), ("administrative.lenient",), on="2021-07-15"),
    Law("C9", "行政处罚法33(1)", "2024-01-01",
        unprosecuted(FELLING, actively_restored=True, first_offence_all=True), ("administrative.none",),
        ("administrative.none-code",)),
    Law("C9", "法典1056(2), second sentence", "2026-08-15",
        unprosecuted(FELLING, actively_restored=True, first_offence_all=True), ("administrative.none-code",)),
    Law("C9", "森林法76(2): three to five times", "2024-01-01",
        unprosecuted(FELLING, FELLING, fine_multiple=Decimal(2)), ("administrative.felling.fine",)),
    Law("C9", "行政处罚法32: below three is lawful", "2024-01-01",
        unprosecuted(FELLING, FELLING, fine_multiple=Decimal(2), actively_restored=True), (),
        ("administrative.felling.fine",)),
    Law("C10", "防火条例53: of who is not prosecuted", "2025-12-31", {"offence": FIRE}, (), ("administrative.fire",)),
    Law("C10", "防灭火条例58: of everybody", "2026-01-01", {"offence": FIRE}, ("administrative.fire",),
        since={"administrative.fire": "2026-01-01"}),
    *(Law("C10", f"防灭火条例{article}", "2026-01-01", unprosecuted(FIRE, act), (rule,), since={rule: "2026-01-01"})
      for article, act, rule in (
          ("52", "未履行森林防火责任", "administrative.fire-duty"),
          ("53", "拒绝防火检查或者不消除隐患", "administrative.fire-inspection"),
          ("54", "擅自野外用火", "administrative.fire-outdoor"),
          ("55", "擅自实弹演习、爆破", "administrative.fire-blasting"),
          ("56", "其他违反防火规定", "administrative.fire-other"),
      )),
    Law("C11", "防灭火条例47: under 0.067 ha", "2026-01-01", burned("0.0669"), ("fire.not-counted",),
        ("fire.class-1.area",)),
    Law("C11", "防灭火条例45(1): from 0.067 ha", "2026-01-01", burned("0.067"), ("fire.class-1.area",),
        ("fire.not-counted",), {"fire.class-1.area": "2026-01-01"}),
    Law("C11", "防火条例40(1)(1): no lower limit", "2025-12-31", burned("0.0669"), ("fire.class-1.area",),
        since={"fire.class-1.area": "2009-01-01"}, on="2025-12-31"),
    Law("C18", "环境公益诉讼解释 of 2015: 20, 21, 22, 24", "2015-01-07",
        {"offence": FELLING, "loss_tco2e": Decimal(1), "carbon_lost": True, "conduct_to": day("2015-01-07"),
         "replanting_elsewhere_possible": True, "site_checked": True, "replanting_in_place_possible": False,
         "litigation_cny": Decimal(1)},
        SINCE_2015,
        since=dict.fromkeys(SINCE_2015, "2015-01-07")),
    *(Law("C20", f"古树条例{article}", "2025-03-15", unprosecuted(PLANTS, act), rules) for article, act, rules in (
        ("26(1)(1): forfeit", "损害一级古树或者名木", ("administrative.ancient-1", "administrative.ancient-gain")),
        ("26(1)(2)", "损害二级古树", ("administrative.ancient-2", "administrative.ancient-gain")),
        ("26(1)(3)", "损害三级古树", ("administrative.ancient-3", "administrative.ancient-gain")),
        ("27(1)", "损害古树名木或者其生长环境", ("administrative.ancient-habitat",)),
        ("28", "建设工程未采取古树名木保护措施", ("administrative.ancient-works",)),
    )),
    Law("C20", "古树条例, 2025-03-15", "2025-03-14", unprosecuted(PLANTS, "损害一级古树或者名木"), (),
        ("administrative.ancient-1", "administrative.ancient-gain")),
    Law("C21", "自然保护区条例 of 2017: 35", "2026-03-14", unprosecuted(FELLING, "自然保护区核心保护区内违法活动"),
        ("administrative.reserve-old",), ("administrative.reserve-core",)),
    Law("C21", "国务院令830, 40", "2026-03-15", unprosecuted(FELLING, "自然保护区核心保护区内违法活动"),
        ("administrative.reserve-core",), ("administrative.reserve-old",)),
    Law("C21", "国家公园法55, 2026-01-01", "2025-12-31", unprosecuted(FELLING, "国家公园核心保护区内违法活动"), (),
        ("administrative.park-core",)),
    Law("C21", "国家公园法55", "2026-01-01", unprosecuted(FELLING, "国家公园核心保护区内违法活动"),
        ("administrative.park-core",)),
    Law("C22", "法释〔2023〕8号9: only what may be prosecuted", "2024-03-01",
        {"offence": THEFT, "graded_stock_m3": Decimal(4), **NO_MORE, "untreated_decisive": True,
         "untreated_over_two_years": True}, ("counting.doubtful", "counting.old-acts"), grade=None),
    Law("C23", "森林法56(1): bamboo needs no licence", "2024-01-01",
        {"offence": FELLING, "bamboo_only": True, "without_stock": True, "value_cny": Decimal(60000),
         "graded_stock_m3": Decimal(0), "saplings": 0}, ("felling.bamboo",), grade=None),
    Law("C23", "法释〔2023〕8号4(1)(4): theft by value", "2024-01-01",
        {"offence": THEFT, "bamboo_only": True, "without_stock": True, "value_cny": Decimal(25000),
         "graded_stock_m3": Decimal(0), "saplings": 0}, grade="数量较大"),
    Law("C24", "皖高法〔2013〕254号: from 2000", "2024-01-01", larceny("安徽省"), grade="数额较大"),
    Law("C24", "闽高法〔2013〕263号: from 3000", "2024-01-01", larceny("福建省"), grade="未达数额较大"),
    Law("C24", "法释〔2013〕8号1: 1000 to 3000 elsewhere", "2024-01-01", larceny("江西省"), grade=None),
    Law("C24", "法释〔2013〕8号1: the place is not known", "2024-01-01", larceny(None), grade=None),
    *(Law("C25", "民法典1234 since 2021-01-01", "2021-02-01", {"offence": FIRE, "restoration_kind": kind}, (rule,),
          since={rule: "2021-01-01"}, on="2021-12-01") for kind, rule in (
        ("补种复绿", "routing.in-place-ordered"),
        ("异地补植", "routing.elsewhere-ordered"),
        ("管护", "routing.tending-ordered"),
    )),
    Law("C29", "刑法30 as interpreted on 2014-04-24", "2010-01-01", {"offence": FIRE, "unit_any": True}, (),
        ("roles.unit-persons",), on="2014-04-23"),
    *(Law("C29", "刑法30 as interpreted on 2014-04-24", "2010-01-01", {"offence": offence, "unit_any": True},
          ("roles.unit-persons",), ("roles.unit",), on="2014-04-24") for offence in (FIRE, "放火", "故意毁坏财物")),
    Law("C30", "采伐更新办法15, 实施条例25、42(3): 85 %", "2024-01-01",
        {"offence": THEFT, "survival_percent": Decimal(85)}, ("acceptance.survival",), ("acceptance.survival-short",)),
    Law("C30", "采伐更新办法15, 实施条例25、42(3): 85 %", "2024-01-01",
        {"offence": THEFT, "survival_percent": Decimal("84.9")}, ("acceptance.survival-short",),
        ("acceptance.survival",)),
    Law("C31", "修正案（二）, 2001-08-31: 342 of farmland", "2001-08-30", {"offence": LAND}, (), ("land.article",)),
    Law("C31", "修正案（二）, 2001-08-31", "2001-08-31", {"offence": LAND}, ("land.article",)),
    Law("C31", "修正案（八）, 2011-05-01", "2011-04-30", {"offence": THEFT, "aged_75_any": True}, (),
        ("circumstances.aged",), on="2011-04-30"),
    Law("C31", "修正案（八）, in favour of earlier acts", "2011-04-30", {"offence": THEFT, "aged_75_any": True},
        ("circumstances.aged",), on="2011-05-01"),
    Law("C31", "修正案（十一）, 2021-03-01", "2021-02-28", {"offence": THEFT, "aged_16_17_any": True},
        ("circumstances.minor",), since={"circumstances.minor": "1997-10-01"}),
    Law("C31", "修正案（十一）, 2021-03-01", "2021-03-01", {"offence": THEFT, "aged_16_17_any": True},
        ("circumstances.minor",), since={"circumstances.minor": "2021-03-01"}),
    Law("C33", "法释〔2016〕25号10: not of 情节特别严重, five times 300 000", "2024-01-01",
        {"offence": MINING, **RESTORED, "mineral_value_cny": Decimal(1500000)}, (),
        ("circumstances.restored-mining",), grade="情节特别严重"),
    Law("C33", "法释〔2016〕25号10: of 情节严重", "2024-01-01",
        {"offence": MINING, **RESTORED, "mineral_value_cny": Decimal(300000), "restricted_zone": False,
         "mining_penalties": 0}, ("circumstances.restored-mining",), grade="情节严重"),
    Law("C34", "法释〔2022〕16号20 has no restoration first", "2023-09-01",
        {"offence": FELLING, "loss_tco2e": Decimal(10), "carbon_lost": True, "conduct_to": day("2023-09-01"),
         "credits_requested": True, "requested_by_party": True, "credit_type": "FFCER", "opinions_complete": True},
        ("routing.credits", "routing.money")),
    Law("C34", "民法典1235(1): a loss in money alone", "2023-09-01",
        {"offence": FELLING, "loss_cny": Decimal(3344), "carbon_lost": True, "conduct_to": day("2023-09-01")},
        ("routing.money", "liability.interim-loss")),
)

PERIODS = (
    Period("C1", "审限规定5(4)", "fine.enforcement-2000", {"判决生效": "2014-11-05"}, "2014-11-06", "2015-02-05",
           "2015-05-05"),
    Period("C1", "法释〔2014〕13号 of 2014-11-06", "fine.enforcement-2000", {"判决生效": "2014-11-06"}, "2014-11-07",
           None),
    Period("C1", "法释〔2014〕13号3, from the filing", "fine.enforcement", {"罚金执行立案": "2014-11-06"}, "2014-11-07",
           "2015-05-06"),
    Period("C2", "民诉法250(2): the last instalment", "enforcement.application",
           {"履行期限届满": "2024-03-01", "执行和解约定的履行期限届满": "2024-06-03"}, "2024-06-04", "2026-06-03"),
    Period("C12", "办案规则47(3)", "review.public-interest",
           {"诉前公告": "2024-03-01", "检察院收到移送的公益诉讼案件": "2024-05-13"}, "2024-05-14", "2024-08-13"),
    Period("C12", "办案规则47(4)", "review.public-interest",
           {"诉前公告": "2024-03-01", "上级检察院批准延长公益诉讼审查": ["2024-06-20", "2024-09-30"]}, "2024-06-21",
           "2024-09-30"),
    Period("C13", "解释368(2): from the day of the decision", "trial.ordinary",
           {"受理公诉案件": "2024-03-05", "适用简易程序": "2024-03-05", "转为普通程序": "2024-03-13"}, "2024-03-14",
           "2024-05-13", "2024-06-13"),
    Period("C13", "解释376: from 速裁 to 简易", "trial.summary",
           {"受理公诉案件": "2024-03-05", "适用速裁程序": "2024-03-05", "转为简易程序": "2024-03-13"}, "2024-03-14",
           "2024-04-02"),
    Period("C14", "刑诉法208(1), 解释210(3): by the SPC", "trial.ordinary",
           {"受理公诉案件": "2024-03-05", "上一级法院批准延长审理期限": "2024-05-30",
            "最高人民法院批准延长审理期限": ["2024-09-01", "2024-12-05"]}, "2024-09-02", "2024-12-05",
           "2024-12-05"),
    Period("C14", "刑诉法243(1): by the SPC", "trial.second",
           {"二审受理": "2024-03-05", "高级法院批准延长二审期限": "2024-05-01",
            "最高人民法院批准延长二审期限": ["2024-07-01", "2024-08-15"]}, "2024-07-02", "2024-08-15"),
    Period("C14", "审限规定2(1): 6 + 6 + 3 months", "trial.civil",
           {"受理民事公益诉讼": "2024-01-03", "院长批准延长民事审理期限": "2024-06-20",
            "上级法院批准延长民事审理期限": "2024-12-20"}, "2024-12-21", "2025-04-03"),
    Period("C14", "民诉法183(1), 审限规定2(5): 3 + 3 months", "trial.civil-second",
           {"民事二审立案": "2024-03-05", "院长批准延长民事二审期限": "2024-06-01"}, "2024-06-02", "2024-09-05"),
    Period("C14", "刑诉法209: decision and files received", "trial.ordinary",
           {"受理公诉案件": "2024-03-05", "指定管辖收到决定书和案卷": "2024-03-13"}, "2024-03-14", "2024-05-13",
           "2024-06-13"),
    Period("C15", "刑诉规则282: 15, at latest 20 days", "arrest.decision-at-large",
           {"对未被拘留的人提请批准逮捕": "2024-03-06"}, "2024-03-07", "2024-03-21", "2024-03-26"),
    Period("C15", "刑诉法91(3): 7 days where detained", "arrest.decision", {"提请批准逮捕": "2024-03-06"}, "2024-03-07",
           "2024-03-13"),
    Period("C16", "刑诉法159: two months more", "investigation.custody",
           {"逮捕": "2024-01-10", "批准延长侦查羁押期限一个月": "2024-03-01",
            "批准延长侦查羁押期限二个月": "2024-04-01",
            "批准再延长侦查羁押期限二个月": "2024-06-01"}, "2024-06-02", "2024-08-10"),
    Period("C16", "刑诉法160(1)", "investigation.custody", {"逮捕": "2024-01-10", "发现另有重要罪行": "2024-02-06"},
           "2024-02-07", "2024-04-06"),
    Period("C17", "刑诉法181: of 177(2) alone", "nonprosecution.suspect",
           {"不起诉决定书送达被不起诉人": "2024-03-06", "写明不起诉系酌定": "2024-03-06"}, "2024-03-07", "2024-03-13"),
    Period("C17", "刑诉规则377、385", "nonprosecution.suspect",
           {"不起诉决定书送达被不起诉人": "2024-03-06", "写明不起诉系法定或者存疑": "2024-03-06"}, "2024-03-07", None),
    Period("C18", "检察解释13 since 2018-03-02", "notice.thirty-days", {"诉前公告": "2018-03-02"}, "2018-03-03",
           "2018-04-02"),
    Period("C18", "检察解释17 since 2018-03-02", "suit.copy", {"受理民事公益诉讼": "2018-03-02"}, "2018-03-03",
           "2018-03-07"),
    Period("C18", "环境公益诉讼解释10 since 2015-01-07", "suit.acceptance-notice", {"受理民事公益诉讼": "2015-01-07"},
           "2015-01-08", "2015-01-12"),
    Period("C18", "环境公益诉讼解释10 since 2015-01-07", "suit.joining", {"公告案件受理情况": "2015-01-07"},
           "2015-01-08", "2015-02-06"),
    Period("C18", "环境公益诉讼解释25 since 2015-01-07", "mediation.notice", {"公告调解协议": "2015-01-07"},
           "2015-01-08", "2015-02-06"),
    Period("C19", "检察解释17(2)", "suit.acceptance-notice",
           {"诉前公告": "2024-01-03", "受理民事公益诉讼": "2024-03-06"}, "2024-03-07", None),
    Period("C26", "法释〔2023〕5号27: from the end of the act", "limitation.general",
           {"知道损害和责任人": "2022-06-01", "侵权行为终了": "2023-06-05"}, "2023-06-06", "2026-06-05"),
    Period("C26", "法释〔2023〕5号28: broken", "limitation.environment",
           {"知道损害和责任人": "2026-08-17", "请求行政机关处理": "2026-09-01"}, "2026-09-02", "2031-09-01"),
    Period("C27", "民诉法解释243: ten days of talks", "trial.civil",
           {"受理民事公益诉讼": "2024-03-06", "当事人和解": ["2024-05-01", "2024-05-11"]}, "2024-06-01", "2024-09-18"),
    Period("C27", "审限规定9(10): seven days deferred", "fine.enforcement",
           {"罚金执行立案": "2024-03-06", "执行和解或者提供担保暂缓执行": ["2024-04-01", "2024-04-08"]}, "2024-04-09",
           "2024-09-13"),
)
# fmt: on


@pytest.mark.parametrize("row", LAWS, ids=lambda row: f"{row.item} {row.article} {row.conduct} {row.facts['offence']}")
def test_the_law_of_the_day_is_as_it_was_read(row: Law) -> None:
    decision = row.decide()
    told = {rule.id.partition("/")[0]: rule for rule in decision.rules if rule.fired}
    assert set(row.fires) <= told.keys()
    assert not set(row.quiet) & told.keys()
    assert {name: str(told[name].outcome.rule.in_force.start) for name in row.since} == dict(row.since)
    if row.grade != "":
        assert decision.grade.value == row.grade


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: f"{row.item} {row.article} {row.rule}")
def test_the_period_is_as_it_was_read(row: Period) -> None:
    events = events_of({name: _days(when) for name, when in row.events.items()})
    found = [item for item in deadlines(events, day(row.on)) if item.rule.id == row.rule]
    ends = [(str(item.end), item.latest_end and str(item.latest_end), item.status) for item in found]
    assert ends == ([] if row.end is None else [(row.end, row.latest, row.status)])


def _days(when: str | list[str]) -> Any:
    return day(when) if isinstance(when, str) else [day(one) for one in when]


@pytest.mark.parametrize("bar", BARS)
def test_c28_what_the_swift_and_the_summary_procedure_exclude(bar: str) -> None:
    article, events = BARS[bar]
    told = {name: day(when) for name, when in events.items()}
    (found,) = objections(events_of(told), day("2024-03-10"))
    assert found.id == bar, article
    assert objections(events_of(dict(list(told.items())[:1])), day("2024-03-10")) == []


def test_c2_of_instalments_the_last_counts_once() -> None:
    events = [event for when in ("2024-03-01", "2024-09-02") for event in events_of({"履行期限届满": day(when)})]
    (found,) = [item for item in deadlines(events, day("2024-09-03")) if item.rule.id == "enforcement.application"]
    assert (str(found.end), found.rule.right) == ("2026-09-02", True)


# 刑法87, 89: theft of 数量较大 is punished with at most three years, so five years from the day of the act.
def test_c32_the_length_of_prosecution_stands_beside_the_tier() -> None:
    (grave,) = [one for one in limitations({THEFT: "数量较大"}, day("2020-03-10")) if one.holds]
    assert (grave.row.years, str(grave.end)) == (5, "2025-03-09")
    assert [grave.passed(day(on)) for on in ("2025-03-09", "2025-03-10")] == [False, True]


def test_c31_what_was_read_in_the_amendments_is_verified() -> None:
    read = {"land.article", "circumstances.minor", "circumstances.aged", "mining.article", "protected.article"}
    marks = {rule.confidence for rule in load_lawbook().rules if rule.id in read}
    assert marks == {"verified"}


def test_every_correction_has_its_row() -> None:
    apart = {"C2", "C28", "C31", "C32"}
    assert {row.item for row in LAWS} | {row.item for row in PERIODS} | apart == {
        f"C{number}" for number in range(1, 35)
    }
