"""Does the log tell of every request in one line, and of nothing that a caller wrote?"""

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

from service.logs import JSONFormatter
from service.web.journal import trace_of
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
