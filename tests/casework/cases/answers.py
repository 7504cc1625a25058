"""A filled-in form of a case, as a browser sends it."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from tests.casework import markup

FILLED = {
    "case-offence": "滥伐林木",
    "case-conduct-from": "2021-12-01",
    "case-conduct-to": "2022-01-20",
    "parties-0-name": "张某泉",
    "parties-0-role": "被告人",
    "stands-0-id": "A",
    "stands-0-county": "350627",
    "stands-0-species-0-species": "阔叶混",
    "stands-0-damage-type": "采伐",
    "stands-0-standing_stock_m3": "18.6493",
}


def send(client: FlaskClient, do: str = "check", address: str = "/cases/new", **changes: str) -> Any:
    return client.post(address, data={**FILLED, **{k.replace("__", "-"): v for k, v in changes.items()}, "do": do})


def document(html: str, address: str = "/cases/new") -> dict[str, Any]:
    """The case file that the page to check answers carries."""
    found: dict[str, Any] = json.loads(markup.form(html, address).fields["document"])
    return found
