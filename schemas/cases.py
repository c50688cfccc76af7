"""What may a caller tell of a case? A note, facts known outright, or both."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.facts import FACTS, NO, YES, YES_OR_NO
from schemas.messages import nested
from schemas.questions import MOST_WORDS, Question

LONGEST_NOTE = 20_000
"""Bytes of a note, at most."""

MOST_CANDIDATES = 50
"""Candidates in one answer, at most."""


class KnownFacts(fields.Dict):
    """Facts of a case: a value, several of which any may hold, true or false, or null for one that is unclear."""

    default_error_messages = {"invalid": "must be an object"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        read, wrong = {}, []
        for name, told in value.items():
            words = _spelt(told)
            if name not in FACTS:
                wrong.append(((name,), "is not a fact"))
            elif reason := _unknown_word(name, words):
                wrong.append(((name,), reason))
            read[name] = words
        if wrong:
            raise ValidationError(nested(wrong))
        return read


def _spelt(told: Any) -> list[Any] | None:
    """Return what is told of a fact as words; null stays null."""
    if told is None:
        return None
    values = told if isinstance(told, list) else [told]
    return [{True: YES, False: NO}[value] if isinstance(value, bool) else value for value in values]


def _unknown_word(name: str, words: list[Any] | None) -> str | None:
    """Return what is wrong with the words for a fact, or None."""
    if words is None:
        return None
    allowed = (*FACTS[name].words, YES, NO) if name in YES_OR_NO else FACTS[name].words
    if not 0 < len(words) <= MOST_WORDS:
        return f"must hold 1 to {MOST_WORDS} values"
    return next((f"{word!r} is not a value of {name}"[:200] for word in words if word not in allowed), None)


class Note(fields.String):
    """A text of any kind, line breaks and all, up to a size in bytes of UTF-8."""

    default_error_messages = {"invalid": "must be a string", "long": "must be at most {most} bytes of UTF-8"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if len(value.encode()) > LONGEST_NOTE:
            raise self.make_error("long", most=LONGEST_NOTE)
        return value


class CandidatesQuestion(Question):
    """What is known of a case."""

    text = Note(
        load_default="",
        metadata={
            "description": "A note, 20,000 bytes at most. It is neither stored nor logged.",
            "maxLength": LONGEST_NOTE,
        },
    )
    facts = KnownFacts(
        load_default=dict,
        metadata={"description": "What is known outright, by fact; it comes before the note. Null says it is unclear."},
    )
    limit = fields.Integer(
        strict=True,
        load_default=10,
        validate=validate.Range(1, MOST_CANDIDATES, error="must be from {min} to {max}"),
        error_messages={"invalid": "must be a whole number"},
        metadata={"description": "Candidates at most.", "default": 10},
    )

    @validates_schema(skip_on_field_errors=True)
    def say_something(self, data: Any, **_: Any) -> None:
        """Raise ValidationError for a case of which nothing is told."""
        if not data["text"].strip() and not data["facts"]:
            raise ValidationError("must hold a text, facts, or both")
