"""How fast could any application be on the server that Codebook runs on? One that sends bytes it was given.

``python -m tests.benchmarks.peers.bare PORT ANSWERS``: the file holds a pickled mapping of ``METHOD path?query`` to
the header fields and the body to answer with, which are those of ``codebook serve``; so are server, worker, limits and
deadlines.
"""

import os
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.bridge import Receive, Scope, Send
from service.catalogue import Catalogue
from service.loading import load
from service.serving import Server
from service.settings import Settings
from tests.running import RECORDS

Answers = Mapping[str, tuple[list[tuple[bytes, bytes]], bytes]]


class Bare:
    """An ASGI application that looks an answer up and sends it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; an entity tag sent along is taken to be the right one."""
        query = scope["query_string"].decode()
        headers, body = self.answers[f"{scope['method']} {scope['path']}{'?' if query else ''}{query}"]
        if scope["method"] == "POST":
            while (await receive())["more_body"]:
                pass
        status = 200
        for name, _ in scope["headers"]:
            if name == b"if-none-match":
                status, headers, body = 304, headers[2:], b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def refused(self, status: int, name: str) -> None:
        """Hear of a request that the server refused."""


class BareServer(Server):
    """Codebook's server with another application."""

    def __init__(self, settings: Settings, answers: Answers) -> None:
        super().__init__(Catalogue(load(RECORDS)), settings)
        self.bare = Bare(answers)

    def load(self) -> Any:
        """Return the ASGI application."""
        return self.bare


if __name__ == "__main__":
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    told = pickle.loads(Path(sys.argv[2]).read_bytes())
    BareServer(Settings(port=int(sys.argv[1]), workers=1, fixtures=RECORDS), told).run()
