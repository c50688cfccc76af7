"""How does a WSGI application answer on an ASGI server? Mostly inline, since its work is computing and it never waits.

What may compute for long, a note of 20,000 characters or a search of a large set, does so in one thread beside the
event loop: it takes no less time, but others are answered meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cached_property
from typing import Any, NamedTuple

from service.environ import environ_of
from service.listing import Piece
from service.plain import Answer, Headers
from service.shortcut import Shortcut

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Write = Callable[[Sequence[Piece]], Awaitable[None]]

IN_PIECES = "codebook.pieces"
"""The name of an extension of ASGI: what sends a whole body that is given in pieces, without copying them."""

_BODYLESS = (204, 304)

_LONG_PATHS = (b"/v1/search", b"/v1/candidates", b"/v1/families")
"""How the paths begin whose answers may take long to find, in a large set."""

LONG_BODY = 32 * 1024
"""Bytes of a body from which on it may take long to read; a thousand codes have some 10 kB."""


class _Asked(NamedTuple):
    """An answer of the application, and what ends it."""

    answer: Answer
    close: Callable[[], None]


def _nothing() -> None:
    pass


class Bridge:
    """An ASGI application that hands each request, once it is there whole, to a WSGI application.

    Args:
        application: the WSGI application; it must not wait for anything, since the server waits for it, and must
            bear to be asked from two threads.
        most: bytes of a body that are read. Of one that is said to be longer nothing is, and of one that turns out to
            be, so many are handed on; the application must refuse either.
        refused: what the server calls with status and id when it refuses a request before it gets here.
        shortcut: what gives answers again that the application has given; None to ask it each time.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        most: int,
        refused: Callable[[int, str], None],
        shortcut: Shortcut | None = None,
    ) -> None:
        self.application, self.most, self.refused, self.shortcut = application, most, refused, shortcut
        self._turn = asyncio.Lock()
        self._under_way: set[Future[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a client that leaves before its body is there gets no answer.

        Raises:
            ValueError: the scope is no request, but a websocket or the server's own life.
        """
        if scope["type"] != "http":
            raise ValueError(f"a scope of type {scope['type']!r} is not served")
        write = scope.get("extensions", {}).get(IN_PIECES)
        known = self.at_once(scope)
        if known is not None:
            await _send(send, write, known)
            return
        body = await self._body(scope, receive)
        if body is None:
            return
        short = self.shortcut is not None and self.shortcut.is_short(scope)
        answer, close = await (self._in_turn(scope, body) if short else self._answer(scope, body))
        try:
            await _send(send, write, answer if scope["method"] != "HEAD" else (*answer[:2], b""))
        finally:
            close()

    def at_once(self, scope: Scope) -> Answer | None:
        """Return the answer to a GET, if it is known without asking the application."""
        return None if self.shortcut is None else self.shortcut.answer(scope)

    async def _in_turn(self, scope: Scope, body: bytes) -> "_Asked":
        """Return the answer to a short search; they take turns, and after each the loop turns to others."""
        await self._turn.acquire()
        try:
            return await self._answer(scope, body, short=True)
        finally:
            asyncio.get_running_loop().call_soon(self._turn.release)

    async def _answer(self, scope: Scope, body: bytes, *, short: bool = False) -> "_Asked":
        """Return an answer that is not known at once.

        A short search is done inline, since to hand it to the thread and back takes half as long as the search itself;
        but not while the thread computes: that would keep it, and so the loop, from the interpreter again and again.
        """
        if self.shortcut is not None and len(body) <= LONG_BODY:
            known = self.shortcut.look_up(scope, body)
            if short and not self._under_way:
                known = self.shortcut.search(scope)
            if known is not None:
                return _Asked(known, _nothing)
        environ = environ_of(scope, body)
        long = len(body) > LONG_BODY or scope["raw_path"].startswith(_LONG_PATHS)
        if self._under_way if short else long:
            under_way: Future[Any] = self._beside.submit(self._ask, environ)
            self._under_way.add(under_way)
            under_way.add_done_callback(self._under_way.discard)
            asked: _Asked = await asyncio.wrap_future(under_way)
        else:
            asked = self._ask(environ)
        if self.shortcut is not None:
            self.shortcut.learn(scope, environ, asked.answer)
        return asked

    @cached_property
    def _beside(self) -> Executor:
        """The thread for what takes long; made when it is first needed, since no thread survives a fork."""
        return ThreadPoolExecutor(1, "beside")

    def _ask(self, environ: dict[str, Any]) -> "_Asked":
        """Return what the application answers; what comes in pieces lies ready, and is never put together."""
        begun: list[tuple[int, Headers]] = []
        told = self.application(environ, _beginning(begun))
        close = getattr(told, "close", _nothing)
        try:
            pieces = list(told)
        except BaseException:
            close()
            raise
        status, headers = begun[-1]
        sized = any(name.lower() == b"content-length" for name, _ in headers)
        if sized and len(pieces) > 1:
            return _Asked((status, headers, pieces), close)
        body = b"".join(pieces)
        if status not in _BODYLESS and not sized:
            headers.append((b"Content-Length", b"%d" % len(body)))
        return _Asked((status, headers, body), close)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return what is read of the body, or None if the client leaves."""
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if int(length) > self.most:
            return b""
        body = bytearray()
        more = True
        while more and len(body) < self.most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body[: self.most])


def _beginning(begun: list[tuple[int, Headers]]) -> Callable[..., Callable[[bytes], None]]:
    """Return what an application begins its answer with (PEP 3333): status and headers are added to `begun`."""

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
        begun.append((int(status[:3]), [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]))
        return lambda _: None

    return start_response


async def _send(send: Send, write: Write | None, answer: Answer) -> None:
    """Send an answer; one in pieces is never put together, if the server knows how to send it."""
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if isinstance(body, bytes):
        await send({"type": "http.response.body", "body": body})
        return
    if write is None:
        await send({"type": "http.response.body", "body": b"".join(body)})
    else:
        await write(body)
        await send({"type": "http.response.body", "body": b""})
