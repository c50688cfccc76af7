"""May a request be answered without asking the application? Yes, where its own answers have shown how.

What is asked with GET depends on nothing but the target, since the data of a process never changes; so the
application's own answer, once given, serves for good: its bytes, its headers, its place in log and counts. Only the
request's id is put in anew. Of records no answers are kept, since the catalogue holds their bytes: the head of one
is the head of all, but for length and entity tag. So it is with look-ups, though they have a body, and with searches,
whose items are found each time. Whoever asks in a way that the application might answer in another is handed on to it:
all but a GET or HEAD, a GET of a short search and a look-up without a fault, of HTTP/1.1 and without any header field
of `DECISIVE`.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from time import perf_counter
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from marshmallow import ValidationError

from schemas.questions import FILTERS, LookupQuestion, SearchQuestion
from service.listing import look_up
from service.plain import HEEDED, HEEDED_UNKEPT, HEEDED_WITH_BODY, Answer, Given, Headers, PlainReader, id_of, put
from service.search import Search, as_json
from service.strict_json import NotJSON, parse
from service.web.journal import TOLD

MOST_BYTES = 2 * 1024 * 1024
"""Bytes of bodies that are kept, at most; those that were asked for longest ago go first."""

LARGEST = MOST_BYTES // 4
"""Bytes of a body that is kept, at most; a page of 200 shipped records has some 1.2 MB, one of 50 some 380 kB."""

SMALLEST = 4096
"""Bytes that a kept answer counts at least, since head and target take room too."""

SMALL_SET = 1000
"""Records of a set in which a short search takes 8 ms at most; in a larger one others might wait for too long."""

SHORT_TEXT = 64
"""Bytes of what a short search looks for, as they stand in the target, at most."""

_RECORD, _LOOK_UP, _SEARCH = b"/v1/codes/", b"/v1/lookup", b"/v1/search"
_SHORT = re.compile(rb"q=([!-%%'-~]{1,%d})(?:&limit=([1-9]|1[0-9]|20))?" % SHORT_TEXT)
_ONE_TAG = re.compile(rb'"[0-9a-f]{32}"')
_WITH_BODY = frozenset({b"content-length", b"content-type"})
"""Header fields that an answer without a body does not have."""


class Shortcut:
    """The way around the application, for one set of records.

    Args:
        search: the records that the application answers from.
        reader: what reads plain requests, and tells of them.
    """

    def __init__(self, search: Search, reader: PlainReader) -> None:
        self._catalogue, self._search, self._reader = search.catalogue, search, reader
        self._given: OrderedDict[bytes, Given] = OrderedDict()
        self._bytes = 0
        self._like_record: Given | None = None
        self._like_look_up: Given | None = None
        self._like_search: Given | None = None
        self._codes = LookupQuestion().fields["codes"]
        self._text = SearchQuestion().fields["q"]
        defaults = SearchQuestion().load({"q": "any"})
        self._limit: int = defaults["limit"]
        self._filters = {name: defaults[name] for name in FILTERS if name in defaults}

    def answer(self, scope: Mapping[str, Any]) -> Answer | None:
        """Return the answer to a request, having told of it, or None if the application has to be asked."""
        began = perf_counter()
        asked = self._reader.read(scope, HEEDED) if scope["method"] in ("GET", "HEAD") else None
        given = None if asked is None else self._known(scope["raw_path"], scope["query_string"])
        if asked is None or given is None:
            return None
        headers, body, status = list(given.head), given.body, HTTPStatus.OK.value
        tag = asked.get(b"if-none-match")
        if tag is not None and not _ONE_TAG.fullmatch(tag):
            return None
        name = id_of(asked)
        put(headers, given.id_at, name.encode())
        if tag == headers[given.tag_at][1]:
            status, body = HTTPStatus.NOT_MODIFIED.value, b""
            headers = [field for field in headers if field[0].lower() not in _WITH_BODY]
        elif scope["method"] == "HEAD":
            body = b""
        self._reader.tell(given, scope["method"], status, began, name, asked)
        return status, headers, body

    def look_up(self, scope: Mapping[str, Any], body: bytes) -> Answer | None:
        """Return the answer to a look-up, having told of it, or None if the application has to be asked."""
        began = perf_counter()
        given = self._like_look_up
        if given is None or not _looks_up(scope):
            return None
        asked = self._reader.read(scope, HEEDED_WITH_BODY)
        if asked is None or asked.get(b"content-type") != b"application/json":
            return None
        codes = self._codes_of(body)
        if codes is None:
            return None
        size, pieces = look_up(self._catalogue, codes)
        return HTTPStatus.OK.value, self._begin(given, "POST", size, began, asked), pieces

    def is_short(self, scope: Mapping[str, Any]) -> bool:
        """Return whether a request is a short search of a small set, be there a fault in it or not."""
        return (
            scope["raw_path"] == _SEARCH
            and scope["method"] == "GET"
            and len(self._catalogue) <= SMALL_SET
            and _SHORT.fullmatch(scope["query_string"]) is not None
        )

    def search(self, scope: Mapping[str, Any]) -> Answer | None:
        """Return what a short search finds, having told of it, or None if the application has to be asked."""
        began = perf_counter()
        given, short = self._like_search, _SHORT.fullmatch(scope["query_string"])
        asked = None if given is None or short is None else self._reader.read(scope, HEEDED_UNKEPT)
        if given is None or short is None or asked is None:
            return None
        try:
            text = self._text.deserialize(unquote_to_bytes(short[1].replace(b"+", b" ")).decode())
        except (UnicodeDecodeError, ValidationError):
            return None
        try:
            body = as_json(self._search.page(text, self._filters, limit=int(short[2] or self._limit)))
        except Exception:  # noqa: BLE001  the application will fail too, and tell it in its own way
            return None
        return HTTPStatus.OK.value, self._begin(given, "GET", len(body), began, asked), body

    def _begin(self, given: Given, method: str, size: int, began: float, asked: Mapping[bytes, bytes]) -> Headers:
        """Tell of an answer like one that was given, but for its body, and return its header fields."""
        headers, name = list(given.head), id_of(asked)
        put(headers, given.id_at, name.encode())
        put(headers, given.length_at, b"%d" % size)
        self._reader.tell(given, method, HTTPStatus.OK.value, began, name, asked)
        return headers

    def _codes_of(self, body: bytes) -> Sequence[str] | None:
        """Return what a body asks for, or None if the application has to look for what is wrong with it."""
        try:
            # With one key in it no key can stand twice, and what else is not JSON, or no list of texts, is refused.
            told = orjson.loads(body) if body.count(b":") == 1 else parse(body)
            codes: Sequence[str] = self._codes.deserialize(told["codes"])
        except (orjson.JSONDecodeError, NotJSON, ValidationError, KeyError, TypeError):
            return None
        return codes if len(told) == 1 else None

    def learn(self, scope: Mapping[str, Any], environ: Mapping[str, Any], answer: Answer) -> None:
        """Keep what the application has answered, if it may be given again."""
        status, headers, body = answer
        path, query = scope["raw_path"], scope["query_string"]
        if status != HTTPStatus.OK or not path.startswith(b"/v1/"):
            return
        at = {name.lower(): place for place, (name, _) in enumerate(headers)}
        given = Given(headers, at[b"x-request-id"], at.get(b"etag", 0), at[b"content-length"], b"", *environ[TOLD])
        if _looks_up(scope):
            self._like_look_up = given
        if scope["method"] != "GET" or not isinstance(body, bytes):
            return
        if path == _SEARCH:
            self._like_search = given
        if (
            b"etag" not in at
            or headers[at[b"cache-control"]][1] == b"no-store"
            or self._reader.read(scope, HEEDED) is None
        ):
            return
        if self._entry(path, query) is not None:
            self._like_record = given
        elif len(body) <= LARGEST:
            self._keep(_target(path, query), given._replace(body=body))

    def _known(self, path: bytes, query: bytes) -> Given | None:
        """Return the answer to what a target asks for, if it is known."""
        like = self._like_record
        entry = None if like is None else self._entry(path, query)
        if like is not None and entry is not None:
            head, body = list(like.head), entry.body
            put(head, like.tag_at, b'"' + entry.etag.encode() + b'"')
            put(head, like.length_at, b"%d" % len(body))
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


def _target(path: bytes, query: bytes) -> bytes:
    return path + b"?" + query
