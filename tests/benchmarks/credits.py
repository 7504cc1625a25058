"""The register with ten thousand lots and with a hundred thousand: what could be bought, and what anybody may look up.

Both are asked by turns, so that a busy machine is as busy for one as for the other; wanted are the medians of the
processor's time, and that they are the same for both. Nine lots of ten are used, those that were registered first, as
in a register that is years old.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection

from casework import db, migrate
from casework.credits import lookup, register
from casework.db import make_engine
from tests.benchmarks.figure import Figure
from tests.casework.credits import rows
from tests.conftest import dispose, make_app

FEW, MANY = 10_000, int(os.environ.get("CREDIT_LOTS", "100000"))
PER_PROJECT, PER_LOT = 100, 100
USED = Decimal("0.9")
WARM_UP, RUNS = 20, 200


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Path(folder) / str(lots) for lots in (FEW, MANY))
        with registered(few, FEW) as small, registered(many, MANY) as large:
            for name, ask, wanted in (
                ("allocation", allocation, 5.0),
                ("look-up of a retired serial", retired, 2.0),
                ("look-up of a free serial", free, 2.0),
                ("look-up of a certificate", certificate, 2.0),
                ("look-up of what is unknown", unknown, 2.0),
            ):
                yield from compared(name, ask, wanted, small, large)


def compared(
    name: str, ask: Callable[[int, int], object], wanted: float, small: Flask, large: Flask
) -> Iterator[Figure]:
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for number in range(WARM_UP + RUNS):
        for app, lots in ((small, FEW), (large, MANY)):
            with app.test_request_context():
                db.session().connection()
                begin = time.process_time()
                ask(lots, number)
                times[lots].append(time.process_time() - begin)
    fast, slow = (statistics.median(times[lots][WARM_UP:]) * 1000 for lots in (FEW, MANY))
    yield Figure(f"{name}, {MANY} lots (load {os.getloadavg()[0]:.1f})", slow, "ms", wanted)
    yield Figure(f"{name}, {MANY} lots beside {FEW}", slow / fast, "times", 1.2)


def allocation(lots: int, number: int) -> None:
    assert register.suggested(["FFCER"], Decimal(86 + number % 10))


def retired(lots: int, number: int) -> None:
    (told,) = lookup.known(_serial(number * 7919 % int(lots * USED), 50))
    assert told.state == lookup.RETIRED


def free(lots: int, number: int) -> None:
    (told,) = lookup.known(_serial(int(lots * USED) + number * 7919 % int(lots * (1 - USED)), 50))
    assert told.state == lookup.FREE


def certificate(lots: int, number: int) -> None:
    (told,) = lookup.known(f"ZX-{number * 7919 % int(lots * USED)}")
    assert told.state == lookup.RETIRED


def unknown(lots: int, number: int) -> None:
    assert lookup.known(f"FFCER-X{number}-{number + 1}") == ()


def _serial(lot: int, place: int) -> str:
    project, within = divmod(lot, PER_PROJECT)
    return f"P{project:05d}-{within * PER_LOT + place:06d}"


@contextmanager
def registered(folder: Path, lots: int) -> Iterator[Flask]:
    """The application on a new SQLite database with so many lots of a hundred serials."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'credits.sqlite'}"
    engine = make_engine(url)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        fill(connection, lots)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    app = make_app(url, folder)
    yield app
    dispose(app)


def fill(connection: Connection, lots: int) -> None:
    """Projects of a hundred lots; of nine lots of ten all serials are bought by one case, and retired."""
    rows.people(connection)
    case, item = rows.approved_item(connection, quantity=lots * PER_LOT)
    common = {"registry_name": "海峡资源环境交易中心", "credit_type": "FFCER", "methodology": "方法学"}
    written = {"recorded_by": 1, "at": rows.NOW}
    projects = [
        {"id": number + 1, "code": f"P{number:05d}", "name": f"项目{number}", **common, **written}
        for number in range(lots // PER_PROJECT)
    ]
    connection.execute(rows.table("credit_projects").insert(), projects)
    made: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("credit_lots", "serial_uses", "purchases", "retirements")
    }
    for number in range(lots):
        _lot(made, number, case, item, used=number < lots * USED)
    for name, values in made.items():
        connection.execute(rows.table(name).insert(), values)


def _lot(made: dict[str, list[dict[str, object]]], number: int, case: int, item: int, *, used: bool) -> None:
    project, within = number // PER_PROJECT + 1, number % PER_PROJECT
    first, key = within * PER_LOT + 1, number + 1
    last = first + PER_LOT - 1
    written = {"recorded_by": 1, "at": rows.NOW}
    made["credit_lots"].append({"id": key, **rows.lot_row(project, first, last), **written})
    if not used:
        return
    made["serial_uses"].append({"id": key, **rows.use_row(project, key, first, last), **written})
    made["purchases"].append({"id": key, **rows.purchase_row(case, item, key, project, first, last), **written})
    retirement = rows.retirement_row(key, case, project, first, last) | {"certificate_no": f"ZX-{number}"}
    made["retirements"].append({"id": key, **retirement, "at": rows.NOW})
