"""Is the quick way to read a value as strict as the thorough one?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields, validate

from schemas.fields import Choice, Code, Day, Items, Slug, Text, Truth, Word
from schemas.parameters import Asked, Line, Queries
from schemas.quick import FAULTS, Quick, quickly
from schemas.strict import Inner, Shared
from schemas.written import CitationSchema, ReportingSchema, ReviewSchema
from tests.examples import json_values

CITATION, REPORTING = CitationSchema(), ReportingSchema()
FIELDS: tuple[fields.Field[Any], ...] = (
    *(Text(longest=5), Line(longest=5), Asked(longest=5), Code(), Slug(), Day(), Truth(), Word("status")),
    Choice(("a", "b"), validate=validate.NoneOf(["b"])),
    Items(Text(longest=5), least=1, most=2, unique=True),
    Items(Choice(("a", "b")), most=3),
    Items(Items(Truth(), most=2), most=2),
    Items(Text(longest=5, allow_none=True), most=2),
    Queries(longest=5, most=2),
    *(*CITATION.fields.values(), *REPORTING.fields.values()),
    *(kind(schema) for kind in (Inner, Shared) for schema in (CITATION, REPORTING, ReviewSchema())),
    fields.Boolean(),
)
GOOD = (
    "a",
    "b",
    "63709",
    "2026-01-01",
    True,
    "active",
    ["a"],
    ["a", "b"],
    ["title"],
    [[True], []],
    "procedure",
)
OBJECTS = (
    {"id": "a", "supports": ["title"]},
    {"unit": "procedure", "add_on": False},
    {"basis": "sourced", "reviewed_on": "2026-01-01"},
)
nearly_good = st.recursive(
    st.sampled_from([*GOOD, *OBJECTS]) | json_values.filter(lambda value: value is not None),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(
            st.sampled_from(OBJECTS), st.sampled_from(["id", "add_on", "basis", "supports", "else"]), inner
        ).map(lambda drawn: {**drawn[0], drawn[1]: drawn[2]})
    ),
    max_leaves=4,
)


@given(field=st.sampled_from(FIELDS), value=nearly_good)
def test_the_quick_way_reads_what_the_thorough_one_reads(field: fields.Field[Any], value: Any) -> None:
    """What is good is read the same either way; what is not is refused by both, and the thorough way says why."""
    try:
        read = quickly(field)(value)
    except FAULTS:
        with pytest.raises(ValidationError) as refused:
            field.deserialize(value)
        assert refused.value.messages
    else:
        assert field.deserialize(value) == read
        assert type(field.deserialize(value)) is type(read)


@pytest.mark.parametrize("good", GOOD + OBJECTS)
def test_something_is_read_the_quick_way(good: Any) -> None:
    """Each of the values that are tried most is good for some field."""
    assert any(_is_read(quickly(field), good) for field in FIELDS)


def _is_read(read: Any, value: Any) -> bool:
    try:
        read(value)
    except FAULTS:
        return False
    return True


def test_what_looks_at_a_value_besides_is_heeded() -> None:
    """A field with validators, or with something to be done before or after it is read, is read by all of these."""
    shouted = Text(longest=5, post_load=str.upper)
    assert quickly(shouted)("a") == "A"
    assert quickly(Items(shouted, most=2))(["a", "b"]) == ("A", "B")
    with pytest.raises(ValidationError):
        quickly(Choice(("a", "b"), validate=validate.NoneOf(["b"])))("b")
    with pytest.raises(ValidationError):
        quickly(Items(Choice(("a", "b"), validate=validate.NoneOf(["b"])), most=2))(["a", "b"])


def test_only_what_gathers_faults_reads_in_two_ways() -> None:
    """A kind of field that redefined how marshmallow reads it would be read otherwise the quick way."""
    assert {kind for kind in _below(Quick) if "_deserialize" in vars(kind)} == {Quick, Items, Inner}


def _below(kind: type) -> set[type]:
    return {kind}.union(*map(_below, kind.__subclasses__()))
