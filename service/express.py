"""Which answers leave sooner than gunicorn sends them? Those that are known when they are asked for, and long ones.

gunicorn parses every head anew, and gives every request a task of its own. Where the head is known and the answer too,
there is nothing to wait for: the one leaves as the other comes, in the form that gunicorn gives it. And an answer that
lies in pieces is written from where they lie.
"""

import asyncio
import os
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol

from service.bridge import IN_PIECES
from service.connection import Connection
from service.listing import Piece

NEEDED = {
    ASGIProtocol: "_build_http_scope _handle_http_request _keepalive_timeout _safe_write _send_body "
    "_send_response_start data_received",
}
"""What is overridden or called, by the class that has it; below, what a protocol holds once it is made."""

NEEDED_OF_A_CONNECTION = (
    "_callback_parser _closed _current_request _flow_control _keepalive _keepalive_handle _request_ready "
    "_response_buffer app transport worker"
)
"""What a protocol of gunicorn is relied on to hold, once it is made."""

MOST_PIECES = min(1024, os.sysconf("SC_IOV_MAX"))
"""Pieces that are written at once, at most (POSIX, writev)."""

WAITING = 16
"""Pieces that wait for a client which has not read the others."""

_OF_THIS_VERSION = SimpleNamespace(version=(1, 1))
"""As much of a request as the head of an answer is made from."""


class Express(Connection):
    """A connection that answers at once where it can."""

    def __init__(self, worker: Any) -> None:
        super().__init__(worker)
        self._known: Any = getattr(self.app, "at_once", None)  # None for an application that has to be asked
        self._heard = 0.0
        self._response_buffer: bytes | None = None
        self._in_pieces = False
        self._answered: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take the connection."""
        self._file = transport.get_extra_info("socket").fileno()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Answer at once, or read on."""
        waits = self._waits()
        scope = self.worker.heads.read(data) if waits else None
        if scope is not None and self._answer_at_once(scope):
            return
        super().data_received(data)
        if waits and scope is None:
            self._learn(data)

    def _answer_at_once(self, scope: dict[str, Any]) -> bool:
        """Answer a request that need not be waited for, and return whether that was done."""
        answer = self._known(scope)
        if answer is None:
            return False
        status, headers, body = answer
        self._send_response_start(status, headers, _OF_THIS_VERSION)
        if body:
            self._send_body(body)
        else:
            self._safe_write(self._response_buffer)
            self._response_buffer = None
        self._arrived()
        self._heard = self.worker.loop.time()
        if self._keepalive_handle is None:
            self._arm_keepalive_timer()
        self.worker.nr += 1
        return True

    def _waits(self) -> bool:
        """Return whether nothing is under way, and a request is waited for to which answers may be known."""
        if self._known is None:
            return False
        under_way = self._begun or self._request_ready.is_set() or self._flow_control.write_paused
        return not (under_way or self._closed or self._ended or self.worker.leaving) and self.worker.alive

    def _learn(self, data: bytes) -> None:
        """Remember the head of a request that came in one piece, without a body, on a connection that stays."""
        request, parser = self._current_request, self._callback_parser
        if request is None or not parser.is_complete or parser.remaining() or self._closed:
            return
        if request.version != (1, 1) or request.content_length or request.chunked or request.should_close():
            return
        self.worker.heads.learn(data, request.headers_bytes)

    def _keepalive_timeout(self) -> None:
        """Close a connection that has been idle for long; answers given at once have not set the clock anew."""
        rest = self._heard + self._keepalive - self.worker.loop.time()
        if rest > 0:
            self._keepalive_handle = self.worker.loop.call_later(rest, self._keepalive_timeout)
        else:
            super()._keepalive_timeout()

    def _build_http_scope(self, request: Any, sockname: Any, peername: Any) -> dict[str, Any]:
        """Return the scope, with the extension that `_send_pieces` is."""
        scope: dict[str, Any] = super()._build_http_scope(request, sockname, peername)
        scope["extensions"] = {IN_PIECES: self._send_pieces}
        return scope

    async def _handle_http_request(self, request: Any, sockname: Any, peername: Any, complete: Any = None) -> bool:
        """Answer; what went out in pieces gunicorn has not counted, and it would take the answer for cut short."""
        self._answered, self._in_pieces = complete, False
        kept = await super()._handle_http_request(request, sockname, peername, complete)
        return self._stays() if self._in_pieces else bool(kept)

    async def _send_pieces(self, pieces: Sequence[Piece]) -> None:
        """Send the whole body of an answer that has begun, from where its pieces lie; what ends it has to follow.

        gunicorn would copy every piece and write it alone, and uvloop look at each three times. So the connection is
        given all that it takes at once, and uvloop only so much as makes it wait for the client.
        """
        pieces, self._response_buffer = [self._response_buffer or b"", *pieces], None
        ends = list(accumulate(map(len, pieces)))
        sent = 0
        while sent < ends[-1]:
            if self._closed or self.transport.is_closing():
                return
            first = bisect_right(ends, sent)
            rest = pieces[first : first + MOST_PIECES]
            rest[0] = rest[0][len(rest[0]) - (ends[first] - sent) :]
            try:
                if not self.transport.get_write_buffer_size():
                    sent += os.writev(self._file, rest)
                    continue
            except BlockingIOError:
                pass
            except OSError:  # the client is gone, and will be heard of
                return
            self.transport.writelines(rest[:WAITING])
            sent = ends[min(first + WAITING, len(ends)) - 1]
            if self._flow_control.write_paused:
                await self._flow_control.drain()
        self._in_pieces = True
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(self._stays())

    def _stays(self) -> bool:
        return not self._announced and self.worker.alive
