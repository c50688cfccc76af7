"""Is an answer that comes the short way the one that the application gives, to the last byte?"""

from functools import partial
from typing import Any

import pytest
from flask import Flask

from service.app import create_shortcut
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.loading import load
from service.plain import DECISIVE, HEEDED
from service.settings import Settings, shipped_fixtures
from service.shortcut import LARGEST, MOST_BYTES, SMALLEST, Shortcut
from service.web.journal import TOLD
from tests.running import RECORDS, serving
from tests.service.ways import PLAIN, looked_at, scope_of, through, told
from tests.wire import say

CATALOGUE = Catalogue(load(shipped_fixtures()))
TARGETS = [
    "/v1/codes/63709?fields=code,title",
    "/v1/codes/63709?fields=title,code",
    "/v1/codes/63709?",
    "/v1/codes/0275t",
    "/v1/codes/%36%33709",
    "/v1/codes",
    "/v1/codes?limit=3",
    "/v1/codes?limit=3&facets=true&fields=code",
    "/v1/codes?laminectomy=true&region=lumbar&limit=50",
    "/v1/codes/63709/related",
    "/v1/codes/63709/related?relationship=more-invasive-alternative",
    "/v1/compare?codes=63707,63709",
    "/v1/families",
    "/v1/families/dural-repair",
    "/v1/vocabularies",
    "/v1/dataset",
]
ASKED = [
    "/v1/codes/63708",
    "/v1/codes/6370",
    "/v1/codes/63709?fields=nope",
    "/v1/codes/63709?fields=code&fields=title",
    "/v1/codes?limit=0",
    "/v1/search?q=csf",
    "/v1/codes/63709/",
    "/v1/nothing",
    "/livez",
    "/readyz",
    "/metrics",
    "/problems",
    "/openapi.json",
    "/docs",
    "http://localhost/v1/codes/63708",
    "*",
]
"""What the application is asked for each time."""


@pytest.fixture(scope="module")
def asked(app: Flask) -> Any:
    """Return what the application itself answers."""
    bridge = Bridge(app, 1 << 20, app.extensions["journal"].refused)
    return lambda scope: through(bridge, scope)


@pytest.fixture
def shortcut(app: Flask) -> Shortcut:
    """A way around the application that knows nothing yet."""
    return create_shortcut(app, Settings())


@pytest.fixture(scope="module")
def learned(app: Flask) -> Shortcut:
    """One that has heard every answer."""
    shortcut = create_shortcut(app, Settings())
    bridge = Bridge(app, 1 << 20, app.extensions["journal"].refused, shortcut)
    for target in ("/v1/codes/63707", *TARGETS, *ASKED):
        through(bridge, scope_of(target))
    return shortcut


def variants(tag: bytes) -> list[tuple[str, tuple[tuple[bytes, bytes], ...]]]:
    """Return the ways in which one target is asked for: method and header fields."""
    other = b'"' + b"0" * 32 + b'"'
    return [
        ("GET", PLAIN),
        ("HEAD", PLAIN),
        ("GET", (*PLAIN, (b"if-none-match", tag))),
        ("HEAD", (*PLAIN, (b"if-none-match", tag))),
        ("GET", (*PLAIN, (b"if-none-match", other))),
        ("GET", (*PLAIN, (b"cookie", b"a=b"), (b"x-forwarded-host", b"evil"), (b"authorization", b"Basic x"))),
        ("GET", tuple(field for field in PLAIN if field[0] != b"accept")),
    ]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_record_comes_as_the_application_gives_it(code: str, learned: Shortcut, asked: Any) -> None:
    """Status, headers in their order, and bytes are the same, whether anything has changed or not."""
    for method, headers in variants(f'"{CATALOGUE[code].etag}"'.encode()):
        scope = scope_of(f"/v1/codes/{code}", method, headers)
        assert learned.answer(scope) == asked(scope)


@pytest.mark.parametrize("target", TARGETS)
def test_every_other_answer_comes_as_the_application_gave_it(target: str, learned: Shortcut, asked: Any) -> None:
    """So do fields, lists, relations, comparisons, families and words."""
    _, headers, _ = asked(scope_of(target))
    for method, fields in variants(dict(headers)[b"ETag"]):
        scope = scope_of(target, method, fields)
        assert learned.answer(scope) == asked(scope)


@pytest.mark.parametrize("target", ASKED)
def test_what_may_change_is_asked_for_each_time(target: str, learned: Shortcut) -> None:
    """Refusals name their request, searches may hold patient data, the rest tells how the service is."""
    assert learned.answer(scope_of(target)) is None


@pytest.mark.parametrize("target", ["/v1/codes/63709", *TARGETS])
def test_nothing_is_known_that_was_not_answered(target: str, shortcut: Shortcut, asked: Any) -> None:
    """At first the application is asked, and what only looks like an answer is not kept."""
    scope = scope_of(target)
    assert shortcut.answer(scope) is None
    (_, headers, body), environ = asked(scope), {TOLD: ("/v1/codes", None)}
    shortcut.learn(scope, environ, (500, headers, body))
    shortcut.learn(scope_of(target, "HEAD"), environ, (200, headers, b""))
    shortcut.learn(scope_of(target, "POST"), environ, (200, headers, body))
    assert shortcut.answer(scope) is None


ODD = [
    *((*PLAIN, (name, b"1")) for name in sorted(DECISIVE)),
    *((*PLAIN, (name, b"localhost"), (name, b"localhost")) for name in sorted(HEEDED)),
    (*PLAIN, (b"if-none-match", b"*")),
    (*PLAIN, (b"if-none-match", b'W/"0123456789abcdef0123456789abcdef"')),
    (*PLAIN, (b"if-none-match", b'"a", "b"')),
    (*PLAIN, (b"if-none-match", b"")),
    ((b"host", b"localhost"), (b"accept", b"text/html")),
    ((b"host", b"local host"), (b"accept", b"*/*")),
    ((b"accept", b"*/*"),),
]


@pytest.mark.parametrize("headers", ODD)
@pytest.mark.parametrize("target", ["/v1/codes/63709", "/v1/codes?limit=3"])
def test_an_odd_question_goes_to_the_application(target: str, headers: Any, learned: Shortcut) -> None:
    """A field that decides, one that stands twice, a tag of another form, no host: it knows better."""
    assert learned.answer(scope_of(target, headers=headers)) is None


@pytest.mark.parametrize(("method", "version"), [("POST", "1.1"), ("OPTIONS", "1.1"), ("GET", "1.0"), ("get", "1.1")])
def test_another_method_or_version_goes_to_the_application(method: str, version: str, learned: Shortcut) -> None:
    """Nothing but GET and HEAD of HTTP/1.1 is answered the short way."""
    assert learned.answer(scope_of("/v1/codes/63709", method, version=version)) is None


def test_hosts_are_those_that_the_application_takes(app: Flask, asked: Any) -> None:
    """Where the operator names hosts, a foreign one is left to the application, which refuses it."""
    shortcut = create_shortcut(app, Settings(hosts="codebook.example"))
    scope = scope_of("/v1/codes/63709", headers=((b"host", b"codebook.example"),))
    shortcut.learn(scope, {TOLD: ("/v1/codes/<code>", "63709")}, asked(scope))
    assert shortcut.answer(scope) is not None
    assert shortcut.answer({**scope, "headers": [(b"host", b"evil.example")]}) is None


@pytest.mark.parametrize("target", ["/v1/codes/63709", *TARGETS])
def test_the_application_looks_at_no_other_header(target: str, app: Flask, asked: Any) -> None:
    """What is not heeded here and not decisive is read by nobody; so no answer can depend on it."""
    read = looked_at(app, scope_of(target))
    # Routing looks for a websocket, whose `Upgrade` the bridge hands to nobody.
    assert read - {b"connection"} <= HEEDED | DECISIVE
    assert {b"host", b"accept", b"x-request-id", b"traceparent", b"if-none-match"} <= read


@pytest.mark.usefixtures("heard")
def test_log_and_counts_are_the_same(app: Flask, learned: Shortcut, asked: Any, capsys: Any) -> None:
    """The line and the counts of the short way are those of the long one."""
    trace = (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    for target in ("/v1/codes/63709", "/v1/codes/0275T", *TARGETS):
        _, headers, _ = asked(scope_of(target))
        capsys.readouterr()
        for method, fields in variants(dict(headers)[b"ETag"]):
            scope = scope_of(target, method, (*fields, trace))
            short, long = (told(partial(way, scope), app, capsys) for way in (learned.answer, asked))
            assert short == long
            assert sum(short[1].values()) == 2


def test_a_request_without_an_id_gets_a_new_one(learned: Shortcut) -> None:
    """No two answers carry the same id, and one that does not fit is not repeated."""
    scopes = [scope_of("/v1/codes/63709", headers=PLAIN[:3]) for _ in range(20)]
    scopes += [scope_of("/v1/codes", headers=(*PLAIN[:3], (b"x-request-id", b"a b"))) for _ in range(20)]
    ids = {dict(learned.answer(scope)[1])[b"X-Request-ID"] for scope in scopes}  # type: ignore[index]
    assert len(ids) == 40
    assert {len(name) for name in ids} == {32}


def test_what_is_kept_is_bounded(shortcut: Shortcut, asked: Any) -> None:
    """However much is asked for, no more is kept than is allowed; what was asked for last stays."""
    scope, environ = scope_of("/v1/vocabularies"), {TOLD: ("/v1/codes", None)}
    shortcut.learn(scope, environ, asked(scope))
    status, headers, _ = asked(scope_of("/v1/codes?limit=3"))
    for number in range(3 * MOST_BYTES // SMALLEST):
        small = scope_of(f"/v1/codes?limit=3&n={number}")
        shortcut.learn(small, environ, (status, headers, b"{}"))
        assert shortcut.answer(scope_of("/v1/vocabularies")) is not None
    assert 0 < len(shortcut._given) <= MOST_BYTES // SMALLEST
    assert shortcut.answer(small) is not None
    assert shortcut.answer(scope_of("/v1/codes?limit=3&n=0")) is None
    huge = scope_of("/v1/codes?limit=200")
    shortcut.learn(huge, environ, (status, headers, b" " * (LARGEST + 1)))
    assert shortcut.answer(huge) is None


def test_the_bridge_learns_and_tells(app: Flask) -> None:
    """The second answer to a question comes without the application, and is the same."""
    calls = []

    def counting(environ: Any, start_response: Any) -> Any:
        calls.append(environ)
        return app(environ, start_response)

    bridge = Bridge(counting, 1 << 20, app.extensions["journal"].refused, create_shortcut(app, Settings()))

    first, second = (through(bridge, scope_of("/v1/codes?limit=2")) for _ in range(2))
    assert first == second
    assert len(calls) == 1


def test_it_is_the_same_on_the_wire() -> None:
    """What a client reads the second and third time differs in nothing but the date."""
    head = b"Host: localhost\r\nX-Request-ID: mine\r\n\r\n"
    with serving("--workers", "1", fixtures=RECORDS) as server:
        for line in (b"GET /v1/codes/63709", b"HEAD /v1/codes/63709", b"GET /v1/codes", b"HEAD /v1/codes"):
            sent = line + b" HTTP/1.1\r\n" + head
            heads = [line.startswith(b"HEAD")]
            answers = [say((server.host, server.port), sent, heads=heads).answers[0] for _ in range(3)]
            assert {answer.status for answer in answers} == {200}
            assert len({answer.body for answer in answers}) == 1
            names = [list(answer.headers) for answer in answers]
            assert names[0] == names[1] == names[2]
            told = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in answers]
            assert told[0] == told[1] == told[2]
