"""Does the service repeat what a caller wrote? One word that stands nowhere else, sent in every place that there is.

Queries, keys, bodies, headers and paths may hold patient data, so nothing of them may stand in a log, at any level. A
caller's own `X-Request-ID` is repeated where it fits a narrow pattern; in a form that does not fit, it is not.
"""

import re
import socket
from base64 import b64encode
from collections.abc import Iterable, Iterator

_WORD = b"Zaunkoenig"
"""What is looked for."""

_C = _WORD + b"-1950-02-03"

CANARY = _C.decode()
"""What a caller writes; the log of a service that was asked so must not hold it in any form."""

_HOST = b"Host: localhost\r\n"
_JSON = b"Content-Type: application/json\r\n"


def _get(path: bytes, headers: bytes = b"", *, method: bytes = b"GET", host: bytes = _HOST) -> bytes:
    return method + b" " + path + b" HTTP/1.1\r\n" + host + headers + b"\r\n"


def _post(path: bytes, body: bytes, headers: bytes = _JSON, *, length: int | None = None) -> bytes:
    stated = b"Content-Length: %d\r\n" % (len(body) if length is None else length)
    return _get(path, headers + stated, method=b"POST") + body


def _named(*names: bytes) -> Iterator[bytes]:
    """Yield for each header a request with the canary in its value."""
    for name in names:
        yield _get(b"/v1/codes/63709", name + b": " + _C + b"\r\n")


_PERCENT = b"".join(b"%%%02x" % letter for letter in _C)
_CHUNKED = _get(b"/v1/lookup", _JSON + b"Transfer-Encoding: chunked\r\n", method=b"POST")

VOLLEY: tuple[bytes, ...] = (
    # Paths.
    *(_get(path + _C) for path in (b"/", b"/v1/codes/", b"/v1/families/", b"/problems/", b"/docs/", b"//")),
    _get(b"/v1/codes/63709#" + _C),
    _get(b"/v1/codes/" + _PERCENT),
    _get(b"/v1/codes/63709%0a%7b%22level%22:%22" + _C),
    _get(b"/v1/codes/" + _C + b"/related"),
    _get(b"http://" + _C + b"/livez"),
    _get(_C),
    # Queries: names, values, what is looked for.
    _get(b"/v1/codes/63709?" + _C + b"=1"),
    _get(b"/v1/search?" + _PERCENT + b"=1&q=leak"),
    *(
        _get(path + _C)
        for path in (
            b"/v1/codes/63709?fields=",
            b"/v1/codes/63709/related?relationship=",
            b"/v1/codes?family=",
            b"/v1/codes?region=",
            b"/v1/codes?limit=",
            b"/v1/codes?cursor=",
            b"/v1/compare?codes=63707,",
            b"/v1/search?q=",
            b"/v1/search?q=leak%20",
            b"/v1/dataset?x=",
        )
    ),
    _get(b"/v1/search?q=" + _PERCENT),
    # Headers.
    *_named(b"X-Api-Key", b"Cookie", b"Traceparent", b"Tracestate", b"User-Agent", b"Referer", b"Origin", b"Accept"),
    *_named(b"If-None-Match", b"If-Match", b"If-Modified-Since", b"Range", b"Content-Type", b"Content-Encoding"),
    *_named(b"X-Forwarded-For", b"X-Forwarded-Host", b"Forwarded", b"Via", b"Upgrade", b"Connection", b"X-A", b"Te"),
    *_named(b"Expect", b"Transfer-Encoding", b"Content-Length", b"Bad name"),
    _get(b"/v1/codes/63709", _C + b": 1\r\n"),
    _get(b"/v1/codes/63709", b"Authorization: Bearer " + _C + b"\r\n"),
    _get(b"/v1/codes/63709", b"Authorization: Basic " + b64encode(b"user:" + _C) + b"\r\n"),
    _get(b"/v1/codes/63709", b"X-Request-ID: " + _C + b" x\r\n"),
    _get(b"/v1/codes/63709", b"X-Request-ID: " + _C * 7 + b"\r\n"),
    _get(b"/v1/codes/63709", b"Traceparent: 00-" + _C + b"-b7ad6b7169203331-01\r\n"),
    _get(b"/v1/codes/63709", host=b"Host: " + _C + b"\r\n"),
    _get(b"/v1/codes/63709", host=b"Host: " + _C + b"/\r\n"),
    _get(b"/v1/codes/63709", host=b""),
    # Bodies, good ones, malformed ones, and some that are cut off.
    _post(b"/v1/lookup", b'{"codes": ["' + _C + b'", "63709"]}'),
    _post(b"/v1/lookup", b'{"' + _C + b'": ["63709"]}'),
    _post(b"/v1/lookup", b'{"codes": "' + _C + b'"}'),
    _post(b"/v1/lookup", b'{"codes": ["' + _C),
    _post(b"/v1/lookup", b'{"' + _C + b'": 1, "' + _C + b'": 2}'),
    _post(b"/v1/lookup", _C),
    _post(b"/v1/lookup", b"codes=" + _C, b"Content-Type: application/x-www-form-urlencoded\r\n"),
    _post(b"/v1/lookup", _C, b"Content-Type: text/" + _C + b"\r\n"),
    _post(b"/v1/lookup", b'{"codes": ["' + _C, length=1000),
    _post(b"/v1/lookup", b'{"codes": ["' + _C, length=10**9),
    _post(b"/v1/codes/63709", _C),
    _post(b"/v1/candidates", b'{"text": "Dural tear of ' + _C + b' at L4-5"}'),
    _post(b"/v1/candidates", b'{"text": "leak", "facts": {"' + _C + b'": true}}'),
    _post(b"/v1/candidates", b'{"text": "leak", "facts": {"region": "' + _C + b'"}}'),
    _post(b"/v1/candidates", b'{"text": "' + _C + b"\n"),
    _CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(_C), _C),
    _CHUNKED + b"5\r\n" + _C,
    _CHUNKED + _C + b"\r\n",
    # Methods, and what is no HTTP.
    _get(b"/v1/codes/63709", method=_C.upper()),
    _get(b"/v1/codes/63709", method=_WORD.upper()),
    _get(b"/v1/codes/63709", b"A: " + _C + b"\0\r\n"),
    _get(b"/v1/codes/63709", b"A: a\r\n " + _C + b"\r\n"),
    _get(b"/v1/codes/63709", b"A: " + _C * 450 + b"\r\n"),
    _get(b"/v1/codes/63709", (b"A: " + _C + b"\r\n") * 101),
    _get(b"/" + _C * 450),
    b"GET /livez " + _C + b"\r\n\r\n",
    b"GET /livez HTTP/1.1\r\n" + _HOST + b"A: " + _C,
    b"GET /" + _C,
    _C + b"\r\n\r\n",
    b"\xff" + _C + b"\0\r\n\r\n",
)  # fmt: skip
"""Requests with the canary in every place where a caller can write, each whole or cut off."""


def _forms() -> Iterator[bytes]:
    """Yield what matches the word: as it is, each letter perhaps percent-encoded, in hexadecimal, in base64."""
    yield b"".join(b"(?:%c|%%(?:25)?%02x)" % (letter, letter) for letter in _WORD)
    yield _WORD.hex().encode()
    for shift in range(3):
        # Where it stands in the whole text decides how its bits fall; the letters at either end hold others' bits too.
        encoded = b64encode(b"\0" * shift + _WORD)
        yield re.escape(encoded[-(-8 * shift // 6) : 8 * (shift + len(_WORD)) // 6])


_FORM = re.compile(b"|".join(_forms()), re.IGNORECASE)


def leaks(lines: Iterable[bytes]) -> list[bytes]:
    """Return every line that the canary stands in, in any case, encoded or not."""
    return [line for line in lines if _FORM.search(line)]


def volley(address: tuple[str, int], patience: float) -> None:
    """Send every request of the volley, each on a connection of its own.

    Raises:
        OSError: the server does not take a connection, or does not end its answer in time.
        AssertionError: it does not answer.
    """
    for sent in VOLLEY:
        with socket.create_connection(address, timeout=patience) as connection:
            try:
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all was sent
            assert connection.recv(9).startswith(b"HTTP/1.1 "), sent
            while connection.recv(1 << 16):
                pass
