"""The application as it is served: gunicorn with the configuration that ships, on a free port of this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]

START = 60
"""Seconds in which a busy machine starts it."""


@dataclass
class Served:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, timeout: float = 20, **headers: str) -> tuple[int, str]:
        """Status and text of what it answers, over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def alive(self) -> bool:
        """Whether it answers, within a second."""
        try:
            return self.get("/health", timeout=1)[0] == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The numbers of its worker processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(url: str, instance: Path, port: int = 0, **settings: str) -> Iterator[Served]:
    """The application on a database, in a session of its own, until the end of the block."""
    server = begin(url, instance, port, **settings)
    try:
        yield server
    finally:
        end(server)


def begin(url: str, instance: Path, port: int = 0, **settings: str) -> Served:
    """Start it, and wait until it answers."""
    port = port or free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": "a key for tests",
        "AUDIT_KEY": "a-key-of-the-log-for-tests",
        "AUDIT_ANCHORS": str(instance / "audit_anchors"),
        **settings,
    }
    line = [sys.executable, "-m", "gunicorn", "--config", "tools/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*line, "wsgi:app"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that it can be ended whole
    )
    server = Served(port, process)
    until = time.monotonic() + START
    while not server.alive():
        if process.poll() is not None or time.monotonic() > until:
            end(server)
            raise AssertionError(f"the server did not start (exit status {process.returncode})")
        time.sleep(0.1)
    return server


def end(server: Served) -> None:
    """End it and its workers, and wait until all are gone."""
    if server.process.poll() is None:
        server.process.terminate()
        try:
            server.process.wait(20)
        except subprocess.TimeoutExpired:
            kill(server)
    server.process.wait()


def kill(server: Served) -> None:
    """End it and its workers at once, as a power cut does."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


@contextmanager
def holding(port: int, heads: int, idle: int) -> Iterator[None]:
    """So many connections on which half of a head was sent, and so many on which nothing was, stay open."""
    opened = []
    try:
        for number in range(heads + idle):
            one = socket.create_connection(("127.0.0.1", port), timeout=5)
            opened.append(one)
            if number < heads:
                one.sendall(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Half:")
        yield
    finally:
        for one in opened:
            one.close()


class Visitor:
    """A browser without pictures: it keeps cookies, and sends the token of the page that it read last."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str, timeout: float = 60) -> tuple[int, str]:
        return self._asked("GET", path, None, timeout)

    def post(self, path: str, fields: dict[str, str], timeout: float = 60) -> tuple[int, str]:
        """Status, and where it leads or what it says."""
        body = urlencode({"csrf_token": self._token, **fields}).encode()
        return self._asked("POST", path, body, timeout)

    def send(
        self, path: str, name: str, content: bytes, timeout: float = 60, field: str = "file", **fields: str
    ) -> tuple[int, str]:
        """A form with a file in a field, after its page was read."""
        self.get(path, timeout)
        given = {"csrf_token": self._token, **fields}
        parts = [f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{given[key]}\r\n' for key in given]
        head = f'--limit\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + b"\r\n--limit--\r\n"
        return self._asked("POST", path, body, timeout, "multipart/form-data; boundary=limit")

    def sign_in(self, username: str, password: str) -> None:
        self.get("/sign-in")
        status, text = self.post("/sign-in", {"username": username, "password": password})
        assert status == 302, (status, text)

    def _asked(
        self,
        method: str,
        path: str,
        body: bytes | None,
        timeout: float,
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in answer.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        self._token = found.group(1) if found else self._token
        return answer.status, answer.headers.get("Location") or text
