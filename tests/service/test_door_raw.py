"""Is every request over the wire answered as documented, whatever its bytes? A table that takes one line a request."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.canary import CANARY
from tests.running import Running, serving
from tests.wire import LONGEST_WAIT, PROBLEM, Exchange, say

HOST = b"Host: localhost\r\n"
AGENT = b"User-Agent: %s\r\n" % CANARY.encode()
JSON = b"Content-Type: application/json\r\n"
CODE = b"/v1/codes/63709"
BODY = b'{"codes":["63709"]}'
CLOSED: tuple[int, ...] = ()
"""The server may close without a word where no request can be told."""


def get(path: bytes, headers: bytes = b"", *, method: bytes = b"GET", host: bytes = HOST, body: bytes = b"") -> bytes:
    """Return a request."""
    return method + b" " + path + b" HTTP/1.1\r\n" + host + AGENT + headers + b"\r\n" + body


def post(body: bytes, headers: bytes = JSON, *, length: bytes | None = None, path: bytes = b"/v1/lookup") -> bytes:
    """Return a look-up with its length stated."""
    stated = str(len(body)).encode() if length is None else length
    return get(path, headers + b"Content-Length: " + stated + b"\r\n", method=b"POST", body=body)


def chunked(raw: bytes, headers: bytes = b"Transfer-Encoding: chunked\r\n") -> bytes:
    """Return a look-up whose body is sent as chunks, which are `raw`."""
    return get(b"/v1/lookup", JSON + headers, method=b"POST", body=raw)


def lookup(text: str) -> bytes:
    """Return a look-up of some JSON."""
    return post(text.encode("utf-8", "surrogatepass"))


GOOD_CHUNKS = b"13\r\n" + BODY + b"\r\n0\r\n\r\n"

TABLE = [
    # A code.
    ("a code with a NUL", get(b"/v1/codes/6370%00"), 400),
    ("a code with a raw NUL", get(b"/v1/codes/6370\0"), 400),
    ("a code with a percent-NUL", get(b"/v1/codes/63709%2500"), 400),
    ("a code of invalid UTF-8", get(b"/v1/codes/%ff%fe%80"), 400),
    ("a code of raw bytes", get(b"/v1/codes/\xff\xfe"), 400),
    ("a code in Arabic digits", get(b"/v1/codes/%d9%a6%d9%a3%d9%a7%d9%a0%d9%a9"), 400),
    ("a code in full-width digits", get(b"/v1/codes/%ef%bc%96%ef%bc%93%ef%bc%97%ef%bc%90%ef%bc%99"), 400),
    ("a code in Devanagari digits", get(b"/v1/codes/%e0%a5%ac%e0%a5%a9%e0%a5%ad%e0%a5%a6%e0%a5%af"), 400),
    ("a code with a trailing newline", get(b"/v1/codes/63709%0a"), 400),
    ("a code with a carriage return", get(b"/v1/codes/63709%0d%0aX-Forged:%201"), 400),
    ("a code with an encoded slash", get(b"/v1/codes/63%2F709"), 404),
    ("a code of dots", get(b"/v1/codes/.."), 400),
    ("a code of encoded dots", get(b"/v1/codes/%2e%2e"), 400),
    ("a path up and out", get(b"/v1/codes/../../etc/passwd"), 404),
    ("an encoded path up and out", get(b"/docs/..%2f..%2f..%2fetc%2fpasswd"), 404),
    ("a backslash", get(b"/v1/codes/..\\63709"), 400),
    ("a double slash", get(b"/v1//codes/63709"), 404),
    ("two slashes to begin with", get(b"//v1/codes/63709"), 404),
    ("a trailing slash", get(CODE + b"/"), 404),
    ("a code of 8 kB", get(b"/v1/codes/" + b"6" * 8000), 400),
    ("a code of 10 kB", get(b"/v1/codes/" + b"6" * 10240), 414),
    ("half a percent sign", get(b"/v1/codes/%6"), 400),
    ("a lower-case suffix", get(b"/v1/codes/0202t"), 404),
    ("a fragment", get(CODE + b"#top"), 400),
    # Parameters.
    ("an unknown parameter", get(CODE + b"?nope=1"), 422),
    ("a repeated parameter", get(b"/v1/codes?limit=1&limit=2"), 422),
    ("a negative limit", get(b"/v1/codes?limit=-1"), 422),
    ("a huge limit", get(b"/v1/codes?limit=" + b"9" * 5000), 422),
    ("a limit in other digits", get(b"/v1/codes?limit=%d9%a6"), 422),
    ("an infinite limit", get(b"/v1/codes?limit=1e309"), 422),
    ("a limit that is no number", get(b"/v1/codes?limit=NaN"), 422),
    ("a parameter of invalid UTF-8", get(b"/v1/codes?family=%ff%00"), 422),
    ("a cursor made up", get(b"/v1/codes?cursor=%00%ff"), 422),
    ("a thousand parameters", get(b"/v1/codes?" + b"&".join(b"a%d=1" % n for n in range(1000))), 422),
    ("a parameter of nothing", get(b"/v1/codes?="), 422),
    # Bodies.
    ("a good look-up", post(BODY), 200),
    ("30,000 brackets", lookup('{"codes":' + "[" * 30000 + "]" * 30000 + "}"), 400),
    ("30,000 brackets that stay open", lookup("[" * 30000), 400),
    ("a wide body", lookup('{"codes":[' + ",".join(['"63709"'] * 20000) + "]}"), 422),
    ("a wide object", lookup("{" + ",".join(f'"k{n}":1' for n in range(10000)) + "}"), 422),
    ("a key twice", lookup('{"codes":[],"codes":["63709"]}'), 400),
    ("NaN", lookup('{"codes":[NaN]}'), 400),
    ("infinity", lookup('{"codes":[1e400]}'), 400),
    ("half a surrogate pair", lookup('{"codes":["\\ud800"]}'), 400),
    ("a raw surrogate", lookup('{"codes":["\ud800"]}'), 400),
    ("a byte order mark", post(b"\xef\xbb\xbf" + BODY), 400),
    ("UTF-16", post(BODY.decode().encode("utf-16")), 400),
    ("invalid UTF-8", post(b'{"codes":["\xff"]}'), 400),
    ("a number of 20,000 digits", lookup('{"codes":[' + "9" * 20000 + "]}"), 400),
    ("a code as a number", lookup('{"codes":[63709]}'), 422),
    ("no body", post(b""), 400),
    ("an array", lookup("[]"), 422),
    ("null", lookup("null"), 422),
    ("a NUL", post(b"\0"), 400),
    ("1,001 codes", lookup(json.dumps({"codes": ["63709"] * 1001})), 422),
    ("a wrong content type", post(BODY, b"Content-Type: text/plain\r\n"), 415),
    ("no content type", post(BODY, b""), 415),
    ("a content type twice", post(BODY, JSON + JSON), 400),
    ("another charset", post(BODY, b"Content-Type: application/json; charset=utf-16\r\n"), 415),
    ("a form", post(b"codes=63709", b"Content-Type: application/x-www-form-urlencoded\r\n"), 415),
    ("gzip", post(b"\x1f\x8b\x08\x00", JSON + b"Content-Encoding: gzip\r\n"), 415),
    ("a body over 256 KiB", post(b" " * (256 * 1024 + 1)), 413),
    ("a body of exactly 256 KiB", post(BODY + b" " * (256 * 1024 - len(BODY))), 200),
    ("a body said to be over 256 KiB", post(b"{", length=b"262146"), 413),
    ("a body said to be of 10 TB", post(b"{", length=b"10000000000000"), 413),
    ("a length longer than sent", post(BODY, length=b"100"), 408),
    ("a length shorter than sent", post(BODY, length=b"5"), (400, 408)),
    ("a negative length", post(BODY, length=b"-1"), 400),
    ("a length with a sign", post(BODY, length=b"+19"), 400),
    ("a length with an underscore", post(BODY, length=b"1_9"), 400),
    ("a length in hexadecimal", post(BODY, length=b"0x13"), 400),
    ("a length that is a list", post(BODY, length=b"19, 19"), 400),
    ("a length of nothing", post(BODY, length=b""), 400),
    ("a length of 20,000 digits", post(BODY, length=b"1" * 8000), 400),
    ("a length twice", post(BODY, JSON + b"Content-Length: 19\r\n"), 400),
    ("no length", get(b"/v1/lookup", JSON, method=b"POST"), 400),
    ("chunks", chunked(GOOD_CHUNKS), 200),
    ("chunks with an extension", chunked(b"13;a=b\r\n" + BODY + b"\r\n0\r\n\r\n"), 200),
    ("chunks with a trailer", chunked(b"13\r\n" + BODY + b"\r\n0\r\nX-Trailer: 1\r\n\r\n"), 200),
    ("chunks with a forbidden trailer", chunked(b"13\r\n" + BODY + b"\r\n0\r\nContent-Length: 1\r\n\r\n"), 400),
    ("a chunk of negative size", chunked(b"-1\r\n"), 400),
    ("a chunk of no size", chunked(b"\r\n\r\n"), 400),
    ("a chunk of a size that is none", chunked(b"xyz\r\n"), 400),
    ("a chunk of a huge size", chunked(b"f" * 5000 + b"\r\n"), 408),
    ("a chunk longer than its size", chunked(b"2\r\n" + BODY + b"\r\n0\r\n\r\n"), 400),
    ("a chunk with bare line feeds", chunked(b"13\n" + BODY + b"\n0\n\n"), 400),
    ("chunks over 256 KiB", chunked(b"10000\r\n" + b" " * 65536 + b"\r\n30001\r\n" + b" " * 196609 + b"\r\n"), 413),
    # Methods.
    ("DELETE", get(CODE, method=b"DELETE"), 405),
    ("PUT", get(CODE, method=b"PUT"), 405),
    ("PATCH", get(CODE, method=b"PATCH"), 405),
    ("TRACE", get(CODE, method=b"TRACE"), 405),
    ("PROPFIND", get(CODE, method=b"PROPFIND"), 405),
    ("GET of a look-up", get(b"/v1/lookup"), 405),
    ("CONNECT", get(b"localhost:443", method=b"CONNECT"), 404),
    ("a method in lower case", get(CODE, method=b"get"), 400),
    ("a method of 200 letters", get(CODE, method=b"A" * 200), 400),
    ("a method of other letters", get(CODE, method=b"G\xc3\x89T"), 400),
    ("no method", b" / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("OPTIONS", get(CODE, method=b"OPTIONS"), 200),
    ("OPTIONS *", get(b"*", method=b"OPTIONS"), 200),
    ("GET *", get(b"*"), 400),
    ("an overriding header", get(CODE, b"X-HTTP-Method-Override: DELETE\r\nX-Method-Override: PUT\r\n"), 200),
    ("an overriding path", get(b"/livez", b"X-Original-URL: /nope\r\nX-Rewrite-URL: /nope\r\n"), 200),
    ("a body on GET", get(CODE, b"Content-Length: 4\r\n", body=b"abcd"), 200),
    ("a body over 256 KiB on GET", get(CODE, b"Content-Length: 300000\r\n", body=b"a" * 300000), 200),
    ("a websocket", get(b"/livez", b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 200),
    ("h2c", get(b"/livez", b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
     b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"), 200),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    # Hosts.
    ("no host", get(CODE, host=b""), 400),
    ("no host in HTTP/1.0", b"GET /livez HTTP/1.0\r\n\r\n", 200),
    ("two hosts", get(CODE, host=HOST + HOST), 400),
    ("an empty host", get(CODE, host=b"Host:\r\n"), 400),
    ("a host of junk", get(CODE, host=b"Host: a b/c?d@e\r\n"), 400),
    ("a host with markup", get(CODE, host=b"Host: <script>\r\n"), 400),
    ("a host with a junk port", get(CODE, host=b"Host: localhost:x\r\n"), 400),
    ("a foreign host", get(CODE, host=b"Host: evil.example\r\n"), 200),
    ("an address for a host", get(CODE, host=b"Host: [::1]:8000\r\n"), 200),
    ("a target with a host", get(b"http://localhost/v1/codes/63709"), 200),
    ("a target with a junk host", get(b"http://a@b/v1/codes/63709"), 400),
    ("forwarded headers", get(CODE, b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\nX-Forwarded-Host: evil\r\n"
     b"X-Forwarded-For: 1.2.3.4\r\nForwarded: host=evil\r\nX-Forwarded-Prefix: /evil\r\n"), 200),
    # Headers.
    ("a bare line feed", b"GET /livez HTTP/1.1\nHost: localhost\n\n", 400),
    ("a bare carriage return", get(CODE, b"X-A: a\rb\r\n"), 400),
    ("a NUL in a header", get(CODE, b"X-A: a\0b\r\n"), 400),
    ("a folded header", get(CODE, b"X-A: a\r\n b\r\n"), 400),
    ("a header without a colon", get(CODE, b"nonsense\r\n"), 400),
    ("a header without a name", get(CODE, b": a\r\n"), 400),
    ("a space before the colon", get(CODE, b"X-A : a\r\n"), 400),
    ("a header name of other letters", get(CODE, b"X-\xc3\xa9: a\r\n"), 400),
    ("a header with an underscore", get(CODE, b"X_Request_ID: forged\r\n"), 200),
    ("100 headers", get(CODE, b"".join(b"X-%d: 1\r\n" % n for n in range(98))), 200),
    ("101 headers", get(CODE, b"".join(b"X-%d: 1\r\n" % n for n in range(99))), 431),
    ("a header of 9 kB", get(CODE, b"X-A: " + b"a" * 9216 + b"\r\n"), 431),
    ("an id with a line feed", get(CODE, b"X-Request-ID: a%0ab\r\n"), 200),
    ("a broken Accept", get(CODE, b"Accept: ;;;,,q=\r\n"), 406),
    ("an Accept of another type", get(CODE, b"Accept: text/html\r\n"), 406),
    ("a Range", get(CODE, b"Range: bytes=0-1\r\n"), 200),
    ("a broken date", get(CODE, b"If-Modified-Since: 99999999999999\r\n"), 200),
    ("an If-Match of nothing like it", get(CODE, b'If-Match: "x"\r\n'), 412),
    ("a broken cookie", get(CODE, b"Cookie: ;;=;\xff\r\nCookie: a\r\n"), 200),
    ("broken credentials", get(CODE, b"Authorization: Basic \xff\xff\r\n"), 200),
    ("Expect: 100-continue", post(BODY, JSON + b"Expect: 100-continue\r\n"), 200),
    ("another expectation", post(BODY, JSON + b"Expect: 200-ok\r\n"), 417),
    ("Connection: junk", get(CODE, b"Connection: ,,;junk\r\n"), 200),
    # Versions, pipelines, smuggling.
    ("HTTP/0.9", b"GET /livez\r\n\r\n", 400),
    ("HTTP/1.2", b"GET /livez HTTP/1.2\r\n" + HOST + b"\r\n", 400),
    ("HTTP/3", b"GET /livez HTTP/3\r\n" + HOST + b"\r\n", 400),
    ("no version", b"GET /livez \r\n" + HOST + b"\r\n", 400),
    ("too many words", b"GET /livez HTTP/1.1 x\r\n" + HOST + b"\r\n", 400),
    ("an empty line before the request", b"\r\n" + get(CODE), 200),
    ("three in a pipeline", get(b"/livez") + post(BODY) + get(CODE), (200, 200, 200)),
    ("a pipeline with a bad end", get(b"/livez") + b"\0\r\n\r\n", (200, 400)),
    ("a length and chunks", chunked(GOOD_CHUNKS, b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"), 400),
    ("chunks twice", chunked(GOOD_CHUNKS, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
    ("chunks, then something else", chunked(GOOD_CHUNKS, b"Transfer-Encoding: chunked, identity\r\n"), 400),
    ("an unknown coding", chunked(GOOD_CHUNKS, b"Transfer-Encoding: xchunked\r\n"), 501),
    ("a coding with a tab", chunked(GOOD_CHUNKS, b"Transfer-Encoding:\x0bchunked\r\n"), 400),
    ("a space before a coding's colon", chunked(GOOD_CHUNKS, b"Transfer-Encoding : chunked\r\n"), 400),
    ("a folded coding", chunked(GOOD_CHUNKS, b"Transfer-Encoding:\r\n chunked\r\n"), 400),
    ("gzip as a coding alone", chunked(GOOD_CHUNKS, b"Transfer-Encoding: gzip\r\n"), 400),
    ("chunks in HTTP/1.0", chunked(GOOD_CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"), 400),
    # What is no HTTP.
    ("a TLS hello", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(range(20, 52)), 408),
    ("a TLS hello with a line feed", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\n" + b"\0" * 32, 400),
    ("an SSH greeting", b"SSH-2.0-OpenSSH_9.6\r\n", 400),
    ("a proxy's line", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get(b"/livez"), 400),
    ("zeros", b"\0" * 4096, 408),
    ("a megabyte of noise", b"\xaa" * 1024 * 1024, 414),
    ("a line that does not end", b"GET /" + b"a" * 100000, 414),
    ("half a request line", b"GET /liv", 408),
    ("half a head", b"GET /livez HTTP/1.1\r\nHost: lo", 408),
    ("nothing", b"", CLOSED),
]  # fmt: skip


def outcome(server: Running, sent: bytes, statuses: tuple[int, ...]) -> Exchange:
    """Return what is answered to one line of the table."""
    return say((server.host, server.port), sent, expect=max(1, len(statuses)))


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Return a server over the records of the tests."""
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def exchanges(server: Running) -> Iterator[dict[str, Future[Exchange]]]:
    """Return what is answered to each line; all are sent at once, since some have to wait for their end."""
    with ThreadPoolExecutor(32) as pool:
        yield {name: pool.submit(outcome, server, sent, _many(expected)) for name, sent, expected in TABLE}


def _many(expected: int | tuple[int, ...]) -> tuple[int, ...]:
    return (expected,) if isinstance(expected, int) else expected


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, _, expected in TABLE])
def test_every_request_gets_its_documented_answer(
    name: str, expected: int | tuple[int, ...], exchanges: dict[str, Future[Exchange]]
) -> None:
    """A request is answered with its status within 5 s, and every refusal is a problem that quotes nothing."""
    exchange = exchanges[name].result(60)
    assert tuple(answer.status for answer in exchange.answers) == _many(expected)
    assert exchange.closed == (not exchange.answers)
    assert exchange.seconds < LONGEST_WAIT
    for answer in exchange.answers:
        assert "html" not in answer.headers.get("content-type", "")
        if answer.status >= 400:
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json["status"] == answer.status
            assert answer.json["request_id"] == answer.headers["x-request-id"]
            assert answer.headers["cache-control"] == "no-store"


def test_the_server_answers_others_afterwards(exchanges: dict[str, Future[Exchange]], server: Running) -> None:
    """After all of it the service answers as before."""
    for future in exchanges.values():
        future.result(60)
    assert server.ask("/v1/codes/63709").json["code"] == "63709"
    assert server.process.poll() is None


def test_the_names_tell_the_lines_apart() -> None:
    """No two lines of the table have the same name, and there are more than a hundred."""
    assert len({name for name, *_ in TABLE}) == len(TABLE) > 100
