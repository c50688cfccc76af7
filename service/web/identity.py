"""Which request is this? An id for each, the caller's own where it can be trusted with a log line."""

import re
from uuid import uuid4

from flask import Flask, Response, g, request

_FIT = re.compile("[A-Za-z0-9._-]{1,128}")


def install(app: Flask) -> None:
    """Make every answer of `app` carry `X-Request-ID`."""

    @app.after_request
    def name(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = request_id()
        return answer


def request_id() -> str:
    """Return the id of the current request: the caller's if it fits ``[A-Za-z0-9._-]{1,128}``, else a new one."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _FIT.fullmatch(given) else uuid4().hex
    return str(g.request_id)
