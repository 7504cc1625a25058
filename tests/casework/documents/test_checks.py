"""What a confirmation of retirement compares: each check notices what it is there for."""

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from casework.documents.checks import Retired, checks

DAY = datetime.date(2026, 3, 2)


def certificate(first: int, last: int, project: int = 1, **changed: Any) -> Retired:
    retirement: dict[str, Any] = {
        "serial_from": first,
        "serial_to": last,
        "quantity_t": last - first + 1,
        "certificate_date": DAY,
        "registry_name": "登记机构",
    }
    units = (retirement | changed)["quantity_t"]
    retirement |= {"unit_t": None, "tonnes": Decimal(units)}
    purchase = {"serial_from": 1, "serial_to": 100, "trade_date": DAY}
    return Retired(
        retirement=SimpleNamespace(**(retirement | changed)),  # type: ignore[arg-type]
        purchase=SimpleNamespace(**purchase),  # type: ignore[arg-type]
        project=SimpleNamespace(id=project, registry_name="登记机构"),  # type: ignore[arg-type]
        vintage="2024",
    )


def failing(*certificates: Retired) -> list[str]:
    return [check.what for check in checks(certificates) if not check.holds]


def test_certificates_in_order_pass_every_check() -> None:
    assert failing(certificate(1, 10), certificate(11, 20)) == []


@pytest.mark.parametrize(
    ("certificates", "what"),
    [
        ([certificate(1, 20, quantity_t=21)], "注销数量等于序列号区间的长度"),
        ([certificate(90, 110)], "注销的序列号在认购的区间之内"),
        ([certificate(1, 10), certificate(10, 20)], "登记的序列号不重叠"),
        ([certificate(1, 20, certificate_date=DAY - datetime.timedelta(days=1))], "注销日期不早于成交日期"),
        ([certificate(1, 20, registry_name="出让方")], "凭证由项目的登记机构出具"),
    ],
)
def test_a_check_notices(certificates: list[Retired], what: str) -> None:
    assert failing(*certificates) == [what]


def test_equal_serials_of_two_projects_are_not_the_same() -> None:
    assert failing(certificate(1, 10, project=1), certificate(1, 10, project=2)) == []
