"""How many requests a second does a server answer? A client asks on kept connections and counts right answers.

It runs on uvloop and reads no more of an answer than it must, so that the server and not the client is what is
measured; one process of it asks some 25,000 times a second. It stays until all that it asked for is answered, so that
no server is measured while another still works on what nobody waits for.
"""

import asyncio
import re
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPMessage
from itertools import cycle
from time import perf_counter
from typing import Any

import uvloop

PATIENCE = 60.0
"""Seconds after which an answer that has not come is a failure; the slowest peer has 64 callers wait for 21 s."""

_LAST_CHUNK = b"0\r\n\r\n"
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked\r\n", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


class Failed(Exception):
    """A request was not answered as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked, and how the answer to it begins."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int = 200

    @property
    def bodiless(self) -> bool:
        """Whether the answer has no body, whatever it says of its length."""
        return self.method == "HEAD" or self.status == HTTPStatus.NOT_MODIFIED

    @property
    def sent(self) -> bytes:
        """The request as it is sent."""
        length = (("Content-Length", str(len(self.body))),) if self.body else ()
        lines = "".join(f"{name}: {value}\r\n" for name, value in (*self.headers, *length))
        return f"{self.method} {self.target} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode() + self.body


@dataclass(slots=True)
class Measured:
    """What was counted: answers, the seconds they came in, and the seconds that each took.

    Answers that were under way at the end are counted in no second, but how long they took is told: to leave them out
    would flatter who has some wait for long.
    """

    seconds: float = 0.0
    within: int = 0
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.within / self.seconds

    def percentile(self, share: float) -> float:
        """Return the milliseconds that this share of the answers took at most."""
        return 1000 * sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]


class _Connection(asyncio.Protocol):
    """One connection, which asks again as soon as it has been answered, until it is told to stop."""

    def __init__(self, requests: Iterable[Request], measured: Measured, failed: asyncio.Future[None]) -> None:
        self.following = cycle([(one.sent, f" {one.status} ".encode(), one.bodiless) for one in requests])
        self.measured, self.failed = measured, failed
        self.stops, self.done = False, asyncio.get_running_loop().create_future()
        self.begun, self.missing, self.head, self.chunked = 0.0, 0, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        if self.chunked:
            self.missing = 0 if data.endswith(_LAST_CHUNK) else 1
        elif self.missing:
            self.missing -= len(data)
        else:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            length = None if self.bodiless else _LENGTH.search(self.head, 0, end + 2)
            self.chunked = length is None and _CHUNKED.search(self.head, 0, end + 2) is not None
            if self.head[8:13] != self.status or not (length or self.chunked or self.bodiless):
                self._fail(f"an answer begins with {self.head[:200]!r}")
                return
            if self.chunked:
                self.missing = 0 if self.head.endswith(_LAST_CHUNK) else 1
            else:
                self.missing = (int(length[1]) if length else 0) - (len(self.head) - end - 4)
        if self.missing < 0:
            self._fail("an answer is longer than it says")
        elif self.missing == 0:
            self.measured.each.append(perf_counter() - self.begun)
            if self.stops:
                self.done.set_result(None)
                self.transport.abort()
            else:
                self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._fail("the server closed a connection")

    def _ask(self) -> None:
        self.head, self.chunked = b"", False
        sent, self.status, self.bodiless = next(self.following)
        self.begun = perf_counter()
        self.transport.write(sent)

    def _fail(self, reason: str) -> None:
        if not self.failed.done():
            self.failed.set_exception(Failed(reason))


async def _measured(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Measured:
    loop, measured = asyncio.get_running_loop(), Measured()
    failed: asyncio.Future[None] = loop.create_future()
    opened = []
    for place in (number * len(requests) // connections for number in range(connections)):
        asker = _Connection([*requests[place:], *requests[:place]], measured, failed)
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)
        opened.append(asker)
    await _unless(failed, asyncio.sleep(seconds / 4))  # until all is warm
    measured.each.clear()
    begun = perf_counter()
    await _unless(failed, asyncio.sleep(seconds))
    measured.seconds, measured.within = perf_counter() - begun, len(measured.each)
    for asker in opened:
        asker.stops = True
    await _unless(failed, asyncio.wait([asker.done for asker in opened], timeout=PATIENCE))
    if not all(asker.done.done() for asker in opened):
        raise Failed(f"an answer did not come within {PATIENCE:.0f} s")
    if not measured.within:
        measured.seconds, measured.within = perf_counter() - begun, len(measured.each)
    failed.cancel()
    return measured


async def _unless(failed: asyncio.Future[None], what: Coroutine[Any, Any, Any]) -> None:
    """Wait for something, unless an answer is wrong meanwhile.

    Raises:
        Failed: it was.
    """
    task = asyncio.ensure_future(what)
    await asyncio.wait((task, failed), return_when=asyncio.FIRST_COMPLETED)
    if failed.done():
        task.cancel()
        failed.result()


def measure(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Measured:
    """Return what a server does when so many connections ask it these one after the other for so many seconds.

    Raises:
        Failed: any answer has another status, is not as long as it says, or does not come.
    """
    return uvloop.run(_measured(port, requests, connections, seconds))


def answered(port: int, request: Request) -> tuple[HTTPMessage, bytes]:
    """Return the header fields and the body of the answer to one request.

    Raises:
        Failed: it has another status.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(request.method, request.target, request.body or None, dict(request.headers))
        answer = connection.getresponse()
        if answer.status != request.status:
            raise Failed(f"{request.target}: {answer.status}")
        return answer.headers, answer.read()
    finally:
        connection.close()
