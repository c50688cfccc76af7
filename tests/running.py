"""How is a real server started for a test? As a user starts it: a program with a port of its own."""

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
    """A server that listens."""

    line: str
    host: str
    port: int
    process: subprocess.Popen[str]

    def ask(
        self, path: str, method: str = "GET", *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Return the answer to one request, sent on a connection of its own."""
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
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

    def stop(self) -> int:
        """Ask the server to stop and return its exit code."""
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
    *arguments: str, fixtures: Path | None = RECORDS, program: Path = CODEBOOK, **more: str
) -> Iterator[Running]:
    """Start a server on a free port, wait until it listens, and stop it at the end; it has records of its own."""
    folder = [] if fixtures is None else ["--fixtures", str(fixtures)]
    command = [program, "serve", "--port", "0", *folder, *arguments]
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, env=environment(**more), stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        stuck = Timer(PATIENCE, process.kill)
        stuck.start()
        assert process.stdout is not None
        line = process.stdout.readline()
        stuck.cancel()
        try:
            if not line.startswith("listening on http://"):
                log.seek(0)
                raise AssertionError(f"the server did not start: {line!r}\n{log.read()}")
            host, _, port = line.strip().removeprefix("listening on http://").rpartition(":")
            yield Running(line=line, host=host.strip("[]"), port=int(port), process=process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
