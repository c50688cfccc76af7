"""Is a look-up that comes the short way what the application answers, and does none with a fault come so?"""

import json
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from service.app import create_shortcut
from service.bridge import Bridge
from service.catalogue import Catalogue
from service.loading import load
from service.plain import DECISIVE, HEEDED_WITH_BODY, Answer
from service.settings import Settings, shipped_fixtures
from service.shortcut import Shortcut
from tests.running import RECORDS, serving
from tests.service.ways import PLAIN, looked_at, scope_of, through, told
from tests.wire import say

CATALOGUE = Catalogue(load(shipped_fixtures()))
CODES = sorted(CATALOGUE)
KIND = (b"content-type", b"application/json")


def look_up(body: bytes, headers: Any = (*PLAIN, KIND), target: str = "/v1/lookup", **other: Any) -> dict[str, Any]:
    """Return the scope of a look-up."""
    return scope_of(target, other.pop("method", "POST"), (*headers, (b"content-length", b"%d" % len(body))), **other)


@pytest.fixture(scope="module")
def learned(app: Flask, application: Bridge) -> Shortcut:
    """A way around it that has heard one answer, to another request."""
    shortcut = create_shortcut(app, Settings())
    body = b'{"codes": ["63707", "none"]}'
    through(Bridge(app, 1 << 20, application.refused, shortcut), look_up(body, (PLAIN[0], KIND)), body)
    return shortcut


def joined(answer: Answer | None) -> Answer:
    """Return an answer with its body in one."""
    assert answer is not None
    return *answer[:2], b"".join(answer[2])  # type: ignore[arg-type]


ASKED = [
    b'{"codes": []}',
    b'{"codes": ["63709"]}',
    b'{"codes": ["63709", "63709"]}',
    b'{"codes": ["0275t", "0275T", "99999", "6370", "", "\\u00e9\\ud83d\\ude00", "\\u0000"]}',
    '{"codes": ["é😀", "٣٣٣٣٣"]}'.encode(),
    b' {"codes":\n["63709"]}\t',
    b'{"codes": ["a:b", "63709"]}',
    b'{"\\u0063odes": ["63709"]}',
    json.dumps({"codes": CODES}).encode(),
    json.dumps({"codes": ["x" * 200, *(CODES * 5)[:999]]}).encode(),
]


@pytest.mark.parametrize("body", ASKED)
def test_a_look_up_comes_as_the_application_gives_it(body: bytes, learned: Shortcut, application: Bridge) -> None:
    """Status, headers in their order, and bytes are the same, for all records and for what is none."""
    for headers in (
        (*PLAIN, KIND),
        (PLAIN[0], KIND, PLAIN[3]),
        (*PLAIN, KIND, (b"cookie", b"a=b"), (b"if-none-match", b"*"), (b"x-forwarded-host", b"evil")),
    ):
        scope = look_up(body, headers)
        assert joined(learned.look_up(scope, body)) == through(application, scope, body)


@given(
    queries=st.lists(
        st.sampled_from(CODES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=8
    )
)
def test_any_look_up_comes_as_the_application_gives_it(
    queries: list[str], learned: Shortcut, application: Bridge
) -> None:
    """Whatever texts are looked up."""
    body = json.dumps({"codes": queries}).encode()
    scope = look_up(body)
    short = learned.look_up(scope, body)
    assert joined(short) == through(application, scope, body)


FAULTY = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}",
    b'{"codes": "63709"}',
    b'{"codes": [63709]}',
    b'{"codes": [null]}',
    b'{"codes": [["63709"]]}',
    b'{"codes": ["63709"], "more": 1}',
    b'{"codes": null}',
    b'{"more": ["63709"]}',
    b'["codes:"]',
    b'":"',
    b'{"codes": [1e400]}',
    b'{"codes": [123456789012345678901234567890]}',
    b'{"codes": ' + b"[" * 70 + b"]" * 70 + b"}",
    b'\xef\xbb\xbf{"codes": []}',
    b'{"codes": ["63709"], "codes": []}',
    b'{"codes": ["\\ud800"]}',
    b'{"codes": ["\xff"]}',
    b'{"codes": ["63709"]} {}',
    json.dumps({"codes": ["x" * 201]}).encode(),
    json.dumps({"codes": ["63709"] * 1001}).encode(),
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", FAULTY)
def test_a_fault_is_for_the_application_to_tell(body: bytes, learned: Shortcut, application: Bridge) -> None:
    """What it refuses is not answered here, nor told of."""
    scope = look_up(body)
    assert learned.look_up(scope, body) is None
    assert through(application, scope, body)[0] in (400, 422)


BODY = b'{"codes": ["63709"]}'
ODD = [
    *(look_up(BODY, (*PLAIN, KIND, (name, b"1"))) for name in sorted(DECISIVE - HEEDED_WITH_BODY)),
    *(look_up(BODY, (*PLAIN, KIND, (name, b"1"), (name, b"1"))) for name in sorted(HEEDED_WITH_BODY)),
    look_up(BODY, PLAIN),
    look_up(BODY, (*PLAIN, (b"content-type", b"application/json; charset=utf-8"))),
    look_up(BODY, (*PLAIN, (b"content-type", b"text/plain"))),
    look_up(BODY, (PLAIN[0], KIND, (b"accept", b"text/html"))),
    look_up(BODY, (KIND,)),
    look_up(BODY, ((b"host", b"local host"), KIND)),
    look_up(BODY, version="1.0"),
    look_up(BODY, method="GET"),
    look_up(BODY, method="PUT"),
    look_up(BODY, target="/v1/lookup?a=b"),
    look_up(BODY, target="/v1/lookup/"),
    look_up(BODY, target="/v1/candidates"),
]


@pytest.mark.parametrize("scope", ODD)
def test_an_odd_look_up_goes_to_the_application(scope: dict[str, Any], learned: Shortcut) -> None:
    """It is not POST of HTTP/1.1 to that path, or a field decides, stands twice or says another thing than is usual."""
    assert learned.look_up(scope, BODY) is None


def test_nothing_is_answered_that_was_not_learned(app: Flask, application: Bridge) -> None:
    """At first the application is asked; a refusal teaches nothing."""
    shortcut = create_shortcut(app, Settings())
    bridge = Bridge(app, 1 << 20, application.refused, shortcut)
    assert shortcut.look_up(look_up(BODY), BODY) is None
    assert through(bridge, look_up(b"{"), b"{")[0] == 400
    assert shortcut.look_up(look_up(BODY), BODY) is None
    assert through(bridge, look_up(BODY), BODY)[0] == 200
    assert shortcut.look_up(look_up(BODY), BODY) is not None


def test_the_application_looks_at_no_other_header_of_a_look_up(app: Flask) -> None:
    """What is not heeded here and not decisive is read by nobody; so no answer can depend on it."""
    read = looked_at(app, look_up(BODY), BODY)
    assert read - {b"connection"} <= HEEDED_WITH_BODY | DECISIVE
    assert {b"host", b"accept", b"x-request-id", b"traceparent", b"content-encoding"} <= read


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("body", ASKED)
def test_log_and_counts_are_the_same(
    body: bytes, app: Flask, learned: Shortcut, application: Bridge, capsys: Any
) -> None:
    """The line and the counts of the short way are those of the long one."""
    trace = (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    scope = look_up(body, (*PLAIN, KIND, trace))
    ways = (partial(learned.look_up, scope, body), partial(through, application, scope, body))
    short, long = (told(way, app, capsys) for way in ways)
    assert short == long
    assert sum(short[1].values()) == 2


def test_it_is_the_same_on_the_wire() -> None:
    """What a client reads the second and third time differs in nothing but the date."""
    head = b"POST /v1/lookup HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: mine\r\nContent-Type: application/json\r\n"
    body = json.dumps({"codes": ["63709", "none", *(["63707"] * 300)]}).encode()
    sent = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with serving("--workers", "1", fixtures=RECORDS) as server:
        answers = [say(server.address, sent).answers[0] for _ in range(3)]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    told = [[(name, value) for name, value in answer.headers.items() if name != "date"] for answer in answers]
    assert told[0] == told[1] == told[2]
