"""Does the document say what the service does, to machines and to people?"""

import re
from html.parser import HTMLParser
from importlib import resources
from urllib.parse import urljoin, urlsplit

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from service import __version__


class Links(HTMLParser):
    """The URLs that the tags of a page name."""

    def __init__(self, page):
        super().__init__()
        self.urls = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.urls += [value for name, value in attrs if name in ("src", "href", "action")]


def operations(document):
    return [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def within(value):
    """Yield every object of a JSON value, itself first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from within(inner)


def reachable(document, start):
    """Return the schemas that `start` leads to, by way of references."""
    found, waiting = {}, [start]
    while waiting:
        for item in within(waiting.pop()):
            name = item.get("$ref", "").removeprefix("#/components/schemas/")
            if "$ref" in item and name not in found:
                found[name] = document["components"]["schemas"][name]
                waiting.append(found[name])
    return found


@pytest.fixture(scope="module")
def answered(document):
    """Every schema that an answer holds."""
    found = {}
    for operation in operations(document):
        for response in operation["responses"].values():
            found |= reachable(document, response.get("content", {}))
    return found


@pytest.fixture(scope="module")
def asked(document):
    """Every schema that a request holds, parameters first."""
    return [
        *(item["schema"] for item in within(document["paths"]) if "in" in item and "schema" in item),
        *(operation["requestBody"] for operation in operations(document) if "requestBody" in operation),
    ]


def test_the_document_is_openapi_3_1(document):
    """A validator of OpenAPI 3.1 finds no fault in it."""
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert not list(OpenAPIV31SpecValidator(document).iter_errors())


def test_the_document_names_the_service(document, get):
    """The document carries the version of the service and the notice."""
    assert document["info"]["version"] == __version__
    assert document["info"]["description"] == get("/v1/dataset")["notice"]


def test_every_operation_has_a_name_of_its_own(document):
    """Each operation has an id, a summary and a tag, so that clients made from it have names that last."""
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert {"getCode", "listCodes", "lookUpCodes"} <= set(ids)
    for operation in operations(document):
        assert operation["summary"]
        assert operation["tags"]


def test_every_route_of_v1_is_described(app, document):
    """The document holds every path of the interface, and every method of it."""
    routes = {
        (re.sub("<([a-z]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/v1", "/problems"))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, item in document["paths"].items() for method in item.keys() & {"get", "post"}}
    assert described == routes


def test_answers_may_grow(answered):
    """No answer closes a list of values or of fields, so that a new one breaks no strict client."""
    assert {"ServedProcedure", "Page", "Lookup", "Problem"} <= answered.keys()
    for name, schema in answered.items():
        for item in within(schema):
            assert not {"enum", "const"} & item.keys(), name
            assert item.get("additionalProperties") is not False, name
            assert item.get("unevaluatedProperties") is not False, name


def test_known_values_of_an_answer_stand_in_its_description(answered):
    """A closed list is a plain string in an answer, with its values so far in words."""
    role = answered["ServedLaminectomy"]["properties"]["role"]
    assert role["type"] == "string"
    assert "Known values: required, one-of, excluded, not-specified, not-involved." in role["description"]


def test_requests_are_closed(document, asked):
    """A request keeps its closed lists, and a body its fields."""
    parameters = {item["name"]: item["schema"] for item in document["paths"]["/v1/codes"]["get"]["parameters"]}
    assert parameters["laminectomy"]["items"]["enum"] == ["true", "false", "unknown"]
    assert set(parameters["status"]["items"]["enum"]) == {"active", "retired"}
    assert "open" in parameters["access"]["items"]["enum"]
    bodies = [schema for body in asked for schema in reachable(document, body).values()]
    assert bodies
    assert all(schema["additionalProperties"] is False for schema in bodies if schema.get("type") == "object")


def test_every_maximum_is_told(document):
    """What is limited says so: the items of a page, the codes of a look-up, the values of a filter."""
    parameters = {item["name"]: item["schema"] for item in document["paths"]["/v1/codes"]["get"]["parameters"]}
    assert (parameters["limit"]["maximum"], parameters["cursor"]["maxLength"]) == (200, 400)
    assert parameters["region"]["maxItems"] == 100
    assert document["components"]["schemas"]["LookupQuestion"]["properties"]["codes"]["maxItems"] == 1000


def test_every_answer_is_described(document):
    """Each operation says what it answers and how it refuses, every refusal as a problem."""
    shared = document["components"]["responses"]
    for operation in operations(document):
        assert {"200", "406", "500", "default"} <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            told = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
            expected = "application/json" if status == "200" else "application/problem+json"
            assert list(told["content"]) == [expected], (operation["operationId"], status)


def test_a_browser_gets_a_page(client):
    """`/docs` and `/docs/` are the same page; neither sends the browser elsewhere."""
    with_slash, without = client.get("/docs/"), client.get("/docs")
    assert (
        (without.status_code, without.mimetype) == (with_slash.status_code, with_slash.mimetype) == (200, "text/html")
    )
    assert without.data == with_slash.data


def test_every_asset_of_the_page_is_local(client):
    """Whatever the page loads comes from the service itself, and is there."""
    urls = Links(client.get("/docs").get_data(as_text=True)).urls
    assert len(urls) >= 5
    for url in urls:
        assert not urlsplit(url).netloc, url
        answer = client.get(urljoin("http://localhost/docs", url))
        assert answer.status_code == 200, url


def test_the_page_names_no_other_host(client):
    """The page holds no absolute URL, comments apart."""
    page = client.get("/docs").get_data(as_text=True)
    page = re.sub(r"<!--.*?-->|/\*.*?\*/|^\s*//.*?$", "", page, flags=re.DOTALL | re.MULTILINE)
    assert "<html" in page
    assert not re.search(r"(?:https?:)?//[a-z]", page, re.IGNORECASE)


def test_the_page_reads_the_document(client):
    """The page asks for the document of this service, has no validator, and leads to pages that are there."""
    page = client.get("/docs").get_data(as_text=True)
    assert '"/openapi.json"' in page
    assert '"validatorUrl": "none"' in page
    assert client.get("/docs/oauth2-redirect.html").status_code == 200


def test_every_file_of_the_page_is_served(client):
    """Each file that the page's package holds answers under /docs/."""
    folder = resources.files("flask_swagger_ui") / "dist"
    names = [file.name for file in folder.iterdir() if file.is_file()]
    assert "swagger-ui-bundle.js" in names
    for name in names:
        assert client.get(f"/docs/{name}").status_code == 200, name


def test_the_page_does_not_lead_out_of_its_folder(client):
    """No path under /docs/ reaches a file that is not the page's own."""
    for path in ("/docs/../app.py", "/docs/..%2f__init__.py", "/docs/%2e%2e/__init__.py", "/docs//etc/passwd"):
        assert client.get(path).status_code == 404
