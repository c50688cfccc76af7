"""Does the service do what its document says, whatever is asked?"""

import logging
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.generation import GenerationMode

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings
from tests.running import RECORDS

_LOG = logging.getLogger(__name__)

EXAMPLES, MANY = 20, 300
"""Requests made up for an operation, at most, in the ordinary run and in the long one; the same ones on every run."""

asked: Counter[str] = Counter()
"""How many requests each phase of schemathesis has made."""


def described(examples):
    """Return the document as schemathesis reads it from the application."""
    generation = GenerationConfig(
        modes=list(GenerationMode), max_examples=examples, deterministic=True, database="none"
    )
    return schemathesis.openapi.from_wsgi(
        "/openapi.json",
        create_app(Catalogue(load(RECORDS)), Settings()),
        config=SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=generation))),
    )


schema, thorough = described(EXAMPLES), described(MANY)


@pytest.fixture(autouse=True)
def _quiet(caplog):
    """Keep the log of thousands of requests to itself."""
    caplog.set_level(logging.WARNING, "codebook.requests")


def be_answerable(case):
    """Put what exists in the place of what the document cannot list: a family, no cursor, something of a case."""
    if "family" in case.query:
        case.query["family"] = "dural-repair"
    case.query.pop("cursor", None)
    if case.operation.definition.raw["operationId"] == "suggestCandidates":
        # A whole number may be written 5.0 by JSON Schema; the service takes it as 5 only.
        whole = {"limit": int(case.body["limit"])} if "limit" in case.body else {}
        case.body = {**case.body, **whole, "facts": {"laminectomy": None}}


def prepare(case):
    """Count a request and make it one that can be answered if it is meant to be."""
    if case.meta.generation.mode.is_positive:
        be_answerable(case)
    asked[case.meta.phase.name.value] += 1


@schema.parametrize()
def test_every_answer_is_as_described(case):
    """No request, be it valid or not, is answered in a way that the document does not describe."""
    prepare(case)
    case.call_and_validate()


@pytest.mark.soak
@thorough.parametrize()
def test_every_answer_to_hundreds_is_as_described(case):
    """The same, for 300 an operation."""
    prepare(case)
    case.call_and_validate()


class Walk(thorough.as_state_machine()):
    """A caller who takes what one answer says into the next question."""

    def before_call(self, case):
        prepare(case)


@pytest.mark.soak
def test_every_answer_on_the_way_is_as_described():
    """The same for 300 walks from one answer to the next; the phases of the long run have all come to something."""
    steady = settings(max_examples=MANY, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Walk, settings=steady)
    _LOG.info("requests by phase: %s", dict(asked))
    assert asked["stateful"] >= MANY
