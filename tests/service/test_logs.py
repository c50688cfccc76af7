"""Does the log tell of every request in one line, and of nothing that a caller wrote?"""

import asyncio
import json
import logging
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.ids import trace_of
from service.logs import REQUESTS, JSONFormatter, tell_request
from tests.running import CODEBOOK, RECORDS, Running, environment
from tests.wire import say

CANARY = "Mueller-born-1950-02-03"
TRACE = "0af7651916cd43dd8448eb211c80319c"
HEAD = b"Host: localhost\r\n"
C = CANARY.encode()


@contextmanager
def logged(log: Path, *arguments: str) -> Iterator[Running]:
    """Start a server whose log is kept, and stop it."""
    command = [CODEBOOK, "serve", "--port", "0", "--fixtures", str(RECORDS), *arguments]
    with (
        log.open("w") as stream,
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=stream, text=True) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        yield Running(line=line, host="127.0.0.1", port=int(line.rpartition(":")[2]), process=process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def lines(log: Path) -> list[dict[str, Any]]:
    """Return every line, each of which must be JSON."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


SECRETS = [
    b"GET /v1/codes/" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /v1/codes?family=" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /v1/codes/63709?" + C + b"=1 HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /v1/families/" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /problems/" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /livez HTTP/1.1\r\n" + HEAD + b"X-Request-ID: " + C + b" x\r\nTraceparent: " + C + b"\r\n\r\n",
    b"GET /livez HTTP/1.1\r\n" + HEAD + b"Authorization: Bearer " + C + b"\r\nCookie: a=" + C + b"\r\n\r\n",
    b"GET /livez HTTP/1.1\r\nHost: " + C + b"/\r\n\r\n",
    b"GET /livez HTTP/1.1\r\n" + HEAD + C + b"\r\n\r\n",
    b"GET /livez HTTP/1.1\r\n" + HEAD + b"A: " + C + b"\0\r\n\r\n",
    b"GET /livez " + C + b"\r\n\r\n",
    C + b" /livez HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET " + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"MUELLER /" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"POST /v1/lookup HTTP/1.1\r\n" + HEAD + b"Content-Length: " + C + b"\r\n\r\n",
    b"POST /v1/lookup HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: " + C + b"\r\n\r\n",
    b"POST /v1/lookup HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + C + b"\r\n",
    b"POST /v1/lookup HTTP/1.1\r\n" + HEAD + b"Content-Type: application/json\r\nContent-Length: 23\r\n\r\n" + C,
    b'POST /v1/lookup HTTP/1.1\r\n' + HEAD + b'Content-Type: application/json\r\nContent-Length: 38\r\n\r\n'
    b'{"codes": ["' + C + b'"]}',
    b"POST /v1/lookup HTTP/1.1\r\n" + HEAD + b"Content-Type: " + C + b"\r\nContent-Length: 2\r\n\r\n{}",
    b"GET /livez HTTP/1.1\r\n" + HEAD + b"X-A: " + C * 500 + b"\r\n\r\n",
    b"GET /" + C * 500 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /v1/codes/63709%0a%7b%22level%22:%22" + C + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
]  # fmt: skip


def test_nothing_of_a_request_is_in_the_log(tmp_path: Path) -> None:
    """No path, query, header or body is found in the log; each request has its line, and each is JSON."""
    log = tmp_path / "log"
    with logged(log) as server:
        for sent in SECRETS:
            [answer] = say((server.host, server.port), sent).answers
            assert answer.status < 500 or answer.status == 501
    text = log.read_text(encoding="utf-8")
    assert CANARY not in text
    assert "Mueller" not in text
    told = [line for line in lines(log) if line["logger"] == "codebook.requests"]
    assert len(told) == len(SECRETS)


def test_a_request_has_a_line(tmp_path: Path) -> None:
    """The line holds route, code, method, status, duration, id and trace."""
    log, name = tmp_path / "log", uuid.uuid4().hex
    with logged(log) as server:
        headers = {"X-Request-ID": name, "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        server.ask("/v1/codes/0275t?fields=code", headers=headers)
    [line] = [line for line in lines(log) if line.get("request_id") == name]
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


@pytest.fixture
def told() -> Iterator[None]:
    """Have lines of requests told."""
    level = REQUESTS.level
    REQUESTS.setLevel(logging.INFO)
    yield
    REQUESTS.setLevel(level)


class Written:
    """A stream that remembers every piece that was written to it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        """Remember a piece."""
        self.pieces.append(piece)

    def flush(self) -> None:
        """Do nothing."""


@pytest.mark.usefixtures("told")
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


@pytest.mark.usefixtures("told")
def test_a_stream_that_is_gone_stops_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that cannot be written is lost, and no more than that."""
    gone = Path("/dev/full").open("w")  # noqa: SIM115  it cannot be closed without its own failure
    monkeypatch.setattr(sys, "stderr", gone)
    tell_request("/livez", "GET", 200, 0.001, "a")
    monkeypatch.undo()
    with pytest.raises(OSError, match="No space"):
        gone.close()


@pytest.mark.usefixtures("told")
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
