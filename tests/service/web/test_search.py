"""Does the search answer over HTTP, whatever is typed?"""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS, serving

PATH = "/v1/search"


def codes(page):
    return [item["code"] for item in page["items"]]


def test_a_search_leads_with_what_is_meant(get):
    """Words find the records that hold all of them, the best first, with why."""
    answer = get(PATH, q="csf leak lumbar")
    assert codes(answer)[:2] == ["63707", "63709"]
    first = answer["items"][0]
    assert first["tier"] == "all-words"
    assert {"title", "synonyms", "pathology"} <= {match["field"] for match in first["matched_on"]}
    assert "<mark>" in first["snippet"]
    assert answer["total"] >= len(answer["items"])


def test_an_answer_is_as_described(get, document):
    """An item has every field that the document promises, and the envelope is that of a list."""
    answer = get(PATH, q="leak", facets="true")
    assert list(answer) == ["items", "total", "next", "read_as", "facets"]
    described = document["components"]["schemas"]["Found"]["properties"]
    assert all(item.keys() == described.keys() for item in answer["items"])
    assert list(get(PATH, q="leak")) == ["items", "total", "next", "read_as"]


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": " "}, {"q": "\t \n"}, {"q": "\u00a0\u2003"}])
def test_a_blank_search_is_refused(refused, query):
    """A search without a word is an error that names the parameter."""
    [fault] = refused(PATH, 422, "invalid-parameters", **query)["errors"]
    assert (fault["location"], fault["pointer"]) == ("query", "q")


@pytest.mark.parametrize("q", ["a" * 201, "leak " * 2048, "\0", "leak\0", "a\x1bb", "\x7f"])
def test_a_long_or_unprintable_search_is_refused(refused, q):
    """More than two hundred characters, and control characters, are refused."""
    [fault] = refused(PATH, 422, "invalid-parameters", q=q)["errors"]
    assert fault["pointer"] == "q"


def test_white_space_means_nothing(get):
    """Blanks at the ends and lines between words are as one blank."""
    assert get(PATH, q="  csf\t\nleak  ") == get(PATH, q="csf leak")
    assert get(PATH, q=" " * 500 + "leak")["total"]


@pytest.mark.parametrize(
    "q",
    [
        '"', '""', '"csf', "*", "csf*", "NEAR(", "NEAR(csf leak, 2)", "AND", "csf AND", "NOT", "OR OR", "-", "-csf",
        ":", "title:csf", "{title} : csf", "title : ^csf", "^", "^csf", "+", "(", "csf + leak", "'", "';--", "%", "_",
        "\\", "脑脊液漏", "утечка ликвора", "تسرب", "दर्द", "ﬁlum", "ß", "İ", "\u212a", "\u200b", "\u202e", "a\u0301",
        "\ufffd", "\U0001f600", "<script>", "&amp;", "1=1", "NULL", "0", "00000", "63709" * 40, "a " * 100, "é" * 200,
        "x" * 200, "L4-5" * 50, "1 2 3 4 5 6 7 8 9",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(get, q):
    """Operators of the full-text engine, other scripts and garbage find something or nothing, and break nothing."""
    for page in (get(PATH, q=q), get(PATH, q=q, facets="true", limit="200")):
        assert len(codes(page)) == len(set(codes(page))) == min(page["total"], len(page["items"]))


def test_bytes_that_are_no_text_are_answered(client):
    """A query that is not UTF-8 is read as far as it goes, or refused."""
    for query in ("q=%ff", "q=%ed%a0%80", "q=csf%ff", "q=%", "q=%00", "q"):
        assert client.get(f"{PATH}?{query}").status_code in (200, 422)


def test_operators_change_nothing(get):
    """A search with the signs and words of an expression finds what it finds without the signs."""
    for q in ('"csf" "leak"', "csf* -leak", "^csf :leak", "(csf) {leak}"):
        assert get(PATH, q=q)["items"] == get(PATH, q="csf leak")["items"]


def test_a_search_is_not_kept(client):
    """What was searched may be about a patient: no cache may keep it, and no tag is given."""
    answer = client.get(PATH, query_string={"q": "leak"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.data.endswith(b"\n")
    assert client.head(PATH, query_string={"q": "leak"}).status_code == 200


def test_a_cursor_does_not_tell_what_was_searched(get):
    """A cursor, which ends up in logs, holds no word of the question."""
    cursor = get(PATH, q="leak", limit="1")["next"]
    assert get(PATH, q="leak", limit="1", cursor=cursor)["items"] != get(PATH, q="leak", limit="1")["items"]
    assert "leak" not in cursor


def test_every_filter_of_a_list_applies(get, document):
    """A search takes the filters of the list, and finds active codes unless asked otherwise."""
    parameters = [
        {item["name"] for item in document["paths"][path]["get"]["parameters"]} for path in ("/v1/codes", PATH)
    ]
    assert parameters[1] == parameters[0] - {"fields"} | {"q"}
    assert "0275T" not in codes(get(PATH, q="0275T"))
    assert codes(get(PATH, q="0275t", status="retired")) == ["0275T"]
    assert "63709" not in codes(get(PATH, q="csf leak", laminectomy="false"))
    assert get(PATH, q="csf leak", region="lumbar", facets="true")["facets"]["status"].keys() == {"active"}


def test_paging_passes_every_record_once(get):
    """Following `next` to its end passes all that was found, in the order of one long page."""
    whole, query, found = codes(get(PATH, q="csf leak", limit="200")), {"q": "csf leak", "limit": "3"}, []
    while True:
        page = get(PATH, **query)
        found += codes(page)
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert found == whole


def test_a_cursor_of_another_question_is_refused(get, refused):
    """A cursor does not lead on when the words or a filter have changed, nor from a list to a search."""
    cursor = get(PATH, q="csf leak", limit="1")["next"]
    of_list = get("/v1/codes", limit="1")["next"]
    for changed in ({"q": "csf"}, {"q": "csf leak", "region": "lumbar"}):
        assert refused(PATH, 422, "invalid-parameters", cursor=cursor, **changed)["errors"][0]["pointer"] == "cursor"
    refused(PATH, 422, "invalid-parameters", q="csf leak", cursor=of_list)
    refused("/v1/codes", 422, "invalid-parameters", cursor=cursor)


def test_a_cursor_of_other_data_is_gone(get, tmp_path):
    """A cursor from before a change of the data is refused as gone."""
    (tmp_path / "codes").mkdir()
    record = json.loads((RECORDS / "codes" / "63710.json").read_text(encoding="utf-8"))
    kept = {**record, "related_codes": [], "sources": []}
    (tmp_path / "codes" / "63710.json").write_text(json.dumps(kept), encoding="utf-8")
    later = create_app(Catalogue(load(tmp_path)), Settings()).test_client()
    cursor = get(PATH, q="dura", limit="1")["next"]
    answer = later.get(PATH, query_string={"q": "dura", "limit": "1", "cursor": cursor})
    assert (answer.status_code, answer.json["type"]) == (410, "/problems/cursor-gone")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"facets": "yes"}, "facets"),
        ({"region": "lumber"}, "region"),
        ({"family": "dural-repairs"}, "family"),
        ({"fields": "title"}, "fields"),
        ({"query": "leak"}, "query"),
    ],
)
def test_what_is_not_allowed_is_refused(refused, query, pointer):
    """Every parameter is checked as in a list, and an unknown one is an error."""
    [fault] = refused(PATH, 422, "invalid-parameters", q="leak", **query)["errors"]
    assert fault["pointer"] == pointer


def test_a_search_is_given_once(client):
    """Two searches in one question are refused."""
    assert client.get(f"{PATH}?q=leak&q=graft").status_code == 422


def test_workers_and_threads_answer_alike():
    """Processes forked after the index was made, and all their threads, give one and the same answer."""
    with serving("--workers", "2") as server, ThreadPoolExecutor(8) as threads:
        texts = ["csf leak lumbar", "laminectmy", "637"] * 20
        replies = list(threads.map(lambda text: server.ask(f"{PATH}?q={quote(text)}"), texts))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 3
