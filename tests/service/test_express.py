"""Is an answer that leaves at once the one that would have left later, to the last byte and in its turn?"""

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
import uvloop
from flask import Flask
from gunicorn.config import Config

import service.connection
from service.app import create_app, create_shortcut
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.express import Express
from service.heads import Heads
from service.loading import load
from service.plain import DECISIVE, HEEDED
from service.settings import Settings, shipped_fixtures
from tests.service.test_shortcut import ASKED, TARGETS
from tests.service.ways import told

CATALOGUE = Catalogue(load(shipped_fixtures()))
RECORD = "/v1/codes/63709"
PLAIN = ("Host: localhost", "User-Agent: curl", "Accept: */*", "X-Request-ID: mine")

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Counting(Bridge):
    """A bridge that counts the requests for which the server had to make a task."""

    asked = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await super().__call__(scope, receive, send)


class Place:
    """A server of our connections in this process, and clients of it."""

    def __init__(self, app: Flask) -> None:
        shortcut = create_shortcut(app, Settings())
        self.bridge = Counting(app, 1 << 20, app.extensions["journal"].refused, shortcut)
        config = Config()
        config.set("keepalive", 2)
        config.set("http_parser", "python")
        config.set("forwarded_allow_ips", "")
        self.worker = SimpleNamespace(
            cfg=config,
            log=MagicMock(access_log_enabled=False),
            asgi=self.bridge,
            heads=Heads(HEEDED | DECISIVE),
            connections=set(),
            nr_conns=0,
            most=100,
            nr=0,
            max_requests=sys.maxsize,
            alive=True,
            leaving=False,
        )

    @asynccontextmanager
    async def open(self) -> Any:
        """Listen while the block runs."""
        self.worker.loop = asyncio.get_running_loop()
        server = await self.worker.loop.create_server(lambda: Express(self.worker), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.clients: list[asyncio.StreamWriter] = []
        try:
            yield self
        finally:
            server.close()
            for writer in self.clients:
                writer.transport.abort()
            while self.worker.connections:
                await asyncio.sleep(0.01)

    async def connect(self) -> Client:
        """Return a connection on which nothing was asked."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        self.clients.append(writer)
        return reader, writer

    async def parsed(self, sent: bytes, *, bodiless: bool = False) -> bytes:
        """Return the answer to a request that is parsed, since no head is known; its own is known from then on."""
        known, self.worker.heads = self.worker.heads, Heads(HEEDED | DECISIVE)
        client = await self.connect()
        answer = await ask(client, sent, bodiless=bodiless)
        client[1].close()
        known._known.update(self.worker.heads._known)
        self.worker.heads = known
        return answer

    async def ready(self, *fields: str) -> Client:
        """Return a connection that was asked before, with these header fields, and now waits."""
        client = await self.connect()
        await ask(client, asking(RECORD, *(fields or PLAIN)))
        await asyncio.sleep(0.01)
        return client


def asking(target: str, *fields: str, method: str = "GET", version: str = "1.1") -> bytes:
    """Return a request as it is sent."""
    return "".join(f"{line}\r\n" for line in (f"{method} {target} HTTP/{version}", *fields, "")).encode()


async def ask(client: Client, sent: bytes, *, bodiless: bool = False) -> bytes:
    """Return one answer, whole, but for the time that it tells."""
    reader, writer = client
    writer.write(sent)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    empty = bodiless or head.startswith(b"HTTP/1.1 304")
    body = b"" if empty or length is None else await asyncio.wait_for(reader.readexactly(int(length[1])), 5)
    return re.sub(rb"\r\nDate: [^\r]+", b"", head) + body


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application over the shipped records."""
    return create_app(CATALOGUE, Settings())


@pytest.fixture
def place(app: Flask) -> Place:
    """A server that knows nothing yet."""
    return Place(app)


def run(place: Place, scenario: Callable[[], Awaitable[Any]]) -> Any:
    """Return what comes of a scenario that is played while the server listens."""

    async def played() -> Any:
        async with place.open():
            return await asyncio.wait_for(scenario(), 60)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(played())


def variants(tag: str) -> list[tuple[str, ...]]:
    """Return the header fields with which one target is asked for."""
    return [
        PLAIN,
        (*PLAIN[:-1], "X-Request-ID: other-1"),
        (*PLAIN, "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        (*PLAIN, f"If-None-Match: {tag}"),
        (*PLAIN, 'If-None-Match: "' + "0" * 32 + '"'),
        ("Host: localhost", "X-Request-ID: mine", "Connection: keep-alive"),
    ]


@pytest.mark.parametrize("first", sorted(CATALOGUE)[::20])
def test_every_record_leaves_at_once_as_it_would_have_left(first: str, place: Place) -> None:
    """Head and body of every record, changed or not, are those that a new connection is answered with."""
    codes = sorted(CATALOGUE)
    some = codes[codes.index(first) :][:20]

    async def scenario() -> None:
        ready = await place.ready()
        for code in some:
            for fields in variants(f'"{CATALOGUE[code].etag}"'):
                sent = asking(f"/v1/codes/{code}", *fields)
                expected = await place.parsed(sent)
                before = place.bridge.asked
                assert await ask(ready, sent) == expected
                assert place.bridge.asked == before

    run(place, scenario)


@pytest.mark.parametrize("target", TARGETS)
def test_every_answer_that_may_be_given_again_leaves_at_once(target: str, place: Place) -> None:
    """So do parts, lists, relations, comparisons, families and words, if they are asked for plainly."""

    async def scenario() -> None:
        ready = await place.ready()
        sent = asking(target, *PLAIN)
        expected, before = await place.parsed(sent), place.bridge.asked
        assert await ask(ready, sent) == expected
        assert place.bridge.asked - before == ("%" in target)

    run(place, scenario)


@pytest.mark.parametrize("target", ["/v1/codes/00000", *(target for target in ASKED if target.startswith("/"))])
def test_whatever_is_not_known_is_asked_for(target: str, place: Place) -> None:
    """Unknown codes, refusals, searches and what tells how the service is come from the application each time."""

    async def scenario() -> None:
        ready, sent = await place.ready(), asking(target, *PLAIN)
        expected, before = await place.parsed(sent), place.bridge.asked
        answers = [await ask(ready, sent) for _ in range(2)]
        assert place.bridge.asked == before + 2
        if target not in ("/readyz", "/metrics"):
            assert answers == [expected] * 2

    run(place, scenario)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("fields", variants(f'"{CATALOGUE["63709"].etag}"'))
def test_what_leaves_at_once_is_told_and_counted(
    fields: tuple[str, ...], app: Flask, place: Place, capsys: Any
) -> None:
    """Its line in the log and what it adds to the counts are those of any other."""

    async def once(client: Client) -> bytes:
        answer = await ask(client, asking(RECORD, *fields))
        await asyncio.sleep(0.05)  # lines of one turn of the loop are written together
        return answer

    async def scenario() -> None:
        ready = await place.ready()
        await once(ready)
        loop, ways, known = asyncio.get_running_loop(), [], place.worker.heads
        capsys.readouterr()
        for heads in (Heads(HEEDED | DECISIVE), known):
            place.worker.heads, before = heads, place.bridge.asked

            def asked_from_outside() -> bytes:
                return asyncio.run_coroutine_threadsafe(once(ready), loop).result(5)

            ways.append(await loop.run_in_executor(None, told, asked_from_outside, app, capsys))
            assert place.bridge.asked - before == (heads is not known)
        assert ways[0] == ways[1]

    run(place, scenario)


@pytest.mark.parametrize(
    "sent",
    [
        asking(RECORD, *PLAIN, method="HEAD"),
        asking(RECORD, *PLAIN, "Connection: close"),
        asking(RECORD, *PLAIN, version="1.0"),
        asking(RECORD, *PLAIN, "Content-Length: 0"),
        asking(RECORD, *PLAIN, "Range: bytes=0-1"),
        asking(RECORD, *PLAIN, "Expect: 100-continue"),
        asking(RECORD, "Accept: */*"),
        asking(RECORD, *PLAIN, "Host: other"),
        asking(RECORD, "Host: a b"),
        asking(RECORD, *PLAIN, "X-Request-ID: twice"),
        asking(RECORD, *PLAIN).replace(b"GET", b"G\tET"),
    ],
)
def test_a_request_with_a_meaning_of_its_own_is_parsed_each_time(sent: bytes, place: Place) -> None:
    """However often it comes, it is answered or refused as on a new connection."""

    async def scenario() -> None:
        bodiless = sent.startswith(b"HEAD")
        expected = await place.parsed(sent, bodiless=bodiless)
        for _ in range(2):
            ready = await place.ready()
            parsed, at_once = place.bridge.asked, place.worker.nr
            answer = await ask(ready, sent, bodiless=bodiless)
            assert _without_ids(answer) == _without_ids(expected)
            assert place.bridge.asked > parsed or place.worker.nr == at_once  # asked, or refused before

    run(place, scenario)


def _without_ids(answer: bytes) -> bytes:
    return re.sub(rb"[0-9a-f]{32}", b"", answer)


@pytest.mark.parametrize("at", [1, 10, 40, -1])
def test_a_request_in_two_parts_is_parsed(at: int, place: Place) -> None:
    """What comes in parts is put together, and the next request leaves at once again."""

    async def scenario() -> None:
        reader, writer = ready = await place.ready()
        sent = asking(RECORD, *PLAIN)
        expected, before = await ask(ready, sent), place.bridge.asked
        writer.write(sent[:at])
        await asyncio.sleep(0.05)
        assert await ask((reader, writer), sent[at:]) == expected
        assert place.bridge.asked == before + 1
        await asyncio.sleep(0.01)
        assert await ask(ready, sent) == expected
        assert place.bridge.asked == before + 1

    run(place, scenario)


@pytest.mark.parametrize("count", [2, 7])
def test_requests_that_come_together_are_answered_in_their_order(count: int, place: Place) -> None:
    """Known ones and others, in one piece: each is answered in its turn."""

    async def scenario() -> None:
        _, writer = ready = await place.ready()
        targets = [RECORD, "/v1/codes/63707", "/v1/search?q=leak", "/v1/codes/63709", "/livez"]
        asked = [targets[place % len(targets)] for place in range(count)]
        expected = [await place.parsed(asking(target, *PLAIN)) for target in asked]
        writer.write(b"".join(asking(target, *PLAIN) for target in asked))
        assert [await ask(ready, b"") for _ in asked] == expected
        for target in asked:  # and without a pause between them
            writer.write(asking(target, *PLAIN))
            await asyncio.sleep(0)
        assert [await ask(ready, b"") for _ in asked] == expected

    run(place, scenario)


def test_a_client_that_reads_nothing_is_waited_for(place: Place) -> None:
    """Answers wait in bounded room, and all arrive once they are read; others are answered meanwhile."""
    page, many = "/v1/codes?limit=50", 400

    async def scenario() -> None:
        reader, writer = await place.ready()
        expected = await ask((reader, writer), asking(page, *PLAIN))
        await asyncio.sleep(0.01)
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        for _ in range(many):
            writer.write(asking(page, *PLAIN))
            await asyncio.sleep(0.001)
        held = max(each.transport.get_write_buffer_size() for each in place.worker.connections)
        assert held < 4 * len(expected)
        assert await ask(await place.ready(), asking(RECORD, *PLAIN))
        reader._transport.resume_reading()  # type: ignore[attr-defined]
        for _ in range(many):
            assert await ask((reader, writer), b"") == expected

    run(place, scenario)


def test_an_idle_connection_is_closed_in_time(place: Place) -> None:
    """The time runs from the last answer, however that left."""

    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        reader, _ = ready = await place.ready()
        for _ in range(5):
            await asyncio.sleep(0.6)
            await ask(ready, asking(RECORD, *PLAIN))
        assert place.bridge.asked == 1
        begun = loop.time()
        assert await reader.read() == b""
        assert 1.5 < loop.time() - begun < 4

    run(place, scenario)


def test_the_first_request_of_a_connection_leaves_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """If its head is known it need not be parsed either, and the connection waits for the next one in peace."""
    monkeypatch.setattr(service.connection, "ARRIVAL", 0.2)

    async def scenario() -> None:
        await place.ready()
        before = place.bridge.asked
        reader, _ = client = await place.connect()
        expected = await ask(client, asking(RECORD, *PLAIN))
        assert place.bridge.asked == before
        await asyncio.sleep(0.5)
        assert await ask(client, asking(RECORD, *PLAIN)) == expected
        assert place.bridge.asked == before
        assert await reader.read() == b""  # when it was idle for long

    run(place, scenario)


def test_a_worker_that_leaves_says_so(place: Place) -> None:
    """From then on every request is parsed, and its answer announces the end of the connection."""

    async def scenario() -> None:
        ready = await place.ready()
        assert b"\r\nConnection: close" not in await ask(ready, asking(RECORD, *PLAIN))
        place.worker.leaving = True
        assert b"\r\nConnection: close" in await ask(ready, asking(RECORD, *PLAIN))
        assert await ready[0].read() == b""

    run(place, scenario)


def test_a_client_that_has_said_goodbye_is_answered_and_left(place: Place) -> None:
    """Who closes its half after the question gets the answer, and then the end."""

    async def scenario() -> None:
        reader, writer = ready = await place.ready()
        expected = await ask(ready, asking(RECORD, *PLAIN))
        writer.write(asking(RECORD, *PLAIN))
        writer.write_eof()
        told = re.sub(rb"\r\nDate: [^\r]+", b"", await asyncio.wait_for(reader.read(), 5))
        assert told.replace(b"\r\nConnection: close", b"") == expected

    run(place, scenario)


def test_an_application_that_knows_nothing_beforehand_is_asked(place: Place) -> None:
    """Another application on this server is asked for everything."""

    async def plain(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": json.dumps([]).encode()})

    place.worker.asgi = plain

    async def scenario() -> None:
        client = await place.ready()
        assert (await ask(client, asking(RECORD, *PLAIN))).endswith(b"[]")

    run(place, scenario)
