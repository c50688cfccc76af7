"""How does a failure leave the application? Every one of them, from every door, as a problem."""

import logging
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service import problems
from service.catalogue import dumps
from service.web.identity import request_id

_LOG = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Make `app` answer every failure with a problem.

    A blueprint's handler never sees a routing failure, so one handler of the application sees to all.
    """
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    kind = problems.of_error(error)
    if kind is not None:
        return problem(kind, str(error), problems.particulars(error))
    if isinstance(error, HTTPException) and error.code is not None and 400 <= error.code < 500:
        kind = problems.of_status(error.code)
        answer = problem(kind, kind.meaning)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                answer.headers[name] = value
        return answer
    _LOG.error("request %s failed", request_id(), exc_info=error)
    kind = problems.of_status(500)
    return problem(kind, kind.meaning)


def problem(kind: problems.ProblemType, detail: str, more: dict[str, Any] | None = None) -> Response:
    """Return a problem as an answer."""
    told = problems.body(kind, detail, request_id(), more)
    return Response(dumps(told), kind.status, content_type=problems.MEDIA_TYPE)
