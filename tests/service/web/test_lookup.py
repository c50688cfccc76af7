"""Are many codes looked up at once, each answered on its own?"""

import json

import pytest

from schemas.questions import MOST_CODES
from service.errors import MOST_TOLD


@pytest.fixture
def look_up(client):
    """Return the items of a look-up that must answer 200."""

    def told(codes):
        answer = client.post("/v1/lookup", json={"codes": codes})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json["items"]

    return told


@pytest.fixture
def faults(client):
    """Return the faults of a look-up that must be refused, by the place they point to."""

    def told(body):
        answer = client.post("/v1/lookup", data=json.dumps(body), content_type="application/json")
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-parameters")
        assert {fault["location"] for fault in answer.json["errors"]} == {"body"}
        return {fault["pointer"]: fault["detail"] for fault in answer.json["errors"]}

    return told


def test_each_query_has_its_own_outcome(look_up):
    """A query is found, unknown or malformed, and none of these spoils the others."""
    items = look_up(["63709", "11111", "6370", "63709 ?"])
    assert [(item["query"], item["outcome"]) for item in items] == [
        ("63709", "found"),
        ("11111", "unknown"),
        ("6370", "malformed"),
        ("63709 ?", "malformed"),
    ]
    assert [item["record"] is None for item in items] == [False, True, True, True]


def test_order_and_repetitions_are_kept(look_up):
    """There is one item a query, in the order asked, and a code asked twice is answered twice."""
    asked = ["63746", "63707", "63746", "0275T"]
    assert [item["query"] for item in look_up(asked)] == asked
    assert [item["record"]["code"] for item in look_up(asked)] == asked


def test_the_record_is_the_one_answered_alone(look_up, get, written):
    """A record found is the same as at its own path."""
    for item in look_up(list(written)):
        assert item["record"] == get(f"/v1/codes/{item['query']}")


def test_a_query_is_told_as_it_was_given(look_up):
    """A lower-case suffix finds its record, and the query keeps it; text in any script stays what it was."""
    [item, other] = look_up(["0275t", '٣٣٣٣٣"\\é😀'])
    assert (item["query"], item["outcome"], item["record"]["code"]) == ("0275t", "found", "0275T")
    assert (other["query"], other["outcome"]) == ('٣٣٣٣٣"\\é😀', "malformed")


def test_a_thousand_codes_are_answered(look_up):
    """The most codes allowed are answered, and none is an empty answer."""
    assert len(look_up(["63709"] * MOST_CODES)) == 1000
    assert look_up([]) == []


def test_more_than_a_thousand_are_refused(faults):
    """One code too many is refused for the list as a whole."""
    assert faults({"codes": ["63709"] * (MOST_CODES + 1)}) == {"#/codes": "must hold at most 1000 items"}


@pytest.mark.parametrize("value", [63709, 63709.0, True, None, ["63709"], {"code": "63709"}])
def test_only_strings_are_codes(faults, value):
    """A number is no code, nor is anything else but a string, and the refusal points at it."""
    assert faults({"codes": ["63707", value]}).keys() == {"#/codes/1"}


@pytest.mark.parametrize("text", ["", " ", " 63709", "63709\n", "63709\x00", "6" * 200])
def test_any_text_is_a_query(look_up, text):
    """Empty, untrimmed and unprintable text is no code, and is told so without harm to the query beside it."""
    assert [item["outcome"] for item in look_up([text, "63709"])] == ["malformed", "found"]
    assert look_up([text])[0]["query"] == text


def test_a_query_of_endless_text_is_refused(faults):
    """A query of more than two hundred characters is refused, and pointed at."""
    assert faults({"codes": ["63709", "6" * 201]}) == {"#/codes/1": "must be at most 200 characters long"}


@pytest.mark.parametrize("codes", ["63709", None, {"0": "63709"}, 63709])
def test_codes_are_an_array(faults, codes):
    """One code alone is still given in an array."""
    assert faults({"codes": codes}).keys() == {"#/codes"}


@pytest.mark.parametrize("body", [[], "63709", 63709, None, True, ["63709"]])
def test_the_body_is_an_object(faults, body):
    """A body that is no object is refused as a whole."""
    assert faults(body).keys() == {"#"}


def test_the_codes_must_be_there(faults):
    """An empty object asks nothing."""
    assert faults({}) == {"#/codes": "is missing"}


def test_all_faults_are_told_at_once(faults):
    """Every place that is wrong is pointed to, unknown names in the form that a URI fragment takes."""
    body = {"codes": ["63709", 1, None], "a/b": 1, "a~b": 1, "a b%": 1, "é": 1}
    assert faults(body).keys() == {"#/codes/1", "#/codes/2", "#/a~1b", "#/a~0b", "#/a%20b%25", "#/%C3%A9"}


def test_a_parameter_is_refused(client):
    """The codes stand in the body; a parameter of the query has no meaning here."""
    answer = client.post("/v1/lookup?codes=63709", json={"codes": []})
    assert [(fault["location"], fault["pointer"]) for fault in answer.json["errors"]] == [("query", "codes")]


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON;CHARSET=UTF-8", "application/json;v=1"],
)
def test_json_may_be_announced_in_many_ways(client, content_type):
    """A content type is read as RFC 9110 has it: letters in either case, and parameters after it."""
    answer = client.post("/v1/lookup", data=json.dumps({"codes": []}), headers={"Content-Type": content_type})
    assert answer.status_code == 200


def test_nothing_that_was_asked_is_kept(client):
    """The answer to a look-up may not be stored, since the question may say something of a patient."""
    answer = client.post("/v1/lookup", json={"codes": ["63709"]})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.endswith(b"}\n")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"codes": [' + b"1," * 100_000 + b"1]}", 1),
        (b'{"codes": [' + b"[]," * 80_000 + b"[]]}", 1),
        (b'{"codes": [' + b"1," * 900 + b"1]}", MOST_TOLD),
        (b"{" + b"".join(b'"%x":1,' % number for number in range(20_000)) + b'"codes": []}', MOST_TOLD),
    ],
)
def test_a_body_full_of_faults_is_refused_in_a_few_words(client, body, told):
    """However many faults there are, a hundred are told, and of a list that is far too long that alone."""
    answer = client.post("/v1/lookup", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert len(answer.json["errors"]) == told
    assert len(answer.get_data()) < 20_000
