"""May an answer be given again, without asking the application? Yes, if it was given to the same question.

What is asked with GET depends on nothing but the target, since the data of a process never changes; so the
application's own answer, once given, serves for good: its bytes, its headers, its place in log and counts. Only the
request's id is put in anew. Of records no answers are kept, since the catalogue holds their bytes: the head of one
is the head of all, but for length and entity tag. So it is with look-ups, the one question that has a body. Whoever
asks in a way that the application might answer in another is handed on to it: anything but a plain GET or HEAD, or
look-up without a fault, of HTTP/1.1, and every header field of `DECISIVE`.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter
from typing import Any, NamedTuple

import orjson
from marshmallow import ValidationError

from schemas.questions import LookupQuestion
from service.catalogue import Catalogue
from service.ids import name_of
from service.listing import Piece, look_up
from service.strict_json import NotJSON, parse
from service.web.journal import TOLD, Journal

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

HEEDED_WITH_BODY = HEEDED - {b"if-none-match"} | {b"content-length", b"content-type"}
"""Header fields of a look-up that are understood here; the one that is left out means nothing there."""

MOST_BYTES = 2 * 1024 * 1024
"""Bytes of bodies that are kept, at most; those that were asked for longest ago go first."""

LARGEST = MOST_BYTES // 4
"""Bytes of a body that is kept, at most; a page of 200 shipped records has some 1.2 MB, one of 50 some 380 kB."""

SMALLEST = 4096
"""Bytes that a kept answer counts at least, since head and target take room too."""

_RECORD, _LOOK_UP = b"/v1/codes/", b"/v1/lookup"
_ONE_TAG = re.compile(rb'"[0-9a-f]{32}"')
_WITH_BODY = frozenset({b"content-length", b"content-type"})
"""Header fields that an answer without a body does not have."""


class Given(NamedTuple):
    """An answer as the application gave it, with the places of what varies in its head, and what was told of it."""

    head: Sequence[tuple[bytes, bytes]]
    id_at: int
    tag_at: int
    length_at: int
    body: bytes
    route: str
    code: str | None


class Shortcut:
    """The way around the application, for one set of records.

    Args:
        catalogue: the records that the application answers from.
        journal: what is told of every request.
        welcome: whether the application takes a request for a host.
        acceptable: whether it answers in JSON to an `Accept`.
    """

    def __init__(
        self, catalogue: Catalogue, journal: Journal, welcome: Callable[[str], bool], acceptable: Callable[[str], bool]
    ) -> None:
        self._catalogue, self._journal = catalogue, journal
        self._welcome, self._acceptable = lru_cache(256)(welcome), lru_cache(256)(acceptable)
        self._given: OrderedDict[bytes, Given] = OrderedDict()
        self._bytes = 0
        self._record: Given | None = None
        self._look_up: Given | None = None
        self._codes = LookupQuestion().fields["codes"]

    def answer(self, scope: Mapping[str, Any]) -> Answer | None:
        """Return the answer to a request, having told of it, or None if the application has to be asked."""
        began = perf_counter()
        asked = self._asked(scope) if scope["method"] in ("GET", "HEAD") else None
        given = None if asked is None else self._find(scope["raw_path"], scope["query_string"])
        if asked is None or given is None:
            return None
        headers, body, status = list(given.head), given.body, HTTPStatus.OK.value
        tag = asked.get(b"if-none-match")
        if tag is not None and not _ONE_TAG.fullmatch(tag):
            return None
        name = _name(asked)
        _put(headers, given.id_at, name.encode())
        if tag == headers[given.tag_at][1]:
            status, body = HTTPStatus.NOT_MODIFIED.value, b""
            headers = [field for field in headers if field[0].lower() not in _WITH_BODY]
        elif scope["method"] == "HEAD":
            body = b""
        self._tell(given, scope["method"], status, began, name, asked)
        return status, headers, body

    def look_up(self, scope: Mapping[str, Any], body: bytes) -> Answer | None:
        """Return the answer to a look-up, having told of it, or None if the application has to be asked."""
        began = perf_counter()
        given = self._look_up
        if given is None or not _looks_up(scope):
            return None
        asked = self._asked(scope, HEEDED_WITH_BODY)
        if asked is None or asked.get(b"content-type") != b"application/json":
            return None
        codes = self._codes_of(body)
        if codes is None:
            return None
        size, pieces = look_up(self._catalogue, codes)
        headers, name = list(given.head), _name(asked)
        _put(headers, given.id_at, name.encode())
        _put(headers, given.length_at, b"%d" % size)
        self._tell(given, "POST", HTTPStatus.OK.value, began, name, asked)
        return HTTPStatus.OK.value, headers, pieces

    def _codes_of(self, body: bytes) -> Sequence[str] | None:
        """Return what a body asks for, or None if the application has to look for what is wrong with it."""
        try:
            # With one key in it no key can stand twice, and what else is not JSON, or no list of texts, is refused.
            told = orjson.loads(body) if body.count(b":") == 1 else parse(body)
            codes: Sequence[str] = self._codes.deserialize(told["codes"])
        except (orjson.JSONDecodeError, NotJSON, ValidationError, KeyError, TypeError):
            return None
        return codes if len(told) == 1 else None

    def _tell(
        self, given: Given, method: str, status: int, began: float, name: str, asked: Mapping[bytes, bytes]
    ) -> None:
        self._journal.tell(
            route=given.route,
            method=method,
            status=status,
            began=began,
            request_id=name,
            code=given.code,
            parent=asked[b"traceparent"].decode("latin-1") if b"traceparent" in asked else "",
        )

    def learn(self, scope: Mapping[str, Any], environ: Mapping[str, Any], answer: Answer) -> None:
        """Keep what the application has answered, if it may be given again."""
        status, headers, body = answer
        path, query = scope["raw_path"], scope["query_string"]
        if status != HTTPStatus.OK or not path.startswith(b"/v1/"):
            return
        at = {name.lower(): place for place, (name, _) in enumerate(headers)}
        if _looks_up(scope):
            self._look_up = Given(headers, at[b"x-request-id"], 0, at[b"content-length"], b"", *environ[TOLD])
        if scope["method"] != "GET" or not isinstance(body, bytes):
            return
        if b"etag" not in at or headers[at[b"cache-control"]][1] == b"no-store" or self._asked(scope) is None:
            return
        route, code = environ[TOLD]
        given = Given(headers, at[b"x-request-id"], at[b"etag"], at[b"content-length"], body, route, code)
        if self._entry(path, query) is not None:
            self._record = given._replace(body=b"")
        elif len(body) <= LARGEST:
            self._keep(_target(path, query), given)

    def _asked(self, scope: Mapping[str, Any], heeded: Collection[bytes] = HEEDED) -> dict[bytes, bytes] | None:
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

    def _find(self, path: bytes, query: bytes) -> Given | None:
        """Return the answer to what a target asks for, if it is known."""
        like = self._record
        entry = None if like is None else self._entry(path, query)
        if like is not None and entry is not None:
            head, body = list(like.head), entry.body
            _put(head, like.tag_at, b'"' + entry.etag.encode() + b'"')
            _put(head, like.length_at, b"%d" % len(body))
            return Given(head, like.id_at, like.tag_at, like.length_at, body, like.route, path[len(_RECORD) :].decode())
        target = _target(path, query)
        given = self._given.get(target)
        if given is not None:
            self._given.move_to_end(target)
        return given

    def _entry(self, path: bytes, query: bytes) -> Any:
        """Return the entry of the record that a target names in full and asks for as a whole, or None."""
        named = path.startswith(_RECORD) and not query
        return self._catalogue.get(path[len(_RECORD) :].decode("latin-1")) if named else None

    def _keep(self, target: bytes, given: Given) -> None:
        if target not in self._given:
            self._given[target] = given
            self._bytes += max(SMALLEST, len(given.body))
        while self._bytes > MOST_BYTES:
            _, oldest = self._given.popitem(last=False)
            self._bytes -= max(SMALLEST, len(oldest.body))


def _looks_up(scope: Mapping[str, Any]) -> bool:
    return bool(scope["method"] == "POST" and scope["raw_path"] == _LOOK_UP and not scope["query_string"])


def _put(headers: Headers, place: int, value: bytes) -> None:
    """Give a header field another value."""
    headers[place] = (headers[place][0], value)


def _name(asked: Mapping[bytes, bytes]) -> str:
    """Return the id of a request."""
    return name_of(asked[b"x-request-id"].decode("latin-1") if b"x-request-id" in asked else "")


def _target(path: bytes, query: bytes) -> bytes:
    return path + b"?" + query
