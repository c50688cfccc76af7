"""What comes through the door? Every hostile request is refused as a problem, by the application and by the server."""

import http.client
import json
from urllib.parse import unquote_to_bytes

import pytest

from service.problems import PROBLEM_TYPES
from tests.canary import CANARY
from tests.running import serving
from tests.service.web.hostile_requests import HARMLESS, TABLE


@pytest.fixture(scope="module")
def server():
    """A real server: what is refused in the application must be refused behind gunicorn as well."""
    with serving("--workers", "1") as running:
        yield running


@pytest.fixture(params=["application", "server"])
def ask(request, client):
    """Return status, headers and body of an answer, with and without a server in front of the application."""

    def directly(method, path, headers, body):
        target, _, query = path.partition("?")
        raw = {"PATH_INFO": unquote_to_bytes(target).decode("latin-1"), "QUERY_STRING": query}
        answer = client.open("/", method=method, headers=headers, data=body, environ_overrides=raw)
        return answer.status_code, answer.headers, answer.data

    def over_the_wire(method, path, headers, body):
        connection = http.client.HTTPConnection(running.host, running.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in {"Content-Length": str(len(body)), "User-Agent": CANARY, **headers}.items():
                connection.putheader(name, value.encode("latin-1"))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    if request.param == "application":
        return directly
    running = request.getfixturevalue("server")
    return over_the_wire


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "kind"), TABLE, ids=lambda value: repr(value)[:40]
)
def test_a_hostile_request_is_refused_as_a_problem(ask, method, path, headers, body, status, kind):
    """Each request of the table is refused with its status and type, as a problem that nobody may keep."""
    answered, fields, content = ask(method, path, headers, body)
    assert (answered, fields["Content-Type"]) == (status, "application/problem+json")
    assert fields["Cache-Control"] == "no-store"
    assert fields["X-Content-Type-Options"] == "nosniff"
    assert PROBLEM_TYPES[kind].status == status
    if method == "HEAD":
        assert content == b""
    else:
        problem = json.loads(content)
        assert (problem["type"], problem["status"]) == (f"/problems/{kind}", status)
        assert problem["request_id"] == fields["X-Request-ID"]
    assert ("Allow" in fields) == (status == 405)


@pytest.mark.parametrize(("method", "path", "headers", "body"), HARMLESS, ids=lambda value: repr(value)[:40])
def test_an_odd_request_is_answered(ask, method, path, headers, body):
    """A request that is only odd gets its answer, and nothing of its oddity comes back in a header."""
    status, fields, _ = ask(method, path, headers, body)
    assert status == 200
    assert not any("evil.example" in value or "<script>" in value for value in fields.values())


def test_every_type_that_a_request_can_meet_is_in_the_table():
    """The table leaves out only what the server in front refuses, and what is no caller's doing."""
    tried = {kind for *_, kind in TABLE}
    elsewhere = {
        "bad-request",
        "forbidden",
        "request-timeout",
        "uri-too-long",
        "expectation-failed",
        "headers-too-large",
        "internal-error",
        "not-implemented",
        "unavailable",
    }
    assert tried | elsewhere == PROBLEM_TYPES.keys()


@pytest.mark.parametrize("kind", sorted({kind for *_, kind in TABLE}))
def test_the_type_of_a_refusal_can_be_looked_up(client, kind):
    """The type of each refusal answers with its meaning."""
    assert client.get(f"/problems/{kind}").json["type"] == f"/problems/{kind}"
