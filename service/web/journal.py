"""What is said of each request? One line in the log, and one more in the counts, for whoever refused it."""

import re
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

from schemas.fields import read_code
from service.logs import tell_request
from service.web.identity import request_id
from service.web.metrics import Metrics, method_of, route_of

_TRACE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)
"""`traceparent`, as W3C Trace Context has it; a version to come may say more at the end."""


class Journal:
    """Tells the log of the requests of an application, and of those that never came there."""

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics

    def tell(self, answer: Response) -> Response:
        """Tell of an answer of the application."""
        given = (request.view_args or {}).get("code")
        tell_request(
            route=route_of(request),
            method=method_of(request),
            status=answer.status_code,
            seconds=perf_counter() - g.began,
            request_id=request_id(),
            code=read_code(given) if isinstance(given, str) else None,
            trace_id=trace_of(request.headers.get("traceparent", "")),
        )
        return answer

    def refused(self, status: int, name: str) -> None:
        """Tell of a request that the server refused by itself, `name` being its id, and count it."""
        self.metrics.requests.labels("unknown", "other", str(status)).inc()
        tell_request(route="unknown", method="other", status=status, seconds=None, request_id=name)


def install(app: Flask, metrics: Metrics) -> None:
    """Make `app` tell the log of every answer."""
    journal = Journal(metrics)
    app.extensions["journal"] = journal
    app.after_request(journal.tell)


def trace_of(given: str) -> str | None:
    """Return the trace that a `traceparent` header names, or None if it is not valid."""
    found: Any = _TRACE.fullmatch(given)
    return None if found is None or (found[2] and given.startswith("00")) else str(found[1])
