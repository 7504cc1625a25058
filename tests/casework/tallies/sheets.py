"""A tally sent as a browser sends it, and what the case then holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from casework.cases import filing
from casework.cases import service as cases
from tests.casework import pages
from tests.casework.office import Office

MEASURE = "/folders/1/measurings/m1/measure"
STANDS = "/folders/1/measurings/m1/stands"
SHOW, ENTER, TWO = f"{STANDS}/1/tally", f"{STANDS}/1/tally/enter", f"{STANDS}/2/tally/enter"
# Printed table of LY 208-77 at H 6 m: 5 × 0.027 + 12 × 0.018 = 0.351 m³.
GOOD = "序号,树种,胸径（cm）,树高（m）,株数\n1,杉木,10,6,5\n2,杉木,8,6,5\n3,杉木,8.0,6,7\n"

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


def send(client: FlaskClient, content: bytes | str, address: str = ENTER, name: str = "检尺.csv", **fields: str) -> Any:
    """The page's form with a sheet, as a browser sends it."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    data = {**pages.fields(page.text), "volume_equation": "LY208-fir", **fields, "do": "check"}
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in data.items()
    ]
    head = f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    sent = content.encode() if isinstance(content, str) else content
    body = "".join(parts).encode() + head.encode() + sent + b"\r\n--limit--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=limit", follow_redirects=True)


def accept(client: FlaskClient, page: Any, reason: str = "现场检尺，张三，2025-01-21", address: str = ENTER) -> Any:
    return client.post(address, data={**pages.fields(page.text), "reason": reason, "do": "store"})


def stand(office: Office, position: int = 0) -> dict[str, Any]:
    with office.work():
        found: dict[str, Any] = cases.current_casefile(office.case).as_json()["stands"][position]
        return found


def versions(office: Office) -> int:
    with office.work():
        return filing.current_version(office.case).version
