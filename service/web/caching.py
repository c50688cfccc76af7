"""May an answer be kept, and is it still the same? Entity tags and cache control, as RFC 9110 and 9111 have them."""

from http import HTTPStatus

from flask import Flask, Response, request

from service.catalogue import tag
from service.problems import of_status
from service.settings import Settings
from service.web.problems import problem
from service.web.state import catalogue

NO_STORE = "no-store"


def install(app: Flask, settings: Settings) -> None:
    """Make every answer of `app` say which data it comes from and how long it may be kept.

    A view that must not be kept sets `Cache-Control` itself; so does every problem, since a query may hold
    patient data.
    """
    keep = f"max-age={settings.max_age}" if settings.max_age else "no-cache"

    @app.after_request
    def finish(answer: Response) -> Response:
        if (
            answer.status_code == HTTPStatus.OK
            and request.method in ("GET", "HEAD")
            and "Cache-Control" not in answer.headers
        ):
            answer.headers["Cache-Control"] = keep
            answer.headers["Vary"] = "Accept"
            if not answer.is_streamed:
                if "ETag" not in answer.headers:
                    answer.set_etag(tag(answer.get_data()))
                answer.make_conditional(request)
                del answer.headers["Date"]  # the server in front says when it answers
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
            answer.close()
            kind = of_status(HTTPStatus.PRECONDITION_FAILED)
            answer = problem(kind, kind.meaning)
        answer.headers["X-Data-Version"] = catalogue().version
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers.setdefault("Cache-Control", NO_STORE)
        if request.method == "OPTIONS" and answer.status_code == HTTPStatus.OK:
            del answer.headers["Content-Type"]
        return answer
