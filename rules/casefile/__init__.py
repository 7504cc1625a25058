"""The case file: all facts of one case, typed. The interchange format of the system; one JSON Schema.

``load`` reads YAML or JSON bytes; ``parse`` takes plain data. Both raise ``InputError`` with every mistake's path and
reason. Unknown keys are mistakes. Areas are hectares (or 亩), volumes m³, money CNY; all numbers are ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
from pydantic import Field, ValidationError, model_validator

from rules.casefile.base import Part
from rules.casefile.checks import check
from rules.casefile.particulars import Claims, Particulars
from rules.casefile.parts import (
    CaseHead,
    Opinion,
    Options,
    Party,
    Published,
    Request,
    Restoration,
    SiteCheck,
    Stand,
)
from rules.casefile.procedure import Procedure
from rules.casefile.recovery import Recovery
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.reading.pydantic_errors import field_errors
from rules.reading.yaml_reader import read
from rules.values.fields import Money

MOST_TOLD = 100
"""Mistakes told of one case file."""


class CaseFile(Part):
    """All facts of one case."""

    case: CaseHead
    parties: list[Party] = Field(default_factory=list, max_length=200)
    stands: list[Stand] = Field(default_factory=list, max_length=1000)
    value_cny: Money | None = None
    site_check: SiteCheck | None = None
    restoration: Restoration = Restoration()
    recovery: Recovery | None = None
    particulars: Particulars | None = None
    claims: Claims | None = None
    request: Request = Request()
    opinions: list[Opinion] = Field(default_factory=list, max_length=200)
    options: Options = Options()
    procedure: Procedure | None = None
    published: Published | None = None

    @model_validator(mode="after")
    def _hang_together(self) -> CaseFile:
        check(self.case, self.stands, self.options)
        return self

    def as_json(self) -> dict[str, Any]:
        """Plain data, decimals and dates as text, unset fields left out: ``parse`` gives the same case file back."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return data

    def meaning(self) -> dict[str, Any]:
        """Plain data with what is left unsaid filled in by its default: equal when two case files say the same."""
        data: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return data


def parse(data: Any) -> CaseFile:
    """A case file from plain data. Raises ``InputError`` with every mistake found."""
    if not isinstance(data, dict):
        raise InputError.at("", msg("应为一份案件文件：以 case、stands 等键组成的映射"))
    try:
        return CaseFile.model_validate(data)
    except ValidationError as problem:
        raise InputError(_told(problem)) from None


def _told(problem: ValidationError) -> Iterator[FieldError]:
    """The mistakes of a case file, the first hundred one by one: nobody reads more, and a page must hold them."""
    errors = field_errors(problem)
    yield from islice(errors, MOST_TOLD)
    if left := sum(1 for _ in errors):
        yield FieldError("", msg("另有 {count} 处错误没有列出", count=left))


def load(content: bytes) -> CaseFile:
    """A case file from YAML or JSON bytes. Raises ``InputError``."""
    return parse(read(content))


def canonical(data: Any) -> str:
    """The one text of plain data: sorted keys, no idle spaces, UTF-8. What is hashed is this text.

    ``json.dumps`` with ``sort_keys``, ``ensure_ascii=False`` and bare separators writes the same.
    """
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the case file."""
    return CaseFile.model_json_schema(by_alias=True)
