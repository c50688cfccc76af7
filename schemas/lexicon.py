"""Which words of a note say which fact? The lexicon: phrases and what they say, and the cues that turn it round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError, fields

from schemas.facts import FACTS
from schemas.fields import Items, Text, Truth
from schemas.messages import Pointer, nested
from schemas.strict import Strict, optional, required

FAMILY = "family"
"""What a phrase can say besides the facts: the family of codes that it speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Phrases that mean the same, and what they say: fact to values, of which any may be meant.

    A phrase is a run of words. A star ends a word that may go on; three dots stand for up to four words between.
    `literal` phrases are taken as they stand: a cue within reach does not turn them round.
    """

    phrases: tuple[str, ...]
    says: Mapping[str, tuple[str, ...]]
    literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Words that change what stands near them.

    `not_before` denies what follows, `not_after` what stands before it; `past_before` and `past_after` put it into
    the patient's history, `past_sentence` all the rest of the sentence; `open` leaves it undecided; `turn` ends the
    reach of any of these.
    """

    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    past_before: tuple[str, ...] = ()
    past_sentence: tuple[str, ...] = ()
    past_after: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything that words of a note are read with; without any, a note says nothing."""

    sayings: tuple[Saying, ...] = ()
    cues: Cues = Cues()

    def families(self) -> Iterator[tuple[Pointer, str]]:
        """Yield every family that a phrase speaks of, with its place."""
        for place, saying in enumerate(self.sayings):
            for number, family in enumerate(saying.says.get(FAMILY, ())):
                yield ("sayings", place, "says", FAMILY, number), family


class Says(fields.Dict):
    """An object of facts and their values; the family is a name that the records decide on."""

    default_error_messages = {"invalid": "must be an object of facts and arrays of their values"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict) or not value:
            raise self.make_error("invalid")
        wrong = [((name,), reason) for name, words in value.items() for reason in _wrong(name, words)]
        if wrong:
            raise ValidationError(nested(wrong))
        return MappingProxyType({name: tuple(words) for name, words in value.items()})

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> dict[str, list[str]]:
        return {name: list(words) for name, words in value.items()}


def _wrong(name: str, words: Any) -> list[str]:
    """Return what is wrong with the values of one fact."""
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        return ["must be an array of strings, and not empty"]
    if name == FAMILY:
        return []
    if name not in FACTS:
        return ["is not a fact"]
    return [f"{word!r} is not a value of {name}" for word in words if word not in FACTS[name].words]


def _phrases(description: str) -> Items:
    return Items(Text(longest=100), least=1, most=400, unique=True, **required(description=description))


class SayingSchema(Strict):
    """Phrases that mean the same, and what they say."""

    makes = Saying
    phrases = _phrases("The phrases, in lower case.")
    says = Says(**required(description="Fact to values."))
    literal = Truth(**optional(False, description="Whether no cue turns it."))


class CuesSchema(Strict):
    """Words that change what stands near them."""

    makes = Cues
    not_before = _phrases("Deny what follows.")
    not_after = _phrases("Deny what stands before.")
    past_before = _phrases("Put what follows into the past.")
    past_sentence = _phrases("Put the rest of the sentence into the past.")
    past_after = _phrases("Put what stands before into the past.")
    open = _phrases("Leave undecided what stands in the same sentence.")
    turn = _phrases("End the reach of any of these.")


class LexiconSchema(Strict):
    """Everything that words of a note are read with."""

    makes = Lexicon
    sayings = Items(fields.Nested(SayingSchema()), least=1, most=2000, **required(description="The phrases."))
    cues = fields.Nested(CuesSchema(), **required(description="The cues."))
