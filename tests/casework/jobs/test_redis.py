"""The queue in Redis, as for workers on several machines: where server and client are installed."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from casework.jobs import queue
from tests.conftest import make_app

pytestmark = pytest.mark.skipif(
    not shutil.which("redis-server") or not find_spec("redis"),
    reason="no redis-server or no Python package redis on this machine",
)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    socket = tmp_path / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not socket.exists():
        assert server.poll() is None
        time.sleep(0.05)
    yield f"unix://{socket}?db=0"
    server.terminate()
    server.wait()


def test_numbers_of_jobs_go_through_redis(address: str, tmp_path: Path) -> None:
    app = make_app("sqlite://", tmp_path, QUEUE_URL=address)
    with app.app_context():
        queue.send(41)
        queue.send(42)
        assert queue.length() == 2
        assert [queue.of_app().dequeue().args for _ in range(2)] == [(41,), (42,)]
        assert queue.of_app().dequeue() is None
