"""What may a record's file say? The schema of a written record: the only door to a `Procedure`."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from typing import Any

from marshmallow import ValidationError, fields, post_dump, pre_load, validates_schema

from schemas import procedure
from schemas.fields import Choice, Code, Day, Items, Pattern, Slug, Text, Truth, Word
from schemas.messages import nested
from schemas.rules import contradictions
from schemas.strict import Inner, Shared, Strict, optional, required
from schemas.vocabulary import NOT_SPECIFIED, WRITTEN_RELATIONSHIPS

DIAGNOSIS_PATTERN = r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"
"""An ICD-10-CM code with its dot. Source: the ICD-10-CM official guidelines (CMS and NCHS), section I.A.2."""

ICD10PCS_PATTERN = "[0-9A-HJ-NP-Z]{7}"
"""An ICD-10-PCS code: seven characters without I and O. Source: the ICD-10-PCS official guidelines (CMS), A1."""

RETIRED_ONLY = ("retired_on", "replaced_by")
"""Fields that an active record does not show."""

CITABLE = tuple(field.name for field in fields_of(procedure.Procedure) if field.name not in ("code", "sources"))
"""Fields that a source can support."""


class LaminectomySchema(Strict):
    """How a whole lamina's removal belongs to the code."""

    makes = procedure.Laminectomy
    role = Word("laminectomy.role", **required(description="How the removal of a whole lamina belongs to the code."))


class ApproachSchema(Strict):
    """The way in."""

    makes = procedure.Approach
    access = Word("access", **required(description="How the site is reached, in ICD-10-PCS words."))
    route = Word("route", **required(description="The way taken to the site."))
    steps = Items(
        Text(longest=300), most=12, **optional((), description="What is done, in order, in the team's own words.")
    )


class AnatomySchema(Strict):
    """Where it is done."""

    makes = procedure.Anatomy
    regions = Items(
        Word("region"),
        most=5,
        unique=True,
        **required(description="The regions the code allows; none when it names none."),
    )
    compartment = Word("compartment", **required(description="The compartment that is worked in."))


class ReportingSchema(Strict):
    """How it is counted."""

    makes = procedure.Reporting
    unit = Word("unit", **required(description="What one unit of the code stands for."))
    add_on = Truth(**required(description="Whether it is reported only beside a primary procedure."))
    primary_codes = Items(
        Code(), most=400, unique=True, **optional((), description="The primary procedures an add-on goes with.")
    )
    no_primaries_because = Text(
        longest=300, allow_none=True, **optional(None, description="Why an add-on names no primary procedure.")
    )
    laterality = Word("laterality", **optional(NOT_SPECIFIED, description="What one unit means for the two sides."))
    not_reported_with = Items(
        Code(), most=400, unique=True, **optional((), description="Codes that may not stand beside it, by NCCI edits.")
    )

    @post_dump
    def omit(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the object without an explanation that is not there."""
        return {name: value for name, value in data.items() if name != "no_primaries_because" or value is not None}


class RelationSchema(Strict):
    """An edge to another code."""

    makes = procedure.Relation
    code = Code(**required(description="The other code."))
    relationship = Word(
        "relationship",
        among=WRITTEN_RELATIONSHIPS,
        **required(description="What the other code (B) is to this one (A); the inverse is derived."),
    )
    reason = Text(longest=400, **required(description="What separates the two; it is shown at both ends."))
    outside = Truth(**optional(False, description="Whether this set has no record of the other code."))


class CitationSchema(Strict):
    """A source and what rests on it."""

    makes = procedure.Citation
    id = Slug(**required(description="The id of a source in sources.json."))
    supports = Items(
        Choice(CITABLE), least=1, most=30, unique=True, **required(description="The top-level fields that rest on it.")
    )


class ReviewSchema(Strict):
    """What it rests on, and when it was read."""

    makes = procedure.Review
    basis = Word("review.basis", **required(description="What the facts rest on."))
    reviewed_on = Day(**required(description="The day a person last read the record through."))


class ProcedureSchema(Strict):
    """One procedure code, as a file holds it."""

    makes = procedure.Procedure
    code = Code(**required(description="The procedure code; a file is named after it."))
    title = Text(longest=120, **required(description="What the code is, in one line of the team's own words."))
    summary = Text(
        longest=1200, **required(description="What is done, why, and what tells it from its closest neighbours.")
    )
    family = Slug(**required(description="The family of codes that it is told apart in."))
    status = Word("status", **required(description="Whether the code may still be reported."))
    retired_on = Day(allow_none=True, **optional(None, description="The last day a retired code was valid, if known."))
    replaced_by = Items(
        Code(),
        most=20,
        unique=True,
        allow_none=True,
        **optional(None, description="The codes that took a retired code's place; empty if none did."),
    )
    laminectomy: fields.Nested = Shared(
        LaminectomySchema(), **required(description="Whether a whole lamina is removed.")
    )
    root_operation = Items(
        Word("root_operation"),
        most=6,
        unique=True,
        **optional((), description="What is done to the body part, in ICD-10-PCS words."),
    )
    bone_removal = Items(
        Word("bone_removal"), most=8, unique=True, **required(description="The bone steps that the code names.")
    )
    approach: fields.Nested = Inner(ApproachSchema(), **required(description="The way in."))
    anatomy: fields.Nested = Shared(AnatomySchema(), **required(description="Where it is done."))
    pathology = Items(
        Word("pathology"),
        most=12,
        unique=True,
        **required(description="What it is done for: conditions, or the purpose of a test."),
    )
    reoperation = Word(
        "reoperation", **optional(NOT_SPECIFIED, description="How an earlier operation there belongs to the code.")
    )
    imaging_guidance = Word(
        "imaging_guidance", **optional(NOT_SPECIFIED, description="How guidance by imaging belongs to the code.")
    )
    graft = Word("graft", **optional(NOT_SPECIFIED, description="How a graft belongs to the code."))
    device = Word(
        "device",
        allow_none=True,
        **optional(NOT_SPECIFIED, description="The device placed, changed, checked or removed; null for none."),
    )
    indications = Items(Text(longest=200), most=12, **optional((), description="When it is done."))
    reporting: fields.Nested = Shared(ReportingSchema(), **required(description="How it is counted."))
    related_codes = Items(
        Inner(RelationSchema()), most=60, **optional((), description="Other codes and what separates them.")
    )
    synonyms = Items(
        Text(longest=100), most=30, unique=True, **optional((), description="What surgeons and coders call it.")
    )
    diagnoses = Items(
        Pattern(DIAGNOSIS_PATTERN, meaning="an ICD-10-CM code with its dot, such as G96.02"),
        most=40,
        unique=True,
        **optional((), description="ICD-10-CM codes it is commonly done for."),
    )
    icd10pcs = Items(
        Pattern(ICD10PCS_PATTERN, meaning="an ICD-10-PCS code, such as 00QT0ZZ"),
        most=40,
        unique=True,
        **optional((), description="The nearest ICD-10-PCS codes."),
    )
    sources = Items(Shared(CitationSchema()), most=12, **optional((), description="What the facts were taken from."))
    review: fields.Nested = Shared(ReviewSchema(), **required(description="What it rests on, and when it was read."))

    @pre_load
    def set_schema_aside(self, data: Any, **_: Any) -> Any:
        """Return the record without `$schema`, which speaks to editors only."""
        if isinstance(data, Mapping) and "$schema" in data:
            return {name: value for name, value in data.items() if name != "$schema"}
        return data

    @validates_schema(skip_on_field_errors=False)
    def agree(self, data: Mapping[str, Any], **_: Any) -> None:
        """Raise ValidationError for fields that contradict each other."""
        messages = nested(contradictions(data))
        if messages:
            raise ValidationError(messages)

    @post_dump
    def omit(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the record without what only a retired code has."""
        return {name: value for name, value in data.items() if name not in RETIRED_ONLY or value is not None}
