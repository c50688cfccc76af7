"""What is told of a search? The records that were found, and why."""

from marshmallow import fields

from schemas.fields import Code
from schemas.served import Answer

SEARCHED = (
    "title",
    "synonyms",
    "indications",
    "summary",
    "steps",
    "family",
    "region",
    "pathology",
    "device",
    "bone_removal",
    "compartment",
    "access",
    "route",
    "root_operation",
    "diagnoses",
    "icd10pcs",
)
"""The fields that are searched, in the order in which matches are told."""


class MatchSchema(Answer):
    """A field of a record in which something was found."""

    field = fields.String(
        metadata={"description": "A field of text, a fact, or `code`. Known values: code, " + ", ".join(SEARCHED) + "."}
    )
    words = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "What was looked for, and as what it stands there first."},
    )


class FoundSchema(Answer):
    """A record that a search has found."""

    code = Code(metadata={"description": "The code."})
    title = fields.String(metadata={"description": "What it is, in one line."})
    status = fields.String(metadata={"description": "Known values: active, retired."})
    tier = fields.String(
        metadata={
            "description": "How it was found, the best way first. Known values: code (the search names it), prefix "
            "(the search names its beginning), all-words, near-spelling (all words, those that no record has read as "
            "similar ones), any-word."
        }
    )
    matched_on = fields.List(fields.Nested(MatchSchema()), metadata={"description": "Where it was found, and as what."})
    snippet = fields.String(
        metadata={
            "description": "The passage that holds most of it, as HTML content: `<mark>` and `</mark>` stand around "
            "what was found, and all else is escaped."
        }
    )


class SearchSchema(Answer):
    """One page of what a search has found, best first."""

    sometimes = ("facets",)
    items = fields.List(
        fields.Nested(FoundSchema()),
        metadata={"description": "By tier, then by fit (BM25, titles and synonyms first), then by code."},
    )
    total = fields.Integer(
        strict=True, metadata={"description": "How many records were found, on all pages.", "minimum": 0}
    )
    next = fields.String(allow_none=True, metadata={"description": "The `cursor` of the next page; null on the last."})
    read_as = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "What was read as something else: levels as regions, unknown words as similar ones."},
    )
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={"description": "By fact, how many of the records found each value finds."},
    )
