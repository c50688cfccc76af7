"""Is a long list answered page by page, each record once?"""

import json
import shutil
from itertools import pairwise

import pytest

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS

ALL = "active,retired"


def codes(page):
    return [item["code"] for item in page["items"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_paging_passes_every_record_once(get, written, limit):
    """Following `next` to its end passes every record once, in order, and full pages but for the last."""
    query, pages = {"status": ALL, "limit": str(limit)}, []
    while "cursor" not in query or query["cursor"] is not None:
        pages.append(get("/v1/codes", **query))
        query["cursor"] = pages[-1]["next"]
        assert len(pages) <= len(written), "paging goes round in a circle"
    assert [code for page in pages for code in codes(page)] == list(written)
    assert {page["total"] for page in pages} == {len(written)}
    assert all(len(page["items"]) == limit for page, _ in pairwise(pages))
    assert pages[-1]["items"]


@pytest.mark.parametrize(("query", "size"), [({}, 50), ({"limit": "200"}, 200)])
def test_a_page_is_of_fifty_unless_asked(tmp_path, written, query, size):
    """Fifty items are a page where no limit is given, and two hundred are the most."""
    (tmp_path / "codes").mkdir()
    shutil.copy(RECORDS / "sources.json", tmp_path)
    lines = [json.dumps({**written["62330"], "code": f"{number:05}"}) for number in range(230)]
    (tmp_path / "codes" / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    many = create_app(Catalogue(load(tmp_path)), Settings()).test_client()
    page = many.get("/v1/codes", query_string=query).json
    assert (len(page["items"]), page["total"]) == (size, 230)
    rest = many.get("/v1/codes", query_string={**query, "cursor": page["next"]}).json
    assert rest["items"][0]["code"] == f"{size:05}"


def test_a_page_may_change_its_size_and_fields(get):
    """A cursor holds to the filters; how much of the rest is shown may change from page to page."""
    cursor = get("/v1/codes", region="lumbar", limit="2")["next"]
    page = get("/v1/codes", region="lumbar", limit="3", fields="code", facets="true", cursor=cursor)
    assert codes(page) == codes(get("/v1/codes", region="lumbar"))[2:5]


def test_a_cursor_of_another_question_is_refused(get, refused):
    """A cursor does not lead on when a filter has changed."""
    cursor = get("/v1/codes", limit="1")["next"]
    for changed in ({"region": "lumbar"}, {"status": "retired"}, {"laminectomy": "true"}):
        [fault] = refused("/v1/codes", 422, "invalid-parameters", cursor=cursor, limit="1", **changed)["errors"]
        assert fault["pointer"] == "cursor"


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "e30", "WzEsMiwzXQ", "bnVsbA", "ÿ", "a" * 401, "W1tbW1tbW1tb"])
def test_a_forged_cursor_is_refused(refused, cursor):
    """What was not given out as a cursor is none."""
    [fault] = refused("/v1/codes", 422, "invalid-parameters", cursor=cursor)["errors"]
    assert (fault["location"], fault["pointer"]) == ("query", "cursor")


def test_a_cursor_of_other_data_is_gone(get, tmp_path):
    """A cursor from before a change of the data is refused as gone, since its page would mix two versions."""
    folder = shutil.copytree(RECORDS, tmp_path / "records")
    file = folder / "codes" / "63746.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, "title": "Another title"}), encoding="utf-8")
    later = create_app(Catalogue(load(folder)), Settings()).test_client()
    cursor = get("/v1/codes", limit="1")["next"]
    answer = later.get("/v1/codes", query_string={"limit": "1", "cursor": cursor})
    assert (answer.status_code, answer.json["type"]) == (410, "/problems/cursor-gone")


@pytest.mark.parametrize("limit", ["0", "-1", "+1", "201", "1.0", "1e2", "٣", "", " 5", "0x5", "five", "9" * 400])
def test_a_limit_out_of_bounds_is_refused(refused, limit):
    """A limit is a whole number from 1 to 200, in ASCII digits."""
    [fault] = refused("/v1/codes", 422, "invalid-parameters", limit=limit)["errors"]
    assert fault["pointer"] == "limit"
