"""How is the application asked, and how the way around it, so that both can be compared?"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

from service.bridge import Bridge
from service.environ import environ_of
from service.plain import Answer

PLAIN = ((b"host", b"localhost"), (b"user-agent", b"curl"), (b"accept", b"*/*"), (b"x-request-id", b"mine"))


def scope_of(target: str, method: str = "GET", headers: Any = PLAIN, version: str = "1.1") -> dict[str, Any]:
    """Return the scope of a request."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "http_version": version,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": list(headers),
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.2", 1),
    }


def through(bridge: Bridge, scope: Mapping[str, Any], body: bytes = b"") -> Answer:
    """Return what leaves a bridge: status, headers and body."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(bridge(scope, receive, send))
    return sent[0]["status"], sent[0]["headers"], b"".join(message["body"] for message in sent[1:])


class Watched(dict[str, Any]):
    """An environment that knows what was read of it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, and remember that it was asked for."""
        self.read.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Any:
        raise AssertionError("everything was read")

    items = keys = values = __iter__  # type: ignore[assignment]


def looked_at(app: Flask, scope: Mapping[str, Any], body: bytes = b"") -> set[bytes]:
    """Return the header fields that an application reads to answer a request."""
    environ = Watched(environ_of(scope, body))
    [*_] = app(environ, lambda *_: None)
    names = (key.removeprefix("HTTP_") for key in environ.read if key.startswith(("HTTP_", "CONTENT_")))
    return {name.lower().replace("_", "-").encode() for name in names}


def told(way: Callable[[], Any], app: Flask, capsys: Any) -> tuple[dict[str, Any], dict[tuple[str, str], float]]:
    """Return what an answer adds to log and counts: its line without times, and the counts that change."""
    registry = app.extensions["journal"].metrics.registry

    def counted() -> dict[tuple[str, str], float]:
        samples = (
            sample
            for family in registry.collect()
            for sample in family.samples
            if sample.name in ("codebook_requests_total", "codebook_request_duration_seconds_count")
        )
        return {(sample.name, json.dumps(sample.labels, sort_keys=True)): sample.value for sample in samples}

    with app.app_context():
        before = counted()
        assert way() is not None
        after = counted()
    line = json.loads(capsys.readouterr().err)
    assert line.pop("duration_ms") > 0
    line.pop("time")
    return line, {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name)}
