"""Is one record answered as written, completed, and nothing else?"""

import json

import pytest


def test_63709_is_an_open_repair_through_a_laminectomy(get):
    """63709 involves a laminectomy and is open, and leads to 63707 as the same repair without one."""
    record = get("/v1/codes/63709")
    assert record["laminectomy"] == {"role": "required", "involved": True}
    assert record["approach"]["access"] == "open"
    [edge] = [edge for edge in record["related_codes"] if edge["code"] == "63707"]
    assert edge["relationship"] == "less-invasive-alternative"
    assert "laminectomy" in edge["differs_in"]
    assert edge["outside"] is False


def test_63707_shows_the_inverse(get):
    """63707 leads back to 63709 as the more invasive alternative, for the reason written at 63709."""
    there = next(edge for edge in get("/v1/codes/63709")["related_codes"] if edge["code"] == "63707")
    [back] = [edge for edge in get("/v1/codes/63707")["related_codes"] if edge["code"] == "63709"]
    assert back == {**there, "code": "63709", "relationship": "more-invasive-alternative"}


@pytest.mark.parametrize(
    ("code", "involved"), [("63709", True), ("63707", False), ("62322", False), ("63710", None), ("0275T", None)]
)
def test_unknown_is_not_no(get, code, involved):
    """Whether a lamina is removed is true, false, or null where the code leaves it open."""
    assert get(f"/v1/codes/{code}")["laminectomy"]["involved"] is involved


def test_a_record_is_answered_as_written(get, written):
    """Every field of a file is answered as it stands there, but for what the service derives."""
    for code, record in written.items():
        answer = get(f"/v1/codes/{code}")
        for name in record.keys() - {"$schema", "laminectomy", "reporting", "related_codes"}:
            assert answer[name] == record[name], (code, name)
        assert record["laminectomy"].items() <= answer["laminectomy"].items()
        assert record["reporting"].items() <= answer["reporting"].items()
        edges = {(edge["code"], edge["relationship"], edge["reason"]) for edge in answer["related_codes"]}
        assert {
            (edge["code"], edge["relationship"], edge["reason"]) for edge in record.get("related_codes", [])
        } <= edges


def test_the_editors_schema_is_not_served(client, written):
    """`$schema` speaks to editors only."""
    for code in written:
        assert b"$schema" not in client.get(f"/v1/codes/{code}").get_data()


def test_a_retired_code_says_what_replaced_it(get):
    """A retired code stays answerable, with its last day and its successor, and each leads to the other."""
    old, new = get("/v1/codes/0275T"), get("/v1/codes/62330")
    assert (old["status"], old["retired_on"], old["replaced_by"]) == ("retired", "2025-12-31", ["62330"])
    assert ("62330", "replaced-by") in [(edge["code"], edge["relationship"]) for edge in old["related_codes"]]
    assert ("0275T", "replaces") in [(edge["code"], edge["relationship"]) for edge in new["related_codes"]]
    assert new.keys().isdisjoint({"retired_on", "replaced_by"})


def test_an_add_on_leads_to_its_primary(get):
    """The edges between an add-on and its primary follow from `primary_codes` alone."""
    add_on, primary = get("/v1/codes/62331"), get("/v1/codes/62330")
    assert ("62330", "add-on-to") in [(edge["code"], edge["relationship"]) for edge in add_on["related_codes"]]
    assert ("62331", "has-add-on") in [(edge["code"], edge["relationship"]) for edge in primary["related_codes"]]


def test_an_edge_out_of_the_set_is_marked(get, written):
    """An edge to a code without a record says so and separates nothing; any other leads to a record."""
    for code in written:
        for edge in get(f"/v1/codes/{code}")["related_codes"]:
            assert edge["outside"] == (edge["code"] not in written)
            assert not (edge["outside"] and edge["differs_in"])


def test_a_lower_case_suffix_is_read_as_upper_case(client):
    """0275t and 0275T are one code with one answer and one entity tag."""
    lower, upper = client.get("/v1/codes/0275t"), client.get("/v1/codes/0275T")
    assert (lower.status_code, lower.data, lower.headers["ETag"]) == (200, upper.data, upper.headers["ETag"])


def test_an_answer_is_one_line_of_utf_8(client):
    """An answer is compact UTF-8 JSON that ends with one newline."""
    answer = client.get("/v1/codes/63709")
    assert answer.content_type == "application/json"
    assert answer.data.endswith(b"}\n")
    assert answer.data.count(b"\n") == 1
    assert answer.data == json.dumps(answer.json, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def test_fields_picks_top_level_fields(get):
    """`fields` leaves the fields named and no others, in the record's own order."""
    whole = get("/v1/codes/63709")
    picked = get("/v1/codes/63709", fields="laminectomy,code,approach")
    assert list(picked) == ["code", "laminectomy", "approach"]
    assert picked == {name: whole[name] for name in picked}


def test_a_field_that_a_record_lacks_is_left_out(get):
    """A field that only retired codes have is known, and absent from an active one."""
    assert get("/v1/codes/62330", fields="replaced_by") == {}
    assert get("/v1/codes/0275T", fields="replaced_by") == {"replaced_by": ["62330"]}


def test_every_field_can_be_picked(get):
    """Each field of a record can be picked alone."""
    for name, value in get("/v1/codes/0275T").items():
        assert get("/v1/codes/0275T", fields=name) == {name: value}


def test_a_field_that_is_not_known_is_refused(refused):
    """A misspelt field is an error that lists the known ones, not an empty answer."""
    [fault] = refused("/v1/codes/63709", 422, "invalid-parameters", fields="aproach")["errors"]
    assert (fault["location"], fault["pointer"]) == ("query", "fields")
    assert "approach" in fault["detail"]


def test_head_is_get_without_its_body(client):
    """HEAD answers with the headers of GET, length included, and no body."""
    head, whole = client.head("/v1/codes/63709"), client.get("/v1/codes/63709")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control", "X-Data-Version", "Vary"):
        assert head.headers[name] == whole.headers[name]
    assert int(head.headers["Content-Length"]) == len(whole.data)


def test_the_data_version_is_the_beginning_of_the_digest(client, get):
    """`X-Data-Version` is the first 12 hex digits of the digest of the data."""
    version = client.get("/v1/codes/63709").headers["X-Data-Version"]
    assert len(version) == 12
    assert get("/v1/dataset")["digest"].startswith(version)


def test_an_unknown_code_is_named_with_its_neighbours(refused):
    """An unknown code is named in upper case, with at most five that exist, the nearest number first."""
    problem = refused("/v1/codes/63708", 404, "unknown-code")
    assert problem["codes"] == ["63708"]
    assert problem["did_you_mean"] == ["63707", "63709", "63710", "63740", "63741"]
    assert "63708" in problem["detail"]
    assert refused("/v1/codes/0274t", 404, "unknown-code")["codes"] == ["0274T"]


def test_nothing_is_suggested_across_suffixes(refused):
    """A number with a suffix is no neighbour of one without."""
    assert refused("/v1/codes/0276t", 404, "unknown-code")["did_you_mean"] == ["0275T"]
    assert refused("/v1/codes/0275F", 404, "unknown-code")["did_you_mean"] == []


@pytest.mark.parametrize(
    "given", ["6370", "637090", "6370X", "T0275", "06370a9", "63709,63707", "code", "-3709", "6370b"]
)
def test_what_is_no_code_is_refused_before_it_is_looked_up(refused, given):
    """A segment that is no code is a malformed request and not an unknown code."""
    assert given in refused(f"/v1/codes/{given}", 400, "malformed-code")["detail"]
