"""What comes over the wire? Bytes are sent as they are, and every answer is read strictly."""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

LONGEST_WAIT = 5.0
"""Seconds after which a client that gets neither an answer nor an end is taken to hang."""

PROBLEM = "application/problem+json"


class NotHTTP(AssertionError):
    """What came is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON values."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What was answered to some bytes: every answer, whether the server closed, and the seconds it took."""

    answers: tuple[Answer, ...]
    closed: bool
    seconds: float


def read(told: bytes, heads: Sequence[bool] = ()) -> tuple[list[Answer], bytes]:
    """Return the final answers that `told` begins with, and the rest.

    Args:
        told: what came.
        heads: for each answer whether it is one to HEAD, and so has no body.

    Raises:
        NotHTTP: an answer is not as RFC 9112 has it, or does not say how long it is.
    """
    found: list[Answer] = []
    while b"\r\n\r\n" in told:
        head, _, rest = told.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, _, status = first.partition(" ")
        if version not in ("HTTP/1.1", "HTTP/1.0") or not status[:3].isdigit():
            raise NotHTTP(first)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status.startswith("100"):
            told = rest
            continue
        bare = status[:3] in ("204", "304") or (len(heads) > len(found) and heads[len(found)])
        if not bare and "content-length" not in headers:
            raise NotHTTP(f"an answer of unknown length: {head!r}")
        length = 0 if bare else int(headers["content-length"])
        if len(rest) < length:
            break
        found.append(Answer(status=int(status[:3]), headers=headers, body=rest[:length]))
        told = rest[length:]
    return found, told


def say(
    address: tuple[str, int], *pieces: bytes, pause: float = 0, expect: int = 1, heads: Sequence[bool] = (),
    end: bool = False,
) -> Exchange:  # fmt: skip
    """Send `pieces` and return what is answered, until `expect` answers are there or the server closes.

    Args:
        address: of the server.
        pieces: sent one after the other.
        pause: seconds between them.
        expect: answers to wait for.
        heads: for each answer whether it is one to HEAD.
        end: whether to say after the last piece that no more will come.

    Raises:
        TimeoutError: nothing came and nothing ended for LONGEST_WAIT seconds.
        NotHTTP: what came is no answer.
    """
    began, told, closed = monotonic(), b"", False
    with socket.create_connection(address, timeout=LONGEST_WAIT) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                if pause:
                    connection.settimeout(pause)
                    with suppress(TimeoutError):
                        told += connection.recv(65536)
            if end:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent; the answer is still to be read
        while len(read(told, heads)[0]) < expect:
            connection.settimeout(max(0.01, LONGEST_WAIT + began + pause * len(pieces) - monotonic()))
            try:
                piece = connection.recv(1 << 20)
            except ConnectionError:
                piece = b""
            told += piece
            if not piece:
                closed = True
                break
    answers, rest = read(told, heads)
    if rest:
        raise NotHTTP(f"more than the answers came: {rest[:200]!r}")
    return Exchange(answers=tuple(answers), closed=closed, seconds=monotonic() - began)
