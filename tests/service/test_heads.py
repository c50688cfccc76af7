"""Does a head that is not read again say what the parser would have read?"""

from typing import Any

import pytest
from gunicorn.asgi.parser import CallbackRequest, PythonProtocol
from hypothesis import assume, given
from hypothesis import strategies as st

from service.heads import LARGEST, MOST_KEPT, NAMING, Heads
from service.limits import MOST_HEADERS
from service.plain import DECISIVE, HEEDED

KEPT = HEEDED | DECISIVE
BLOCK = b"Host: a\r\nAccept: */*\r\n\r\n"


def parsed(data: bytes) -> Any:
    """Return what gunicorn makes of a request without a body, None if it refuses it or if there is more."""
    parser = PythonProtocol(limit_request_fields=MOST_HEADERS)
    try:
        parser.feed(data)
        request = CallbackRequest.from_parser(parser)
    except Exception:  # noqa: BLE001  whatever it refuses it with
        return None
    return request if parser.is_complete and not parser.remaining() else None


def asked(target: bytes = b"/v1/codes/63709", block: bytes = BLOCK, method: bytes = b"GET") -> bytes:
    """Return a request as it is sent."""
    return method + b" " + target + b" HTTP/1.1\r\n" + block


def after(*learned: bytes) -> Heads:
    """Return the heads that were read."""
    heads = Heads(KEPT)
    for data in learned:
        heads.learn(data, parsed(data).headers_bytes)
    return heads


def test_a_block_that_was_read_is_known_for_every_plain_target() -> None:
    """It is read once; what is asked for with it may be anything that is written plainly."""
    heads = after(asked())
    assert heads.read(asked(b"/v1/codes?limit=3&region=lumbar")) == {
        "method": "GET",
        "raw_path": b"/v1/codes",
        "query_string": b"limit=3&region=lumbar",
        "http_version": "1.1",
        "headers": [(b"host", b"a"), (b"accept", b"*/*")],
    }


@pytest.mark.parametrize(
    "data",
    [
        asked(block=b"Host: b\r\nAccept: */*\r\n\r\n"),
        asked(block=b"host: a\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nAccept: */*\r\nContent-Length: 1\r\n\r\n"),
        asked(block=b"Host: a\r\nAccept: */*\r\nConnection: close\r\n\r\n"),
        asked(block=b"Host: a\r\nCookie: a\r\nCookie: b\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nCookie: a\r\n b\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nCoo_kie: a\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nCookie:  a\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nCookie: \xe9\r\nAccept: */*\r\n\r\n"),
        asked(block=BLOCK + b"\r\n"),
        asked(block=BLOCK[:-2]),
        asked() + asked(),
        b"\r\n" + asked(),
        asked(method=b"HEAD"),
        asked(method=b"POST"),
        asked(method=b"get"),
        asked(b"http://a/v1/codes"),
        asked(b"*"),
        asked(b"/v1/codes/%36"),
        asked(b"/v1/codes#a"),
        asked(b"/v1/\xc3\xa9"),
        asked(b"/v1/codes?q=a?b"),
        asked(b"/" + b"a" * LARGEST),
        asked().replace(b"1.1", b"1.0"),
        asked().replace(b"GET ", b"GET  "),
        asked().replace(b" HTTP", b"  HTTP"),
        asked().replace(b"\r\n", b"\n"),
        asked(block=b"Host: a\r\nX-Request-ID: a\r\nX-Request-ID: b\r\nAccept: */*\r\n\r\n"),
        asked(block=b"Host: a\r\nX-Request-ID:\r\nAccept: */*\r\n\r\n"),
        b"",
    ],
)
def test_whatever_is_not_the_same_is_parsed(data: bytes) -> None:
    """A byte with a meaning, a target or method that is not plain, more than one request: all are for the parser."""
    assert after(asked()).read(data) is None


@pytest.mark.parametrize("name", [name.title() for name in sorted(NAMING)])
def test_a_field_that_names_the_request_is_read_anew(name: bytes) -> None:
    """It differs from request to request; learned with one or without, the block is known with any or none."""
    named = b"Host: a\r\n%b: first\r\nAccept: */*\r\n\r\n" % name
    other = b"Host: a\r\nAccept: */*\r\n%b: other-1\r\n\r\n" % name.upper()
    for first in (BLOCK, named):
        heads = after(asked(block=first))
        for block, expected in ((BLOCK, []), (named, [b"first"]), (other, [b"other-1"])):
            scope = heads.read(asked(block=block))
            assert scope is not None
            assert [value for field, value in scope["headers"] if field == name.lower()] == expected


def test_a_field_without_a_meaning_that_is_not_plain_is_left_to_the_parser() -> None:
    """Written otherwise than most do, it is not passed over."""
    for line in (b"X-Request-ID:a", b"X-Request-ID: a ", b"Cookie:  a", b"Cookie: a  b", b"Cookie: ", b"Coo_kie: a"):
        data = asked(block=line + b"\r\n" + BLOCK)
        assert after(data).read(data) is None


def test_fields_without_a_meaning_may_differ_as_they_like() -> None:
    """Programs, cookies and traces are passed over, wherever they stand."""
    heads = after(asked(block=b"Cookie: a=b; c=d\r\nHost: a\r\nUser-Agent: curl/8\r\nAccept: */*\r\n\r\n"))
    for block in (BLOCK, b"Host: a\r\nX-Amzn-Trace-Id: 1\r\nAccept: */*\r\ntracestate: a=b,c=d\r\n\r\n"):
        scope = heads.read(asked(block=block))
        assert scope is not None
        assert scope["headers"] == [(b"host", b"a"), (b"accept", b"*/*")]


def test_nothing_is_kept_that_nobody_looks_at() -> None:
    """Credentials and cookies are kept nowhere, and make no difference."""
    secret = b"Host: a\r\nAuthorization: Bearer secret\r\nCookie: secret\r\nX-Request-ID: secret\r\n\r\n"
    heads = after(asked(block=secret))
    assert b"secret" not in repr(heads._known).encode()
    assert heads.read(asked(block=secret)) is not None
    assert heads.read(asked(block=secret.replace(b"Bearer secret", b"Bearer other"))) is not None


def test_only_so_many_are_kept() -> None:
    """Those that came longest ago go; one that is asked with stays."""
    heads = after(asked())
    for number in range(2 * MOST_KEPT):
        heads.learn(asked(block=b"Host: %d\r\n\r\n" % number), [(b"host", b"%d" % number)])
        assert heads.read(asked()) is not None
    assert len(heads._known) == MOST_KEPT
    assert heads.read(asked(block=b"Host: 1\r\n\r\n")) is None


def test_what_is_large_is_not_kept() -> None:
    """Neither a long head nor one with so many fields that one more might be too many."""
    long = asked(block=b"Host: %b\r\n\r\n" % (b"a" * LARGEST))
    many = asked(block=b"".join(b"a%d: b\r\n" % number for number in range(MOST_HEADERS)) + b"\r\n")
    for data in (long, many):
        assert after(data).read(data) is None


LINES = st.sampled_from(
    [
        *(b"Host: a", b"Host:a", b"host: b", b"Accept: */*", b"Accept: text/html", b"Cookie: a=b; c", b"X: ", b"Y:"),
        *(b"User-Agent: a", b"User-Agent: b/1 (c)", b"user-agent:c", b"X-Forwarded-Proto: https", b"Cookie: d"),
        *(b"X-Request-ID: one", b"x-request-id: two", b"X-REQUEST-ID:three", b"X-Request-ID: a b", b"X-Request-Id:  c"),
        *(b"traceparent: 00-a-b-01", b"Traceparent: 0", b"tracestate: a=b,c=d", b"tracestate: a=b, c=d"),
        *(
            b" folded: a",
            b"\tx",
            b"no colon",
            b"sp ace: a",
            b": a",
            b"X-Request-ID : a",
            b"a\rb: c",
            b"a: b\r",
            b"a: b\nc: d",
        ),
        *(b"Content-Length: 0", b"Content-Length: 3", b"Connection: close", b"Connection: keep-alive", b"Upgrade: h2c"),
        *(b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"X_Forwarded: a", b"", b"\x00: a", b"a: \xff"),
    ]
)
BLOCKS = st.lists(LINES, max_size=6).map(lambda lines: b"".join(line + b"\r\n" for line in lines) + b"\r\n")
TARGETS = st.sampled_from(
    [b"/", b"/v1/codes/63709", b"/a?b=c", b"/a?", b"/a?b?c", b"//a", b"/a/../b", b"/%41", b"a", b"/a b"]
)


@given(first=BLOCKS, second=BLOCKS, targets=st.tuples(TARGETS, TARGETS), end=st.sampled_from([b"", b"\r\n", b"GET"]))
def test_what_is_known_is_what_the_parser_reads(first: bytes, second: bytes, targets: Any, end: bytes) -> None:
    """Whatever was learned, a request that is then known is one that the parser takes, and reads in the same way."""
    learned, data = asked(targets[0], first), asked(targets[1], second) + end
    known = parsed(learned)
    assume(known is not None and not known.content_length and not known.chunked)
    heads = Heads(KEPT)
    heads.learn(learned, known.headers_bytes)
    for each in (learned, data, asked(targets[1], first), asked(targets[0], b"X-Request-ID: new\r\n" + first)):
        scope, request = heads.read(each), parsed(each)
        if scope is not None:
            assert request is not None
            assert (scope["method"], scope["raw_path"]) == (request.method, request.raw_path)
            assert scope["query_string"] == request.query.encode("latin-1")
            heeded = [field for field in request.headers_bytes if field[0] in KEPT | NAMING]
            assert sorted(scope["headers"]) == sorted(heeded)
            assert request.version == (1, 1)
