"""Which known words may an unknown one be a slip of? Those with the fewest letters added, lost, changed or swapped."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_BITS = 32
"""Sets of letters are kept as so many bits; letters beyond share them."""


class Spelling:
    """Known words, ready to be compared with unknown ones.

    Words are compared by optimal string alignment, but few need to be: a slip changes the length by one at most and
    the set of letters by two, so most words are told to be further away by numbers held in arrays.

    Attributes:
        words: the known words, in order.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._lengths = np.array([len(word) for word in words], dtype=np.int32)
        self._letters = np.array([_letters(word) for word in words], dtype=np.uint32)

    def near(self, word: str, most: int, shortest: int) -> list[str]:
        """Return the words with the fewest slips, `most` or less; those that share the first letter, if any do.

        Args:
            word: an unknown word.
            most: slips that are forgiven.
            shortest: characters that a known word must have.
        """
        changed = np.bitwise_count(self._letters ^ np.uint32(_letters(word)))
        close = (changed <= 2 * most) & (np.abs(self._lengths - len(word)) <= most) & (self._lengths >= shortest)
        known = [self.words[place] for place in np.flatnonzero(close).tolist()]
        told = extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
        slips = {other: number for other, number, _ in told}
        likely = {other: number for other, number in slips.items() if other[0] == word[0]} or slips
        return [other for other, number in likely.items() if number == min(likely.values())]


def _letters(word: str) -> int:
    """Return the set of a word's letters as bits."""
    return sum({1 << ord(letter) % _BITS for letter in word})
