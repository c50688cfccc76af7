"""Are the words, the data and the refusals explained?"""

import json

import pytest

from service.problems import PROBLEM_TYPES

PLACES = {
    "status": lambda record: [record["status"]],
    "laminectomy.role": lambda record: [record["laminectomy"]["role"]],
    "reoperation": lambda record: [record["reoperation"]],
    "imaging_guidance": lambda record: [record["imaging_guidance"]],
    "graft": lambda record: [record["graft"]],
    "pathology": lambda record: record["pathology"],
    "device": lambda record: [record["device"]] if record["device"] else [],
    "root_operation": lambda record: record["root_operation"],
    "access": lambda record: [record["approach"]["access"]],
    "route": lambda record: [record["approach"]["route"]],
    "bone_removal": lambda record: record["bone_removal"],
    "region": lambda record: record["anatomy"]["regions"],
    "compartment": lambda record: [record["anatomy"]["compartment"]],
    "unit": lambda record: [record["reporting"]["unit"]],
    "laterality": lambda record: [record["reporting"]["laterality"]],
    "relationship": lambda record: [edge["relationship"] for edge in record["related_codes"]],
    "review.basis": lambda record: [record["review"]["basis"]],
}
"""Where a record uses the words of each closed list."""


@pytest.fixture
def vocabularies(get):
    return {
        item["field"]: {word["value"]: word for word in item["values"]} for item in get("/v1/vocabularies")["items"]
    }


def test_every_word_of_a_record_has_a_meaning(get, vocabularies, written):
    """Whatever closed word a record holds, `/v1/vocabularies` says what it means."""
    assert vocabularies.keys() == PLACES.keys()
    for code in written:
        record = get(f"/v1/codes/{code}")
        for field, read in PLACES.items():
            assert all(vocabularies[field][word]["meaning"] for word in read(record)), (code, field)


def test_a_relationship_names_its_inverse(vocabularies):
    """The inverse of a relationship is one too, and its inverse is the first."""
    relationships = vocabularies["relationship"]
    for value, word in relationships.items():
        assert relationships[word["inverse"]]["inverse"] == value
    assert relationships["less-invasive-alternative"]["inverse"] == "more-invasive-alternative"


def test_a_wide_word_names_what_it_covers(vocabularies):
    """A word that stands for several narrower ones lists them, and they are words of the same list."""
    assert vocabularies["access"]["percutaneous-or-open"]["covers"] == ["percutaneous", "open"]
    for words in vocabularies.values():
        for word in words.values():
            assert words.keys() >= set(word.get("covers", []))


def test_the_set_is_counted(get, written):
    """`/v1/dataset` counts the records by status, and the families."""
    statuses = [record["status"] for record in written.values()]
    families = {record["family"] for record in written.values()}
    assert get("/v1/dataset")["counts"] == {
        "records": len(written),
        "active": statuses.count("active"),
        "retired": statuses.count("retired"),
        "families": len(families),
    }


def test_the_notice_stands_in_the_set(get):
    """Whose the codes are, and what the records are not for, is said with the data."""
    notice = get("/v1/dataset")["notice"]
    assert "CPT is a registered trademark of the American Medical Association" in notice
    for word in ("own words", "not for billing", "no endorsement"):
        assert word in notice


def test_sources_say_how_often_they_are_cited(get, written):
    """Every source is named with its terms and with the number of records that cite it."""
    told = {source["id"]: source for source in get("/v1/dataset")["sources"]}
    for name, source in told.items():
        cited = [record for record in written.values() if name in {entry["id"] for entry in record["sources"]}]
        assert source["records"] == len(cited)
        assert source["licence"]
    assert {entry["id"] for record in written.values() for entry in record["sources"]} <= told.keys()


def test_coverage_is_a_share_of_the_active_records(get):
    """Coverage says of each field how many active records fill it, and what part of all active ones that is."""
    told = get("/v1/dataset")
    active = get("/v1/codes", limit="200")["items"]
    coverage = {entry["field"]: entry for entry in told["coverage"]}
    assert coverage["title"] == {"field": "title", "filled": len(active), "share": 1.0}
    for field, filled in (
        ("icd10pcs", [bool(record["icd10pcs"]) for record in active]),
        ("approach", [bool(record["approach"]["steps"]) for record in active]),
        ("diagnoses", [bool(record["diagnoses"]) for record in active]),
    ):
        assert coverage[field]["filled"] == sum(filled) < len(active)
        assert coverage[field]["share"] == round(sum(filled) / len(active), 4)
    bases = [record["review"]["basis"] for record in active]
    assert told["review_basis"] == {basis: bases.count(basis) for basis in bases}


def test_what_is_open_is_counted_by_fact(get):
    """Of each fact the set says how many active records leave it open, which a filter finds again."""
    told = {entry["fact"]: entry for entry in get("/v1/dataset")["unknowns"]}
    active = get("/v1/codes", limit="1")["total"]
    for fact, word in (("laminectomy", "unknown"), ("laterality", "not-specified"), ("graft", "not-specified")):
        assert told[fact]["open"] == get("/v1/codes", **{fact: word})["total"] > 0
        assert told[fact]["share"] == round(told[fact]["open"] / active, 4)
    assert told["add_on"]["open"] == 0


def test_the_section_that_is_covered_whole_is_counted(get, written):
    """The codes of the section are counted, a retired one with those that took its place."""
    section = get("/v1/dataset")["section"]
    inside = [
        record["status"]
        for code, record in written.items()
        if any(section["first"] <= number <= section["last"] for number in (code, *record.get("replaced_by", [])))
    ]
    assert (section["active"], section["retired"]) == (inside.count("active"), inside.count("retired"))
    assert inside.count("retired") == 1


def test_the_version_is_the_beginning_of_the_digest(client, get):
    """The set, the readiness and the header name one and the same version."""
    told = get("/v1/dataset")
    assert len(told["digest"]) == 64
    assert told["version"] == told["digest"][:12] == get("/readyz")["version"]
    assert client.get("/v1/dataset").headers["X-Data-Version"] == told["version"]


def test_every_type_of_problem_answers(client, get):
    """Every type can be resolved: its URI answers with the entry of the list."""
    items = get("/problems")["items"]
    assert {item["type"] for item in items} == {f"/problems/{name}" for name in PROBLEM_TYPES}
    for item in items:
        answer = client.get(item["type"])
        assert (answer.status_code, answer.json) == (200, item)
        assert 400 <= item["status"] < 600
        assert item["title"]
        assert item["meaning"]


def test_a_type_that_does_not_exist_leads_nowhere(refused):
    """There is no meaning of a problem that there is not."""
    refused("/problems/nothing", 404, "not-found")


def test_the_limits_in_the_meanings_are_the_real_ones(get):
    """The size that a refusal names is the size that is refused."""
    meanings = {item["type"]: item["meaning"] for item in get("/problems")["items"]}
    assert "256 KiB" in meanings["/problems/content-too-large"]
    assert "64 deep" in meanings["/problems/malformed-json"]


@pytest.mark.parametrize("path", ["/v1/vocabularies", "/v1/dataset", "/problems", "/problems/not-found"])
def test_an_answer_ends_with_a_newline_and_can_be_asked_for_by_head(client, path):
    """Each is JSON that ends with a newline, and HEAD answers with the same headers."""
    answer, head = client.get(path), client.head(path)
    assert json.loads(answer.data)
    assert answer.data.endswith(b"}\n")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])


@pytest.mark.parametrize("path", ["/v1/vocabularies", "/v1/dataset", "/problems", "/problems/not-found"])
def test_a_parameter_is_refused(refused, path):
    """A call that takes no parameter says so instead of passing it over."""
    assert refused(path, 422, "invalid-parameters", lang="en")["errors"][0]["pointer"] == "lang"
