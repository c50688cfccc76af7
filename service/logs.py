"""What is said of what happens? A line of JSON each, on standard error, with no text that a caller wrote.

A query, a key or a body may hold patient data. So a request is told by its route's template and a code that is one, a
failure by its type and the places in the code that it came by: the message of an exception may quote what it failed on.
Of what callers write, ids alone are repeated, where they fit a narrow pattern.
"""

import asyncio
import atexit
import json
import logging
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from gunicorn.glogging import Logger

REQUESTS = logging.getLogger("codebook.requests")
"""Tells a line of each request, at level info."""


class _Lines:
    """Lines on their way to standard error: those of one turn of the event loop are written at once.

    To write takes longer than to make an answer, and under load many answers are made in a turn.
    """

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._turn = Lock()  # answers are made in two threads
        atexit.register(self.write)

    def tell(self, line: str) -> None:
        """Write a line, at the end of the turn if an event loop is running."""
        with self._turn:
            self._waiting.append(line)
            first = len(self._waiting) == 1
        if first:
            try:
                asyncio.get_running_loop().call_soon(self.write)
            except RuntimeError:
                self.write()

    def write(self) -> None:
        """Write what waits; a stream that cannot be written to stops nobody."""
        with self._turn:
            lines, self._waiting = self._waiting, []
        with suppress(OSError, ValueError):
            sys.stderr.write("".join(lines))
            sys.stderr.flush()


_LINES = _Lines()


class JSONFormatter(logging.Formatter):
    """Tells a record as one line of JSON; what stands in its `told` comes beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": _message(record),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            told["exception"] = kind.__qualname__
            told["places"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(trace)]
        return json.dumps(told, default=str)


class JSONLogger(Logger):
    """gunicorn's logger, its lines told like all others."""

    def setup(self, cfg: Any) -> None:
        """Tell everything through one handler, from the level that the settings name."""
        super().setup(cfg)
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JSONFormatter())
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logging.root.handlers[:] = [handler]
        logging.root.setLevel(self.loglevel)


def tell_request(
    route: str,
    method: str,
    status: int,
    seconds: float | None,
    request_id: str,
    *,
    code: str | None = None,
    trace_id: str | None = None,
) -> None:
    """Tell a line of one request; every argument is a value of ours or was found to fit a narrow pattern.

    The line is that of `JSONFormatter` and is written past the library, which would take longer over it than an
    answer takes.

    Args:
        route: the template of the path, or unknown.
        method: one of the usual, or other.
        status: of the answer.
        seconds: from the arrival in the application to the answer; None where it never arrived there.
        request_id: as the answer carries it.
        code: that the path names.
        trace_id: that the caller named.
    """
    if not REQUESTS.isEnabledFor(logging.INFO):
        return
    duration = "null" if seconds is None else f"{seconds * 1000:.3f}"
    more = (f', "code": "{code}"' if code else "") + (f', "trace_id": "{trace_id}"' if trace_id else "")
    line = (
        f'{{"time": "{datetime.now(UTC).isoformat(timespec="milliseconds")}", "level": "info", '
        f'"logger": "codebook.requests", "process": {os.getpid()}, "message": "request", '
        f'"route": "{route}", "method": "{method}", "status": {status}, "duration_ms": {duration}, '
        f'"request_id": "{request_id}"{more}}}\n'
    )
    _LINES.tell(line)


def _message(record: logging.LogRecord) -> str:
    """Return the message, with the type of an exception in place of what it says."""
    arguments = record.args
    if isinstance(arguments, tuple):
        record.args = tuple(type(one).__name__ if isinstance(one, BaseException) else one for one in arguments)
    return record.getMessage()
