"""Confirming retirements: the registry's certificate against the purchase."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from casework.credits import retirements
from casework.credits.certificates import MAX_BYTES
from casework.credits.errors import CreditRefused
from casework.credits.refusals import CERTIFICATE_USED
from casework.proceedings import files
from tests.casework.office import TODAY, YESTERDAY, Office
from tests.told import saying

PDF = b"%PDF-1.7 a certificate"
PNG = b"\x89PNG\r\n\x1a\n a scan"
JPEG = b"\xff\xd8\xff\xe0 a photo"


def test_the_last_retirement_proves_what_was_owed(performing: Office) -> None:
    first, second = performing.buy(1, 1, 40), performing.buy(1, 41, 86)
    performing.retire(first, 1, 40)
    with performing.work():
        assert performing.course.obligations["o1"].state == "performing"
    performing.retire(second, 41, 86)
    with performing.work():
        assert performing.course.obligations["o1"].state == "proven"


@pytest.mark.parametrize(
    ("entry", "field", "said"),
    [
        ({"serial_to": 41, "quantity_t": 41}, "serial_from", "不在这次认购的 1–40 之内"),
        ({"serial_from": 900, "serial_to": 901, "quantity_t": 2}, "serial_from", "900–901 不在这次认购"),
        ({"quantity_t": 39}, "quantity_t", "共 40 个"),
        ({"serial_to": 0}, "serial_to", "正整数"),
        ({"certificate_no": ""}, "certificate_no", "不能为空"),
        ({"certificate_date": YESTERDAY - datetime.timedelta(days=1)}, "certificate_date", "早于交易日期"),
        ({"certificate_date": TODAY + datetime.timedelta(days=1)}, "certificate_date", "尚未到来"),
        ({"registry_name": "某碳汇公司"}, "registry_name", "出让方自己出具的凭证不能作为证明"),
        ({"registry_name": "另一登记机构"}, "registry_name", "该项目的登记机构是海峡资源环境交易中心"),
        ({"purpose": "compliance_offset"}, "purpose", "不能作为本案履行的证明"),
        ({"purpose": "unstated"}, "purpose", "不能作为本案履行的证明"),
        ({"content": b"MZ not a certificate"}, "certificate", "PDF、PNG 或 JPG"),
        ({"content": b""}, "certificate", "空的"),
        ({"content": b"%PDF-" + bytes(MAX_BYTES)}, "certificate", "上限为 5 MB"),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused_at_its_field(
    performing: Office, entry: dict[str, Any], field: str, said: str
) -> None:
    bought = performing.buy(1, 1, 40)
    with pytest.raises(CreditRefused) as refused:
        performing.retire(bought, 1, 40, **entry)
    messages = {error.path: error.message for error in refused.value.errors}
    assert said in messages[field]
    with performing.work():
        assert retirements.holdings(performing.case)[0].retirements == ()


def test_every_mistake_of_a_certificate_is_named_at_once(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    with pytest.raises(CreditRefused) as refused:
        performing.retire(bought, 1, 41, certificate_no="", registry_name="", purpose="", content=b"x")
    assert {error.path for error in refused.value.errors} == {
        *("certificate_no", "registry_name", "purpose", "serial_from", "certificate")
    }


def test_serials_retired_already_are_refused(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    performing.retire(bought, 1, 20)
    with pytest.raises(CreditRefused) as refused:  # as it is entered, not only once another holds it against the paper
        performing.retire(bought, 20, 30)
    assert [error.path for error in refused.value.errors] == ["serial_from"]
    assert "ZX-1-20" in refused.value.errors[0].message
    performing.retire(bought, 21, 40)


def test_one_certificate_proves_one_retirement_of_all_cases(performing: Office) -> None:
    bought = performing.buy(1, 1, 40)
    performing.retire(bought, 1, 40, certificate_no="ZX-1")
    performing.to_performing()
    other = performing.buy(1, 41, 50)
    with pytest.raises(CreditRefused, match=saying(CERTIFICATE_USED)) as refused:
        performing.retire(other, 41, 50, certificate_no="ZX-1")
    assert refused.value.errors[0].path == "certificate_no"


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [(PDF, "application/pdf", "pdf"), (PNG, "image/png", "png"), (JPEG, "image/jpeg", "jpg")],
)
def test_an_uploaded_certificate_is_kept_as_a_paper_of_the_case(
    performing: Office, content: bytes, media_type: str, ending: str
) -> None:
    bought = performing.buy(1, 1, 40)
    performing.retire(bought, 1, 40, certificate_no="ZX-9", content=content)
    with performing.work():
        kept = files.get(performing.folder, f"注销凭证 ZX-9.{ending}")
        assert (kept.content, kept.media_type) == (content, media_type)
        assert kept.name in performing.course.acts[-1].args["certificate"]
