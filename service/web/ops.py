"""Is the service alive, ready and well? What an orchestrator and a scraper ask."""

from flask import Blueprint, Flask, Response, request

from service.catalogue import Catalogue, dumps
from service.web.caching import NO_STORE
from service.web.metrics import Metrics


def install(app: Flask, catalogue: Catalogue, metrics: Metrics) -> None:
    """Give `app` the paths ``/livez``, ``/readyz`` and ``/metrics``."""
    ops = Blueprint("ops", __name__)
    ready = dumps(
        {"status": "ready", "version": catalogue.version, "digest": catalogue.digest, "records": len(catalogue)}
    )

    @ops.get("/livez")
    def livez() -> Response:
        return _unkept(Response(dumps({"status": "live"}), content_type="application/json"))

    @ops.get("/readyz")
    def readyz() -> Response:
        return _unkept(Response(ready, content_type="application/json"))

    @ops.get("/metrics", endpoint="metrics")
    def tell() -> Response:
        return _unkept(metrics.told(request.headers.get("Accept", "")))

    app.register_blueprint(ops)


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = NO_STORE
    return answer
