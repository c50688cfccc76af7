"""Is a question read exactly, and is all that is wrong with it named?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from schemas.facts import FACTS
from schemas.questions import (
    FILTERS,
    LARGEST_PAGE,
    LONGEST_CURSOR,
    LONGEST_QUERY,
    MOST_CODES,
    MOST_WORDS,
    CompareQuestion,
    ListQuestion,
    LookupQuestion,
    NoParameters,
    Question,
    RecordQuestion,
    RelatedQuestion,
)
from schemas.vocabulary import VOCABULARIES
from tests.examples import json_values

QUESTIONS: list[Question] = [
    CompareQuestion(),
    ListQuestion(),
    LookupQuestion(),
    NoParameters(),
    RecordQuestion(),
    RelatedQuestion(),
]

REFUSED: list[tuple[Question, dict[str, Any], str, str]] = [
    *[
        (ListQuestion(), {"limit": text}, "limit", "must be a whole number")
        for text in ("", "ten", "5.0", "+5", "-5", " 5", "5 ", "1e2", "0x5", "1_0", "\u0665", "9" * 10, "5\n")
    ],
    (ListQuestion(), {"limit": "0"}, "limit", "must be from 1 to 200"),
    (ListQuestion(), {"limit": "201"}, "limit", "must be from 1 to 200"),
    *[(ListQuestion(), {"facets": text}, "facets", "must be true or false") for text in ("", "True", "1", "yes")],
    (ListQuestion(), {"cursor": ""}, "cursor", "must not be empty"),
    (
        ListQuestion(),
        {"cursor": "x" * (LONGEST_CURSOR + 1)},
        "cursor",
        "must be at most 400 characters long; it has 401",
    ),
    (ListQuestion(), {"laminectomy": "maybe"}, "laminectomy.0", "'maybe' is not one of: true, false, unknown"),
    (ListQuestion(), {"add_on": "true,"}, "add_on.1", "'' is not one of: true, false"),
    (ListQuestion(), {"status": "Active"}, "status.0", "'Active' is not one of: active, retired"),
    (ListQuestion(), {"family": "a,B"}, "family.1", "is not a name in lower-case words joined by hyphens"),
    (ListQuestion(), {"family": ",".join(["a"] * 101)}, "family", "must hold 1 to 100 values"),
    (RelatedQuestion(), {"relationship": "friend-of"}, "relationship.0", "'friend-of' is not one of: …"),
    (CompareQuestion(), {}, "codes", "is missing"),
    (CompareQuestion(), {"codes": "63709"}, "codes", "must name 2 to 8 codes"),
    (CompareQuestion(), {"codes": ",".join(f"6370{digit}" for digit in range(9))}, "codes", "must name 2 to 8 codes"),
    (CompareQuestion(), {"codes": "63709,6370"}, "codes.1", "is not a procedure code"),
    (CompareQuestion(), {"codes": "63709, 63707"}, "codes.1", "is not a procedure code"),
    (CompareQuestion(), {"codes": "63709,63707,63709"}, "codes", "names a code twice"),
    (CompareQuestion(), {"codes": "0275T,0275t"}, "codes", "names a code twice"),
    (LookupQuestion(), {}, "codes", "is missing"),
    (LookupQuestion(), {"codes": "63709"}, "codes", "must be an array"),
    (LookupQuestion(), {"codes": [63709]}, "codes.0", "must be a string"),
    (LookupQuestion(), {"codes": ["x" * (LONGEST_QUERY + 1)]}, "codes.0", "must be at most 200 characters long"),
    (LookupQuestion(), {"codes": ["63709"] * (MOST_CODES + 1)}, "codes", "must hold at most 1000 items"),
]


def faults(question: Question, given: Any) -> dict[str, str]:
    """Return what is wrong with a question, by the way to it."""
    try:
        question.load(given)
    except ValidationError as error:
        found = {}
        for name, messages in error.messages_dict.items():
            inner = messages.items() if isinstance(messages, dict) else [("", messages)]
            found |= {f"{name}.{place}".rstrip("."): " ".join(reasons) for place, reasons in inner}
        return found
    return {}


def test_a_list_asked_for_nothing_has_active_codes_in_pages_of_fifty() -> None:
    """What is left out has its default: active codes, fifty at a time, all fields, no counts."""
    assert ListQuestion().load({}) == {"limit": 50, "facets": False, "status": ("active",)}


def test_a_list_can_be_filtered_by_every_fact_and_more() -> None:
    """Facts, role, family and status are filters, and each takes several values joined by commas."""
    assert set(FILTERS) == {*FACTS, "laminectomy_role", "family", "status"}
    for name, fact in FACTS.items():
        assert ListQuestion().load({name: ",".join(fact.words)})[name] == list(fact.words)
    roles = list(VOCABULARIES["laminectomy.role"])
    assert ListQuestion().load({"laminectomy_role": ",".join(roles)})["laminectomy_role"] == roles


def test_every_vocabulary_fits_into_one_filter() -> None:
    """A filter can hold every value of the longest closed list."""
    assert max(len(fact.words) for fact in FACTS.values()) <= MOST_WORDS


@pytest.mark.parametrize(("text", "limit"), [("1", 1), ("200", LARGEST_PAGE), ("007", 7)])
def test_a_limit_is_read(text: str, limit: int) -> None:
    """A limit is a whole number from one to the largest page."""
    assert ListQuestion().load({"limit": text})["limit"] == limit


@pytest.mark.parametrize("question", [ListQuestion(), RecordQuestion()], ids=["list", "record"])
def test_fields_are_picked_by_name(question: Question) -> None:
    """Top-level fields of a record can be picked, and only those."""
    assert question.load({"fields": "title,approach"})["fields"] == ["title", "approach"]
    assert set(faults(question, {"fields": "title,access,$schema"})) == {"fields.1", "fields.2"}


def test_a_look_up_keeps_order_and_repetitions() -> None:
    """Codes are taken as they are given, up to the most that may be asked."""
    codes = ["63709", "63707", "63709", "no code", "", "x" * LONGEST_QUERY]
    assert LookupQuestion().load({"codes": codes})["codes"] == tuple(codes)
    assert LookupQuestion().load({"codes": []})["codes"] == ()
    assert len(LookupQuestion().load({"codes": ["63709"] * MOST_CODES})["codes"]) == MOST_CODES


def test_codes_to_compare_are_read_in_either_case() -> None:
    """Two to eight codes are taken in the order given, their suffixes in upper case."""
    assert CompareQuestion().load({"codes": "63709,0275t"})["codes"] == ["63709", "0275T"]
    eight = [f"6370{digit}" for digit in range(8)]
    assert CompareQuestion().load({"codes": ",".join(eight)})["codes"] == eight


def test_edges_can_be_asked_for_in_either_direction() -> None:
    """Every relationship can be asked for, those that are derived too."""
    words = list(VOCABULARIES["relationship"])
    assert RelatedQuestion().load({"relationship": ",".join(words)})["relationship"] == words
    assert RelatedQuestion().load({}) == {}


@pytest.mark.parametrize(("question", "given", "way", "reason"), REFUSED)
def test_what_is_not_allowed_is_named(question: Question, given: dict[str, Any], way: str, reason: str) -> None:
    """A value that is not allowed is refused with its place and its reason."""
    (found,) = faults(question, given).items()
    assert found == (way, reason) or (found[0] == way and reason[-1] == "…" and found[1].startswith(reason[:-1]))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
def test_a_name_that_is_not_known_is_refused(question: Question) -> None:
    """A misspelt parameter is a fault and not passed over."""
    assert faults(question, {"codes": [], "lamina": "true"})["lamina"] == "is not known here"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
def test_a_question_is_an_object(question: Question) -> None:
    """A body that is no object is refused as a whole."""
    assert faults(question, ["63709"]) == {"_schema": "must be an object"}


def test_all_that_is_wrong_is_named_at_once() -> None:
    """Several faults of one question come together."""
    asked = {"limit": "x", "facets": "x", "region": "knee,lumbar,hip", "lamina": "true"}
    assert set(faults(ListQuestion(), asked)) == {"limit", "facets", "region.0", "region.2", "lamina"}


def query(schema: Question, *pairs: tuple[str, str]) -> MultiDictProxy:
    """Return a query string as the service hands it to a question."""
    return MultiDictProxy(MultiDict(pairs), schema)


def test_a_parameter_given_twice_is_refused() -> None:
    """Which of two values is meant, nobody can say; each repeated name is named, beside the other faults."""
    schema = ListQuestion()
    asked = query(schema, ("limit", "5"), ("limit", "6"), ("region", "lumbar"), ("region", "lumbar"), ("facets", "x"))
    found = faults(schema, asked)
    assert found["limit"] == found["region"] == "is given more than once"
    assert found["facets"] == "must be true or false"
    assert faults(schema, query(schema, ("limit", "5"), ("region", "lumbar,sacral"))) == {}


@given(name=st.sampled_from(sorted(ListQuestion().fields)), text=st.text(max_size=30))
def test_any_text_is_an_answerable_question_or_a_fault(name: str, text: str) -> None:
    """Whatever stands in a query string, it is read or named."""
    found = faults(ListQuestion(), {name: text})
    assert all(way.split(".")[0] == name for way in found)


@given(value=json_values)
def test_any_body_is_a_look_up_or_a_fault(value: Any) -> None:
    """Whatever stands in a body, it is read or named."""
    assert faults(LookupQuestion(), value) or set(value) == {"codes"}
