"""Where does gunicorn treat a connection otherwise than this service promises? What relies on that inside stands here.

Its protocol keeps a connection that says nothing, drops one whose client was told that it stays, and quotes requests in
its refusals. A test fails when a release of gunicorn no longer has what is `NEEDED`.
"""

import asyncio
from typing import Any
from uuid import uuid4

from gunicorn.asgi.protocol import ASGIProtocol, BodyReceiver

from service.limits import ARRIVAL, DEPARTURE, LINGER, SPARE_FILES
from service.problems import refusal

NEEDED = {
    BodyReceiver: "_complete signal_disconnect",
    ASGIProtocol: "_arm_keepalive_timer _cancel_keepalive_timer _close_transport _feed_callback_parser "
    "_is_websocket_upgrade _resume_reading _safe_write _send_error_response _will_close connection_lost "
    "connection_made data_received pause_writing resume_writing",
}
"""What is overridden or called, by the class that has it; below, what a protocol holds once it is made."""

NEEDED_OF_A_CONNECTION = (
    "_body_receiver _callback_parser _closed _current_request _pre_request _request_ready transport"
)
"""What a protocol of gunicorn is relied on to hold, once it is made."""


class Connection(ASGIProtocol):
    """One connection: it ends in time, and is refused in the service's own words."""

    def __init__(self, worker: Any) -> None:
        super().__init__(worker)
        self._pre_request = None  # it would write the path to the log
        timer: asyncio.TimerHandle | None = None
        self._arrival = self._departure = self._end = timer
        self._begun = self._ended = self._closed = False
        self._announced = False

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Take the connection, or refuse it if there are too many."""
        super().connection_made(transport)
        self.worker.connections.add(self)
        self._arrival = self.worker.loop.call_later(ARRIVAL, self._give_up, 408)
        if self.worker.nr_conns > self.worker.most:
            self._send_error_response(503, "")
            self._close_transport()
        if self.worker.nr_conns > self.worker.most + SPARE_FILES // 2:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of every timer: what one holds stays in memory until it is due."""
        _stop(self._arrival, self._departure, self._end)
        self.worker.connections.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes after a refusal is thrown away."""
        if not self._closed:
            self._begun = True
            super().data_received(data)

    def eof_received(self) -> bool:
        """Go on with the answer if the request is whole; what was cut off is refused."""
        self._ended = True
        if self._closed or (self._request_ready.is_set() and self._callback_parser.is_complete):
            return not self._closed
        self._give_up(400)
        return False

    def pause_writing(self) -> None:
        """Wait for a client that does not read, but not for ever."""
        super().pause_writing()
        self._departure = self.worker.loop.call_later(DEPARTURE, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock."""
        super().resume_writing()
        _stop(self._departure)

    def leave(self) -> None:
        """Close a connection that waits for a request; one that has sent half of it is told why."""
        if not self._request_ready.is_set():
            self._give_up(503)

    def _give_up(self, status: int) -> None:
        """Refuse the request of which only a part has come; a client that said nothing is not spoken to."""
        if self._begun:
            self._send_error_response(status, "")
        self._close_transport()

    def _feed_callback_parser(self, data: bytes) -> bool:
        try:
            fed = bool(super()._feed_callback_parser(data))
        except Exception as error:  # noqa: BLE001  whatever the parser trips over is the sender's fault
            self.log.debug("the parser failed: %s", type(error).__name__)
            self._give_up(400)
            return False
        if not fed or self._callback_parser.is_complete:
            self._arrived()
        elif self._arrival is None:
            self._begun = True
            self._cancel_keepalive_timer()
            self._arrival = self.worker.loop.call_later(ARRIVAL, self._give_up, 408)
        return fed

    def _arrived(self) -> None:
        """Stop the clock of a request that is there whole."""
        self._begun = False
        _stop(self._arrival)
        self._arrival = None

    def _arm_keepalive_timer(self) -> None:
        """Wait for the next request, unless the client has said while it was answered that there will be none."""
        if self._ended:
            self._close_transport()
        else:
            super()._arm_keepalive_timer()

    def _is_websocket_upgrade(self, request: Any) -> bool:
        return False  # a wish to upgrade is passed over, as RFC 9110 (7.8) allows

    def _will_close(self, request: Any, response_requires_close: bool) -> bool:
        """Announce the end after a body left unread, and when the worker or the client has said goodbye."""
        self._announced = self._ends(request, response_requires_close)
        return self._announced

    def _ends(self, request: Any, response_requires_close: bool) -> bool:
        if self._body_receiver is not None and not self._body_receiver._complete:  # noqa: SLF001  see above
            return True
        if (self.worker.leaving or self._ended) and not self._callback_parser.remaining():
            return True
        return bool(super()._will_close(request, response_requires_close))

    def _send_error_response(self, status: int, message: str, extra_headers: Any = ()) -> None:
        """Refuse with a problem; what gunicorn would say quotes the request."""
        if self._closed:
            return
        head, told = refusal(status, name := uuid4().hex)
        self.app.refused(status, name)
        silent = self._current_request is not None and self._current_request.method == "HEAD"
        self._safe_write(head if silent else head + told)

    def _close_transport(self) -> None:
        """Say that no more is coming, and close when the client has heard it or after LINGER seconds."""
        if self._closed or self.transport is None:
            return
        self._closed = True
        _stop(self._arrival, self._departure)
        self._cancel_keepalive_timer()
        if self._body_receiver is not None:
            self._body_receiver.signal_disconnect()
        self._request_ready.set()  # the task that waits for a request ends
        if self._ended or self.transport.is_closing():
            self.transport.close()
        else:
            self._resume_reading()
            self.transport.write_eof()
            self._end = self.worker.loop.call_later(LINGER, self._abandon, self.worker.loop.time() + DEPARTURE)

    def _abandon(self, deadline: float) -> None:
        if self.transport.get_write_buffer_size() and self.worker.loop.time() < deadline:
            self._end = self.worker.loop.call_later(LINGER, self._abandon, deadline)
        else:
            self.transport.abort()


def _stop(*timers: asyncio.TimerHandle | None) -> None:
    for timer in filter(None, timers):
        timer.cancel()
