"""Does a WSGI application see a request as it was sent, and does its answer leave as it was given?"""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from service.bridge import LONG_BODY, Bridge, environ_of

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "GET",
    "scheme": "http",
    "http_version": "1.1",
    "raw_path": b"/",
    "query_string": b"",
    "headers": [],
    "server": ("127.0.0.1", 8000),
    "client": ("127.0.0.2", 1),
}


def never(*_: object) -> None:
    """Stand for what the server calls."""


def ask(application: Any, *messages: dict[str, Any], most: int = 8, **scope: Any) -> list[dict[str, Any]]:
    """Return what the bridge sends when it receives `messages`."""
    sent: list[dict[str, Any]] = []
    waiting = list(messages) or [{"type": "http.request", "body": b""}]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Bridge(application, most, never)({**SCOPE, **scope}, receive, send))
    return sent


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the body."""
    start_response("200 OK", [("X-A", "é")])
    return [environ["wsgi.input"].read()]


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/v1/codes/63709", "/v1/codes/63709"),
        (b"/%C3%A9%2F%00", "/\xc3\xa9/\0"),
        (b"/%zz%", "/%zz%"),
        (b"//a", "//a"),
        (b"*", "/livez"),
        (b"http://host/a?", "/a?"),
        (b"http://host", "/"),
        (b"/a://b", "/a://b"),
    ],
)
def test_the_path_is_the_bytes_that_were_sent(raw: bytes, path: str) -> None:
    """PATH_INFO holds the decoded bytes of the path as Latin-1."""
    assert environ_of({**SCOPE, "raw_path": raw}, b"")["PATH_INFO"] == path


def test_a_target_names_the_host() -> None:
    """The host of an absolute target comes before that of the header."""
    scope = {**SCOPE, "raw_path": b"http://one:1/a", "headers": [(b"host", b"two")]}
    assert environ_of(scope, b"")["HTTP_HOST"] == "one:1"


def test_repeated_headers_are_joined() -> None:
    """A field that stands twice is one list, and cookies are joined by semicolons."""
    headers = [(b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"c=1"), (b"cookie", b"d=2"), (b"content-type", b"t")]
    environ = environ_of({**SCOPE, "headers": headers}, b"")
    assert (environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"], environ["CONTENT_TYPE"]) == ("a,b", "c=1; d=2", "t")


def test_a_body_in_pieces_is_handed_on_whole() -> None:
    """The application reads the body as if it had come in one piece, and its answer gets a length."""
    start, body = ask(
        echo,
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"cd", "more_body": False},
    )
    assert start["headers"] == [(b"X-A", b"\xe9"), (b"Content-Length", b"4")]
    assert body["body"] == b"abcd"


def test_a_body_is_cut_where_it_is_too_long() -> None:
    """No more is read than allowed."""
    pieces = [{"type": "http.request", "body": b"abcdef", "more_body": True}] * 2
    assert ask(echo, *pieces)[1]["body"] == b"abcdefab"


def test_a_body_said_to_be_too_long_is_not_read() -> None:
    """Nothing is received of a body whose stated length is over the limit."""
    assert ask(echo, {"type": "never"}, headers=[(b"content-length", b"9")])[1]["body"] == b""


def test_a_client_that_leaves_gets_no_answer() -> None:
    """The application is not asked when the body will not come."""
    assert ask(echo, {"type": "http.disconnect"}) == []


def test_head_has_no_body() -> None:
    """The answer to HEAD has the headers of the one to GET and no body."""
    start, body = ask(echo, {"type": "http.request", "body": b"abc"}, method="HEAD")
    assert (dict(start["headers"])[b"Content-Length"], body["body"]) == (b"3", b"")


def test_other_scopes_are_refused() -> None:
    """A websocket and the server's own life are no requests."""
    with pytest.raises(ValueError, match="websocket"):
        ask(echo, type="websocket")


def test_an_answer_is_closed() -> None:
    """What the application answers with is closed once it is read."""

    class Parts(BytesIO):
        def __iter__(self) -> Iterator[bytes]:
            yield b"x"

    parts = Parts()

    def application(_: Any, start_response: Any) -> Parts:
        start_response("304 NOT MODIFIED", [])
        return parts

    assert ask(application)[0]["headers"] == []
    assert parts.closed


@pytest.mark.parametrize(
    ("path", "body", "beside"),
    [
        (b"/v1/codes/63709", b"", False),
        (b"/livez", b"", False),
        (b"/v1/lookup", b"x" * LONG_BODY, False),
        (b"/v1/lookup", b"x" * (LONG_BODY + 1), True),
        (b"/v1/search", b"", True),
        (b"/v1/candidates", b"x", True),
    ],
)
def test_what_may_take_long_is_answered_beside_the_loop(path: bytes, body: bytes, beside: bool) -> None:
    """The loop goes on while the application is asked in another thread; all else it does itself."""
    threads = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        threads.append(current_thread())
        return echo(environ, start_response)

    message = {"type": "http.request", "body": body, "more_body": False}
    sent = ask(application, message, most=2 * LONG_BODY, raw_path=path, method="POST")
    assert sent[1]["body"] == body
    assert [thread is not main_thread() for thread in threads] == [beside]


def test_the_loop_goes_on_while_an_answer_is_looked_for() -> None:
    """While the application computes for one caller, another is answered."""
    asked, answered = Event(), Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/v1/search":
            asked.set()
            assert answered.wait(30)
        return echo(environ, start_response)

    async def story() -> list[bytes]:
        bridge, told = Bridge(application, 8, never), []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def one(path: bytes) -> None:
            async def send(message: Any) -> None:
                if message["type"] == "http.response.body":
                    told.append(path)

            await bridge({**SCOPE, "raw_path": path}, receive, send)

        slow = asyncio.create_task(one(b"/v1/search"))
        await asyncio.to_thread(asked.wait, 30)
        await one(b"/livez")
        answered.set()
        await slow
        return told

    assert asyncio.run(story()) == [b"/livez", b"/v1/search"]


def test_a_failure_beside_the_loop_is_the_bridges() -> None:
    """What an application raises in its thread is raised where it would be without."""

    def application(*_: Any) -> list[bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(application, raw_path=b"/v1/search")


def test_a_long_answer_is_sent_part_by_part_and_closed() -> None:
    """Parts leave as they come, and the application hears of the end."""

    class Parts:
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            return iter([b"a", b"b", b"c"])

        def close(self) -> None:
            self.closed = True

    parts = Parts()

    def application(_: Any, start_response: Any) -> Parts:
        start_response("200 OK", [("Content-Length", "3")])
        return parts

    sent = ask(application)
    assert [(message["body"], message.get("more_body", False)) for message in sent[1:]] == [
        (b"a", True),
        (b"b", True),
        (b"c", False),
    ]
    assert parts.closed
