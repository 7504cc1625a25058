"""A case filled in page by page, as a browser sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.web.facts import field_name, page_of
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


def path_of(name: str) -> str:
    """The path of the fact that a field is for: ``stands-0-damage-type`` is ``stands[0].damage.type``."""
    return re.sub(r"-(\d+)", r"[\1]", name).replace("-", ".")


def key_of(name: str) -> str:
    """The page on which a field stands."""
    group = page_of(re.sub(r"(standard_errors|parameters)\[?\d*\]?\..*", r"\1", path_of(name)))
    assert group is not None, name
    return group.key


def by_page(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fields by the page on which they stand."""
    found: dict[str, dict[str, str]] = {}
    for name, value in fields.items():
        found.setdefault(key_of(name), {})[name] = value
    return found


def changed(**changes: str) -> dict[str, str]:
    """``FILLED`` with changes; ``stands__0__trees`` stands for ``stands-0-trees``."""
    return FILLED | {name.replace("__", "-"): value for name, value in changes.items()}


def save(client: FlaskClient, address: str, page: str, do: str = "later", **fields: str) -> TestResponse:
    """Send one page with what it shows and these fields. ``address``: of the draft, or ``/cases/new`` before one."""
    shown = markup.form(client.get(f"{address}/{page}").text, f"{address}/{page}").fields
    return client.post(f"{address}/{page}", data={**shown, **fields, "do": do})


def fill(client: FlaskClient, fields: Mapping[str, str] = FILLED, address: str = "/cases/new") -> str:
    """Fill in the pages of these fields; gives the address of the draft."""
    for page, own in by_page(fields).items():
        answer = save(client, address, page, **own)
        assert answer.status_code == 302, answer.text
        address = answer.location
    return address


def check(client: FlaskClient, draft: str) -> TestResponse:
    """The page that shows all answers."""
    return client.get(f"{draft}/check")


def file(client: FlaskClient, draft: str, **more: Any) -> TestResponse:
    """Press the last button."""
    shown = markup.form(check(client, draft).text, f"{draft}/check").fields
    return client.post(f"{draft}/check", data={**shown, **more, "do": "file"})


def wrong(name: str) -> str:
    """The link to a field in a summary of mistakes."""
    return f'href="#{name}"'


__all__ = ["FILLED", "by_page", "changed", "check", "field_name", "file", "fill", "key_of", "path_of", "save", "wrong"]
