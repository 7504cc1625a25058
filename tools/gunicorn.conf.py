"""How the application is served: several processes on the loopback address, each with a few threads."""

import os
from typing import Any

# Papers are rendered inside the request, so one process per core, and never fewer than two.
workers = int(os.environ.get("WEB_CONCURRENCY", 0)) or min(4, max(2, os.cpu_count() or 1))
# Browsers hold spare connections open; a thread waits on each instead of the whole process.
worker_class = "gthread"
threads = 4
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


def when_ready(server: Any) -> None:
    """Say where the application answers, once the port is bound."""
    host, port = server.LISTENERS[0].cfg_addr
    print(f"==> 服务已启动：http://{host}:{port}/    （按 Ctrl-C 停止）", flush=True)
