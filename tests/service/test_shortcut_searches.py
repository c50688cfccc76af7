"""Is a short search what the application answers, and is every other one left to it?"""

from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from service.app import create_app, create_shortcut
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.loading import load
from service.plain import DECISIVE, HEEDED_UNKEPT
from service.settings import Settings
from service.shortcut import SMALL_SET, Shortcut
from tests.benchmarks import synthetic
from tests.running import RECORDS, serving
from tests.service.ways import PLAIN, looked_at, scope_of, through, told
from tests.wire import say

SHORT = [
    "/v1/search?q=csf%20leak%20lumbar",
    "/v1/search?q=csf+leak+lumbar&limit=1",
    "/v1/search?q=63709&limit=20",
    "/v1/search?q=637",
    "/v1/search?q=laminectomy%20L4-5",
    "/v1/search?q=psuedomeningocele",
    "/v1/search?q=nothing-is-called-so",
    "/v1/search?q=%22(*){:^NEAR;AND",
    "/v1/search?q=a=b",
    "/v1/search?q=%zz%",
    "/v1/search?q=%C3%A9%F0%9F%98%80",
    "/v1/search?q=++the++",
    "/v1/search?q=G96.02#G96.02",
]
LONG = [
    "/v1/search",
    "/v1/search?",
    "/v1/search?q=",
    "/v1/search?q=+",
    "/v1/search?q=%00",
    "/v1/search?q=%FF",
    "/v1/search?q=csf&limit=21",
    "/v1/search?q=csf&limit=0",
    "/v1/search?q=csf&limit=05",
    "/v1/search?q=csf&limit=",
    "/v1/search?q=csf&limit=1&limit=1",
    "/v1/search?limit=1&q=csf",
    "/v1/search?q=csf&facets=true",
    "/v1/search?q=csf&q=leak",
    "/v1/search?%71=csf",
    "/v1/search?q=csf&status=retired",
    "/v1/search?q=csf&",
    "/v1/search?q=" + "a" * 65,
    "/v1/search/?q=csf",
    "/v1/codes?q=csf",
]


@pytest.fixture(scope="module")
def learned(app: Flask, application: Bridge) -> Shortcut:
    """A way around it that has heard one answer, to another search."""
    shortcut = create_shortcut(app, Settings())
    scope = scope_of("/v1/search?q=laminectomy&limit=3", headers=PLAIN[:1])
    through(Bridge(app, 1 << 20, application.refused, shortcut), scope)
    return shortcut


def found(shortcut: Shortcut, scope: dict[str, Any]) -> Any:
    """Return what is found the short way, None if the application has to be asked."""
    return shortcut.search(scope) if shortcut.is_short(scope) else None


@pytest.mark.parametrize("target", SHORT)
def test_a_short_search_comes_as_the_application_gives_it(target: str, learned: Shortcut, application: Bridge) -> None:
    """Status, headers in their order, and bytes are the same, whatever else is in the head."""
    for headers in (PLAIN, PLAIN[::3], (*PLAIN, (b"cookie", b"a=b"), (b"if-none-match", b"*"), (b"range-unit", b"x"))):
        scope = scope_of(target, headers=headers)
        assert found(learned, scope) == through(application, scope)


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
    | st.sampled_from(["dural repair", "L5-S1 fusion", "22 63", "no graft", "C1", "lamina."]),
    way=st.sampled_from([quote, quote_plus, partial(quote, safe="/:;=+?'()*!,")]),
)
def test_any_short_search_comes_as_the_application_gives_it(
    text: str, way: Any, learned: Shortcut, application: Bridge
) -> None:
    """Whatever is looked for, however it is written: found alike, or left to the application."""
    scope = scope_of(f"/v1/search?q={way(text)}")
    short = found(learned, scope)
    assert short is None or short == through(application, scope)
    assert short is not None or len(way(text)) > 64 or through(application, scope)[0] == 422


@pytest.mark.parametrize("target", LONG)
def test_every_other_search_is_left_to_the_application(target: str, learned: Shortcut) -> None:
    """One with a fault, with more parameters or more to find: it knows better, and may take long."""
    assert found(learned, scope_of(target)) is None


ODD = [
    *((*PLAIN, (name, b"1")) for name in sorted(DECISIVE)),
    *((*PLAIN, field) for field in PLAIN if field[0] in HEEDED_UNKEPT),
    ((b"host", b"localhost"), (b"accept", b"text/html")),
    ((b"host", b"local host"),),
    (),
]


@pytest.mark.parametrize("headers", ODD)
def test_an_odd_search_is_left_to_the_application(headers: Any, learned: Shortcut) -> None:
    """A field decides, stands twice, or is none that it would take."""
    assert found(learned, scope_of(SHORT[0], headers=headers)) is None


@pytest.mark.parametrize(("method", "version"), [("HEAD", "1.1"), ("POST", "1.1"), ("GET", "1.0")])
def test_another_method_or_version_is_left_to_the_application(method: str, version: str, learned: Shortcut) -> None:
    """Nothing but GET of HTTP/1.1 is found the short way."""
    assert found(learned, scope_of(SHORT[0], method, version=version)) is None


def test_nothing_is_found_that_was_not_learned(app: Flask, application: Bridge) -> None:
    """At first the application is asked; a refusal and the answer to HEAD teach nothing."""
    shortcut = create_shortcut(app, Settings())
    bridge, scope = Bridge(app, 1 << 20, application.refused, shortcut), scope_of(SHORT[0])
    for other in (scope_of("/v1/search?q="), scope_of(SHORT[0], "HEAD")):
        through(bridge, other)
        assert found(shortcut, scope) is None
    through(bridge, scope)
    assert found(shortcut, scope) is not None


def test_a_failure_is_for_the_application_to_tell(
    learned: Shortcut, application: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the search fails, nothing is told of it here; the application refuses with the id of the request."""
    monkeypatch.setattr(learned._search, "page", lambda *_, **__: 1 / 0)
    scope = scope_of(SHORT[0])
    assert found(learned, scope) is None
    status, headers, _ = through(application, scope)
    assert (status, dict(headers)[b"X-Request-ID"]) == (500, b"mine")


def test_the_bridge_learns_and_finds(app: Flask) -> None:
    """The application is asked once, and for what is not short."""
    calls = []

    def counting(environ: Any, start_response: Any) -> Any:
        calls.append(environ["QUERY_STRING"])
        return app(environ, start_response)

    bridge = Bridge(counting, 1 << 20, app.extensions["journal"].refused, create_shortcut(app, Settings()))
    for query in ("q=csf", "q=leak", "q=csf&limit=5", "q=csf&limit=21", "q="):
        through(bridge, scope_of(f"/v1/search?{query}"))
    assert calls == ["q=csf", "q=csf&limit=21", "q="]


def test_a_large_set_is_searched_beside_the_loop(tmp_path: Any) -> None:
    """There a search may take long, short as it may be."""
    synthetic.write(tmp_path, SMALL_SET + 1)
    catalogue = Catalogue(load(tmp_path))
    app = create_app(catalogue, Settings())
    assert not create_shortcut(app, Settings()).is_short(scope_of(SHORT[0]))


def test_the_application_looks_at_no_other_header_of_a_search(app: Flask) -> None:
    """What is not heeded here and not decisive is read by nobody; so no answer can depend on it."""
    read = looked_at(app, scope_of(SHORT[0]))
    assert read - {b"connection"} <= HEEDED_UNKEPT | DECISIVE
    assert {b"host", b"accept", b"x-request-id", b"traceparent"} <= read


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("target", SHORT)
def test_log_and_counts_are_the_same(
    target: str, app: Flask, learned: Shortcut, application: Bridge, capsys: Any
) -> None:
    """The line and the counts of the short way are those of the long one, and neither says what was looked for."""
    trace = (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    scope = scope_of(target, headers=(*PLAIN, trace))
    short, long = (told(partial(way, scope), app, capsys) for way in (learned.search, partial(through, application)))
    assert short == long
    assert sum(short[1].values()) == 2
    assert short[0].pop("message") == "request"
    assert {*short[0]} == {"level", "logger", "process", "route", "method", "status", "request_id", "trace_id"}


def test_it_is_the_same_on_the_wire() -> None:
    """What a client reads the second and third time differs in nothing but the date."""
    sent = b"GET /v1/search?q=leak HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: mine\r\n\r\n"
    with serving("--workers", "1", fixtures=RECORDS) as server:
        answers = [say(server.address, sent).answers[0] for _ in range(3)]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    heads = [[(name, value) for name, value in answer.headers.items() if name != "date"] for answer in answers]
    assert heads[0] == heads[1] == heads[2]
