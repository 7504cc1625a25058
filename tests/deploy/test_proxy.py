"""Behind the proxy that ships, who sends slowly or not at all delays nobody, and what is inside stays inside."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.conftest import migrated
from tests.databases import SqliteDatabases
from tests.deploy import proxy
from tests.deploy.proxy import asked, needs_nginx, proxied, tls
from tests.served import served
from tests.testrun import folder

pytestmark = needs_nginx

HELD = 64
SOON = 2.0
"""Seconds by which nobody may be delayed."""
TOKEN = "a-word-for-the-scraper"


@pytest.fixture(scope="module")
def ports(sqlite_databases: SqliteDatabases) -> Iterator[tuple[int, int]]:
    place = folder() / "proxy"
    place.mkdir()
    url = migrated(sqlite_databases)
    settings = {"TANHENG_PROXIES": "1", "TANHENG_TLS": "1", "TANHENG_METRICS_TOKEN": TOKEN, "WEB_CONCURRENCY": "2"}
    with served(url, place, 0, **settings) as server, proxied(place, server.port) as found:
        yield found
    sqlite_databases.drop(url)


def test_the_file_is_one_that_the_proxy_takes(tmp_path: Path) -> None:
    main = proxy.configuration(tmp_path, 8000, 8443, 8080)
    told = subprocess.run([str(proxy.NGINX), "-t", "-c", main, "-p", tmp_path], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "[warn]" not in told.stderr


def test_half_sent_heads_slow_bodies_and_idle_connections_delay_nobody(ports: tuple[int, int]) -> None:
    port, _ = ports
    context, waits = tls(), []
    with ExitStack() as open_ones:

        def connected() -> socket.socket:
            return open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))

        for _ in range(HELD):
            open_ones.enter_context(context.wrap_socket(connected())).sendall(b"GET /sign-in HTTP/1.1\r\nX-Half:")
            connected()
        for _ in range(HELD // 4):
            head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nu"
            open_ones.enter_context(context.wrap_socket(connected())).sendall(head)
        for _ in range(12):
            begun = time.monotonic()
            answer, _ = asked(port, "/sign-in")
            waits.append(time.monotonic() - begun)
            assert answer.status == 200
    assert max(waits) < SOON, waits


def test_browsers_are_told_once_to_stay_with_tls(ports: tuple[int, int]) -> None:
    port, plain = ports
    page, _ = asked(port, "/sign-in")
    refused, _ = asked(port, "/sign-in", "POST", b"x" * (11 * 1024 * 1024))
    for answer in (page, refused):
        (said,) = answer.headers.get_all("Strict-Transport-Security") or []
        assert said == "max-age=31536000; includeSubDomains"
    assert refused.status == 413
    assert "Secure" in page.headers["Set-Cookie"]
    connection = HTTPConnection("127.0.0.1", plain)
    connection.request("GET", "/sign-in?next=/", headers={"Host": "court.example"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://court.example/sign-in?next=/")
    connection.close()


def test_what_machines_inside_ask_is_not_told_outside(ports: tuple[int, int]) -> None:
    port, _ = ports
    for path in ("/metrics", "/ready"):
        assert asked(port, path, Authorization=f"Bearer {TOKEN}")[0].status == 404, path


def test_the_number_of_a_request_is_that_of_the_proxy(ports: tuple[int, int]) -> None:
    answer, _ = asked(ports[0], "/sign-in", X_Request_ID="claimed-by-a-visitor")
    assert len(answer.headers["X-Request-ID"]) == 32
