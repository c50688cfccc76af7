"""Does every failure leave the application as a problem?"""

import logging

import pytest

SECRET = "the inside of the service"


@pytest.fixture
def failing(fresh):
    """A caller of an application with a view that fails."""

    def fail():
        raise RuntimeError(SECRET)

    fresh.add_url_rule("/failing", view_func=fail)
    return fresh.test_client()


def test_a_problem_has_the_members_of_rfc_9457(client):
    """A problem tells its type, title, status and detail, and the request it belongs to."""
    answer = client.get("/v1/codes/63708")
    assert answer.content_type == "application/problem+json"
    assert answer.data.endswith(b"}\n")
    assert answer.json == {
        "type": "/problems/unknown-code",
        "title": "There is no record of this code",
        "status": 404,
        "detail": "there is no record of 63708",
        "codes": ["63708"],
        "did_you_mean": ["63707", "63709", "63710", "63740", "63741"],
        "request_id": answer.headers["X-Request-ID"],
    }


def test_a_problem_says_of_its_type_what_the_list_says(client, get):
    """Title and status of a problem are those of its type."""
    told = {item["type"]: item for item in get("/problems")["items"]}
    for path in ("/v1/codes/63708", "/v1/codes/x", "/nowhere", "/v1/codes?limit=x", "/v1/lookup"):
        answer = client.get(path)
        kind = told[answer.json["type"]]
        assert (answer.status_code, answer.json["title"]) == (kind["status"], kind["title"])


def test_a_path_that_leads_nowhere_is_a_problem(refused):
    """A path outside every route is refused like any other."""
    refused("/nowhere", 404, "not-found")
    refused("/v1", 404, "not-found")
    refused("/", 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/codes/63709", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/v1/codes", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/v1/lookup", {"POST", "OPTIONS"}),
        ("HEAD", "/v1/lookup", {"POST", "OPTIONS"}),
        ("PUT", "/metrics", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/docs", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/openapi.json", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_allowed_is_told_those_that_are(client, method, path, allowed):
    """A refusal of a method lists in `Allow` the methods of the path."""
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_body_that_is_no_json_names_its_line(client):
    """The refusal of a body says in which line it stops being JSON, and why."""
    answer = client.post("/v1/lookup", data=b'{\n"codes": [\n"63709",\n]}', content_type="application/json")
    assert (answer.status_code, answer.json["type"], answer.json["line"]) == (400, "/problems/malformed-json", 4)
    assert "line 4" in answer.json["detail"]


def test_every_fault_says_where_it_is(client):
    """A fault names its place and what is wrong, and nothing else."""
    answer = client.get("/v1/codes?limit=0&color=red")
    assert answer.status_code == 422
    faults = sorted(answer.json["errors"], key=lambda fault: fault["pointer"])
    assert faults == [
        {"location": "query", "pointer": "color", "detail": "is not known here"},
        {"location": "query", "pointer": "limit", "detail": "must be from 1 to 200"},
    ]
    assert "2 parameters" in answer.json["detail"]


def test_a_failure_of_the_service_tells_nothing_of_its_inside(failing):
    """A failure of ours is a problem without a word of what failed, and is not kept."""
    answer = failing.get("/failing")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.json["type"] == "/problems/internal-error"
    assert answer.headers["Cache-Control"] == "no-store"
    for inside in (SECRET, "RuntimeError", "Traceback", __file__):
        assert inside not in answer.get_data(as_text=True)


def test_a_failure_is_logged_with_its_request(failing, caplog):
    """The log has what the caller is not told, under the id that the caller was given."""
    with caplog.at_level(logging.ERROR):
        answer = failing.get("/failing", headers={"X-Request-ID": "mine"})
    assert answer.json["request_id"] == "mine"
    [entry] = [entry for entry in caplog.records if "mine" in entry.getMessage()]
    assert entry.exc_info is not None
    assert SECRET in str(entry.exc_info[1])


def test_a_failure_is_counted(failing):
    """A failure shows in the metrics under its route and status."""
    failing.get("/failing")
    text = failing.get("/metrics").get_data(as_text=True)
    assert 'codebook_requests_total{method="GET",route="/failing",status="500"} 1.0' in text


def test_a_refusal_is_not_logged(client, caplog):
    """What a caller did wrong is no failure of the service and leaves the log alone."""
    with caplog.at_level(logging.WARNING):
        client.get("/v1/codes/x")
        client.get("/nowhere")
        client.post("/v1/lookup", data=b"{", content_type="application/json")
    assert not caplog.records


def test_a_long_code_is_quoted_only_in_part(client):
    """A refusal repeats the beginning of what was asked, not ten thousand characters of it."""
    answer = client.get(f"/v1/codes/{'6' * 10_000}")
    assert answer.status_code == 400
    assert len(answer.data) < 400
