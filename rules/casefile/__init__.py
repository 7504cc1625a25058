"""The case file: all facts of one case, typed. The interchange format of the system.

``load`` reads YAML or JSON bytes; ``parse`` takes plain data. Both raise ``InputError`` with every mistake's path and
reason. Unknown keys are mistakes. Areas are hectares (or 亩), volumes m³, money CNY; all numbers are ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import orjson
from pydantic import Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from rules.casefile.base import Part
from rules.casefile.case_head import CaseHead, Institutions
from rules.casefile.charge_checks import charge_mistakes, value_mistakes
from rules.casefile.checks import check
from rules.casefile.claims import Claims
from rules.casefile.fact import (
    CLAIMS,
    HEAD,
    OPTIONS,
    PARTICULARS,
    PARTIES,
    PROCEDURE,
    PUBLISHED,
    RECOVERY,
    REQUEST,
    SITE,
    STANDS,
    YUAN,
    Fact,
    of_offence,
)
from rules.casefile.handling import Handling
from rules.casefile.measured import StatedLoss
from rules.casefile.offence_facts import PLANTS
from rules.casefile.offences import HARMS_NO_FOREST, MAY_HARM_OTHER
from rules.casefile.options import Options, Published
from rules.casefile.particulars import TREES, Particulars
from rules.casefile.party import Party
from rules.casefile.procedure import Procedure
from rules.casefile.recovery import Recovery
from rules.casefile.request import Opinion, Request, Restoration, SiteCheck
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg, template
from rules.reading.pydantic_errors import field_errors
from rules.reading.yaml_reader import read
from rules.values.fields import RECORDED, Money, is_recorded
from rules.values.kept import KeptDict

MORE_MISTAKES = template("另有 {count} 处错误没有列出")

MOST_TOLD = 100
"""Mistakes told of one case file."""


class CaseFile(Part):
    """All facts of one case. Each is said once, beside its type; ``schema`` walks them."""

    case: Annotated[CaseHead, Fact(msg("案件概况"), group=HEAD)]
    value_cny: Annotated[
        Money | None,
        Fact(msg("林木价值"), YUAN, group=HEAD, when=(of_offence(*TREES, PLANTS, "盗窃", "故意毁坏财物"),)),
    ] = None
    bamboo_value_cny: Annotated[
        Money | None,
        Fact(
            msg("其中竹林的价值"),
            YUAN,
            hint=msg("既有竹林又有其他林木的填写：采伐自然保护区以外的竹林不需要采伐许可证"),
            group=HEAD,
            when=(of_offence("滥伐林木", "非法收购、运输盗伐、滥伐的林木"),),
            on_demand=True,
        ),
    ] = None
    parties: Annotated[
        list[Party], Field(max_length=200), Fact(msg("当事人"), entry=template("第{number}名当事人"), group=PARTIES)
    ] = Field(default_factory=list)
    stands: Annotated[
        list[Stand], Field(max_length=1000), Fact(msg("地块"), entry=template("第{number}地块"), group=STANDS)
    ] = Field(default_factory=list)
    stated_loss: Annotated[StatedLoss | None, Fact(msg("经认定的损失"), group=STANDS, on_demand=True)] = None
    site_check: Annotated[SiteCheck | None, Fact(msg("现场踏勘"), group=SITE)] = None
    restoration: Annotated[Restoration, Fact(msg("修复义务"), group=SITE)] = Restoration()
    particulars: Annotated[Particulars | None, Fact(msg("案情要素"), group=PARTICULARS)] = None
    claims: Annotated[Claims | None, Fact(msg("民事主张"), group=CLAIMS, on_demand=True)] = None
    handling: Annotated[Handling | None, Fact(msg("办理途径"), group=CLAIMS, on_demand=True)] = None
    request: Annotated[Request, Fact(msg("当事人请求"), group=REQUEST)] = Request()
    opinions: Annotated[
        list[Opinion],
        Field(max_length=200),
        Fact(msg("各方意见"), entry=template("第{number}份意见"), group=REQUEST, unstated=msg("尚未记录各方意见")),
    ] = Field(default_factory=list)
    options: Annotated[Options, Fact(msg("计量与计价"), group=OPTIONS)] = Options()
    recovery: Annotated[
        Recovery | None, Fact(msg("恢复的推算"), group=RECOVERY, entered="recovery", on_demand=True)
    ] = None
    procedure: Annotated[Procedure | None, Fact(msg("程序"), group=PROCEDURE, entered="procedure", on_demand=True)] = (
        None
    )
    published: Annotated[
        Published | None, Fact(msg("公布的结果（仅供对照，不参与计算）"), group=PUBLISHED, on_demand=True)
    ] = None

    @model_validator(mode="after")
    def _check_consistency(self, info: ValidationInfo) -> CaseFile:
        recorded = is_recorded(info)
        found = list(charge_mistakes(self.case, self.parties, self.stands, self.particulars, recorded=recorded))
        if not recorded:
            found += value_mistakes(self.case, self.parties, self.stands, self.value_cny, self.bamboo_value_cny)
        check(self.case, self.stands, self.options, self.stated_loss, found)
        return self

    @property
    def harms_no_forest(self) -> bool:
        """Whether nobody is charged with an offence against forest, or what was harmed is said to be something else.

        No carbon is measured of such a case; what it states of stands can only be a mistake, or asks for a charge.
        """
        other = self.particulars is not None and self.particulars.other_resource is not None
        charged = {self.case.offence, *(one.offence for party in self.parties for one in party.charges)}
        return charged <= HARMS_NO_FOREST or (other and charged <= HARMS_NO_FOREST | MAY_HARM_OTHER)

    def as_json(self) -> dict[str, Any]:
        """Plain data, decimals and dates as text, unset fields left out: ``parse`` gives the same case file back."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return data

    def meaning(self) -> dict[str, Any]:
        """Plain data with what is left unsaid filled in by its default: equal when two case files say the same."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return data

    def with_options(self, **said: Any) -> CaseFile:
        """The case file with these options said otherwise, or (None) left unsaid; only the options are read anew.

        Raises ``InputError``.
        """
        options = self.options.model_dump(mode="json", by_alias=True, exclude_unset=True) | said
        try:
            made = Options.model_validate({name: value for name, value in options.items() if value is not None})
            check(self.case, self.stands, made, self.stated_loss)
        except ValidationError as problem:
            raise InputError(FieldError(f"options.{one.path}", one.message) for one in field_errors(problem)) from None
        except PydanticCustomError as problem:
            raise InputError((problem.context or {})["errors"]) from None
        return self.model_copy(update={"options": made})

    def with_institutions(self, **names: str) -> CaseFile:
        """The case file with its institutions by these names."""
        head = self.case.model_copy(update={"institutions": Institutions(**names)})
        return self.model_copy(update={"case": head})


def parse(data: Any, *, recorded: bool = False) -> CaseFile:
    """A case file from plain data. Raises ``InputError`` with every mistake found.

    ``recorded``: it was filed before, and is not held to what is asked only since; whoever files it anew is.
    """
    if not isinstance(data, dict):
        raise InputError.at("", msg("应为一份案件文件：以 case、stands 等键组成的映射"))
    try:
        return CaseFile.model_validate(data, context=RECORDED if recorded else None)
    except ValidationError as problem:
        raise InputError(_told(problem)) from None


def _told(problem: ValidationError) -> Iterator[FieldError]:
    """The mistakes of a case file, the first hundred one by one: nobody reads more, and a page must hold them."""
    errors = field_errors(problem)
    yield from islice(errors, MOST_TOLD)
    if left := sum(1 for _ in errors):
        yield FieldError("", msg(MORE_MISTAKES, count=left))


def load(content: bytes) -> CaseFile:
    """A case file from YAML or JSON bytes. Raises ``InputError``."""
    return parse(read(content))


def canonical(data: Any) -> str:
    """The one text of plain data: sorted keys, no idle spaces, UTF-8. What is hashed is this text.

    ``json.dumps`` with ``sort_keys``, ``ensure_ascii=False`` and bare separators writes the same.
    """
    return canonical_bytes(data).decode()


def canonical_bytes(data: Any) -> bytes:
    """The same text as it is hashed."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def canonical_part(data: Any) -> Any:
    """What stands for a part of data that is written canonically: of kept data its text, made once; else itself."""
    if type(data) is not KeptDict:
        return data
    try:
        return data.written
    except AttributeError:
        data.written = orjson.Fragment(canonical_bytes(data))
        return data.written
