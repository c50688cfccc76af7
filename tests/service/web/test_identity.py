"""Does every answer say which request it belongs to?"""

import re

import pytest

PATHS = ["/v1/codes/63709", "/v1/codes/11111", "/v1/codes", "/nowhere", "/livez", "/metrics", "/docs", "/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_a_callers_id_is_echoed(client, path):
    """An id that fits comes back with the answer, whatever the answer is."""
    assert client.get(path, headers={"X-Request-ID": "trace_1.a-B"}).headers["X-Request-ID"] == "trace_1.a-B"


@pytest.mark.parametrize("path", PATHS)
def test_a_request_without_an_id_gets_one(client, path):
    """A request that brings no id is given a new one, never the same twice."""
    given = {client.get(path).headers["X-Request-ID"] for _ in range(5)}
    assert len(given) == 5
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in given)


def test_an_id_has_at_most_128_characters(client):
    """The longest id that fits is echoed."""
    assert client.get("/livez", headers={"X-Request-ID": "a" * 128}).headers["X-Request-ID"] == "a" * 128


@pytest.mark.parametrize("given", ["", "a" * 129, "a b", "a,b", "a/b", "é", "a:b", "<b>", "a\tb", "a%0ab", "٣"])
def test_an_id_that_does_not_fit_is_replaced(client, given):
    """What could forge a line of a log, or fill it, is not taken over."""
    told = client.get("/livez", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert told != given
    assert re.fullmatch("[0-9a-f]{32}", told)


def test_two_ids_are_none(client):
    """A request that brings two ids is given a new one."""
    told = client.get("/livez", headers=[("X-Request-ID", "one"), ("X-Request-ID", "two")]).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", told)


@pytest.mark.parametrize("headers", [{}, {"X-Request-ID": "mine"}])
def test_a_problem_names_its_request(client, headers):
    """The `request_id` of a problem is the one of the header."""
    answer = client.get("/v1/codes/11111", headers=headers)
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_an_answer_not_modified_names_its_request(client):
    """An answer without content carries the id as well."""
    tag = client.get("/v1/codes/63709").headers["ETag"]
    answer = client.get("/v1/codes/63709", headers={"If-None-Match": tag, "X-Request-ID": "mine"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (304, "mine")
