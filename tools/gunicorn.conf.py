"""How the application is served: several processes on the loopback address, each with a few threads."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

# Papers are rendered inside the request, so one process per core, and never fewer than two.
workers = int(os.environ.get("WEB_CONCURRENCY", 0)) or min(4, max(2, os.cpu_count() or 1))
# Browsers hold spare connections open; a thread waits on each instead of the whole process. How many, and why these:
# docs/decisions/0045-served-by-threads-behind-a-proxy.md.
worker_class = "gthread"
threads = 16
# What a proxy passes on is shorter; nobody else is listened to for long.
limit_request_line = 8190
limit_request_fields = 60
keepalive = 5
# Of the worker's own heartbeat, which its main thread keeps up while another thread makes a long paper.
timeout = 120
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"
# Its own lines as those of the application: no address of a request, no value.
logconfig_dict = {
    "formatters": {"line": {"()": "casework.logs.Lines"}},
    "handlers": {"line": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["line"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["line"], "propagate": False, "qualname": "gunicorn.error"},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": False, "qualname": "gunicorn.access"},
    },
}


_beside: list[subprocess.Popen[bytes]] = []
"""The workers of long work; each ends by itself, too, when this process is gone."""


def when_ready(server: Any) -> None:
    """Say where the application answers, once the port is bound, and start the workers of long work."""
    count = os.environ.get("TANHENG_WORKERS", "0")
    if count not in ("", "0"):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--attached", "--processes", count]
        _beside.append(subprocess.Popen(command, cwd=Path(__file__).resolve().parent.parent))  # noqa: S603 - our own
    host, port = server.LISTENERS[0].cfg_addr
    print(f"==> 服务已启动：http://{host}:{port}/    （按 Ctrl-C 停止）", flush=True)


# Figures for Prometheus: the workers add up what each has counted in a folder of this server, made before they import
# the library, and gone with the server.
_figures = ""
if os.environ.get("TANHENG_METRICS_TOKEN") or os.environ.get("TANHENG_METRICS_FROM"):
    _figures = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="tanheng-metrics-")


def on_exit(server: Any) -> None:
    """Leave nothing behind, and end the workers: what they have in hand is taken up again by the next ones."""
    for worker in _beside:
        worker.terminate()
        worker.wait(timeout=graceful_timeout)
    if _figures:
        shutil.rmtree(_figures, ignore_errors=True)
