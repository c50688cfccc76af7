"""Do cues reach as far as a reader would take them, and no further?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cues import MOST_ITEMS, REACH, Reach
from service.phrases import Hit, tokenize


def reached(way, text, turn="but"):
    """Return the words that the cue CUE of `text` reaches, in the order of the text."""
    tokens = tokenize(text)
    turns = frozenset(place for place, token in enumerate(tokens) if token.word == turn)
    [place] = [place for place, token in enumerate(tokens) if token.word == "cue"]
    return " ".join(tokens[place].word for place in sorted(places(Reach(tokens, turns), way, Hit(0, place, place))))


def places(reach, way, hit):
    """Return the places that a cue reaches in one way, in the order in which it reaches them."""
    return [place for run in getattr(reach, way)(hit) for place in run]


REACHES = [
    ("forward", "a cue b c", "b c"),
    ("forward", "cue b, c", "b"),
    ("forward", "cue b. c", "b"),
    ("forward", "cue b but c", "b"),
    ("forward", "a cue", ""),
    ("forward", "a cue, b", ""),
    ("backward", "a b cue c", "a b"),
    ("backward", "a, b cue", "b"),
    ("backward", "a. b cue", "b"),
    ("backward", "a but b cue", "but b"),
    ("backward", "cue a", ""),
    ("list_forward", "cue a or b", "a or b"),
    ("list_forward", "cue a, or b", "a or b"),
    ("list_forward", "cue a, nor b, nor c. d", "a nor b nor c"),
    ("list_forward", "cue a, b", "a"),
    ("list_forward", "cue a, or b c d e", "a"),
    ("list_forward", "cue a. Or b", "a"),
    ("list_backward", "a and b cue", "a and b"),
    ("list_backward", "a, b and c cue", "a b and c"),
    ("list_backward", "one a, b and c cue", "one a b and c"),
    ("list_backward", "it was a, b cue", "b"),
    ("list_backward", "a. b, c cue", "b c"),
    ("rest", "a cue b, c, d. e", "b c d"),
    ("rest", "cue. a", ""),
    ("sentence", "a. b, cue, c. d", "b cue c"),
    ("sentence", "a b. Cue", "a b cue"),
    ("sentence", "a b. Cue c", "a b cue c"),
    ("sentence", "a b. Cue c d", "cue c d"),
    ("sentence", "cue", "cue"),
]
"""A way to reach, a text with one cue, and the words that it reaches."""


@pytest.mark.parametrize(("way", "text", "expected"), REACHES)
def test_a_cue_reaches_as_far_as_it_is_read(way, text, expected):
    """Clauses, lists, sentences and turns bound what a cue changes."""
    assert reached(way, text) == expected


@pytest.mark.parametrize(
    ("way", "text"), [("forward", "cue" + " a" * 100), ("backward", "a " * 100 + "cue")], ids=["forward", "backward"]
)
def test_a_long_clause_is_not_reached_to_its_end(way, text):
    """Where no mark ends it, a reach ends by itself."""
    assert reached(way, text) == " ".join("a" * REACH)


@pytest.mark.parametrize(
    ("way", "text"),
    [("list_forward", "cue a" + ", or a" * 100), ("list_backward", "a, " * 100 + "cue")],
    ids=["forward", "backward"],
)
def test_a_long_list_is_not_reached_to_its_end(way, text):
    """A list is followed through so many items and no more."""
    words = reached(way, text).split()
    assert words.count("a") == MOST_ITEMS + (way == "list_forward")


def test_many_cues_of_a_sentence_reach_it_once():
    """What one cue has reached the next does not go over again, so that a note full of cues is read in one pass."""
    tokens = tokenize("cue a " * 500)
    for way in ("rest", "sentence"):
        reach = Reach(tokens, frozenset())
        hits = [Hit(0, place, place) for place in range(0, len(tokens), 2)]
        assert sum(len(places(reach, way, hit)) for hit in hits) <= 2 * len(tokens)


@given(text=st.text("ab ,.\n", max_size=60), place=st.integers(0, 100))
def test_a_cue_never_leaves_what_it_stands_in(text, place):
    """Whatever the text, what is reached lies in the sentence of the cue, or in the one before it."""
    tokens = tokenize(text)
    if not tokens:
        return
    place %= len(tokens)
    hit, own = Hit(0, place, place), tokens[place].sentence
    reach = Reach(tokens, frozenset())
    for way in ("forward", "backward", "list_forward", "list_backward", "rest"):
        told = places(reach, way, hit)
        assert place not in told
        assert {tokens[other].sentence for other in told} <= {own}
    before = max((token.sentence for token in tokens if token.sentence < own), default=own)
    assert place in (told := places(reach, "sentence", hit))
    assert {tokens[other].sentence for other in told} <= {before, own}
