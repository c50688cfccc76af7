"""Does a WSGI application see a request as it was sent, and does its answer leave as it was given?"""

import asyncio
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from threading import Event, current_thread, main_thread
from typing import Any, cast

import pytest

from service.bridge import IN_PIECES, LONG_BODY, Bridge
from service.environ import environ_of
from service.shortcut import Shortcut

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


class Finding:
    """A way around the application that takes every search for a short one, and tells for whom it was asked."""

    def __init__(self) -> None:
        self.told: list[bytes] = []

    answer = look_up = learn = lambda *_: None

    def is_short(self, scope: Any) -> bool:
        """Return whether it is a search."""
        return bool(scope["raw_path"] == b"/v1/search")

    def search(self, scope: Any) -> tuple[int, list[Any], bytes]:
        """Return what was looked for."""
        self.told.append(scope["query_string"])
        return 200, [], b"short " + scope["query_string"]


async def hear(bridge: Bridge, path: bytes, query: bytes = b"") -> bytes:
    """Return the body that a bridge answers with."""
    bodies = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        bodies.append(message.get("body", b""))

    await bridge({**SCOPE, "raw_path": path, "query_string": query}, receive, send)
    return b"".join(bodies)


def test_short_searches_take_turns() -> None:
    """Between two of them the loop turns to others; they are answered in order, but for one that has left."""
    finding = Finding()

    async def story() -> list[bytes]:
        bridge, loop = Bridge(echo, 8, never, cast("Shortcut", finding)), asyncio.get_running_loop()
        searches = [asyncio.ensure_future(hear(bridge, b"/v1/search", b"%d" % number)) for number in range(5)]

        def turn() -> None:
            finding.told.append(b"turn")
            searches[2].cancel()
            if not searches[4].done():
                loop.call_soon(turn)

        loop.call_soon(turn)
        return [await search for search in searches if search is not searches[2]]

    assert asyncio.run(story()) == [b"short 0", b"short 1", b"short 3", b"short 4"]
    assert [told for told in finding.told if told != b"turn"] == [b"0", b"1", b"3", b"4"]
    assert all(b"turn" in pair for pair in pairwise(finding.told))


def test_a_short_search_waits_behind_a_long_one_and_nobody_behind_it() -> None:
    """While the thread is busy searches go there, one by one, and others are answered; then they are short again."""
    asked, answered = Event(), Event()
    calls = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        calls.append(current_thread() is main_thread())
        if environ["PATH_INFO"] == "/v1/candidates":
            asked.set()
            assert answered.wait(30)
        return echo(environ, start_response)

    async def story() -> list[bytes]:
        bridge = Bridge(application, 8, never, cast("Shortcut", Finding()))
        long = asyncio.create_task(hear(bridge, b"/v1/candidates"))
        await asyncio.to_thread(asked.wait, 30)
        searches = [asyncio.create_task(hear(bridge, b"/v1/search", b"%d" % number)) for number in range(3)]
        await asyncio.sleep(0)  # the first one sees that the thread is busy
        live = await hear(bridge, b"/livez")
        answered.set()
        return [live, await long, *[await search for search in searches], await hear(bridge, b"/v1/search", b"3")]

    assert asyncio.run(story()) == [b"", b"", b"", b"short 1", b"short 2", b"short 3"]
    assert calls == [False, True, False]


def test_a_failure_beside_the_loop_is_the_bridges() -> None:
    """What an application raises in its thread is raised where it would be without."""

    def application(*_: Any) -> list[bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(application, raw_path=b"/v1/search")


def in_pieces(*pieces: bytes | memoryview, sized: bool = True) -> Any:
    """Return an application that answers in pieces, and its answer."""

    class Pieces:
        closed = False

        def __iter__(self) -> Iterator[bytes | memoryview]:
            return iter(pieces)

        def close(self) -> None:
            self.closed = True

    told = Pieces()

    def application(_: Any, start_response: Any) -> Pieces:
        start_response("200 OK", [("Content-Length", str(sum(map(len, pieces))))] if sized else [])
        return told

    return application, told


def test_an_answer_in_pieces_is_handed_over_uncopied() -> None:
    """A server that can send pieces is given those of the application, between the head and the end."""
    given = [b"a", memoryview(b"bcd")[1:], b"e"]
    application, told = in_pieces(*given)
    seen: list[Any] = []

    async def write(pieces: Any) -> None:
        assert [message["type"] for message in sent] == ["http.response.start"]
        assert not told.closed
        seen.extend(pieces)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    asyncio.run(Bridge(application, 8, never)({**SCOPE, "extensions": {IN_PIECES: write}}, receive, send))
    assert all(one is other for one, other in zip(seen, given, strict=True))
    assert sent[1:] == [{"type": "http.response.body", "body": b""}]
    assert told.closed


@pytest.mark.parametrize("sized", [True, False])
def test_pieces_are_put_together_for_a_server_that_cannot_send_them(sized: bool) -> None:
    """It gets one body, whose length is told."""
    application, told = in_pieces(b"a", memoryview(b"bcd")[1:], b"e", sized=sized)
    start, body = ask(application)
    assert {name.lower(): value for name, value in start["headers"]} == {b"content-length": b"4"}
    assert (body["body"], told.closed) == (b"acde", True)


def test_pieces_of_no_told_length_are_put_together() -> None:
    """Where the application does not say how long its answer is, the server could not tell its end."""
    application, _ = in_pieces(b"a", b"b", sized=False)
    start, body = ask(application, extensions={IN_PIECES: never})
    assert (dict(start["headers"])[b"Content-Length"], body["body"]) == (b"2", b"ab")


def test_a_failure_while_an_answer_is_made_closes_it() -> None:
    """What fails between two pieces is raised before anything was sent, and the application hears of the end."""

    class Broken:
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            yield b"a"
            raise ZeroDivisionError

        def close(self) -> None:
            self.closed = True

    told = Broken()

    def application(_: Any, start_response: Any) -> Broken:
        start_response("200 OK", [("Content-Length", "2")])
        return told

    with pytest.raises(ZeroDivisionError):
        ask(application)
    assert told.closed
