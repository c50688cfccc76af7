"""What is said of each request? One line in the log, and one more in the counts, for whoever answered it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from flask import Flask, Request, Response, g, request

from schemas.fields import read_code
from service.ids import trace_of
from service.logs import REQUESTS, tell_request
from service.web.identity import request_id
from service.web.metrics import Metrics

TOLD = "codebook.told"
"""The key of the WSGI environment under which stand the route that answered and the code it was asked for."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


class Journal:
    """Tells the log and the counts of the requests of an application, and of those that never came there."""

    def __init__(self, metrics: Metrics | None) -> None:
        self.metrics = metrics

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Tell of nothing in a block: what is asked there was asked by nobody."""
        metrics, disabled = self.metrics, REQUESTS.disabled
        self.metrics, REQUESTS.disabled = None, True
        try:
            yield
        finally:
            self.metrics, REQUESTS.disabled = metrics, disabled

    def tell(
        self, *, route: str, method: str, status: int, began: float, request_id: str, code: str | None, parent: str
    ) -> None:
        """Tell of an answer.

        Args:
            route: the template of the path that was asked for, or unknown.
            method: one of the usual, or other.
            status: of the answer.
            began: what `perf_counter` said when the request arrived.
            request_id: as the answer carries it.
            code: that the path names, if it does.
            parent: what the caller sent as `traceparent`.
        """
        seconds = perf_counter() - began
        if self.metrics is not None:
            self.metrics.count(route, method, status, seconds)
        tell_request(route, method, status, seconds, request_id, code=code, trace_id=trace_of(parent))

    def refused(self, status: int, name: str) -> None:
        """Tell of a request that the server refused by itself, `name` being its id."""
        if self.metrics is not None:
            self.metrics.count("unknown", "other", status, None)
        tell_request("unknown", "other", status, None, name)


def install(app: Flask, metrics: Metrics | None) -> None:
    """Make `app` tell the log of every answer, and count it unless there are no `metrics`."""
    journal = Journal(metrics)
    app.extensions["journal"] = journal

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()

    @app.after_request
    def tell(answer: Response) -> Response:
        given = (request.view_args or {}).get("code")
        route, code = route_of(request), read_code(given) if isinstance(given, str) else None
        request.environ[TOLD] = route, code
        journal.tell(
            route=route,
            method=request.method if request.method in _METHODS else "other",
            status=answer.status_code,
            began=g.began,
            request_id=request_id(),
            code=code,
            parent=request.headers.get("traceparent", ""),
        )
        return answer


def route_of(asked: Request) -> str:
    """Return the template of the path that was asked for."""
    return asked.url_rule.rule if asked.url_rule is not None else "unknown"
