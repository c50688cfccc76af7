"""Are names found wherever they stand in a note, and nowhere else?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.names import Names, spread

WORDS = 4
NAMES = [([0], 0), ([0, 1], 1), ([0, 1, 2], 2), ([0, 1], 3), ([3], 3), ([], 4)]


def longest(names, words, sentences=None, size=5):
    """Return what is found in a note of numbered words."""
    held = np.array([word for name, _ in names for word in name], dtype=np.int64)
    lengths = np.array([len(name) for name, _ in names], dtype=np.int64)
    bearers = np.array([bearer for _, bearer in names], dtype=np.int64)
    found = Names(held, np.cumsum(lengths) - lengths, lengths, bearers, words=WORDS, size=size)
    return found.longest(np.array(words, dtype=np.int64), np.array(sentences or [0] * len(words), dtype=np.int64))


@pytest.mark.parametrize(
    ("words", "sentences", "expected"),
    [
        ([], None, [0, 0, 0, 0, 0]),
        ([0], None, [1, 0, 0, 0, 0]),
        ([1, 2], None, [0, 0, 0, 0, 0]),
        ([3, 0, 1], None, [1, 2, 0, 2, 0]),
        ([0, 1, 2], None, [1, 2, 3, 2, 0]),
        ([0, 1, 2], [0, 0, 1], [1, 2, 0, 2, 0]),
        ([0, -1, 1], None, [1, 0, 0, 0, 0]),
        ([0, 1, -1, 3], None, [1, 2, 0, 2, 0]),
    ],
)
def test_the_longest_name_of_each_bearer_counts(words, sentences, expected):
    """A name stands where its words follow each other in one sentence, and the longest of a bearer is told."""
    assert longest(NAMES, words, sentences).tolist() == expected


def test_without_names_nobody_is_named():
    """A set of records without synonyms is asked like any other."""
    assert longest([], [0, 1], size=2).tolist() == [0, 0]
    assert longest([([], 1)], [0, 1], size=2).tolist() == [0, 0]


def test_a_run_is_spread_from_each_start():
    """Runs of numbers follow each other, empty ones among them."""
    assert spread(np.array([5, 9, 0]), np.array([2, 0, 3])).tolist() == [5, 6, 0, 1, 2]
    assert spread(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []


@given(
    names=st.lists(st.tuples(st.lists(st.integers(0, WORDS - 1), max_size=4), st.integers(0, 4)), max_size=12),
    words=st.lists(st.integers(-1, WORDS - 1), max_size=20),
    ends=st.lists(st.booleans(), min_size=20, max_size=20),
)
def test_any_names_are_found_as_a_plain_search_finds_them(names, words, ends):
    """Looking at every place of a note for every name comes to the same."""
    sentences = np.cumsum(ends[: len(words)], dtype=np.int64).tolist()
    expected = [0] * 5
    for name, bearer in names:
        for place in range(len(words) - len(name) + 1):
            last = place + len(name)
            if name and words[place:last] == name and len(set(sentences[place:last])) == 1:
                expected[bearer] = max(expected[bearer], len(name))
    assert longest(names, words, sentences).tolist() == expected
