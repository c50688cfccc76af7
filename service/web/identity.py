"""Which request is this? An id for each, the caller's own where it can be trusted with a log line."""

from flask import Flask, Response, g, request

from service.ids import name_of


def install(app: Flask) -> None:
    """Make every answer of `app` carry `X-Request-ID`."""

    @app.after_request
    def name(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = request_id()
        return answer


def request_id() -> str:
    """Return the id of the current request, always the same."""
    if "request_id" not in g:
        g.request_id = name_of(request.headers.get("X-Request-ID", ""))
    return str(g.request_id)
