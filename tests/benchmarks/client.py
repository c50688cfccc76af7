"""How many requests a second does a server answer? A client asks on kept connections and counts right answers.

It runs on uvloop and reads no more of an answer than it must, so that the server and not the client is what is
measured; one process of it asks some 25,000 times a second.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
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
    """What was counted: answers, the seconds they came in, and the seconds that each took."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the milliseconds that this share of the answers took at most."""
        return 1000 * sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]


class _Connection(asyncio.Protocol):
    """One connection, which asks again as soon as it has been answered."""

    def __init__(self, requests: Iterable[Request], measured: Measured, ended: asyncio.Future[None]) -> None:
        self.following = cycle([(one.sent, f" {one.status} ".encode(), one.bodiless) for one in requests])
        self.measured, self.ended = measured, ended
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
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail("the server closed a connection")

    def _ask(self) -> None:
        self.head, self.chunked = b"", False
        sent, self.status, self.bodiless = next(self.following)
        self.begun = perf_counter()
        self.transport.write(sent)

    def _fail(self, reason: str) -> None:
        if not self.ended.done():
            self.ended.set_exception(Failed(reason))


async def _measured(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Measured:
    loop, measured = asyncio.get_running_loop(), Measured()
    ended: asyncio.Future[None] = loop.create_future()
    opened = [
        await loop.create_connection(
            lambda place=place: _Connection([*requests[place:], *requests[:place]], measured, ended), "127.0.0.1", port
        )
        for place in (number * len(requests) // connections for number in range(connections))
    ]
    await _pass(ended, seconds / 4)  # until all is warm
    measured.each.clear()
    begun = perf_counter()
    await _pass(ended, seconds)
    if not measured.each:
        await _pass(ended, PATIENCE)
    if not measured.each:
        raise Failed(f"nothing was answered within {PATIENCE:.0f} s")
    measured.seconds = perf_counter() - begun
    ended.cancel()
    for transport, _ in opened:
        transport.abort()
    return measured


async def _pass(ended: asyncio.Future[None], seconds: float) -> None:
    """Let some time pass, unless something fails meanwhile."""
    try:
        await asyncio.wait_for(asyncio.shield(ended), seconds)
    except TimeoutError:
        return


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
