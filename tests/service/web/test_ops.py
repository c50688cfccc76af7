"""Can an orchestrator and a scraper tell how the service is?"""

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from service import __version__


def samples(client, **headers):
    """Return every sample that /metrics tells, by name and labels."""
    text = client.get("/metrics", headers=headers).get_data(as_text=True)
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(client):
    """Return the count of requests by route, method and status."""
    return {
        tuple(dict(name[1:])[label] for label in ("route", "method", "status")): count
        for name, count in samples(client).items()
        if name[0] == "codebook_requests_total"
    }


def test_it_is_alive(client):
    """`/livez` answers as long as the process does."""
    answer = client.get("/livez")
    assert (answer.status_code, answer.json) == (200, {"status": "live"})


def test_it_is_ready_with_its_data(get, written):
    """`/readyz` says which data is served, and how many records of it."""
    ready, told = get("/readyz"), get("/v1/dataset")
    assert ready == {
        "status": "ready",
        "version": told["version"],
        "digest": told["digest"],
        "records": len(written),
    }


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_how_it_is_now_is_not_kept(client, path):
    """A state is never answered from a cache, and HEAD tells it as well."""
    assert client.get(path).headers["Cache-Control"] == "no-store"
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")


def test_requests_are_counted(fresh):
    """Each answer is counted once, by route, method and status."""
    client = fresh.test_client()
    for _ in range(3):
        client.get("/v1/codes/63709")
    client.head("/v1/codes/63709")
    client.get("/v1/codes/11111")
    client.post("/v1/lookup", json={"codes": []})
    counted = requests(client)
    assert counted == {
        ("/v1/codes/<code>", "GET", "200"): 3,
        ("/v1/codes/<code>", "HEAD", "200"): 1,
        ("/v1/codes/<code>", "GET", "404"): 1,
        ("/v1/lookup", "POST", "200"): 1,
    }
    assert requests(client) == {**counted, ("/metrics", "GET", "200"): 1}


def test_a_route_is_named_by_its_template(fresh):
    """No path that a caller made up becomes a label, so that nobody can fill the memory with them."""
    client = fresh.test_client()
    for number in range(50):
        client.get(f"/v1/codes/{number:05}")
        client.get(f"/made-up/{number}")
        client.get(f"/docs/made-up-{number}")
        client.open("/v1/codes", method=f"METHOD{number}")
    assert requests(client) == {
        ("/v1/codes/<code>", "GET", "404"): 50,
        ("unknown", "GET", "404"): 50,
        ("/docs/<path:path>", "GET", "404"): 50,
        ("unknown", "other", "405"): 50,
    }
    assert "made-up" not in client.get("/metrics").get_data(as_text=True)


def test_durations_are_counted_by_route(fresh):
    """The time of each answer falls into a bucket of its route."""
    client = fresh.test_client()
    for _ in range(4):
        client.get("/v1/codes/63709")
    told = samples(client)
    route = ("route", "/v1/codes/<code>")
    assert told[("codebook_request_duration_seconds_count", route)] == 4
    assert told[("codebook_request_duration_seconds_bucket", ("le", "+Inf"), route)] == 4
    assert told[("codebook_request_duration_seconds_sum", route)] > 0


def test_the_records_are_counted(fresh, written):
    """A gauge tells how many records are served by which version of the service."""
    told = samples(fresh.test_client())
    assert told[("codebook_records", ("version", __version__))] == len(written)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/plain; version=0.0.4; charset=utf-8"),
        ("*/*", "text/plain; version=0.0.4; charset=utf-8"),
        ("text/plain;version=0.0.4", "text/plain; version=0.0.4; charset=utf-8"),
        ("application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        (
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.1",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        ("application/openmetrics-text;q=0, text/plain", "text/plain; version=0.0.4; charset=utf-8"),
        ("application/openmetrics-text;version=²", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("application/openmetrics-text;version=x", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("text/plain;version=9;escaping=x", "text/plain; version=0.0.4; charset=utf-8"),
    ],
)
def test_metrics_are_told_in_the_format_asked_for(client, accept, content_type):
    """A scraper gets the format that it names, and no version that it makes up reaches the answer."""
    answer = client.get("/metrics", headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.content_type) == (200, content_type)


def test_open_metrics_can_be_read(client):
    """What is told as OpenMetrics is read by a parser of OpenMetrics."""
    client.get("/v1/codes/63709")
    text = client.get("/metrics", headers={"Accept": "application/openmetrics-text"}).get_data(as_text=True)
    assert "codebook_requests" in {family.name for family in openmetrics.text_string_to_metric_families(text)}
