"""Is a lexicon read exactly, and is all that is wrong with it named?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.facts import FACTS
from schemas.lexicon import FAMILY, Cues, Lexicon, LexiconSchema
from schemas.messages import leaves
from tests.examples import Record, json_values

CUES: Record = {
    "not_before": ["no"],
    "not_after": ["untouched"],
    "past_before": ["prior"],
    "past_sentence": ["pmh"],
    "past_after": ["years ago"],
    "open": ["unclear"],
    "turn": ["but"],
}
SAYING: Record = {"phrases": ["laminectom*", "lamina ... removed"], "says": {"laminectomy": ["true"]}}


def lexicon(*sayings: Any, **cues: Any) -> Record:
    """Return a lexicon as a file holds it."""
    return {"sayings": list(sayings or [SAYING]), "cues": {**CUES, **cues}}


def faults(value: Any) -> dict[str, str]:
    """Return what is wrong with a lexicon, by the way to it."""
    try:
        LexiconSchema().load(value)
    except ValidationError as error:
        return {".".join(map(str, pointer)): reason for pointer, reason in leaves(error.messages)}
    return {}


def test_a_lexicon_is_read() -> None:
    """Phrases, what they say and cues are read in their order; nothing is literal unless it says so."""
    read = LexiconSchema().load(lexicon(SAYING, {**SAYING, "literal": True}))
    assert [saying.phrases for saying in read.sayings] == [("laminectom*", "lamina ... removed")] * 2
    assert [dict(saying.says) for saying in read.sayings] == [{"laminectomy": ("true",)}] * 2
    assert [saying.literal for saying in read.sayings] == [False, True]
    assert read.cues == Cues(**{name: tuple(phrases) for name, phrases in CUES.items()})


def test_a_lexicon_survives_being_written_and_read() -> None:
    """What is dumped loads as the same lexicon."""
    schema = LexiconSchema()
    read = schema.load(
        lexicon(SAYING, {"phrases": ["shunt"], "says": {FAMILY: ["lumbar-shunt"], "graft": ["excluded"]}})
    )
    assert schema.load(schema.dump(read)) == read


def test_what_a_phrase_says_cannot_be_changed() -> None:
    """A saying is frozen to its last value, as a record is."""
    [saying] = LexiconSchema().load(lexicon()).sayings
    with pytest.raises(TypeError):
        saying.says["laminectomy"] = ("false",)


@pytest.mark.parametrize("name", FACTS)
def test_every_word_of_every_fact_can_be_said(name: str) -> None:
    """A phrase may say any value that records are filtered by."""
    words = list(FACTS[name].words)
    [saying] = LexiconSchema().load(lexicon({**SAYING, "says": {name: words}})).sayings
    assert saying.says[name] == tuple(words)


def test_families_are_told_with_their_places() -> None:
    """Every family that a phrase speaks of is named with the way to it, so that a fault can point there."""
    sayings = (
        SAYING,
        {"phrases": ["a"], "says": {FAMILY: ["one", "two"]}},
        {"phrases": ["b"], "says": {FAMILY: ["one"]}},
    )
    assert list(LexiconSchema().load(lexicon(*sayings)).families()) == [
        (("sayings", 1, "says", "family", 0), "one"),
        (("sayings", 1, "says", "family", 1), "two"),
        (("sayings", 2, "says", "family", 0), "one"),
    ]
    assert list(Lexicon().families()) == []


@pytest.mark.parametrize(
    ("value", "way", "reason"),
    [
        ([], "", "must be an object"),
        ({"cues": CUES}, "sayings", "is missing"),
        ({"sayings": [SAYING]}, "cues", "is missing"),
        ({**lexicon(), "more": 1}, "more", "is not a field of this object"),
        ({"sayings": [], "cues": CUES}, "sayings", "must hold 1 to 2000 items"),
        (lexicon(5), "sayings.0", "must be an object"),
        (lexicon({**SAYING, "more": 1}), "sayings.0.more", "is not a field of this object"),
        (lexicon({**SAYING, "phrases": []}), "sayings.0.phrases", "must hold 1 to 400 items"),
        (lexicon({**SAYING, "phrases": "x"}), "sayings.0.phrases", "must be an array"),
        (lexicon({**SAYING, "phrases": ["x", "x"]}), "sayings.0.phrases", "'x' stands in the list twice"),
        (lexicon({**SAYING, "phrases": [""]}), "sayings.0.phrases.0", "must not be empty"),
        (lexicon({**SAYING, "says": {}}), "sayings.0.says", "must be an object of facts and arrays of their values"),
        (lexicon({**SAYING, "says": []}), "sayings.0.says", "must be an object of facts and arrays of their values"),
        (lexicon({**SAYING, "says": {"colour": ["red"]}}), "sayings.0.says.colour", "is not a fact"),
        (
            lexicon({**SAYING, "says": {"region": ["lumbar", "knee"]}}),
            "sayings.0.says.region",
            "'knee' is not a value of region",
        ),
        *[
            (
                lexicon({**SAYING, "says": {"region": words}}),
                "sayings.0.says.region",
                "must be an array of strings, and not empty",
            )
            for words in ("lumbar", [], [5], None, [["lumbar"]])
        ],
        (lexicon(turn=[]), "cues.turn", "must hold 1 to 400 items"),
        (lexicon(turns=["x"]), "cues.turns", "is not a field of this object"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_what_is_not_allowed_is_named(value: Any, way: str, reason: str) -> None:
    """A value that is not allowed is refused with its place and its reason, and as the only fault."""
    assert faults(value) == {way: reason}


@pytest.mark.parametrize("name", CUES)
def test_every_kind_of_cue_is_needed(name: str) -> None:
    """A kind of cue that is left out is named, so that none is forgotten by a slip."""
    assert faults({"sayings": [SAYING], "cues": {key: CUES[key] for key in CUES if key != name}}) == {
        f"cues.{name}": "is missing"
    }


@pytest.mark.parametrize("value", [1, 0, "true", None, []])
def test_literal_is_true_or_false(value: Any) -> None:
    """Nothing else is taken for a truth."""
    assert faults(lexicon({**SAYING, "literal": value})).keys() == {"sayings.0.literal"}


@given(value=json_values)
def test_any_value_is_a_fault_or_a_lexicon(value: Any) -> None:
    """Whatever stands in a file, it is read or named, and so is whatever a phrase says."""
    assert faults(value)
    assert all(way.startswith("sayings.0.says") for way in faults(lexicon({**SAYING, "says": value})))


@given(name=st.sampled_from(sorted(FACTS)), word=st.text(max_size=10))
def test_any_word_that_no_record_has_is_a_fault(name: str, word: str) -> None:
    """A value stands in the closed list of its fact, or it is named."""
    assert bool(faults(lexicon({**SAYING, "says": {name: [word]}}))) == (word not in FACTS[name].words)
