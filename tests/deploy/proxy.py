"""nginx with the file that ships, before a served application; ports, certificate and paths of this test put in."""

from __future__ import annotations

import datetime
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.served import ROOT, free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine: the proxy is not tried")

MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 768; }}  # as the distribution's own file has it
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tanheng.conf;
}}
"""

PUT_IN = (
    # what ships, and what stands for it here
    (r"listen \[::\].*\n", ""),
    (r"listen 80;", "listen 127.0.0.1:{plain};"),
    (r"listen 443 ", "listen 127.0.0.1:{port} "),
    (r"127\.0\.0\.1:8000", "127.0.0.1:{service}"),
    (r"/etc/tanheng/tls", "{folder}"),
    (r"/var/log/nginx", "{folder}"),
)


def configuration(folder: Path, service: int, port: int, plain: int) -> Path:
    """The main file that includes the one that ships. Whatever is put in must have been there."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for pattern, value in PUT_IN:
        value = value.format(folder=folder, service=service, port=port, plain=plain)
        text, count = re.subn(pattern, value, text)
        assert count, pattern
    (folder / "tanheng.conf").write_text(text, encoding="utf-8")
    user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    certify(folder)
    return main


def certify(folder: Path) -> None:
    """A key and a certificate of this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    made = builder.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


@contextmanager
def proxied(folder: Path, service: int) -> Iterator[tuple[int, int]]:
    """nginx before the service on this port: its port with TLS and the one without."""
    assert NGINX is not None
    port, plain = free_port(), free_port()
    main = configuration(folder, service, port, plain)
    process = subprocess.Popen([NGINX, "-c", main, "-p", folder], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while not _answers(port):
            assert process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield port, plain
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its own certificate, on this machine
    return context


def asked(
    port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, str]:
    """The answer and its text, over a connection of its own."""
    connection = HTTPSConnection("127.0.0.1", port, timeout=20, context=tls())
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read().decode(errors="replace")
    finally:
        connection.close()
