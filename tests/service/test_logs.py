"""Does the log tell of every request in one line, and of nothing that a caller wrote?"""

import asyncio
import json
import logging
import sys
import uuid
from typing import Any

import pytest

from service.ids import trace_of
from service.logs import REQUESTS, JSONFormatter, tell_request
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


class Written:
    """A stream that remembers every piece that was written to it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        """Remember a piece."""
        self.pieces.append(piece)

    def flush(self) -> None:
        """Do nothing."""


@pytest.mark.usefixtures("heard")
def test_lines_of_one_turn_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """On an event loop lines wait until the turn is over, and none is lost; elsewhere each is written at once."""
    stream = Written()
    monkeypatch.setattr(sys, "stderr", stream)

    def tell(name: str) -> None:
        tell_request("/livez", "GET", 200, 0.001, name)

    async def turns() -> None:
        tell("a")
        tell("b")
        assert stream.pieces == []
        await asyncio.sleep(0)
        tell("c")

    asyncio.run(turns())
    tell("d")
    tell("e")
    told = [[json.loads(line)["request_id"] for line in piece.splitlines()] for piece in stream.pieces]
    assert told in ([["a", "b"], ["c"], ["d"], ["e"]], [["a", "b"], ["c", "d"], ["e"]])


class Gone(Written):
    """A stream whose reader has left."""

    def write(self, piece: str) -> None:
        """Fail."""
        raise BrokenPipeError(piece)


@pytest.mark.usefixtures("heard")
def test_a_stream_that_is_gone_stops_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that cannot be written is lost, and no more than that."""
    monkeypatch.setattr(sys, "stderr", Gone())
    tell_request("/livez", "GET", 200, 0.001, "a")
    stream = Written()
    monkeypatch.setattr(sys, "stderr", stream)
    tell_request("/livez", "GET", 200, 0.001, "b")
    assert [json.loads(piece)["request_id"] for piece in stream.pieces] == ["b"]


@pytest.mark.usefixtures("heard")
def test_a_line_is_what_the_formatter_makes_of_a_record(capsys: Any) -> None:
    """Lines of requests and all others have the same form."""
    tell_request("/v1/codes/<code>", "GET", 200, 0.0015, "a", code="63709", trace_id=TRACE)
    tell_request("unknown", "other", 400, None, "b")
    for told, more in zip(
        capsys.readouterr().err.splitlines(),
        (
            {"route": "/v1/codes/<code>", "method": "GET", "status": 200, "duration_ms": 1.5, "request_id": "a"}
            | {"code": "63709", "trace_id": TRACE},
            {"route": "unknown", "method": "other", "status": 400, "duration_ms": None, "request_id": "b"},
        ),
        strict=True,
    ):
        record = logging.LogRecord(REQUESTS.name, logging.INFO, __file__, 1, "request", (), None)
        record.told = more
        line, formatted = json.loads(told), json.loads(JSONFormatter().format(record))
        assert list(line) == list(formatted)
        line.pop("time"), formatted.pop("time")
        assert line == formatted
