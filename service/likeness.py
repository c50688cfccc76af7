"""How like the words of a record are the words of a note? Shared words weighed by how rare they are in the set."""

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from schemas.fields import CODE_PATTERN
from schemas.procedure import Procedure
from service.names import Names, spread
from service.phrases import Phrasebook, Token, is_run, singular, written_words

_WEIGHTS = np.array([1.0, 0.7, 0.6])
"""What a word weighs in title and synonyms, in indications, and in steps and summary; the reasons of edges speak of two
codes at once and do not count."""

_CODE = re.compile(CODE_PATTERN)
_WHOLE_CODE = re.compile(rf"\b{CODE_PATTERN}\b")  # slower, and needed only where the first finds something

_CLASS, _PLACE, _WORD = (np.int64(bits) for bits in (0, 2, 32))
"""Where in a number the class of a word, the place of a record and the number of the word begin, from the lowest bit;
in the order of such numbers all that hold a word stand together, and for each of them its weightiest class first."""


class _Numbers(dict[bytes, int]):
    """The numbers of words as they are written, given out as they come; a plural has that of its singular.

    Attributes:
        words: the numbers by the word in the form it is matched in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}

    def __missing__(self, written: bytes) -> int:
        number = self[written] = self.words.setdefault(singular(written.decode()), len(self.words))
        return number

    def of(self, text: str) -> Iterable[int]:
        """Return the numbers of the words of a text, in order."""
        return map(self.__getitem__, written_words(text))


class Likeness:
    """The words of a set of records, ready to be compared with notes.

    Which records hold a word stands in arrays: objects would be copied into every process that reads them, since it
    counts its references to them, and there would be millions.
    """

    def __init__(self, records: Sequence[Procedure]) -> None:
        self._size = len(records)
        numbers = _Numbers()
        held, counts, runs, others = array("q"), array("i"), array("q"), []
        for place, record in enumerate(records):
            begins = [len(held)]
            held.extend(numbers.of(record.title))
            for name in record.synonyms:
                begin = len(held)
                held.extend(numbers.of(name))
                if is_run(name):
                    runs.extend((begin, len(held), place))
                elif begin < len(held):
                    others.append((name, place))
            for texts in (record.indications, (*record.approach.steps, *_own(record.summary))):
                begins.append(len(held))
                held.extend(numbers.of("\n".join(texts)))
            counts.extend(end - begin for begin, end in pairwise((*begins, len(held))))
        self._words = numbers.words
        names = ((held[begin:end], place) for begin, end, place in zip(*(runs[at::3] for at in range(3)), strict=True))
        self._names = Names(names, len(self._words), self._size)
        self._phrases = Phrasebook(others)
        postings = _postings(np.asarray(held), np.asarray(counts))
        self._places = (postings >> _PLACE & (1 << _WORD - _PLACE) - 1).astype(np.int32)
        self._classes = (postings & (1 << _PLACE) - 1).astype(np.uint8)
        self._holders = np.bincount(postings >> _WORD, minlength=len(self._words))
        self._starts = np.cumsum(self._holders) - self._holders

    def shares(self, words: Iterable[str]) -> NDArray[np.float64]:
        """Return, record by record, the share of a note's words that it has too, 0 to 1, rare words counting more."""
        told = np.array([self._words[word] for word in sorted(set(words) & self._words.keys())], dtype=np.int64)
        known = told[self._holders[told] > 0]
        counts = self._holders[known]
        rarity = [math.log(1 + self._size / held) for held in counts.tolist()]
        each = np.array(rarity) / (sum(rarity) or 1.0)
        postings = spread(self._starts[known], counts)
        weights = np.repeat(each, counts) * _WEIGHTS[self._classes[postings]]
        return np.bincount(self._places[postings], weights, minlength=self._size).astype(np.float64, copy=False)

    def named(self, tokens: Sequence[Token]) -> NDArray[np.int64]:
        """Return, record by record, how many words of a note name it by one of its synonyms, at most; 0 if none do."""
        words = np.array([self._words.get(token.word, -1) for token in tokens], dtype=np.int64)
        found = self._names.longest(words, np.array([token.sentence for token in tokens], dtype=np.int64))
        for hit in self._phrases.find(tokens):
            found[hit.number] = max(found[hit.number], hit.last - hit.first + 1)
        return found


def _postings(words: NDArray[np.int64], counts: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return every word of every record once, in its weightiest class, as numbers in order.

    Args:
        words: the numbers of all words, record by record and class by class, repetitions among them.
        counts: how many there are of each record and class.
    """
    fields = np.arange(len(counts), dtype=np.int64)
    places, classes = np.divmod(fields, len(_WEIGHTS))
    postings = np.repeat(places << _PLACE | classes << _CLASS, counts)
    postings |= words << _WORD
    postings.sort()
    first = np.flatnonzero(np.diff(postings >> _PLACE, prepend=-1))
    return postings[first]


def _own(summary: str) -> list[str]:
    """Return the sentences of a summary that speak of no other code."""
    return [part for part in _sentences(summary) if not (_CODE.search(part) and _WHOLE_CODE.search(part))]


def _sentences(summary: str) -> list[str]:
    """Return what stands between the blanks that follow a mark; a text of one line holds no line break."""
    for mark in ".?!;":
        summary = summary.replace(f"{mark} ", f"{mark}\n")
    return summary.split("\n")
