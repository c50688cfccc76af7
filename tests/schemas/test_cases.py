"""Is what a caller tells of a case read exactly, and is all that is wrong with it named?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.cases import LONGEST_NOTE, MOST_CANDIDATES, CandidatesQuestion
from schemas.facts import FACTS, YES_OR_NO
from schemas.messages import leaves
from schemas.questions import MOST_WORDS
from tests.examples import json_values


def faults(value: Any) -> dict[str, str]:
    """Return what is wrong with a case, by the way to it."""
    try:
        CandidatesQuestion().load(value)
    except ValidationError as error:
        return {".".join(map(str, pointer)): reason for pointer, reason in leaves(error.messages)}
    return {}


def facts_of(**facts: Any) -> dict[str, Any]:
    """Return facts as they are read."""
    read: dict[str, Any] = CandidatesQuestion().load({"facts": facts})["facts"]
    return read


def test_what_is_left_out_has_its_default() -> None:
    """A note alone asks for ten candidates and gives no facts; facts alone come with an empty note."""
    assert CandidatesQuestion().load({"text": "a note"}) == {"text": "a note", "facts": {}, "limit": 10}
    told = {"facts": {"region": "lumbar"}}
    assert CandidatesQuestion().load(told) == {"text": "", "facts": {"region": ["lumbar"]}, "limit": 10}


def test_a_fact_is_one_value_or_several() -> None:
    """One value needs no array; several mean any of them, in their order."""
    assert facts_of(region="lumbar") == facts_of(region=["lumbar"]) == {"region": ["lumbar"]}
    assert facts_of(region=["sacral", "lumbar"]) == {"region": ["sacral", "lumbar"]}


@pytest.mark.parametrize("name", FACTS)
def test_every_value_of_every_fact_may_be_given(name: str) -> None:
    """Whatever a record is filtered by can be told of a case."""
    assert facts_of(**{name: list(FACTS[name].words)}) == {name: list(FACTS[name].words)}


@pytest.mark.parametrize("name", YES_OR_NO)
def test_yes_or_no_may_be_told_as_true_or_false(name: str) -> None:
    """JSON's own true and false are taken where a fact is a yes or a no, alone, in an array, or as words."""
    assert facts_of(**{name: True}) == facts_of(**{name: [True]}) == facts_of(**{name: "true"}) == {name: ["true"]}
    assert facts_of(**{name: [False, True]}) == {name: ["false", "true"]}


@pytest.mark.parametrize("name", sorted(FACTS.keys() - set(YES_OR_NO)))
def test_other_facts_are_neither_true_nor_false(name: str) -> None:
    """A truth is no value of a fact that holds words."""
    assert faults({"facts": {name: True}}) == {f"facts.{name}": f"'true' is not a value of {name}"}


def test_null_says_that_a_fact_is_unclear() -> None:
    """Null is told apart from a fact that is left out."""
    assert facts_of(laminectomy=None) == {"laminectomy": None}


@pytest.mark.parametrize(
    ("case", "way", "reason"),
    [
        ({}, "", "must hold a text, facts, or both"),
        ({"text": ""}, "", "must hold a text, facts, or both"),
        ({"text": " \n\t", "facts": {}}, "", "must hold a text, facts, or both"),
        ({"text": 5}, "text", "must be a string"),
        ({"text": ["a"]}, "text", "must be a string"),
        ({"text": "a" * (LONGEST_NOTE + 1)}, "text", "must be at most 20000 bytes of UTF-8"),
        ({"text": "é" * (LONGEST_NOTE // 2 + 1)}, "text", "must be at most 20000 bytes of UTF-8"),
        ({"facts": []}, "facts", "must be an object"),
        ({"facts": "lumbar"}, "facts", "must be an object"),
        ({"facts": {"knee": "left"}}, "facts.knee", "is not a fact"),
        ({"facts": {"family": "dural-repair"}}, "facts.family", "is not a fact"),
        ({"facts": {"region": "knee"}}, "facts.region", "'knee' is not a value of region"),
        ({"facts": {"region": ["lumbar", "Sacral"]}}, "facts.region", "'Sacral' is not a value of region"),
        ({"facts": {"region": []}}, "facts.region", "must hold 1 to 100 values"),
        ({"facts": {"region": ["lumbar"] * (MOST_WORDS + 1)}}, "facts.region", "must hold 1 to 100 values"),
        ({"facts": {"region": 5}}, "facts.region", "5 is not a value of region"),
        ({"facts": {"graft": 1}}, "facts.graft", "1 is not a value of graft"),
        ({"facts": {"graft": 0.0}}, "facts.graft", "0.0 is not a value of graft"),
        ({"facts": {"region": [None]}}, "facts.region", "None is not a value of region"),
        ({"facts": {"region": [["lumbar"]]}}, "facts.region", "['lumbar'] is not a value of region"),
        ({"facts": {"region": {"a": 1}}}, "facts.region", "{'a': 1} is not a value of region"),
        ({"text": "a", "more": 1}, "more", "is not known here"),
        *[({"text": "a", "limit": value}, "limit", "must be a whole number") for value in ("5", 5.0, True, [5], 1.5)],
        *[({"text": "a", "limit": value}, "limit", "must be from 1 to 50") for value in (0, -1, 51, 10**30)],
        ([], "", "must be an object"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_what_is_not_allowed_is_named(case: Any, way: str, reason: str) -> None:
    """A value that is not allowed is refused with its place and its reason, and as the only fault."""
    assert faults(case) == {way: reason}


@pytest.mark.parametrize("name", ["text", "facts", "limit"])
def test_null_is_no_case(name: str) -> None:
    """What is not known is left out; null stands only for a fact."""
    assert faults({"text": "a", name: None}).keys() == {name}


def test_a_word_that_is_not_known_is_quoted_in_its_beginning() -> None:
    """A refusal does not grow with what was sent."""
    assert len(faults({"facts": {"region": "x" * 5000}})["facts.region"]) == 200


def test_all_that_is_wrong_is_named_at_once() -> None:
    """Several faults of one case come together."""
    asked = {"text": 5, "facts": {"knee": 1, "region": "hip", "access": "open"}, "limit": 0, "more": 1}
    assert faults(asked).keys() == {"text", "facts.knee", "facts.region", "limit", "more"}


def test_the_longest_note_and_the_most_candidates_are_taken() -> None:
    """The limits themselves are allowed, and bytes are counted rather than letters."""
    for text in ("a" * LONGEST_NOTE, "é" * (LONGEST_NOTE // 2)):
        assert CandidatesQuestion().load({"text": text, "limit": MOST_CANDIDATES})["text"] == text


@given(value=json_values)
def test_any_body_is_a_case_or_a_fault(value: Any) -> None:
    """Whatever stands in a body, it is read or named."""
    assert faults(value) or set(value) <= {"text", "facts", "limit"}


@given(name=st.sampled_from(sorted(FACTS)), value=json_values)
def test_any_value_of_a_fact_is_read_or_named(name: str, value: Any) -> None:
    """Whatever is told of a fact, it is one of its values or a fault of that fact."""
    assert faults({"facts": {name: value}}).keys() <= {f"facts.{name}"}
