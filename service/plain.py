"""Is a request so plain that it means nothing but what it asks for? Then it can be answered from what was learned.

What the application would look at is understood here, or the request is left to it. Its answers are learned from: the
head of one is that of all of its kind, but for what varies from one to the next.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from service.ids import name_of
from service.listing import Piece
from service.web.journal import Journal

Headers = list[tuple[bytes, bytes]]
Answer = tuple[int, Headers, bytes | list[Piece]]
"""Status, header fields and body, which may come in pieces."""

HEEDED = frozenset({b"accept", b"host", b"if-none-match", b"traceparent", b"x-request-id"})
"""Header fields of a request that the application looks at and that are understood here, if they stand there once."""

DECISIVE = frozenset(
    b"content-encoding content-length expect if-match if-modified-since if-range if-unmodified-since range "
    b"transfer-encoding".split()
)
"""The others that it looks at, or that say that a body follows; a test watches that there are no more."""

HEEDED_UNKEPT = HEEDED - {b"if-none-match"}
"""Header fields of a search that are understood here; the one that is left out means nothing where nothing is kept."""

HEEDED_WITH_BODY = HEEDED_UNKEPT | {b"content-length", b"content-type"}
"""Header fields of a look-up that are understood here."""


class Given(NamedTuple):
    """An answer as the application gave it, with the places of what varies in its head, and what was told of it."""

    head: Sequence[tuple[bytes, bytes]]
    id_at: int
    tag_at: int
    length_at: int
    body: bytes
    route: str
    code: str | None


class PlainReader:
    """What reads plain requests, and tells of those that are answered without the application.

    Args:
        journal: what is told of every request.
        welcome: whether the application takes a request for a host.
        acceptable: whether it answers in JSON to an `Accept`.
    """

    def __init__(self, journal: Journal, welcome: Callable[[str], bool], acceptable: Callable[[str], bool]) -> None:
        self._journal = journal
        self._welcome, self._acceptable = lru_cache(256)(welcome), lru_cache(256)(acceptable)

    def read(self, scope: Mapping[str, Any], heeded: Collection[bytes]) -> dict[bytes, bytes] | None:
        """Return the header fields that are heeded, or None if only the application can tell what a request means."""
        if scope["http_version"] != "1.1":
            return None
        asked: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in heeded:
                if name in asked:
                    return None
                asked[name] = value
            elif name in DECISIVE:
                return None
        if b"host" not in asked or not self._welcome(asked[b"host"].decode("latin-1")):
            return None
        if b"accept" in asked and not self._acceptable(asked[b"accept"].decode("latin-1")):
            return None
        return asked

    def tell(
        self, given: Given, method: str, status: int, began: float, name: str, asked: Mapping[bytes, bytes]
    ) -> None:
        """Tell of an answer that is like one that was given, to a request with these header fields."""
        self._journal.tell(
            route=given.route,
            method=method,
            status=status,
            began=began,
            request_id=name,
            code=given.code,
            parent=asked[b"traceparent"].decode("latin-1") if b"traceparent" in asked else "",
        )


def put(headers: Headers, place: int, value: bytes) -> None:
    """Give a header field another value."""
    headers[place] = (headers[place][0], value)


def id_of(asked: Mapping[bytes, bytes]) -> str:
    """Return the id of a request."""
    return name_of(asked[b"x-request-id"].decode("latin-1") if b"x-request-id" in asked else "")
