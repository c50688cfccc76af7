"""May an answer be kept, and does the service say when it is still the same?"""

import json
import shutil

import pytest

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS

RECORD = "/v1/codes/63709"

KEPT = [
    RECORD,
    RECORD + "?fields=title",
    "/v1/codes",
    "/v1/codes?facets=true&limit=2",
    "/v1/vocabularies",
    "/v1/dataset",
    "/v1/families",
    "/v1/families/dural-repair",
    "/problems",
    "/problems/not-found",
    "/openapi.json",
]


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_may_be_kept_but_must_be_asked_about(client, path):
    """An answer to GET carries a strong entity tag, and a cache has to ask whether it still holds."""
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept"
    tag, weak = answer.get_etag()
    assert len(tag) == 32
    assert weak is False


@pytest.mark.parametrize("path", KEPT)
def test_what_is_unchanged_is_not_sent_again(client, path):
    """A caller that names the tag gets 304 without content, with the tag and how long it may be kept."""
    whole = client.get(path)
    answer = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert (answer.status_code, answer.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "X-Data-Version"):
        assert answer.headers[name] == whole.headers[name]
    assert "Content-Type" not in answer.headers


def test_conditions_are_read_as_http_has_them(client):
    """A list of tags, a weak tag and an asterisk match; another tag and an unreadable one do not."""
    tag = client.get(RECORD).headers["ETag"]
    for condition in (f'"x", {tag}', f"W/{tag}", "*"):
        assert client.get(RECORD, headers={"If-None-Match": condition}).status_code == 304
        assert client.head(RECORD, headers={"If-None-Match": condition}).status_code == 304
    for condition in ('"x"', "", tag.strip('"')[:-1], "W/", '"'):
        assert client.get(RECORD, headers={"If-None-Match": condition}).status_code == 200


def test_a_condition_that_does_not_hold_is_a_problem(client):
    """`If-Match` with another tag is refused, and with the right one or an asterisk answered."""
    tag = client.get(RECORD).headers["ETag"]
    for path in (RECORD, "/v1/codes", "/docs/swagger-ui.css"):
        answer = client.get(path, headers={"If-Match": '"x"'})
        assert (answer.status_code, answer.content_type) == (412, "application/problem+json")
        assert answer.json["type"] == "/problems/precondition-failed"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Request-ID"] == answer.json["request_id"]
        assert "ETag" not in answer.headers
    assert client.get(RECORD, headers={"If-Match": tag}).status_code == 200


def test_different_content_has_different_tags(client, written):
    """No two answers of different content share a tag, be it the same record with fewer fields."""
    paths = [*KEPT, *(f"/v1/codes/{code}" for code in written if code != "63709")]
    tags = {client.get(path).headers["ETag"] for path in paths}
    assert len(tags) == len(paths)


def test_the_same_data_has_the_same_tags(client):
    """Another process with the same records gives the same tags, so that any worker can answer with 304."""
    other = create_app(Catalogue(load(RECORDS)), Settings()).test_client()
    for path in KEPT:
        assert client.get(path).headers["ETag"] == other.get(path).headers["ETag"]


def test_a_record_keeps_its_tag_when_another_changes(client, tmp_path):
    """A change of one record changes its tag, the tag of the list and the version of the data, and no other tag."""
    folder = shutil.copytree(RECORDS, tmp_path / "records")
    file = folder / "codes" / "63746.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, "title": "Another title"}), encoding="utf-8")
    later = create_app(Catalogue(load(folder)), Settings()).test_client()
    for path, same in ((RECORD, True), ("/v1/codes/63746", False), ("/v1/codes", False), ("/v1/dataset", False)):
        before, after = client.get(path), later.get(path)
        assert (before.headers["ETag"] == after.headers["ETag"]) is same
        assert before.headers["X-Data-Version"] != after.headers["X-Data-Version"]


def test_an_operator_may_let_answers_be_kept(catalogue):
    """With `max_age`, a cache may keep records without asking; problems and states stay out of it."""
    client = create_app(catalogue, Settings(max_age=60)).test_client()
    assert client.get(RECORD).headers["Cache-Control"] == "max-age=60"
    assert client.get("/v1/codes").headers["Cache-Control"] == "max-age=60"
    assert client.get("/v1/codes/11111").headers["Cache-Control"] == "no-store"
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/codes/11111"),
        ("GET", "/v1/codes?limit=0"),
        ("GET", "/nowhere"),
        ("POST", "/v1/lookup"),
        ("DELETE", "/v1/codes"),
        ("OPTIONS", "/v1/codes"),
        ("GET", "/livez"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    ],
)
def test_a_problem_and_a_state_are_not_kept(client, method, path):
    """Nothing of a refusal, of a state, or of an answer to another method than GET and HEAD stays in a cache."""
    answer = client.open(path, method=method)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", [*KEPT, "/nowhere", "/livez", "/metrics", "/docs", "/docs/swagger-ui.css"])
def test_every_answer_names_its_data_and_its_type(client, path):
    """Every answer carries the version of the data, and forbids a browser to guess at its type."""
    answer = client.get(path)
    assert answer.headers["X-Data-Version"] == client.get("/readyz").json["version"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_options_list_the_methods(client):
    """OPTIONS answers with the methods of a path and without content."""
    answer = client.options(RECORD)
    assert (answer.status_code, answer.data) == (200, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "Content-Type" not in answer.headers
