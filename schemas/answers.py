"""What is a caller told? The envelopes around records, and all else that is answered."""

from marshmallow import fields

from schemas.fields import Code
from schemas.served import Answer, ListedProcedureSchema, ServedProcedureSchema, count, share, text


class PageSchema(Answer):
    """One page of a list."""

    sometimes = ("facets",)
    items = fields.List(fields.Nested(ListedProcedureSchema()), metadata={"description": "The records, by code."})
    total = count("How many records fit, on all pages.")
    next = text("The `cursor` of the next page; null on the last.", allow_none=True)
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={"description": "By fact, how many of the records that fit each value finds."},
    )


class LookedUpSchema(Answer):
    """What one query of a look-up came to."""

    query = text("What was asked, as it was given.")
    outcome = text("Known values: found, unknown, malformed.")
    record = fields.Nested(ServedProcedureSchema(), allow_none=True, metadata={"description": "Null unless found."})


class LookupSchema(Answer):
    """One item a query, in the order asked, repetitions kept."""

    items = fields.List(fields.Nested(LookedUpSchema()))


class VocabularyValueSchema(Answer):
    """A value of a closed list."""

    sometimes = ("covers", "inverse")
    value = text("The value, as records and filters hold it.")
    meaning = text("What it means.")
    covers = fields.List(
        fields.String(), metadata={"description": "Narrower values that a search for them also finds."}
    )
    inverse = text("Of a relationship: what the first code is to the second.")


class VocabularySchema(Answer):
    """A closed list."""

    field = text("The field it governs.")
    values = fields.List(fields.Nested(VocabularyValueSchema()))


class VocabulariesSchema(Answer):
    """Every closed list."""

    items = fields.List(fields.Nested(VocabularySchema()))


class FamilyAnswerSchema(Answer):
    """A family of codes."""

    id = text("The name that records and filters hold.")
    title = text("What it is called; null where the set has no register of families.", allow_none=True)
    in_common = text("What its codes have in common.", allow_none=True)
    question = text("The question that separates them.", allow_none=True)
    codes = fields.List(Code(), metadata={"description": "Its codes, retired ones too, in order."})


class FamiliesSchema(Answer):
    """Every family."""

    items = fields.List(fields.Nested(FamilyAnswerSchema()))


class FamilyRowSchema(Answer):
    """A code of a family and what the separating facts say of it."""

    code = Code(metadata={"description": "The code."})
    title = text("What it is, in one line.")
    status = text("Known values: active, retired.")
    facts = fields.Dict(
        keys=fields.String(),
        metadata={
            "description": "By fact that the codes do not share: a word, words, true, false, or null for unknown."
        },
    )


class FamilyTableSchema(FamilyAnswerSchema):
    """A family with its codes side by side."""

    separating = fields.List(
        fields.String(), metadata={"description": "The facts that separate at least two of the codes."}
    )
    items = fields.List(fields.Nested(FamilyRowSchema()))


class SourceAnswerSchema(Answer):
    """A publication that facts were taken from."""

    id = text("The id that records cite.")
    title = text("What it is called.")
    publisher = text("Who publishes it.")
    release = text("Which release was read; null where it has none.", allow_none=True)
    date = text("The day of that release; null where it is not known.", allow_none=True)
    licence = text("What its terms allow.")
    records = count("How many records cite it.")


class SectionSchema(Answer):
    """The section that the set covers whole."""

    first = Code(metadata={"description": "Its first code."})
    last = Code(metadata={"description": "Its last code."})
    active = count("Active codes in it.")
    retired = count("Retired codes in it, or replaced by codes in it.")


class CoverageSchema(Answer):
    """How many active records have a field filled in."""

    field = text("The name of the field.")
    filled = count("Active records that say something there.")
    share = share("The same as a share of the active records.")


class UnknownsSchema(Answer):
    """How many active records leave a fact open."""

    fact = text("The name of the fact.")
    open = count("Active records that leave it open.")
    share = share("The same as a share of the active records.")


class DatasetSchema(Answer):
    """What the set as a whole is."""

    version = text("The first 12 hex digits of the digest, as `X-Data-Version` carries it.")
    digest = text("SHA-256 of everything served from the set.")
    service_version = text("The version of the service.")
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Records in all, and by status, family being counted apart."},
    )
    review_basis = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "Active records by what they rest on."}
    )
    section = fields.Nested(SectionSchema())
    coverage = fields.List(fields.Nested(CoverageSchema()))
    unknowns = fields.List(fields.Nested(UnknownsSchema()))
    sources = fields.List(fields.Nested(SourceAnswerSchema()))
    notice = text("Whose the codes are, and what the records are not for.")


class InvalidParameterSchema(Answer):
    """One thing wrong in a question."""

    location = text("Known values: query, header, path, body.")
    pointer = text("The parameter, or the place in the body as a JSON Pointer in URI fragment form.")
    detail = text("What is wrong with it.")


class ProblemSchema(Answer):
    """A problem, as RFC 9457 defines it."""

    sometimes = ("errors", "codes", "did_you_mean", "line")
    type = text("A URI reference that answers with the meaning of this type.")
    title = text("The type in a few words.")
    status = fields.Integer(strict=True, metadata={"description": "The HTTP status."})
    detail = text("What happened this time.")
    request_id = text("The id of this request, as `X-Request-ID` carries it.")
    errors = fields.List(
        fields.Nested(InvalidParameterSchema()), metadata={"description": "Every fault; of many, 100."}
    )
    codes = fields.List(Code(), metadata={"description": "The codes that have no record."})
    did_you_mean = fields.List(
        fields.String(), metadata={"description": "Codes that exist, nearest number first, or families spelt alike."}
    )
    line = count("The line of a body that could not be read, counted from 1.")


class ProblemTypeSchema(Answer):
    """A type of problem."""

    type = text("Its URI reference.")
    title = text("It in a few words.")
    status = fields.Integer(strict=True, metadata={"description": "The HTTP status it comes with."})
    meaning = text("When it comes, and what to do.")


class ProblemTypesSchema(Answer):
    """Every type of problem."""

    items = fields.List(fields.Nested(ProblemTypeSchema()))
