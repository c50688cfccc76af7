"""Does the service do what its document says, whatever is asked?"""

import schemathesis
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS

EXAMPLES = 20
"""Requests made up for an operation, at most; the same ones on every run."""

config = SchemathesisConfig(
    projects=ProjectsConfig(
        default=ProjectConfig(
            generation=GenerationConfig(
                modes=list(GenerationMode), max_examples=EXAMPLES, deterministic=True, database="none"
            )
        )
    )
)
schema = schemathesis.openapi.from_wsgi(
    "/openapi.json", create_app(Catalogue(load(RECORDS)), Settings()), config=config
)


def be_answerable(case):
    """Put what exists in the place of what the document cannot list: a family, no cursor, something of a case."""
    if "family" in case.query:
        case.query["family"] = "dural-repair"
    case.query.pop("cursor", None)
    if case.operation.definition.raw["operationId"] == "suggestCandidates":
        # A whole number may be written 5.0 by JSON Schema; the service takes it as 5 only.
        whole = {"limit": int(case.body["limit"])} if "limit" in case.body else {}
        case.body = {**case.body, **whole, "facts": {"laminectomy": None}}


@schema.parametrize()
def test_every_answer_is_as_described(case):
    """No request, be it valid or not, is answered in a way that the document does not describe."""
    if case.meta.generation.mode.is_positive:
        be_answerable(case)
    case.call_and_validate()
