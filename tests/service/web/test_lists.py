"""Does a list hold exactly the records that fit, each once?"""

import pytest

PAGING = {"limit", "cursor", "fields", "facets"}

INVOLVED = {True: "true", False: "false", None: "unknown"}

READ = {
    "laminectomy": lambda record: [INVOLVED[record["laminectomy"]["involved"]]],
    "laminectomy_role": lambda record: [record["laminectomy"]["role"]],
    "access": lambda record: [record["approach"]["access"]],
    "route": lambda record: [record["approach"]["route"]],
    "bone_removal": lambda record: (
        record["bone_removal"] or (["not-specified"] if record["laminectomy"]["role"] == "not-specified" else ["none"])
    ),
    "region": lambda record: record["anatomy"]["regions"] or ["not-specified"],
    "compartment": lambda record: [record["anatomy"]["compartment"]],
    "pathology": lambda record: record["pathology"] or ["not-specified"],
    "reoperation": lambda record: [record["reoperation"]],
    "imaging_guidance": lambda record: [record["imaging_guidance"]],
    "graft": lambda record: [record["graft"]],
    "device": lambda record: [record["device"] or "none"],
    "root_operation": lambda record: record["root_operation"] or ["not-specified"],
    "unit": lambda record: [record["reporting"]["unit"]],
    "add_on": lambda record: [INVOLVED[record["reporting"]["add_on"]]],
    "laterality": lambda record: [record["reporting"]["laterality"]],
    "family": lambda record: [record["family"]],
    "status": lambda record: [record["status"]],
}
"""What a filter is about, read from a served record."""

ALL = "active,retired"


@pytest.fixture
def records(get, written):
    return {code: get(f"/v1/codes/{code}") for code in written}


@pytest.fixture
def words(document):
    """The values that each filter allows, as the document lists them; those of a family it leaves open."""
    parameters = document["paths"]["/v1/codes"]["get"]["parameters"]
    return {
        parameter["name"]: parameter["schema"]["items"].get("enum")
        for parameter in parameters
        if parameter["name"] not in PAGING
    }


@pytest.fixture
def covers(get):
    """By filter and narrow value, the wide values that stand for it among others."""
    found = {}
    for vocabulary in get("/v1/vocabularies")["items"]:
        for value in vocabulary["values"]:
            for narrow in value.get("covers", []):
                found.setdefault((vocabulary["field"], narrow), []).append(value["value"])
    return found


def codes(page):
    return [item["code"] for item in page["items"]]


def test_every_filter_is_tried_here(words):
    """The filters of the document are the ones that these tests know how to read."""
    assert words.keys() == READ.keys()


@pytest.mark.parametrize("name", READ)
def test_a_filter_finds_what_a_search_by_hand_finds(get, records, words, covers, name):
    """Each value of a filter finds the records that hold it, or a wider value that covers it, and no others."""
    found = set()
    for word in words[name] or {record["family"] for record in records.values()}:
        wanted = {word, *covers.get((name, word), [])}
        by_hand = [code for code, record in records.items() if wanted & set(READ[name](record))]
        page = get("/v1/codes", **{"status": ALL, name: word})
        assert (codes(page), page["total"], page["next"]) == (by_hand, len(by_hand), None), (name, word)
        found.update(by_hand)
    assert found == set(records)


def test_a_narrow_word_finds_a_wide_one(get):
    """A code done between two laminae or through the sacral hiatus is found by either."""
    for route in ("interlaminar", "caudal", "interlaminar-or-caudal"):
        assert "62322" in codes(get("/v1/codes", route=route))


def test_laminectomy_is_true_false_or_unknown(get):
    """A code that leaves the laminectomy open is found by unknown, and by neither true nor false."""
    assert codes(get("/v1/codes", laminectomy="true")) == ["63709", "63740"]
    assert "63710" not in codes(get("/v1/codes", laminectomy="false"))
    assert "63710" in codes(get("/v1/codes", laminectomy="unknown"))
    assert codes(get("/v1/codes", laminectomy="unknown", status="retired")) == ["0275T"]


def test_values_of_one_filter_are_alternatives(get, records):
    """Several values of a filter mean any of them, in whatever order they are given."""
    found = codes(get("/v1/codes", region="lumbar,sacral"))
    assert found == codes(get("/v1/codes", region="sacral,lumbar"))
    assert found == [
        code
        for code, record in records.items()
        if record["status"] == "active" and {"lumbar", "sacral"} & set(record["anatomy"]["regions"])
    ]
    assert set(found) > set(codes(get("/v1/codes", region="sacral")))


def test_filters_are_joined(get):
    """A record has to fit every filter."""
    assert codes(get("/v1/codes", laminectomy="true", region="sacral", access="open")) == ["63709"]
    assert get("/v1/codes", laminectomy="true", access="percutaneous") == {"items": [], "total": 0, "next": None}


def test_retired_codes_are_listed_only_when_asked_for(get, written):
    """A list holds the active codes unless `status` says otherwise."""
    retired = [code for code, record in written.items() if record["status"] == "retired"]
    assert codes(get("/v1/codes")) == [code for code in written if code not in retired]
    assert codes(get("/v1/codes", status="retired")) == retired
    assert codes(get("/v1/codes", status=ALL)) == list(written)


def test_a_family_that_nobody_has_is_refused(refused):
    """A misspelt family is an error that lists the known ones, not an empty page."""
    [fault] = refused("/v1/codes", 422, "invalid-parameters", family="dural-repair,dural-repairs")["errors"]
    assert (fault["location"], fault["pointer"]) == ("query", "family")
    assert "'dural-repairs'" in fault["detail"]
    assert "spinal-injection" in fault["detail"]


def test_a_facet_counts_what_its_filter_would_find(get):
    """Each count of `facets` is the total of the same question with that value added."""
    facets = get("/v1/codes", region="lumbar", facets="true", limit="1")["facets"]
    assert facets.keys() == READ.keys()
    for name, counts in facets.items():
        assert all(counts.values()), "a value that nothing has is left out"
        for word, count in counts.items() if name not in ("region", "status") else ():
            assert get("/v1/codes", **{"region": "lumbar", name: word})["total"] == count
    assert facets["status"] == {"active": get("/v1/codes", region="lumbar")["total"]}


def test_facets_are_counted_when_asked_for(get):
    """There are no facets unless `facets=true`."""
    assert "facets" not in get("/v1/codes")
    assert "facets" not in get("/v1/codes", facets="false")


def test_items_are_the_records(get):
    """An item of a list is the record as it is answered alone."""
    for item in get("/v1/codes", status=ALL)["items"]:
        assert item == get(f"/v1/codes/{item['code']}")


def test_fields_picks_from_every_item(get):
    """`fields` leaves the fields named, and the code that tells which record it is."""
    for item in get("/v1/codes", fields="title,laminectomy")["items"]:
        assert list(item) == ["code", "title", "laminectomy"]


@pytest.mark.parametrize("name", [*READ, "fields", "limit", "cursor", "facets"])
def test_a_parameter_without_a_value_is_refused(refused, name):
    """An empty parameter is an error, and neither an empty page nor passed over."""
    [fault] = refused("/v1/codes", 422, "invalid-parameters", **{name: ""})["errors"]
    assert fault["pointer"] == name


def test_all_faults_are_told_at_once(client):
    """A question with four faults is told of all four."""
    answer = client.get("/v1/codes?limit=0&lamina=true&region=lumber&status=active&status=retired")
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json["errors"]} == {"limit", "lamina", "region", "status"}
