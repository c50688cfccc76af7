"""Is a caller refused only where it excludes all that is offered?"""

import pytest

from service.web.negotiation import excludes

RECORD = "/v1/codes/63709"


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "APPLICATION/JSON",
        "application/*",
        "application/json; charset=utf-8",
        "application/json;version=1",
        "application/problem+json, application/json",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "application/json;q=0.001",
        "text/html;q=1, application/json;q=0.1",
        "application/json;q=0.5;v=0",
        "application/json;q=high",
        "*/*;q=0, application/json",
        "text/*;q=0, */*",
        "",
        ",",
        " ; ",
    ],
)
def test_a_caller_that_can_take_json_gets_it(client, accept):
    """JSON is answered to every caller that does not exclude it."""
    answer = client.get(RECORD, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (200, "application/json")


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "text/*",
        "application/xml",
        "application/jsonp",
        "application/json;q=0",
        "application/json; Q=0.000",
        "application/json;q=0, */*",
        "application/*;q=0, */*;q=1",
        "*/*;q=0",
        "application/problem+json",
        "json",
    ],
)
def test_a_caller_that_excludes_json_is_refused(client, accept):
    """A caller that rules JSON out is told so, in the form that problems have."""
    answer = client.get(RECORD, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (406, "application/problem+json")
    assert answer.json["type"] == "/problems/not-acceptable"


def test_no_header_excludes_nothing(client):
    """A caller that says nothing takes everything."""
    assert client.get(RECORD).status_code == 200


def test_a_body_is_not_read_for_a_caller_that_cannot_take_the_answer(client):
    """The refusal comes before any work, so that a faulty body is not looked at."""
    answer = client.post("/v1/lookup", data=b"{", headers={"Accept": "text/html", "Content-Type": "application/json"})
    assert answer.status_code == 406


@pytest.mark.parametrize(
    ("path", "taken", "left"),
    [
        ("/docs", "text/html", "application/json"),
        ("/docs/", "text/html", "application/json"),
        ("/docs/swagger-ui.css", "text/css,*/*;q=0.1", "application/json"),
        ("/metrics", "text/plain;version=0.0.4", "application/json"),
        ("/metrics", "application/openmetrics-text; version=1.0.0", "text/html"),
        ("/openapi.json", "application/json", "application/yaml"),
        ("/livez", "application/json", "text/plain"),
    ],
)
def test_each_path_offers_what_it_answers_with(client, path, taken, left):
    """What is offered differs from path to path."""
    assert client.get(path, headers={"Accept": taken}).status_code == 200
    assert client.get(path, headers={"Accept": left}).status_code == 406


def test_a_path_that_leads_nowhere_says_so_first(client):
    """There is nothing to negotiate where there is nothing."""
    assert client.get("/nowhere", headers={"Accept": "text/html"}).status_code == 404
    assert client.delete("/v1/codes", headers={"Accept": "text/html"}).status_code == 405


def test_options_have_no_media_type(client):
    """OPTIONS answers without content, which nobody can exclude."""
    assert client.options(RECORD, headers={"Accept": "text/html"}).status_code == 200


def test_the_most_specific_range_decides():
    """A range for one type weighs more than one for its kind, and that more than one for all."""
    offered = ("text/plain",)
    assert not excludes("text/plain, text/*;q=0, */*;q=0", offered)
    assert excludes("text/plain;q=0, text/*, */*", offered)
    assert not excludes("text/*, */*;q=0", offered)
    assert excludes("text/*;q=0, */*", offered)


def test_one_offer_is_enough():
    """A caller that takes one of several offers is not refused."""
    assert not excludes("image/png", ("text/html", "image/png"))
    assert excludes("image/jpeg", ("text/html", "image/png"))
