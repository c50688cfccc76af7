"""Is every answer what the document says it is?"""

import json

import pytest
from jsonschema import Draft202012Validator

REPLIES = [
    ("getCode", "GET", "/v1/codes/63709", None),
    ("getCode", "GET", "/v1/codes/0275T", None),
    ("getCode", "GET", "/v1/codes/63709?fields=title,approach", None),
    ("getCode", "GET", "/v1/codes/62330?fields=replaced_by", None),
    ("listCodes", "GET", "/v1/codes?status=active,retired", None),
    ("listCodes", "GET", "/v1/codes?limit=1&facets=true", None),
    ("listCodes", "GET", "/v1/codes?fields=title", None),
    ("listCodes", "GET", "/v1/codes?laminectomy=true&access=percutaneous&facets=true", None),
    ("lookUpCodes", "POST", "/v1/lookup", {"codes": ["63709", "0275t", "11111", "x"]}),
    ("lookUpCodes", "POST", "/v1/lookup", {"codes": []}),
    ("searchCodes", "GET", "/v1/search?q=csf+leak+L4-5&facets=true&limit=1", None),
    ("searchCodes", "GET", "/v1/search?q=zebra", None),
    ("listRelatedCodes", "GET", "/v1/codes/63709/related", None),
    ("listRelatedCodes", "GET", "/v1/codes/63709/related?relationship=removed-by", None),
    ("compareCodes", "GET", "/v1/compare?codes=63707,63709", None),
    ("compareCodes", "GET", "/v1/compare?codes=63707,63709,63710,63740,63741,63744,63746,0275T", None),
    ("suggestCandidates", "POST", "/v1/candidates", {"text": "CSF leak at L4-5, no laminectomy", "limit": 3}),
    ("suggestCandidates", "POST", "/v1/candidates", {"facts": {"laminectomy": None, "region": ["lumbar", "sacral"]}}),
    ("listFamilies", "GET", "/v1/families", None),
    ("getFamily", "GET", "/v1/families/dural-repair", None),
    ("listVocabularies", "GET", "/v1/vocabularies", None),
    ("getDataset", "GET", "/v1/dataset", None),
    ("listProblemTypes", "GET", "/problems", None),
    ("getProblemType", "GET", "/problems/not-found", None),
]
"""Questions that are answered, at least one for each operation."""

REFUSALS = [
    ("getCode", "GET", "/v1/codes/11111", None, 404),
    ("getCode", "GET", "/v1/codes/x", None, 400),
    ("getCode", "GET", "/v1/codes/63709?fields=x", None, 422),
    ("listCodes", "GET", "/v1/codes?limit=x&color=red&region=north", None, 422),
    ("listCodes", "GET", "/v1/codes?cursor=WyJvbGQiLCIiLCIiXQ", None, 410),
    ("listCodes", "GET", "/v1/codes?cursor=x", None, 422),
    ("lookUpCodes", "POST", "/v1/lookup", {"codes": [1, None]}, 422),
    ("lookUpCodes", "POST", "/v1/lookup", float("nan"), 400),
    ("lookUpCodes", "POST", "/v1/lookup", None, 415),
    ("lookUpCodes", "POST", "/v1/lookup", {"codes": ["6" * 300_000]}, 413),
    ("searchCodes", "GET", "/v1/search?q=", None, 422),
    ("searchCodes", "GET", "/v1/search?q=leak&cursor=WyJvbGQiLCIiLCIiXQ", None, 410),
    ("listRelatedCodes", "GET", "/v1/codes/11111/related", None, 404),
    ("listRelatedCodes", "GET", "/v1/codes/x/related", None, 400),
    ("listRelatedCodes", "GET", "/v1/codes/63709/related?relationship=friend-of", None, 422),
    ("compareCodes", "GET", "/v1/compare?codes=63707,11111", None, 404),
    ("compareCodes", "GET", "/v1/compare?codes=63707", None, 422),
    ("suggestCandidates", "POST", "/v1/candidates", {}, 422),
    ("suggestCandidates", "POST", "/v1/candidates", {"facts": {"knee": 1, "region": "knee"}}, 422),
    ("suggestCandidates", "POST", "/v1/candidates", float("nan"), 400),
    ("suggestCandidates", "POST", "/v1/candidates", None, 415),
    ("suggestCandidates", "POST", "/v1/candidates", {"text": "a" * 300_000}, 413),
    ("listFamilies", "GET", "/v1/families?x=1", None, 422),
    ("getFamily", "GET", "/v1/families/dural-repairs", None, 404),
    ("listVocabularies", "GET", "/v1/vocabularies?x=1", None, 422),
    ("getDataset", "GET", "/v1/dataset?x=1", None, 422),
    ("listProblemTypes", "GET", "/problems?x=1", None, 422),
    ("getProblemType", "GET", "/problems/nothing", None, 404),
]
"""Questions that are refused, at least one for each operation."""


@pytest.fixture(scope="module")
def described(document):
    """The operations of the document, by their id."""
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
    }


@pytest.fixture(scope="module")
def validator(document, described):
    """Return what checks the answers of an operation with a status."""

    def made(operation, status, media_type):
        schema = described[operation]["responses"][str(status)]["content"][media_type]["schema"]
        Draft202012Validator.check_schema(schema)
        return Draft202012Validator({**schema, "components": document["components"]})

    return made


def ask(client, method, path, body):
    return client.open(path, method=method, **({} if body is None else {"json": body}))


def test_every_operation_is_tried(described):
    """No operation of the document lacks an answer and a refusal in the tables above."""
    assert {name for name, *_ in REPLIES} == {name for name, *_ in REFUSALS} == described.keys()


@pytest.mark.parametrize(("operation", "method", "path", "body"), REPLIES)
def test_an_answer_is_valid(client, validator, operation, method, path, body):
    """An answer validates against the schema of its operation."""
    answer = ask(client, method, path, body)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    validator(operation, 200, "application/json").validate(answer.json)


@pytest.mark.parametrize(("operation", "method", "path", "body", "status"), REFUSALS)
def test_a_refusal_is_valid(client, validator, operation, method, path, body, status):
    """A refusal has a status that its operation names, and validates against the schema of problems."""
    answer = ask(client, method, path, body)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    validator(operation, status, "application/problem+json").validate(answer.json)


def test_a_caller_that_excludes_json_gets_what_is_described(client, validator):
    """The refusal that each operation shares is described for each, and valid."""
    for operation, method, path, body in REPLIES:
        answer = client.open(path, method=method, json=body, headers={"Accept": "text/html"})
        assert answer.status_code == 406
        validator(operation, 406, "application/problem+json").validate(answer.json)


def test_every_record_is_valid(get, validator, written):
    """Each record, alone and in a list, validates as a served record."""
    for code in written:
        validator("getCode", 200, "application/json").validate(get(f"/v1/codes/{code}"))


def test_a_record_without_one_of_its_fields_is_not_valid(get, document):
    """The description is no empty shell: a record that lacks a field fails it, as does a field of another type."""
    check = Draft202012Validator({"$ref": "#/components/schemas/ServedProcedure", "components": document["components"]})
    record = get("/v1/codes/63709")
    assert check.is_valid(record)
    for name in record:
        less = {key: value for key, value in record.items() if key != name}
        [error] = check.iter_errors(less)
        assert error.message == f"'{name}' is a required property"
        [error, *_] = check.iter_errors({**record, name: 7})
        assert error.path[0] == name


def test_an_answer_may_grow(get, validator):
    """A field and a word that nobody knows yet are valid in every object of a record, so that both may be added."""
    record = json.loads(
        json.dumps(get("/v1/codes/63709")), object_hook=lambda value: {**value, "a_field_of_the_future": {"x": [1]}}
    )
    record["laminectomy"]["role"] = record["approach"]["access"] = "a-word-of-the-future"
    validator("getCode", 200, "application/json").validate(record)


def test_the_headers_described_are_there(client, described):
    """An answer has every header that the document gives it."""
    for operation, method, path, body in REPLIES:
        answer = ask(client, method, path, body)
        told = described[operation]["responses"]["200"].get("headers", {}).keys()
        kept = answer.headers["Cache-Control"] != "no-store"
        expected = {"X-Data-Version", "X-Request-ID", *(["ETag"] if kept else [])}
        assert expected <= told <= set(answer.headers.keys()), operation
