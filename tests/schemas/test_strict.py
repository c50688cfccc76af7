"""Is the quick way as strict as the thorough one, and is what is shared the same?"""

from dataclasses import replace
from typing import Any

import pytest
from marshmallow import ValidationError, validates, validates_schema

from schemas import strict
from schemas.procedure import Citation, Reporting
from schemas.written import CitationSchema, ProcedureSchema, ReportingSchema, ReviewSchema
from tests.examples import smallest_record

SCHEMA = ProcedureSchema()


def test_equal_objects_of_many_records_are_one() -> None:
    """Records that say the same share it, words included; what they were read from may change afterwards."""
    written = [smallest_record(code=code) for code in ("10001", "10002")]
    one, other = (SCHEMA.load(record) for record in written)
    assert one.anatomy is other.anatomy
    assert one.laminectomy is other.laminectomy
    assert one.graft is other.graft
    written[0]["anatomy"]["regions"].append("sacral")
    assert SCHEMA.load(smallest_record()).anatomy == one.anatomy != SCHEMA.load(written[0]).anatomy


@pytest.mark.parametrize("told", [1, 1.0, "true", None, [], {}])
def test_what_is_merely_equal_is_not_taken_for_the_same(told: Any) -> None:
    """An object that was read once lends its goodness to no object that only resembles it."""
    good = {"unit": "procedure", "add_on": True, "no_primaries_because": "None is in the set."}
    assert SCHEMA.load(smallest_record(reporting=good)).reporting.add_on is True
    with pytest.raises(ValidationError) as refused:
        SCHEMA.load(smallest_record(reporting={**good, "add_on": told}))
    assert list(refused.value.messages["reporting"]) == ["add_on"]


@pytest.mark.parametrize("told", [2**64, "\ud800", [2**64]])
def test_what_cannot_be_spelt_is_refused_as_ever(told: Any) -> None:
    """A value that only Python can hold is no reason to fail otherwise than with what is wrong."""
    with pytest.raises(ValidationError) as refused:
        SCHEMA.load(smallest_record(anatomy={"regions": ["lumbar"], "compartment": told}))
    assert list(refused.value.messages["anatomy"]) == ["compartment"]


def test_a_hook_that_the_quick_way_would_pass_over_is_refused() -> None:
    """A schema looks at an object before it is read and after, in no other way."""

    class Looks(CitationSchema):
        @validates("id")
        def look(self, value: str, **_: Any) -> None:
            """Look at one field."""

    class Compares(CitationSchema):
        @validates_schema(pass_original=True, skip_on_field_errors=False)
        def compare(self, data: Any, original: Any, **_: Any) -> None:
            """Look at what was read, and at what it was read from."""

    for schema in (Looks, Compares):
        with pytest.raises(TypeError, match="quick way"):
            schema()


def test_fewer_fields_are_read_where_fewer_are_asked_for() -> None:
    """A schema of some of the fields takes these and refuses the others."""
    some = ReviewSchema(only=("basis",))
    with pytest.raises(ValidationError) as refused:
        some.load({"basis": "read", "reviewed_on": "2026-01-01"})
    assert "reviewed_on" in refused.value.messages


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """More kinds of object than may be remembered are read like any others."""
    monkeypatch.setattr(strict, "MOST_SHARED", 2)
    for regions in (["lumbar"], ["sacral"], ["thoracic"], ["cervical"], ["lumbar"]):
        anatomy = {"regions": regions, "compartment": "dura"}
        assert SCHEMA.load(smallest_record(anatomy=anatomy)).anatomy.regions == tuple(regions)


def test_an_object_is_made_either_way() -> None:
    """Without options an object is read quickly, with them as marshmallow does it, and is the same."""
    written = {"id": "a", "supports": ["title"]}
    assert CitationSchema().load(written) == Citation(id="a", supports=("title",))
    assert CitationSchema().load([written], many=True) == [Citation(id="a", supports=("title",))]


def test_options_of_marshmallow_keep_their_meaning() -> None:
    """Part of an object is let through where it is asked for, and only there."""
    with pytest.raises(ValidationError):
        ReportingSchema().load({"unit": "procedure"})
    assert ReportingSchema().validate({"unit": "procedure"}, partial=True) == {}
    whole = ReportingSchema().load({"unit": "procedure", "add_on": False})
    assert isinstance(whole, Reporting)
    assert replace(whole) == whole


def test_every_fault_of_every_object_is_told() -> None:
    """The quick way stops at the first fault; what is told is all of them, as marshmallow orders them."""
    record = smallest_record(graft=1, synonyms=["a", " b", None], anatomy={"regions": "lumbar", "extra": 1})
    with pytest.raises(ValidationError) as refused:
        SCHEMA.load(record)
    assert refused.value.messages == {
        "anatomy": {
            "regions": ["must be an array"],
            "compartment": ["is missing"],
            "extra": ["is not a field of this object"],
        },
        "graft": ["must be a string"],
        "synonyms": {1: ["must not begin or end with white space"], 2: ["must not be null"]},
    }
