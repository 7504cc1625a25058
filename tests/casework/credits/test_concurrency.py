"""Several connections at once: of those that want the same serials exactly one gets them, on both databases."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError

from casework.credits.refusals import rule_of
from tests.casework.credits import rows
from tests.conftest import Attempts

WORKERS = 4


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with rows.engine(database_url) as made:
        with made.begin() as connection:
            rows.people(connection)
        yield made


def at_once(engine: Engine, *writes: Callable[[Connection], object]) -> list[str]:
    """Run each write in a thread and transaction of its own, all let go together: "won" or the rule that refused."""
    outcomes = [""] * len(writes)
    start = threading.Barrier(len(writes))

    def work(number: int) -> None:
        with engine.connect() as connection:
            start.wait(timeout=20)
            try:
                with connection.begin():
                    writes[number](connection)
                outcomes[number] = "won"
            except IntegrityError as problem:
                outcomes[number] = rule_of(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(writes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def count(engine: Engine, name: str) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(rows.table(name)))


@pytest.mark.parametrize("attempt", range(5))
def test_of_several_retiring_the_same_serials_exactly_one_wins(engine: Engine, attempt: int) -> None:
    with engine.begin() as connection:
        project, lot = rows.project(connection)
        bought, case, _ = rows.purchase(connection, project, lot, 1, 48)
        # All of them meet at serial 24.
        wanted = [rows.retirement_row(bought, case, project, 21 + number, 24 + number) for number in range(WORKERS)]
    outcomes = at_once(engine, *(lambda c, row=row: rows.insert(c, "retirements", **row) for row in wanted))
    assert outcomes == ["retirements_no_overlap"] * (WORKERS - 1) + ["won"]
    assert count(engine, "retirements") == 1


@pytest.mark.parametrize("attempt", range(5))
def test_of_several_taking_the_same_serials_for_different_uses_exactly_one_wins(engine: Engine, attempt: int) -> None:
    uses = ("judicial_compensation", "compliance_offset", "event_neutralisation", "voluntary")
    with engine.begin() as connection:
        project, lot = rows.project(connection)
    outcomes = at_once(
        engine,
        *(lambda c, use=use: rows.insert(c, "serial_uses", **rows.use_row(project, lot, 1, 10, use)) for use in uses),
    )
    assert outcomes == ["serial_uses_no_overlap"] * 3 + ["won"]
    assert count(engine, "serial_uses") == 1


def test_those_who_take_different_serials_all_win(engine: Engine) -> None:
    with engine.begin() as connection:
        project, lot = rows.project(connection)
    wanted = [rows.use_row(project, lot, 1 + 10 * number, 10 + 10 * number) for number in range(WORKERS)]
    assert at_once(engine, *(lambda c, row=row: rows.insert(c, "serial_uses", **row) for row in wanted)) == (
        ["won"] * WORKERS
    )


@pytest.mark.parametrize("attempt", range(5))
def test_a_retirement_and_a_release_of_the_same_purchase_never_both_happen(engine: Engine, attempt: int) -> None:
    with engine.begin() as connection:
        project, lot = rows.project(connection)
        bought, case, use = rows.purchase(connection, project, lot, 1, 48)
        row = rows.retirement_row(bought, case, project, 1, 48)
    release = (
        "UPDATE serial_uses SET released_at = '2026-03-03', released_by = 1, release_reason = '登记有误' "
        f"WHERE id = {use}"
    )
    outcomes = at_once(
        engine,
        lambda c: rows.insert(c, "retirements", **row),
        lambda c: c.exec_driver_sql(release),
    )
    assert outcomes in (["retirements_inside_purchase", "won"], ["serial_uses_retired", "won"])


_PROCESS = """
import sys
from sqlalchemy.exc import IntegrityError
from casework.credits.refusals import rule_of
from tests.casework.credits import rows
from tests.conftest import Attempts
url, project, lot = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with rows.engine(url) as engine, engine.connect() as connection:
    connection.rollback()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        with connection.begin():
            rows.insert(connection, "serial_uses", **rows.use_row(project, lot, 1, 10))
        print("won")
    except IntegrityError as problem:
        print(rule_of(problem))
"""


def test_of_two_processes_taking_the_same_serials_exactly_one_wins(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        project, lot = rows.project(connection)
    command = [sys.executable, "-c", _PROCESS, database_url, str(project), str(lot)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert answers == ["serial_uses_no_overlap", "won"]
    assert count(engine, "serial_uses") == 1


CLIENTS, ROUNDS, SAMPLE = 64, 1000, 3


def test_of_64_clients_racing_for_overlapping_serials_one_wins_each_round(engine: Engine, attempts: Attempts) -> None:
    """Each round 64 clients want ranges of their own that all hold one serial, for any kind of use or a reservation."""
    rounds = list(attempts(SAMPLE, ROUNDS))
    with engine.begin() as connection:
        project, lot = rows.project(connection, 1, 200 * ROUNDS)
    start = threading.Barrier(CLIENTS)
    outcomes: list[list[str]] = [[""] * CLIENTS for _ in rounds]

    def client(number: int) -> None:
        kinds = ("judicial_compensation", "compliance_offset", "event_neutralisation", "voluntary", "reservation")
        with rows.engine(str(engine.url.render_as_string(hide_password=False))) as own, own.connect() as connection:
            for place, each in enumerate(rounds):
                middle = 200 * each + 100
                row = rows.use_row(project, lot, middle - number, middle + CLIENTS - 1 - number, kinds[number % 5])
                start.wait(timeout=120)
                try:
                    with connection.begin():
                        rows.insert(connection, "serial_uses", **row)
                    outcomes[place][number] = "won"
                except IntegrityError as problem:
                    outcomes[place][number] = rule_of(problem)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=1800)
    assert [Counter(one) for one in outcomes] == [
        Counter({"won": 1, "serial_uses_no_overlap": CLIENTS - 1}) for _ in rounds
    ]
    with engine.connect() as connection:
        held = [
            serial
            for first, last in connection.execute(
                select(rows.table("serial_uses").c.serial_from, rows.table("serial_uses").c.serial_to)
            )
            for serial in range(first, last + 1)
        ]
    assert len(held) == len(set(held)) == CLIENTS * len(rounds)
