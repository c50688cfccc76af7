"""Is the service alive, ready and well? What an orchestrator and a scraper ask."""

from flask import Blueprint, Flask, Response, request

from service.catalogue import dumps
from service.web.caching import NO_STORE
from service.web.metrics import Metrics
from service.web.state import ready_body


def install(app: Flask, metrics: Metrics) -> None:
    """Give `app` the paths ``/livez``, ``/readyz`` and ``/metrics``."""
    ops = Blueprint("ops", __name__)

    @ops.get("/livez")
    def livez() -> Response:
        return _unkept(Response(dumps({"status": "live"}), content_type="application/json"))

    @ops.get("/readyz")
    def readyz() -> Response:
        return _unkept(Response(ready_body(), content_type="application/json"))

    @ops.get("/metrics", endpoint="metrics")
    def tell() -> Response:
        return _unkept(metrics.told(request.headers.get("Accept", "")))

    app.register_blueprint(ops)


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = NO_STORE
    return answer
