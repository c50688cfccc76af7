"""How fast is the same service on FastAPI? Typed with pydantic, with stored bytes, plain or with Codebook's duties.

``python -m tests.benchmarks.peers.fastapis PORT KIND FOLDER`` on uvicorn with uvloop and httptools. Kinds:

- ``typed``: models in, models out, as FastAPI is meant to be used, and nothing else.
- ``duties``: the same, each answer with a request id and an entity tag, counted by route and status, timed in a
  histogram and told in a JSON line; the middleware is plain ASGI, which is the fastest kind.
- ``stored``: bytes that were made at start.

It picks filters and cursors no more than the race asks for, and searches with Codebook's own search.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from prometheus_client import Counter, Histogram

from service.catalogue import Catalogue
from service.loading import load
from service.search import Search
from tests.benchmarks.peers.models import Batch, Codes, Found, Page, Procedure

JSON = "application/json"

COUNTED = Counter("requests", "Requests answered.", ["route", "method", "status"])
TIMED = Histogram("request_duration_seconds", "Seconds to the answer.", ["route"])
TOLD = logging.getLogger("requests")


def typed(folder: Path) -> FastAPI:
    """Return the service as FastAPI is meant to be used."""
    app, catalogue = FastAPI(), Catalogue(load(folder))
    search = Search(catalogue)
    records = {code: Procedure.model_validate_json(entry.body) for code, entry in _active(catalogue).items()}

    @app.get("/v1/codes/{code}", response_model=Procedure)
    async def get_code(code: str) -> Procedure:
        if code not in records:
            raise HTTPException(404)
        return records[code]

    @app.get("/v1/codes", response_model=Page)
    async def list_codes(bone_removal: str, limit: int = 50) -> Page:
        chosen = [record for record in records.values() if bone_removal in record.bone_removal]
        return Page(items=chosen[:limit], total=len(chosen), next=None)

    @app.post("/v1/lookup", response_model=Batch)
    async def look_up(asked: Codes) -> Batch:
        return Batch(items=[_found(records, code) for code in asked.codes])

    @app.get("/v1/search")
    async def find(q: str, limit: int = 20) -> dict[str, Any]:
        return search.page(q, {"status": ["active"]}, limit=limit)

    return app


def stored(folder: Path) -> FastAPI:
    """Return a service that sends bytes, made at start where that can be done."""
    app, catalogue = FastAPI(), Catalogue(load(folder))
    bodies = {code: entry.body for code, entry in _active(catalogue).items()}
    tags = {code: f'"{entry.etag}"' for code, entry in _active(catalogue).items()}
    steps = {code: entry.record.bone_removal for code, entry in _active(catalogue).items()}

    @app.get("/v1/codes/{code}")
    async def get_code(code: str, request: Request) -> Response:
        if code not in bodies:
            raise HTTPException(404)
        if request.headers.get("if-none-match") == tags[code]:
            return Response(status_code=304, headers={"ETag": tags[code]})
        return Response(bodies[code], media_type=JSON, headers={"ETag": tags[code]})

    @app.get("/v1/codes")
    async def list_codes(bone_removal: str, limit: int = 50) -> Response:
        chosen = [body for code, body in bodies.items() if bone_removal in steps[code]]
        items = b",".join(chosen[:limit])
        return Response(b'{"items":[' + items + b'],"total":%d,"next":null}' % len(chosen), media_type=JSON)

    @app.post("/v1/lookup")
    async def look_up(asked: Codes) -> Response:
        items = (
            b'{"query":"%s","outcome":"found","record":%s}' % (code.encode(), bodies[code]) for code in asked.codes
        )
        return Response(b'{"items":[' + b",".join(items) + b"]}", media_type=JSON)

    return app


class Duties:
    """What a service owes its operator, around an application: id, counts, durations, a line."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), None)
        request_id = given or uuid4().hex.encode()

        async def named(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", request_id))
            await send(message)

        await self.app(scope, receive, named)
        route, seconds = scope["route"].path if "route" in scope else "unknown", time.perf_counter() - begun
        COUNTED.labels(route, scope["method"], str(status)).inc()
        TIMED.labels(route).observe(seconds)
        told = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": "info",
            "route": route,
            "method": scope["method"],
            "status": status,
            "duration_ms": round(seconds * 1000, 3),
            "request_id": request_id.decode(),
        }
        TOLD.info(json.dumps(told))


def _active(catalogue: Catalogue) -> dict[str, Any]:
    return {code: entry for code, entry in catalogue.items() if entry.record.status == "active"}


def _found(records: dict[str, Procedure], code: str) -> Found:
    return Found(query=code, outcome="found" if code in records else "unknown", record=records.get(code))


def main(port: int, kind: str, folder: Path) -> None:
    """Serve one kind; does not return."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    app: Any = stored(folder) if kind == "stored" else typed(folder)
    if kind == "duties":
        app = Duties(app)
    uvicorn.run(app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
