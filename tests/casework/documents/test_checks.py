"""What a confirmation of retirement compares: each check notices what it is there for."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from casework.documents.certificates import Certificate
from casework.documents.checks import checks

DAY = datetime.date(2026, 3, 2)


def certificate(first: int, last: int, project: int = 1, **changed: Any) -> Certificate:
    units = int(changed.pop("units", last - first + 1))
    one = Certificate(
        act=None,
        number="注-1",
        registry="登记机构",
        on=DAY,
        serials=(first, last),
        units=units,
        unit_t=None,
        tonnes=Decimal(units),
        purpose="",
        sha256=None,
        project_id=project,
        project="项目",
        code="",
        kept_by="登记机构",
        credit_type="",
        methodology="",
        vintage="2024",
        ticket=None,
        seller="",
        contract="",
        traded=DAY,
        bought=(1, 100),
        bought_t=Decimal(100),
        price=Decimal(1),
        amount=Decimal(1),
    )
    return replace(one, **changed)


def failing(*certificates: Certificate) -> list[str]:
    return [check.what for check in checks(certificates) if not check.holds]


def test_certificates_in_order_pass_every_check() -> None:
    assert failing(certificate(1, 10), certificate(11, 20)) == []


@pytest.mark.parametrize(
    ("certificates", "what"),
    [
        ([certificate(1, 20, units=21)], "注销数量等于序列号区间的长度"),
        ([certificate(90, 110)], "注销的序列号在认购的区间之内"),
        ([certificate(1, 10), certificate(10, 20)], "登记的序列号不重叠"),
        ([certificate(1, 20, on=DAY - datetime.timedelta(days=1))], "注销日期不早于成交日期"),
        ([certificate(1, 20, registry="出让方")], "凭证由项目的登记机构出具"),
    ],
)
def test_a_check_notices(certificates: list[Certificate], what: str) -> None:
    assert failing(*certificates) == [what]


def test_equal_serials_of_two_projects_are_not_the_same() -> None:
    assert failing(certificate(1, 10, project=1), certificate(1, 10, project=2)) == []
