"""What may a caller ask? Every parameter and body, with its maximum beside its type."""

from collections.abc import Sequence
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema
from webargs.fields import DelimitedList
from webargs.multidictproxy import MultiDictProxy

from schemas.facts import FACTS
from schemas.fields import Choice, Slug, Text, Word
from schemas.parameters import Count, Flag, KnownCode, Line, Queries
from schemas.vocabulary import VOCABULARIES
from schemas.written import ProcedureSchema

MOST_CODES = 1000
"""Codes in one look-up, at most."""

LONGEST_QUERY = 200
"""Characters of one query of a look-up, at most."""

LARGEST_PAGE = 200
"""Items on one page, at most."""

LONGEST_CURSOR = 400
"""Characters of a cursor, at most."""

MOST_WORDS = 100
"""Values in one filter, at most."""

FEWEST_COMPARED, MOST_COMPARED = 2, 8
"""Codes in one comparison."""

LONGEST_SEARCH = 200
"""Characters of a search, at most."""


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
    length = validate.Length(1, MOST_WORDS, error="must hold {min} to {max} values")
    return DelimitedList(field, validate=length, **kwargs)


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


class SearchQuestion(Question):
    """Which words to look for, in which records, and how many at a time."""

    class Meta(Question.Meta):
        """Add the filters, which are made from the facts."""

        include = FILTERS

    q = Line(
        longest=LONGEST_SEARCH,
        required=True,
        error_messages={"required": "is missing"},
        metadata={
            "description": "Codes, beginnings of codes, words in any form, and levels of the spine such as L4-5.",
            "example": "csf leak lumbar",
            "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
        },
    )
    limit = Count(
        least=1,
        most=LARGEST_PAGE,
        load_default=20,
        metadata={"description": "Items on a page, at most.", "default": 20},
    )
    cursor = Text(longest=LONGEST_CURSOR, **_described("The `next` of the page before."))
    facets = Flag(
        load_default=False,
        metadata={"description": "Whether to count the values of the records found.", "default": False},
    )


class LookupQuestion(Question):
    """Which codes to look up."""

    # Any text is a query: what is no code is answered as malformed, and spoils no other query.
    codes = Queries(
        longest=LONGEST_QUERY,
        most=MOST_CODES,
        required=True,
        error_messages={"required": "is missing"},
        metadata={"description": "Codes, as strings; a number is refused.", "example": ["63707", "63709"]},
    )


class RelatedQuestion(Question):
    """Which edges of a record to answer."""

    relationship = any_of(Word("relationship"), **_described("Edges of any of these relationships; all if left out."))


def _distinct(codes: Sequence[str]) -> None:
    if len(set(codes)) != len(codes):
        raise ValidationError("names a code twice")


class CompareQuestion(Question):
    """Which codes to lay side by side."""

    codes = DelimitedList(
        KnownCode(),
        required=True,
        validate=[
            validate.Length(FEWEST_COMPARED, MOST_COMPARED, error="must name {min} to {max} codes"),
            _distinct,
        ],
        error_messages={"required": "is missing"},
        metadata={
            "description": "Two to eight different codes, joined by commas.",
            "uniqueItems": True,
            "example": ["63707", "63709"],
        },
    )
