"""Does an answer in pieces arrive whole, however it is read, and does its connection go on?"""

import json
import socket
from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest

from service.express import MOST_PIECES, WAITING
from service.loading import load
from service.settings import shipped_fixtures
from tests.operating import children, until
from tests.running import PATIENCE, Running, serving
from tests.wire import read

CODES = sorted(load(shipped_fixtures()).records)
MANY = [CODES[place % len(CODES)] for place in range(1000)]
"""So many that their records fill the buffers of a connection, and several times so, if these are small."""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """One worker over the shipped records, which has been asked before."""
    with serving("--workers", "1", fixtures=shipped_fixtures()) as running:
        with connected(running) as connection:
            connection.sendall(post(MANY[:2]))
            received(connection, 1)
        yield running


def post(codes: list[str], *headers: bytes, version: bytes = b"1.1") -> bytes:
    """Return a look-up as it is sent."""
    body = json.dumps({"codes": codes}).encode()
    told = (b"Host: a", b"Content-Type: application/json", b"Content-Length: %d" % len(body), *headers)
    return b"POST /v1/lookup HTTP/" + version + b"\r\n" + b"\r\n".join(told) + b"\r\n\r\n" + body


def connected(server: Running, room: int = 0) -> socket.socket:
    """Return a connection, with so much room for what has not been read."""
    made = socket.socket()
    if room:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    made.settimeout(PATIENCE)
    made.connect(server.address)
    return made


def received(connection: socket.socket, expect: int, step: int = 1 << 20, pause: float = 0) -> list[Any]:
    """Return so many answers, read in steps of some bytes with pauses between the first of them."""
    told, steps = bytearray(), 0
    while True:
        told += (got := connection.recv(step))
        steps += 1
        if pause and steps < 40:
            sleep(pause)
        answers, rest = read(bytes(told)) if len(got) < step else ([], b"")
        if len(answers) == expect:
            assert not rest
            return answers
        assert got, f"closed after {len(told)} bytes"


def right(answer: Any, codes: list[str]) -> bool:
    """Return whether a look-up was answered with the records of these codes."""
    return bool(answer.status == 200 and [item["record"]["code"] for item in answer.json["items"]] == codes)


@pytest.mark.parametrize("count", [0, 1, 2, WAITING, WAITING + 1, 300, MOST_PIECES - 25, 1000])
def test_any_number_of_records_arrives(server: Running, count: int) -> None:
    """None is one, and a thousand are all that may be asked; the connection stays."""
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(post(MANY[:count]))
            [answer] = received(connection, 1)
            assert right(answer, MANY[:count])
            assert "connection" not in answer.headers


@pytest.mark.parametrize("room", [4096, 100_000])
def test_a_client_that_reads_slowly_gets_it_all(server: Running, room: int) -> None:
    """What the connection does not take at once waits, while others are answered."""
    with connected(server, room) as connection:
        connection.sendall(post(MANY))
        sleep(0.2)
        assert server.ask("/livez").status == 200
        [answer] = received(connection, 1, step=4096, pause=0.01)
        assert right(answer, MANY)
        connection.sendall(post(MANY[:1]))
        assert right(received(connection, 1)[0], MANY[:1])


def test_requests_that_come_at_once_are_answered_in_turn(server: Running) -> None:
    """A long answer between short ones is whole, and in its place."""
    with connected(server, 8192) as connection:
        connection.sendall(post(MANY[:1]) + post(MANY) + post(["none"]) + post(MANY[1:3]))
        first, second, third, fourth = received(connection, 4)
        assert right(first, MANY[:1])
        assert right(second, MANY)
        assert third.json["items"][0]["outcome"] == "malformed"
        assert right(fourth, MANY[1:3])


@pytest.mark.parametrize("sent", [post(MANY, b"Connection: close"), post(MANY, version=b"1.0")])
def test_a_connection_that_is_to_end_ends_after_the_answer(server: Running, sent: bytes) -> None:
    """The end is announced, and comes after the last byte."""
    with connected(server, 8192) as connection:
        connection.sendall(sent)
        [answer] = received(connection, 1)
        assert right(answer, MANY)
        assert answer.headers["connection"] == "close"
        assert connection.recv(1) == b""


def test_a_client_that_says_it_is_done_still_gets_it_all(server: Running) -> None:
    """Who closes its half after asking is answered, and then let go."""
    with connected(server, 8192) as connection:
        connection.sendall(post(MANY))
        connection.shutdown(socket.SHUT_WR)
        assert right(received(connection, 1)[0], MANY)
        assert connection.recv(1) == b""


def test_a_client_that_leaves_in_the_middle_troubles_nobody(server: Running) -> None:
    """The worker lives and complains of nothing, whether the client closes or breaks the connection off."""
    workers = children(server.process.pid)
    for linger in (None, b"\1\0\0\0\0\0\0\0"):
        with connected(server, 4096) as connection:
            if linger is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.sendall(post(MANY))
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    until(lambda: server.ask("/livez").status == 200)
    assert children(server.process.pid) == workers
    assert {line["level"] for line in server.lines()} <= {"debug", "info"}
