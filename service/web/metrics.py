"""How is the service doing? Counters and durations by route, in Prometheus' words.

Metrics live in memory, or, where PROMETHEUS_MULTIPROC_DIR names a folder, in files there that all workers share.
Routes are labelled by their template and never by the path asked for, which would let a caller fill the memory.
"""

import os
from collections.abc import Iterator
from functools import cache

from flask import Response
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service import __version__
from service.web.negotiation import METRICS, excludes
from service.web.state import catalogue, reloads

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Held(Collector):
    """What the worker that is asked knows for all of them, read when it is told."""

    def collect(self) -> Iterator[Metric]:
        """Yield the records served, and what came of new data."""
        records = GaugeMetricFamily("codebook_records", "Records served, by the version of the service.")
        records.add_sample(records.name, {"version": __version__}, len(catalogue()))
        yield records
        outcomes = CounterMetricFamily("codebook_reloads", "New data put live or refused.", labels=["outcome"])
        outcomes.add_metric(["taken"], reloads().taken)
        outcomes.add_metric(["refused"], reloads().refused)
        yield outcomes

    def describe(self) -> tuple[Metric, ...]:
        """Name nothing ahead: there is nothing to read outside a request."""
        return ()


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "codebook_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "codebook_request_duration_seconds",
            "Seconds from the request's arrival in the application to its answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(Held())
        # The library looks labels up with care; what it finds never changes, and there are few of them.
        self._counter = cache(lambda route, method, status: self.requests.labels(route, method, str(status)))
        self._histogram = cache(self.seconds.labels)

    def count(self, route: str, method: str, status: int, seconds: float | None) -> None:
        """Count one answer, and how long it took; None for a request that was refused before it could be timed."""
        self._counter(route, method, status).inc()
        if seconds is not None:
            self._histogram(route).observe(seconds)

    def told(self, accept: str) -> Response:
        """Return every metric in the text format that `accept` names first, Prometheus' own if it names none."""
        registry = self.registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            registry.register(Held())
        encode, content_type = choose_encoder(_preferred(accept))
        return Response(encode(registry), content_type=content_type)


def _preferred(accept: str) -> str:
    """Return the name alone: the library trips over a version that it cannot read, and repeats one that it can."""
    names = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((name for name in names if name in METRICS and not excludes(accept, (name,))), "")
