"""Case files drawn from one seed, whole: parties, stands, particulars, claims, requests, opinions, days.

What a group of fields may hold is read from the JSON Schema of the case file, so a field that is added is drawn.
Numbers are thick around the thresholds of the law: of the fact that bears the field's name or label, else of any.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.asked import legal_facts
from rules.carbon.measure import measure
from rules.casefile import CaseFile, parse
from rules.casefile.charge import BOUGHT
from rules.casefile.charges import AFTERWARDS
from rules.casefile.offences import OFFENCES
from rules.casefile.roles import ACCUSED_ROLES
from rules.casefile.schema import json_schema
from rules.deciding.book import load_lawbook
from rules.deciding.decide import Decision, decide
from rules.settlement.credit_types import credit_types
from tests.rules.law.small import DAYS as CHANGES

SEED = 20240601
SCHEMA = json_schema()["$defs"]

GROUPS = [name for name, schema in SCHEMA["Particulars"]["properties"].items() if "$ref" in str(schema)]
"""The groups of particulars."""

FACT = {
    "standing_stock_m3": "graded_stock_m3",
    "penalties_two_years": "land_penalties",
    "rare_stock_m3": "rare_stock_bought_m3",
    "rare_trees": "rare_trees_bought",
    "public_mu": "public_land_mu",
    "commercial_mu": "commercial_land_mu",
    "loss_cny": "property_loss_cny",
    "times": "destruction_times",
    "allowed_error_m3": "survey_error_m3",
    "amount_cny": "penal_fine_cny",
    "months": "penal_fine_months",
}
"""Fields that do not bear the name of their fact."""

SPECIES = ("杉木", "马尾松", "桉树", "硬阔类", "阔叶混", "树种不明")
ROLES = ("被告人", "犯罪嫌疑人", "被害人", "被告单位", "附带民事诉讼原告人")
DAYS = (*CHANGES, datetime.date(2005, 6, 1), datetime.date(2025, 3, 15))
"""The days on which the law changes, and two on which texts apply that no other of these days reaches."""
AGES = (13, 14, 15, 16, 17, 18, 40, 74, 75)
"""Ages, in whole years: where the law changes, one year short of it, and one far from all."""
CREDITS = (*credit_types(), "别的")
CERTIFICATE = {"registry": "某登记机构", "certified_by": "某核证机构", "number": "1"}


APART = {"name", "role", "born", "charges", "share", *AFTERWARDS}
"""Of a party: what is drawn by itself, or only in case files that are divided."""


@dataclass(frozen=True)
class RandomFile:
    casefile: CaseFile
    on: datetime.date

    def decide(self) -> Decision:
        """Measured, its facts derived, decided by both evaluators. Raises where they differ."""
        facts = legal_facts(self.casefile, measure(self.casefile, on=self.on), self.on)
        return decide(facts, conduct=self.casefile.case.conduct.ended, on=self.on)


def random_files(count: int, seed: int = SEED) -> Iterator[RandomFile]:
    """``count`` case files, the same for the same seed; every one is read as a file of a person would be."""
    draw = Draw(random.Random(seed))  # noqa: S311  # case files for a test
    for _ in range(count):
        conduct, on = sorted((draw.one(DAYS), draw.one(DAYS)))
        yield RandomFile(parse(draw.casefile(conduct)), on)


def divided_files(count: int, seed: int = SEED) -> Iterator[RandomFile]:
    """The same, with persons who are charged with several offences, on stands of their own."""
    draw = Draw(random.Random(seed))  # noqa: S311  # case files for a test
    made = 0
    while made < count:
        conduct, on = sorted((draw.one(DAYS), draw.one(DAYS)))
        data = draw.casefile(conduct)
        if any(party["role"] in ACCUSED_ROLES for party in data["parties"]):
            draw.divide(data)
            made += 1
            yield RandomFile(parse(data), on)


class Draw:
    """Draws plain data of case files from a source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.one = chance.choice
        self.near = _near()
        self.any = sorted({value for values in self.near.values() for value in values})
        self.stated, self.offence = 0.5, OFFENCES[0]

    def maybe(self) -> bool:
        return self.chance.random() < self.stated

    def casefile(self, conduct: datetime.date) -> dict[str, Any]:
        """One case file of an act that ended on this day. How much of it is stated differs from file to file."""
        self.stated, self.offence = self.one((0.2, 0.6, 0.95)), self.one(OFFENCES)
        began = conduct - datetime.timedelta(days=self.one((0, 1, 40, 800)))
        parties = self.parties(conduct)
        data: dict[str, Any] = {
            "case": {
                "offence": self.offence,
                "conduct": {"from": max(began, datetime.date(1979, 1, 1)).isoformat(), "to": conduct.isoformat()},
            },
            "parties": parties,
            "stands": [self.stand(f"S{number}") for number in range(self.one((0, 1, 1, 1, 2)))],
            "particulars": self.particulars(conduct),
            "request": {"credits": self.maybe(), "labour": self.maybe(), "by": self.one(["甲", "乙", "无此人"])},
            "opinions": [
                {"by": name, "view": "同意"} for name in ("检察院", *(p["name"] for p in parties)) if self.maybe()
            ],
        }
        if self.maybe():
            data["claims"] = self.claims()
        if self.maybe():
            data["value_cny"] = self.number("value_cny", places=2)
        if self.maybe():
            checked = {"date": conduct.isoformat()}
            data["site_check"] = checked | self.some("SiteCheck", but={"date"})
        if self.maybe():
            data["restoration"] = {"ordered": self.one(["原地补植", "异地补植", "管护", "补种复绿"])}
        if self.maybe():
            reasoned = {"judge_reason": "书面理由"} if self.maybe() else {}
            certified = {"certificate": CERTIFICATE} if self.maybe() else {}
            data["options"] = {"credit": {"type": self.one(CREDITS)} | reasoned | certified}
        if self.maybe():
            data["handling"] = self.some("Handling", but={"negotiator", "successor", "performer"})
            data["handling"] |= {"successor": "丁"} if self.maybe() else {}
        return data

    def parties(self, conduct: datetime.date) -> list[dict[str, Any]]:
        found = []
        for name in ("甲", "乙", "丙")[: self.one((0, 1, 1, 2, 3))]:
            party = {"name": name, "role": self.one(ROLES)} | self.some("Party", but=APART)
            if self.maybe():
                years = self.one(AGES)
                born = conduct.replace(year=conduct.year - years, day=1)
                party["born"] = (born + datetime.timedelta(days=self.one((-1, 0, 1)))).isoformat()
            found.append(party)
        return found

    def divide(self, data: dict[str, Any]) -> None:
        """Let each stand name some of the accused, and charge them with one to three offences.

        Who damaged no stand bought what the others felled.
        """
        accused = [party for party in data["parties"] if party["role"] in ACCUSED_ROLES]
        for stand in data["stands"] if self.maybe() else ():
            stand["persons"] = [party["name"] for party in accused if self.maybe()] or [accused[0]["name"]]
        for party in accused:
            own = [stand["id"] for stand in data["stands"] if party["name"] in stand.get("persons", [party["name"]])]
            others = [offence for offence in self.chance.sample(OFFENCES, 2) if offence != self.offence]
            offences = [self.offence, *others[: self.one((0, 0, 1, 2))]] if own or not data["stands"] else [BOUGHT]
            stated = {} if self.maybe() else {"stands": own or [stand["id"] for stand in data["stands"]]}
            party["charges"] = [{"offence": offence} | stated for offence in offences]
            for name in AFTERWARDS if self.maybe() else ():
                if AFTERWARDS[name] not in data["particulars"].get("circumstances", {}):
                    party[name] = self.chance.random() < 0.5

    def stand(self, name: str) -> dict[str, Any]:
        stand: dict[str, Any] = {
            "id": name,
            "species": self.one(SPECIES),
            "damage": {"type": self.one(["采伐", "烧毁", "毁坏", "占用"])},
            "saplings": self.number("saplings", whole=True),
        }
        if self.maybe():
            stand["standing_stock_m3"] = self.number("standing_stock_m3")
        if self.maybe():
            stand["land_category"] = self.one(["公益林", "商品林"])
        if self.maybe():
            stand["area_mu"] = self.one(["2.4999", "2.5", "4.9999", "5", "5.0001", "10", "150"])
        return stand

    def particulars(self, conduct: datetime.date) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for group in GROUPS:
            if group == "earlier_acts":  # a list, the other groups are single
                data[group] = [self.earlier(conduct) for _ in range(self.one((0, 0, 1, 2)))]
            elif self.maybe():
                (model,) = [one for one in SCHEMA["Particulars"]["properties"][group]["anyOf"] if "$ref" in one]
                data[group] = self.some(model["$ref"].rpartition("/")[2])
        if self.maybe():
            data["also_offence"] = self.one(OFFENCES)
        for field in ("other_resource", "probation"):
            if self.maybe():
                data[field] = self.value(field, SCHEMA["Particulars"]["properties"][field])
        return data

    def earlier(self, conduct: datetime.date) -> dict[str, Any]:
        day = conduct - datetime.timedelta(days=self.one((1, 364, 365, 366, 1000)))
        return {
            "date": day.isoformat(),
            "standing_stock_m3": self.number("standing_stock_m3"),
            "saplings": self.number("saplings", whole=True),
            "dealt_with": self.maybe(),
        }

    def claims(self) -> dict[str, Any]:
        """Claims; a carbon line only beside a total that can hold it."""
        claims = self.some("Claims", but={"service_carbon_cny"})
        if "service_total_cny" in claims and self.maybe():
            claims["service_carbon_cny"] = claims["service_total_cny"]
        return claims

    def some(self, model: str, but: Container[str] = ()) -> dict[str, Any]:
        """Some of the fields of a group, as its schema allows."""
        return {
            field: self.value(field, schema)
            for field, schema in SCHEMA[model]["properties"].items()
            if field not in but and self.maybe()
        }

    def value(self, field: str, schema: dict[str, Any]) -> Any:
        text = str(schema)
        if field == "act" and self.offence in text and self.maybe():
            return self.offence  # an act of another name than the charge leads nowhere
        if "'boolean'" in text:
            return self.chance.random() < 0.5
        choices = [one["const"] for one in schema.get("oneOf", ()) if "const" in one]
        if choices:
            return self.one(choices)
        if "'integer'" in text:
            return self.number(field, whole=True)
        assert "'number'" in text, (field, schema)
        value = Decimal(self.number(field, places=2 if field.endswith("_cny") else None))
        value = min(value, Decimal(100)) if "'le': 100" in text else value
        return str(value or Decimal("0.01") if field == "punitive_multiple" else value)

    def number(self, field: str, *, whole: bool = False, places: int | None = None) -> Any:
        """A number at, beside or far from a threshold; as text, or whole."""
        values = self.near.get(FACT.get(field, field)) or self.any
        if whole:
            return int(self.one(values))
        value = self.one(values)
        return format(value if places is None else value.quantize(Decimal(1).scaleb(-places)), "f")


def _near() -> dict[str, list[Decimal]]:
    """For each number of the vocabulary zero, the thresholds of the rules, and their neighbours."""
    book = load_lawbook().book
    found: dict[str, set[Decimal]] = {}
    for rule in load_lawbook().rules:
        for comparison in rule.comparisons:
            fact, limit = book.facts.get(comparison.fact), comparison.value
            if fact is None or isinstance(limit, bool) or not isinstance(limit, Decimal | int):
                continue
            step = Decimal(1) if fact.type == "integer" else Decimal(1).scaleb(-fact.decimals)
            near = {Decimal(limit) - step, Decimal(limit), Decimal(limit) + step, Decimal(0)}
            found.setdefault(fact.name, set()).update(one for one in near if one >= 0)
    return {name: sorted(values) for name, values in found.items()}
