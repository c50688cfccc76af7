"""How is a real server started for a test? As a user starts it: a program with a port of its own.

Each tells all that it can tell, and none may repeat in its log what its callers wrote: before it is stopped it is asked
in every way that might make it do so, and afterwards all that it said is read.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Timer
from typing import Any

from tests.canary import CANARY, leaks, volley

RECORDS = Path(__file__).parent / "records"
"""A small set of records that only tests are answered from."""

CODEBOOK = Path(sys.executable).with_name("codebook")
"""The program, as installed beside the Python that runs the tests."""

PATIENCE = 60
"""Seconds until a program that says nothing is taken for stuck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came over the wire."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON values."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that listens; `log` is the file that its standard error goes to, as long as it is served from."""

    line: str
    host: str
    port: int
    process: subprocess.Popen[str]
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self.host, self.port

    def ask(
        self, path: str, method: str = "GET", *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Return the answer to one request, sent on a connection of its own."""
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers={"User-Agent": CANARY, **(headers or {})})
            answer = connection.getresponse()
            return Reply(status=answer.status, headers=answer.headers, body=answer.read())
        finally:
            connection.close()

    def say(self, *sent: bytes) -> bytes:
        """Return everything that is answered to these bytes until the server closes the connection."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as connection:
            for piece in sent:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            told = b""
            while piece := connection.recv(65536):
                told += piece
            return told

    def lines(self) -> list[dict[str, Any]]:
        """Return every line of the log so far, each of which must be JSON; half of the last one is left out."""
        told = self.log.read_bytes()
        return [json.loads(line) for line in told[: told.rfind(b"\n") + 1].splitlines()]

    def stop(self) -> int:
        """Ask the server for what it must not repeat, then to stop, and return its exit code."""
        volley(self.address, PATIENCE)
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of the tests without the settings of a service, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CODEBOOK_", "PROMETHEUS_"))}
    return {**kept, **more}


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Return what the program said and left with, having run to its end."""
    return subprocess.run(
        [CODEBOOK, *arguments], env=environment(**more), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def serving(
    *arguments: str,
    fixtures: Path | None = RECORDS,
    program: Path = CODEBOOK,
    level: str = "debug",
    patience: float = PATIENCE,
    **more: str,
) -> Iterator[Running]:
    """Start a server on a free port, wait until it listens, and stop it at the end; it has records of its own.

    Args:
        arguments: of the program, beside its port and folder.
        fixtures: the folder; None for the one that is shipped.
        program: what is started.
        level: of the log; where rates matter, what a user has.
        patience: seconds until a server that does not listen is taken for stuck.
        more: settings of the environment.

    Raises:
        AssertionError: it does not start, or what it has said at the end repeats what its callers wrote.
    """
    folder = [] if fixtures is None else ["--fixtures", str(fixtures)]
    command = [program, "serve", "--port", "0", *folder, *arguments]
    variables = environment(**{"CODEBOOK_LOG_LEVEL": level, **more})
    with (
        tempfile.NamedTemporaryFile("ab") as log,
        subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        stuck = Timer(patience, process.kill)
        stuck.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        stuck.cancel()
        try:
            if not line.startswith("listening on http://"):
                raise AssertionError(
                    f"the server did not start: {line!r}\n{Path(log.name).read_text(encoding='utf-8')}"
                )
            host, _, port = line.strip().removeprefix("listening on http://").rpartition(":")
            running = Running(line=line, host=host.strip("[]"), port=int(port), process=process, log=Path(log.name))
            yield running
            if process.poll() is None:
                running.stop()
            _examine(running, process.stdout.read())
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise


def _examine(running: Running, printed: str) -> None:
    """Find nothing that a caller wrote in what a server has said."""
    with running.log.open("rb") as log:
        told = leaks([running.line.encode(), printed.encode(), *log])
    assert not told, f"the canary stands in {len(told)} lines of the log, such as {told[0]!r}"
