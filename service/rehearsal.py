"""What has a process done before it is forked? One request of each kind, so that its workers find everything made.

What is made at the first request, which are modules, patterns and tables, each worker would otherwise make for itself,
in memory that it shares with nobody. A rehearsal leaves no trace: nobody is told of it, and no answer of it is kept.
"""

# The first four are imported by each worker, in gunicorn and asyncio, when it starts.
import concurrent.futures.thread  # noqa: F401
import encodings.idna  # noqa: F401
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import gunicorn.instrument.statsd  # noqa: F401
import uvloop  # noqa: F401

from service.environ import environ_of

NOTE = "Dural tear at L4-5, 2 cm, sewn primarily without a graft; no lamina came off. Redo laminectomy, or not?"
"""A note with something for each reader of notes: a level, a size, what was done, what was not, and what is open."""

WORDS = ("csf leak lumbar", "psuedomeningocele repair L4-5", "637")
"""What is searched: words, one that is misspelled, a level, and the beginning of a code."""


def rehearse(application: Callable[..., Any], codes: Sequence[str]) -> None:
    """Put a request of each kind to a WSGI application that answers from records of these codes."""
    for method, target, body in _requests(codes):
        answer = application(environ_of(_scope(method, target, body), body), _begin)
        for _ in answer:
            pass
        if hasattr(answer, "close"):
            answer.close()


def _requests(codes: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield method, target and body of each request; some of them are refused."""
    for code in codes[:2]:
        for path in (f"/{code}", f"/{code}?fields=title", f"/{code}/related"):
            yield "GET", f"/v1/codes{path}", b""
    for target in (
        "/livez",
        "/readyz",
        "/v1/codes?limit=2&facets=true&region=lumbar",
        "/v1/codes/00000",
        "/v1/codes/none",
        "/v1/codes?limit=none",
        "/nowhere",
        f"/v1/compare?codes={','.join(codes[:2])}",
        "/v1/families",
        "/v1/dataset",
        "/v1/vocabularies",
        *(f"/v1/search?limit=2&facets=true&q={quote(words)}" for words in WORDS),
    ):
        yield "GET", target, b""
    yield "POST", "/v1/lookup", json.dumps({"codes": [*codes[:2], "none"]}).encode()
    yield "POST", "/v1/candidates", json.dumps({"text": NOTE, "facts": {"region": ["lumbar"]}}).encode()
    yield "POST", "/v1/candidates", b"{"


def _scope(method: str, target: str, body: bytes) -> dict[str, Any]:
    path, _, query = target.partition("?")
    headers = [(b"host", b"localhost")]
    if body:
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    return {
        "method": method,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "server": ("localhost", 0),
        "client": None,
        "scheme": "http",
        "http_version": "1.1",
        "headers": headers,
    }


def _begin(*_: Any) -> Callable[[bytes], None]:
    return lambda _: None
