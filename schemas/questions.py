"""What may a caller ask? Every parameter and body, with its maximum beside its type."""

import re
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema
from webargs.fields import DelimitedList
from webargs.multidictproxy import MultiDictProxy

from schemas.facts import FACTS
from schemas.fields import Choice, Items, Slug, Text, Word
from schemas.vocabulary import VOCABULARIES
from schemas.written import ProcedureSchema

MOST_CODES = 1000
"""Codes in one look-up, at most."""

LARGEST_PAGE = 200
"""Items on one page, at most."""

LONGEST_CURSOR = 400
"""Characters of a cursor, at most."""

MOST_WORDS = 100
"""Values in one filter, at most."""

_DIGITS = re.compile("[0-9]{1,9}")


class Count(fields.Integer):
    """A whole number in a query string, in ASCII digits without a sign."""

    default_error_messages = {"invalid": "must be a whole number", "range": "must be from {least} to {most}"}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        metadata = {"minimum": least, "maximum": most, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise self.make_error("invalid")
        if not self.least <= int(value) <= self.most:
            raise self.make_error("range", least=self.least, most=self.most)
        return int(value)


class Flag(fields.Boolean):
    """The word true or false in a query string."""

    default_error_messages = {"invalid": "must be true or false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return bool(value == "true")


class Question(Schema):
    """Parameters or a body of which every name is known, and each given once."""

    error_messages = {"unknown": "is not known here", "type": "must be an object"}

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def once(self, _: Any, original: Any, **__: Any) -> None:
        """Raise ValidationError for parameters given more than once; which of them is meant, nobody can say."""
        if isinstance(original, MultiDictProxy):
            values: Any = original.data
            repeated = {name: ["is given more than once"] for name in values if len(values.getlist(name)) > 1}
            if repeated:
                raise ValidationError(repeated)


class NoParameters(Question):
    """A call that takes no parameter."""


def any_of(field: fields.Field[Any], **kwargs: Any) -> DelimitedList:
    """Return a parameter of values joined by commas, of which any may match."""
    most = validate.Length(max=MOST_WORDS, error="must hold at most {max} values")
    return DelimitedList(field, validate=most, **kwargs)


def _described(text: str) -> dict[str, Any]:
    return {"metadata": {"description": text}}


SERVED_FIELDS = tuple(ProcedureSchema().fields)
"""The top-level fields of a served record."""

FIELDS = any_of(Choice(SERVED_FIELDS), **_described("Top-level fields to pick; all of them when left out."))

FILTERS: dict[str, fields.Field[Any]] = {
    **{
        name: any_of(Choice(fact.words), **_described(f"Records whose {name.replace('_', ' ')} is any of these."))
        for name, fact in FACTS.items()
    },
    "laminectomy_role": any_of(
        Word("laminectomy.role"), **_described("Records whose `laminectomy.role` is any of these.")
    ),
    "family": any_of(Slug(), **_described("Records of any of these families.")),
    "status": any_of(
        Choice(tuple(VOCABULARIES["status"])),
        load_default=("active",),
        metadata={"description": "Records of any of these states; active ones when left out.", "default": ["active"]},
    ),
}
"""Every filter of a list by its name: the facts, the role of laminectomy, the family and the status."""


class RecordQuestion(Question):
    """How much of one record to answer."""

    class Meta(Question.Meta):
        """Add the parameter by its name, which a Schema has for another use."""

        include = {"fields": FIELDS}


class ListQuestion(Question):
    """Which records, and how many at a time."""

    class Meta(Question.Meta):
        """Add the filters, which are made from the facts."""

        include = {
            **FILTERS,
            "fields": FIELDS,
        }

    limit = Count(
        least=1,
        most=LARGEST_PAGE,
        load_default=50,
        metadata={"description": "Items on a page, at most.", "default": 50},
    )
    cursor = Text(longest=LONGEST_CURSOR, **_described("The `next` of the page before."))
    facets = Flag(
        load_default=False,
        metadata={"description": "Whether to count the values of the records that fit.", "default": False},
    )


class LookupQuestion(Question):
    """Which codes to look up."""

    codes = Items(
        Text(longest=200),
        most=MOST_CODES,
        required=True,
        error_messages={"required": "is missing"},
        metadata={"description": "Codes, as strings; a number is refused.", "example": ["63707", "63709"]},
    )
