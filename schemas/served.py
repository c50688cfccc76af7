"""What is served of a record? The written record, completed by what follows from it.

Answers may gain fields and values within ``/v1``: every object here allows more than it names, and closed lists
are described as plain strings.
"""

from typing import Any, ClassVar

from marshmallow import INCLUDE, Schema, fields, missing

from schemas.fields import Items, Word
from schemas.strict import Strict
from schemas.written import (
    RETIRED_ONLY,
    AnatomySchema,
    ApproachSchema,
    CitationSchema,
    LaminectomySchema,
    ProcedureSchema,
    RelationSchema,
    ReportingSchema,
    ReviewSchema,
)

MOST_EDGES = 1000
"""Edges of a served record, at most: those written at it and at every other end."""


class Answer(Schema):
    """A JSON object that always has the fields named here, those of `sometimes` apart, and may have more."""

    sometimes: ClassVar[tuple[str, ...]] = ()

    class Meta(Strict.Meta):
        """Allow what is not known yet."""

        unknown = INCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Describe a field as one that is always there."""
        field_obj.load_default = missing
        field_obj.metadata = {name: value for name, value in field_obj.metadata.items() if name != "default"}
        field_obj.required = field_name not in self.sometimes


def text(description: str, **more: Any) -> fields.String:
    """Return a string that is always told, with what it says."""
    return fields.String(metadata={"description": description}, **more)


def count(description: str) -> fields.Integer:
    """Return a whole number from 0 up, with what it counts."""
    return fields.Integer(strict=True, metadata={"description": description, "minimum": 0})


def share(description: str) -> fields.Float:
    """Return a number from 0 to 1, with what it is a share of."""
    return fields.Float(metadata={"description": description, "minimum": 0, "maximum": 1})


class ServedLaminectomySchema(Answer, LaminectomySchema):
    """Whether a whole lamina is removed."""

    involved = fields.Boolean(
        allow_none=True, metadata={"description": "True, false, or null where the code leaves it open."}
    )


class ServedApproachSchema(Answer, ApproachSchema):
    """The way in."""


class ServedAnatomySchema(Answer, AnatomySchema):
    """Where it is done."""


class ServedReportingSchema(Answer, ReportingSchema):
    """How it is counted."""

    sometimes = ("no_primaries_because",)


class ServedRelationSchema(Answer, RelationSchema):
    """An edge to another code, seen from this one."""

    relationship = Word("relationship", metadata={"description": "What the other code is to this one."})
    differs_in = fields.List(
        fields.String(), metadata={"description": "The facts that separate the two: known of both, and not the same."}
    )


class ServedCitationSchema(Answer, CitationSchema):
    """A source and what rests on it."""


class ServedReviewSchema(Answer, ReviewSchema):
    """What it rests on, and when it was read."""


class ServedProcedureSchema(Answer, ProcedureSchema):
    """One procedure code: the written record, completed by what follows from it."""

    sometimes: ClassVar[tuple[str, ...]] = RETIRED_ONLY
    laminectomy = fields.Nested(ServedLaminectomySchema())
    approach = fields.Nested(ServedApproachSchema())
    anatomy = fields.Nested(ServedAnatomySchema())
    reporting = fields.Nested(ServedReportingSchema())
    related_codes = Items(fields.Nested(ServedRelationSchema()), most=MOST_EDGES)
    sources = Items(fields.Nested(ServedCitationSchema()), most=12)
    review = fields.Nested(ServedReviewSchema())


class PickedProcedureSchema(ServedProcedureSchema):
    """One procedure code, or those of its fields that were picked with `fields`."""

    sometimes = tuple(ProcedureSchema().fields)


class ListedProcedureSchema(ServedProcedureSchema):
    """One procedure code, or those of its fields that were picked with `fields`, the code always among them."""

    sometimes = tuple(name for name in ProcedureSchema().fields if name != "code")
