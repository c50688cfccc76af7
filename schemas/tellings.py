"""What is told of codes side by side? Edges, comparisons, and the codes that a case could be."""

from marshmallow import fields

from schemas.fields import Code
from schemas.served import Answer, ServedRelationSchema, count, share, text


class RelatedSchema(Answer):
    """The edges of a record."""

    code = Code(metadata={"description": "The code that the edges begin at."})
    items = fields.List(fields.Nested(ServedRelationSchema()))
    total = count("How many edges there are.")
    next = text("Always null: every edge is there.", allow_none=True)


class ComparedSchema(Answer):
    """One fact of every code compared."""

    field = text("The name of the fact.")
    verdict = text("Known values: differs, one-sided (known of some only), same.")
    decides = fields.List(Code(), metadata={"description": "The codes that this fact alone tells from every other."})
    values = fields.Dict(
        keys=fields.String(),
        metadata={"description": "By code: a word, a list of words, or true, false or null for unknown."},
    )


class ComparisonSchema(Answer):
    """What sets codes apart, the deciding facts first."""

    codes = fields.List(Code())
    fields_ = fields.List(fields.Nested(ComparedSchema()), data_key="fields")
    sentence = text("When to choose which, built from the facts.")


class ReasonSchema(Answer):
    """What a case says of a fact, and what a code asks for."""

    fact = text("The name of the fact.")
    case = fields.List(fields.String(), metadata={"description": "What the case says."})
    code = fields.Raw(metadata={"description": "What the code asks for."})
    words = fields.List(fields.String(), metadata={"description": "The words of the note; none for a given fact."})


class CandidateSchema(Answer):
    """A code that a case could be."""

    code = Code(metadata={"description": "The code."})
    title = text("What it is, in one line.")
    score = share("How well it fits; not a probability.")
    for_ = fields.List(fields.Nested(ReasonSchema()), data_key="for")
    against = fields.List(fields.Nested(ReasonSchema()))
    unknown_ = fields.List(
        fields.String(), data_key="unknown", metadata={"description": "Facts that the code asks for, and nobody told."}
    )


class PossibleAnswerSchema(Answer):
    """An answer and the codes that it would leave."""

    value = text("The answer.")
    codes = fields.List(Code())


class NextQuestionSchema(Answer):
    """The one unanswered fact that best separates the leading candidates."""

    fact = text("The name of the fact.")
    question = text("What to ask.")
    answers = fields.List(fields.Nested(PossibleAnswerSchema()))


class CandidatesSchema(Answer):
    """The codes that a case could be, best first."""

    items = fields.List(fields.Nested(CandidateSchema()))
    ask_next = fields.Nested(
        NextQuestionSchema(), allow_none=True, metadata={"description": "Null where no answer would help."}
    )
