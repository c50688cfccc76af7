"""Does the log tell of every request in one line, and of nothing that a caller wrote?"""

import json
import logging
import sys
import uuid

import pytest

from service.logs import JSONFormatter
from service.web.journal import trace_of
from tests.canary import CANARY, VOLLEY
from tests.running import serving

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("level", ["debug", "info"])
def test_every_request_has_a_line(level: str) -> None:
    """Each request has its line, also one that is no HTTP, and each line is JSON; what must not be in it is not."""
    with serving(level=level) as server:
        server.stop()
        told = [line for line in server.lines() if line["logger"] == "codebook.requests"]
        assert len(told) >= len(VOLLEY)  # one that is cut off while it is refused may be told of by both who refuse it


def test_a_line_tells_of_its_request() -> None:
    """The line holds route, code, method, status, duration, id and trace."""
    name = uuid.uuid4().hex
    with serving() as server:
        headers = {"X-Request-ID": name, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        server.ask("/v1/codes/0275t?fields=code", headers=headers)
        server.stop()
        [line] = [line for line in server.lines() if line.get("request_id") == name]
    assert line.pop("duration_ms") > 0
    for varying in ("time", "process"):
        line.pop(varying)
    assert line == {
        "level": "info",
        "logger": "codebook.requests",
        "message": "request",
        "route": "/v1/codes/<code>",
        "method": "GET",
        "status": 200,
        "request_id": name,
        "code": "0275T",
        "trace_id": TRACE,
    }


@pytest.mark.parametrize(
    ("given", "trace"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", TRACE),
        (f"cc-{TRACE}-b7ad6b7169203331-01-more", TRACE),
        (f"00-{TRACE}-b7ad6b7169203331-01-more", None),
        (f"ff-{TRACE}-b7ad6b7169203331-01", None),
        (f"00-{'0' * 32}-b7ad6b7169203331-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-b7ad6b7169203331-01", None),
        (f"00-{TRACE}-b7ad6b7169203331-01\n", None),
        ("", None),
    ],
)
def test_a_trace_is_taken_over_if_it_is_valid(given: str, trace: str | None) -> None:
    """Only a header as W3C has it names a trace."""
    assert trace_of(given) == trace


def test_a_failure_is_told_without_its_message() -> None:
    """An exception is told by its type and its places, be it the reason of a line or a part of it."""
    try:
        {}[CANARY]
    except KeyError as error:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "failed: %s", (error,), sys.exc_info())
    line = json.loads(JSONFormatter().format(record))
    assert (line["message"], line["exception"]) == ("failed: KeyError", "KeyError")
    assert "test_logs.py" in line["places"][0]
    assert CANARY not in json.dumps(line)
