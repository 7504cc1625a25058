"""The routes on a report: one that stands after a restoration nobody has dealt with is not plainly open."""

from __future__ import annotations

import json
import re

from tests.casework.documents.conftest import Issued
from tests.casework.documents.test_paper import worded

AFTER, PLAIN = "可用（修复义务未见处理）", "可用"


def states(issued: Issued, caution: str | None) -> list[str]:
    """What the report says of each route, all of them open and with no reasons."""
    data = json.loads(issued.report.data)
    routes = data["assessment"]["result"]["routes"]
    for route in routes:
        route.update(open=True, caution=caution, reasons=[])
    table = worded(issued, "report", data).partition("路径是否可用理由")[2]
    return re.findall(r"可用(?:（修复义务未见处理）)?", table)[: len(routes)]


def test_a_route_that_stands_after_restoration_is_told_so_as_on_the_page(issued: Issued) -> None:
    assert set(states(issued, "列在修复之后")) == {AFTER}


def test_a_route_with_nothing_before_it_is_plainly_open(issued: Issued) -> None:
    assert set(states(issued, None)) == {PLAIN}
