"""Is there one table from failure to status, and is it whole?"""

import re
from http import HTTPStatus

import pytest

from service import errors
from service.problems import PROBLEM_TYPES, body, of_error, of_status, particulars
from service.strict_json import NotJSON

TOLD = [
    (errors.MalformedCode("x"), "malformed-code", {}),
    (
        errors.UnknownCode(["63708"], ["63707", "63709"]),
        "unknown-code",
        {"codes": ["63708"], "did_you_mean": ["63707", "63709"]},
    ),
    (errors.UnknownFamily("dural", ["dural-repair"]), "unknown-family", {"did_you_mean": ["dural-repair"]}),
    (errors.CursorGone(), "cursor-gone", {}),
    (
        errors.InvalidParameters([errors.InvalidParameter("query", "limit", "must be a whole number")]),
        "invalid-parameters",
        {"errors": [{"location": "query", "pointer": "limit", "detail": "must be a whole number"}]},
    ),
    (NotJSON(3, "expected a comma", ("codes",)), "malformed-json", {"line": 3}),
]
"""A failure, its type, and what it adds."""

BEFORE_SERVING = {errors.BadFixtures, errors.BadSettings}
"""Refusals that end the program before anybody can ask it."""


@pytest.mark.parametrize(("error", "name", "more"), TOLD, ids=lambda value: type(value).__name__)
def test_a_failure_has_its_type_and_says_what_it_knows(error, name, more):
    """Each failure is told as its own type, with what a program can act on beside the words."""
    assert of_error(error) is PROBLEM_TYPES[name]
    assert particulars(error) == more


def test_every_way_to_refuse_a_question_has_a_type():
    """No refusal that a question can meet is told as a failure of the service."""
    kinds = {
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CodebookError)
    }
    assert kinds - BEFORE_SERVING - {errors.CodebookError} == {type(error) for error, *_ in TOLD} - {NotJSON}


def test_what_is_no_failure_of_ours_has_no_type_of_its_own():
    """An error that nobody meant is left to be told as a failure of the service."""
    assert of_error(RuntimeError("x")) is None
    assert particulars(RuntimeError("x")) == {}


@pytest.mark.parametrize("status", [status for status in HTTPStatus if status >= 400])
def test_every_status_of_a_failure_has_a_type(status):
    """A status is told as the type that has it, where one is not kept for a failure of ours, or as the plainest."""
    kept = {name for _, name, _ in TOLD}
    own = [kind for name, kind in PROBLEM_TYPES.items() if kind.status == status and name not in kept]
    plainest = PROBLEM_TYPES["bad-request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal-error"]
    assert [of_status(status)] == (own or [plainest])


def test_every_type_is_a_failure_with_words():
    """A type has a name fit for a URI, a title without a stop, a meaning with one, and the status of a failure."""
    for name, kind in PROBLEM_TYPES.items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", name)
        assert (kind.name, kind.uri) == (name, f"/problems/{name}")
        assert not kind.title.endswith(".")
        assert kind.meaning.endswith(".")
        assert kind.status in {status.value for status in HTTPStatus if status >= 400}


def test_no_two_types_say_the_same():
    """Titles and meanings tell the types apart."""
    kinds = PROBLEM_TYPES.values()
    assert len({kind.title for kind in kinds}) == len({kind.meaning for kind in kinds}) == len(kinds)


def test_a_body_holds_the_members_of_rfc_9457_first():
    """The body of a problem is told in one order, what is particular to it before the request's id."""
    told = body(PROBLEM_TYPES["unknown-code"], "there is no record of 63708", "mine", {"codes": ["63708"]})
    assert list(told.items()) == [
        ("type", "/problems/unknown-code"),
        ("title", "There is no record of this code"),
        ("status", 404),
        ("detail", "there is no record of 63708"),
        ("codes", ["63708"]),
        ("request_id", "mine"),
    ]
