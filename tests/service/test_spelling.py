"""Are the nearest words found, though few are compared?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from service.spelling import Spelling

WORDS = ("graft", "grafts", "laminectomy", "leak", "leaks", "peak", "raft", "shunt")


@pytest.mark.parametrize(
    ("word", "most", "expected"),
    [
        ("garft", 1, ["graft"]),
        ("laminetcomy", 1, ["laminectomy"]),
        ("lamnectmy", 2, ["laminectomy"]),
        ("lamnectmy", 1, []),
        ("leek", 1, ["leak"]),
        ("beak", 1, ["leak", "peak"]),
        ("leafs", 1, ["leaks"]),
        ("rafts", 1, ["raft"]),
        ("zzzz", 2, []),
    ],
)
def test_the_words_with_the_fewest_slips_are_near(word, most, expected):
    """Fewer slips come before more, and a shared first letter before any other."""
    assert sorted(Spelling(WORDS).near(word, most, 4)) == expected


def test_short_words_are_not_meant():
    """A known word that is too short is no reading, and an empty vocabulary has none."""
    assert Spelling(("leak",)).near("leaks", 1, 5) == []
    assert Spelling(()).near("leaks", 1, 4) == []


@given(
    known=st.lists(st.text("abcde\u00e9", min_size=1, max_size=8), unique=True, max_size=30),
    word=st.text("abcde\u00e9", min_size=1, max_size=8),
    most=st.integers(1, 2),
)
def test_nothing_near_is_passed_over(known, word, most):
    """Comparing every word comes to the same."""
    slips = {other: OSA.distance(word, other) for other in known if len(other) >= 4}
    near = {other: number for other, number in slips.items() if number <= most}
    likely = {other: number for other, number in near.items() if other[0] == word[0]} or near
    expected = sorted(other for other, number in likely.items() if number == min(likely.values()))
    assert sorted(Spelling(sorted(known)).near(word, most, 4)) == expected
