"""Are codes told apart: by their edges, side by side, and by the case they could be?"""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS
from schemas.vocabulary import INVERSE, VOCABULARIES
from service.app import create_app
from service.settings import Settings
from tests.examples import json_values

LEAK = "CSF leak after surgery at L4-5."


@pytest.fixture
def suggest(client):
    """Return the answer to a case, which must be 200."""

    def told(text=None, facts=None, **more):
        case = {**({} if text is None else {"text": text}), **({} if facts is None else {"facts": facts}), **more}
        answer = client.post("/v1/candidates", json=case)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    return told


@pytest.fixture
def faults(client):
    """Return the faults of a case that must be refused, by the place they point to."""

    def told(case):
        answer = client.post("/v1/candidates", data=json.dumps(case), content_type="application/json")
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-parameters")
        assert {fault["location"] for fault in answer.json["errors"]} == {"body"}
        return {fault["pointer"]: fault["detail"] for fault in answer.json["errors"]}

    return told


def codes(answer):
    return [item["code"] for item in answer["items"]]


def test_related_codes_are_the_edges_of_the_record(get, written):
    """Every record's edges come with the other code, the relationship, what differs, and the reason."""
    for code in written:
        told = get(f"/v1/codes/{code}/related")
        assert told["items"] == get(f"/v1/codes/{code}")["related_codes"]
        assert (told["code"], told["total"], told["next"]) == (code, len(told["items"]), None)


def test_an_edge_is_there_in_both_directions(get, written):
    """What one record is to another, the other is to it in turn, with the same difference and the same reason."""
    edges = {
        (code, edge["code"], edge["relationship"]): (edge["differs_in"], edge["reason"])
        for code in written
        for edge in get(f"/v1/codes/{code}/related")["items"]
    }
    inside = {key: told for key, told in edges.items() if key[1] in written}
    assert inside
    for (one, other, relationship), told in inside.items():
        assert inside[other, one, INVERSE[relationship]] == told


def test_an_edge_says_what_differs_and_why(get):
    """63709 leads to 63707, which is less invasive and takes no lamina, and back."""
    edges = get("/v1/codes/63709/related", relationship="less-invasive-alternative")["items"]
    [edge] = [edge for edge in edges if edge["code"] == "63707"]
    assert edge["differs_in"][0] == "laminectomy"
    assert "63707" in edge["reason"]
    assert "63709" in edge["reason"]
    [back] = get("/v1/codes/63707/related", relationship="more-invasive-alternative")["items"]
    assert (back["code"], back["reason"]) == ("63709", edge["reason"])


def test_edges_are_filtered_by_relationship(get, written):
    """Each relationship picks its own edges, several pick any of them, and one that a record has not picks none."""
    for code in written:
        whole = get(f"/v1/codes/{code}/related")["items"]
        found = {
            name: get(f"/v1/codes/{code}/related", relationship=name)["items"] for name in VOCABULARIES["relationship"]
        }
        for name, items in found.items():
            assert items == [edge for edge in whole if edge["relationship"] == name]
        assert sum(map(len, found.values())) == len(whole)
        assert get(f"/v1/codes/{code}/related", relationship=",".join(found))["items"] == whole


def test_an_unknown_relationship_is_refused(refused):
    """A word that is no relationship is named with its place."""
    told = refused("/v1/codes/63709/related", 422, "invalid-parameters", relationship="alternative,friend-of")
    [fault] = told["errors"]
    assert (fault["location"], fault["pointer"]) == ("query", "relationship")
    assert "'friend-of' is not one of: " in fault["detail"]


def test_the_edges_of_no_code_are_refused(refused):
    """A code without a record is refused with its neighbours, and what is no code is told so."""
    told = refused("/v1/codes/63708/related", 404, "unknown-code")
    assert told["codes"] == ["63708"]
    assert told["did_you_mean"][:2] == ["63707", "63709"]
    refused("/v1/codes/6370/related", 400, "malformed-code")


def test_a_suffix_may_be_in_lower_case(get):
    """Edges and comparisons take a code as it may be written."""
    assert get("/v1/codes/0275t/related") == get("/v1/codes/0275T/related")
    assert get("/v1/compare", codes="0275t,63709") == get("/v1/compare", codes="0275T,63709")


def test_codes_are_compared_fact_by_fact(get, written):
    """Every fact comes with its verdict and the value of each code, as the records have it, deciding ones first."""
    told = get("/v1/compare", codes="63707,63709")
    assert told["codes"] == ["63707", "63709"]
    assert {entry["field"] for entry in told["fields"]} == FACTS.keys()
    assert told["fields"][0] == {
        "field": "laminectomy",
        "verdict": "differs",
        "decides": ["63707", "63709"],
        "values": {"63707": False, "63709": True},
    }
    values = {entry["field"]: entry["values"] for entry in told["fields"]}
    for code in told["codes"]:
        assert values["pathology"][code] == written[code]["pathology"]
        assert values["access"][code] == written[code]["approach"]["access"]
    assert told["sentence"] == "Choose 63707 when no lamina is removed, 63709 when a lamina is removed."


def test_two_to_eight_codes_are_compared(get, refused, written):
    """Eight codes have one comparison; nine, one, and none are refused."""
    eight = list(written)[:8]
    told = get("/v1/compare", codes=",".join(eight))
    assert told["codes"] == eight
    assert all(told["sentence"].count(code) == 1 for code in eight)
    for asked in (list(written)[:9], ["63707"]):
        [fault] = refused("/v1/compare", 422, "invalid-parameters", codes=",".join(asked))["errors"]
        assert fault == {"location": "query", "pointer": "codes", "detail": "must name 2 to 8 codes"}
    [fault] = refused("/v1/compare", 422, "invalid-parameters")["errors"]
    assert (fault["pointer"], fault["detail"]) == ("codes", "is missing")


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("63707,63707", "names a code twice"),
        ("0275T,0275t", "names a code twice"),
        ("63707,6370", "is not a procedure code"),
        ("63707,", "is not a procedure code"),
        ("63707, 63709", "is not a procedure code"),
        ("", "must name 2 to 8 codes"),
    ],
)
def test_codes_that_cannot_be_compared_are_refused(refused, asked, detail):
    """One code twice, and what is no code, are faults of the question."""
    [fault] = refused("/v1/compare", 422, "invalid-parameters", codes=asked)["errors"]
    assert (fault["location"], fault["pointer"], fault["detail"]) == ("query", "codes", detail)


def test_all_unknown_codes_are_named_at_once(refused):
    """Each code without a record is named in one refusal, in the order asked."""
    told = refused("/v1/compare", 404, "unknown-code", codes="63708,63709,11111,0270t")
    assert told["codes"] == ["63708", "11111", "0270T"]
    assert told["did_you_mean"][0] == "63707"
    assert told["detail"] == "there is no record of 63708, 11111, 0270T"


@pytest.mark.parametrize(("path"), ["/v1/codes/63709/related", "/v1/compare?codes=63707,63709"])
def test_what_does_not_change_may_be_kept(client, path):
    """Edges and comparisons have a tag, and are not sent again while they are the same."""
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_note_has_candidates(suggest):
    """What was done and what was not lead to the code, with the words of the note."""
    told = suggest(f"{LEAK} No laminectomy was needed.")
    assert codes(told)[0] == "63707"
    [reason] = [reason for reason in told["items"][0]["for"] if reason["fact"] == "laminectomy"]
    assert reason == {"fact": "laminectomy", "case": ["false"], "code": False, "words": ["laminectomy"]}
    assert set(told["items"][0]) == {"code", "title", "score", "for", "against", "unknown"}


@pytest.mark.parametrize(
    ("value", "first"), [(True, "63709"), (False, "63707"), ("true", "63709"), (["false"], "63707")]
)
def test_facts_have_candidates_and_override_the_note(suggest, value, first):
    """Facts given outright are enough, and come before what a note says."""
    lamina = {"laminectomy": value, "pathology": ["csf-leak", "dural-tear"], "root_operation": "repair"}
    assert codes(suggest(facts=lamina))[0] == first
    told = suggest(f"{LEAK} Laminectomy.", lamina)
    [reason] = [
        reason
        for item in told["items"] if item["code"] == first
        for reason in item["for"] if reason["fact"] == "laminectomy"
    ]  # fmt: skip
    assert reason["words"] == []


def test_a_fact_that_is_unclear_is_asked_for(suggest):
    """Null leaves a fact open, whatever the note says of it, and the question to ask next is about it."""
    told = suggest(f"{LEAK} Laminectomy.", {"laminectomy": None, "bone_removal": None})
    assert all(
        reason["fact"] != "laminectomy"
        for item in told["items"]
        for side in ("for", "against")
        for reason in item[side]
    )
    assert told["ask_next"]["fact"] == "laminectomy"
    assert told["ask_next"]["question"] == FACTS["laminectomy"].question
    left = {answer["value"]: set(answer["codes"]) for answer in told["ask_next"]["answers"]}
    assert "63709" in left["true"] - left["false"]
    assert "63707" in left["false"] - left["true"]


def test_a_limit_is_kept(suggest):
    """There are ten candidates unless more or fewer are asked for."""
    assert len(suggest(LEAK, limit=1)["items"]) == 1
    assert suggest(LEAK, limit=50)["items"][:1] == suggest(LEAK, limit=1)["items"]


@pytest.mark.parametrize(
    ("case", "pointer", "detail"),
    [
        ({}, "#", "must hold a text, facts, or both"),
        ({"text": " ", "facts": {}}, "#", "must hold a text, facts, or both"),
        ({"facts": {"knee": "left"}}, "#/facts/knee", "is not a fact"),
        ({"facts": {"a/b": 1}}, "#/facts/a~1b", "is not a fact"),
        ({"facts": {"region": "knee"}}, "#/facts/region", "'knee' is not a value of region"),
        ({"facts": {"region": ["lumbar", "knee"]}}, "#/facts/region", "'knee' is not a value of region"),
        ({"facts": {"region": 5}}, "#/facts/region", "5 is not a value of region"),
        ({"facts": {"graft": 1}}, "#/facts/graft", "1 is not a value of graft"),
        ({"facts": {"region": []}}, "#/facts/region", "must hold 1 to 100 values"),
        ({"text": 63709}, "#/text", "must be a string"),
        ({"text": "a" * 20_001}, "#/text", "must be at most 20000 bytes of UTF-8"),
        ({"text": "\u00e9" * 10_001}, "#/text", "must be at most 20000 bytes of UTF-8"),
        ({"text": "a", "limit": "5"}, "#/limit", "must be a whole number"),
        ({"text": "a", "limit": 51}, "#/limit", "must be from 1 to 50"),
        ({"text": "a", "note": "b"}, "#/note", "is not known here"),
        ([], "#", "must be an object"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_case_that_cannot_be_read_is_refused(faults, case, pointer, detail):
    """What is wrong with a case is pointed to, and nothing else is."""
    assert faults(case) == {pointer: detail}


def test_all_faults_of_a_case_are_told_at_once(faults):
    """Every place that is wrong is named in one answer."""
    case = {"text": 1, "facts": {"knee": 1, "region": "hip", "access": "open"}, "limit": 0}
    assert faults(case).keys() == {"#/text", "#/facts/knee", "#/facts/region", "#/limit"}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "\u00e9" * 10_000,
        "\x00",
        f"{LEAK}\x00",
        "\u691c\u67fb\u3068\u624b\u8853",
        "\u0644\u0627 \u0634\u064a\u0621",
        "\U0001f600" * 5000,
        "\u0130" * 10_000,
        "<script>alert(1)</script>",
        "." + "\r\n" * 9_999,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_any_text_is_a_note(suggest, written, text):
    """Other scripts, NUL, markup and twenty thousand bytes of one letter have an answer as any note."""
    told = suggest(text, limit=50)
    assert sorted(codes(told)) == sorted(code for code, record in written.items() if record["status"] == "active")


def test_facts_that_contradict_each_other_have_an_answer(suggest):
    """A case that cannot be is answered, and each candidate tells what speaks against it."""
    told = suggest(facts={"laminectomy": True, "bone_removal": "none", "access": ["percutaneous", "open"]})
    for item in told["items"]:
        sides = {
            side: {reason["fact"] for reason in item[side]} & {"laminectomy", "bone_removal"}
            for side in ("for", "against")
        }
        assert item["code"] not in ("63707", "63709") or len(sides["for"]) == len(sides["against"]) == 1


@given(
    case=st.fixed_dictionaries(
        {}, optional={"text": st.text() | json_values, "facts": json_values, "limit": json_values}
    )
)
def test_any_case_is_answered_or_refused(app, case):
    """Whatever a case holds, it has candidates or faults."""
    answer = app.test_client().post("/v1/candidates", data=json.dumps(case), content_type="application/json")
    assert answer.status_code in (200, 422) or answer.json["type"] == "/problems/malformed-json"


def test_nothing_of_a_case_may_be_stored(client):
    """No cache keeps candidates or a refusal of them, and no tag is made of them."""
    for case, status in (({"text": LEAK}, 200), ({"text": 5}, 422)):
        answer = client.post("/v1/candidates", json=case)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")
        assert "ETag" not in answer.headers


def test_nothing_of_a_case_is_logged_or_counted(fresh, catalogue, caplog, capfd):
    """The words of a note and of facts are found in no log, on no output and in no metric, answered or refused."""
    caplog.set_level(logging.DEBUG)
    client = fresh.test_client()
    for case in ({"text": "zebrafish leak"}, {"text": "zebrafish", "facts": {"region": "zebrafish"}}, {"zebrafish": 1}):
        client.post("/v1/candidates", json=case, headers={"X-Request-ID": "demo"})
    client.post("/v1/candidates?zebrafish=1", json={"text": "zebrafish"})
    client.post("/v1/candidates", data=b'{"text": "zebrafish', content_type="application/json")
    assert "zebrafish" not in caplog.text
    assert "zebrafish" not in "".join(capfd.readouterr())
    metrics = client.get("/metrics").get_data(as_text=True)
    assert 'route="/v1/candidates"' in metrics
    assert "zebrafish" not in metrics
    assert not any("zebrafish" in repr(vars(record)) for record in caplog.records)


def test_an_answer_does_not_depend_on_what_was_asked_before(catalogue, suggest):
    """Nothing is learned from a case: a service that has answered many answers as a new one does."""
    for text in (LEAK, "shunt", "laminectomy"):
        suggest(text)
    new = create_app(catalogue, Settings()).test_client().post("/v1/candidates", json={"text": LEAK})
    assert suggest(LEAK) == new.json
