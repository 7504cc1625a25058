"""Figures for Prometheus: how many requests by route and status, how long they take, how long who writes waits, and
whether everything that the work needs is there.

Off until ``METRICS_TOKEN`` or ``METRICS_FROM`` says who may read them. A label is the name of a route, a status or the
name of something tried: all are from lists of this program, so that none tells of a person and their number is bounded.
The processes of one server add up what each has counted, in the folder that ``tools/gunicorn.conf.py`` makes.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Flask, current_app

from casework import db
from casework.upkeep import readiness

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.core import GaugeMetricFamily

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: the folder in which the processes of one server keep their figures."""

REQUEST_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
WAIT_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 60.0)

NO_ROUTE = "none"
"""Of a request whose address is none of this program's."""

_NAME = "metrics"


class Meters:
    """What is counted, and who may read it."""

    def __init__(self, token: str, networks: tuple[Network, ...]) -> None:
        # Here, so that a server without figures, and a command, does not load the library.
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.token, self.networks = token, networks
        self.own: CollectorRegistry = CollectorRegistry()
        self.requests: Counter = Counter(
            "tanheng_requests", "Requests that were answered", ("route", "status"), registry=self.own
        )
        self.seconds: Histogram = Histogram(
            "tanheng_request_seconds",
            "Seconds until a request was answered",
            ("route",),
            registry=self.own,
            buckets=REQUEST_SECONDS,
        )
        self.waits: Histogram = Histogram(
            "tanheng_write_wait_seconds",
            "Seconds that a transaction that writes waited for its locks",
            registry=self.own,
            buckets=WAIT_SECONDS,
        )

    def waited(self, sender: object, seconds: float) -> None:
        self.waits.observe(seconds)

    def registry(self) -> CollectorRegistry:
        """Where the figures are read: those of all processes of the server, or of this one where there is no other."""
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        if TOGETHER not in os.environ:
            return self.own
        found: CollectorRegistry = CollectorRegistry()
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]  # it registers itself
        return found


def init_app(app: Flask) -> None:
    """Count from now on, where somebody may read it. Raises ``ValueError`` for a network that is none."""
    token, listed = app.config["METRICS_TOKEN"], app.config["METRICS_FROM"]
    networks = tuple(ipaddress.ip_network(one.strip()) for one in listed.split(",") if one.strip())
    if not token and not networks:
        return
    meters = app.extensions[_NAME] = Meters(token, networks)
    db.lock_taken.connect(meters.waited, sender=app, weak=False)


def answered(route: str | None, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    meters: Meters | None = current_app.extensions.get(_NAME)
    if meters is not None:
        meters.requests.labels(route or NO_ROUTE, str(status)).inc()
        meters.seconds.labels(route or NO_ROUTE).observe(seconds)


def may_read(address: str | None, given: str) -> bool:
    """Whether somebody at this address, who gives this as his authorization, may read the figures."""
    meters: Meters | None = current_app.extensions.get(_NAME)
    if meters is None:
        return False
    if meters.token and hmac.compare_digest(given.encode(), f"Bearer {meters.token}".encode()):
        return True
    try:
        asking = ipaddress.ip_address(address or "")
    except ValueError:  # a socket of this machine has no address
        return False
    return any(asking in network for network in meters.networks)


def text() -> tuple[bytes, str]:
    """All figures of the moment, and the type of that text. Everything that the work needs is tried for it."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    meters: Meters = current_app.extensions[_NAME]
    moment = CollectorRegistry()
    moment.register(_Moment())
    return generate_latest(meters.registry()) + generate_latest(moment), CONTENT_TYPE_LATEST


class _Moment:
    """What is so at the moment, whichever process tells it."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        tried = GaugeMetricFamily("tanheng_ready", "1 where what the work needs is there", labels=["probe"])
        for one in readiness.probes():
            tried.add_metric([one.name], 0 if one.wrong else 1)
        yield tried
        room = shutil.disk_usage(current_app.instance_path).free
        yield GaugeMetricFamily("tanheng_disk_free_bytes", "Room where files are kept", value=room)

    def describe(self) -> list[GaugeMetricFamily]:
        return []
