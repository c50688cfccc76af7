"""How like the words of a record are the words of a note? Shared words weighed by how rare they are in the set."""

import math
import re
from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.fields import CODE_PATTERN
from schemas.procedure import Procedure
from service.names import Names, spread
from service.phrases import NEXT, PART, Phrasebook, Token, is_run, singular, written_words

_WEIGHTS = np.array([1.0, 0.7, 0.6])
"""What a word weighs in title and synonyms, in indications, and in steps and summary; the reasons of edges speak of two
codes at once and do not count."""

# The first digit stands alone: re finds places to try at by it. A blank before it is looked for last for that reason.
_CODE = re.compile(CODE_PATTERN.replace("{4}", "[0-9]{3}", 1) + r"\b(?<!\w.{5})")

_CLASS, _PLACE, _WORD = (np.int64(bits) for bits in (0, 2, 32))
"""Where in a number the class of a word, the place of a record and the number of the word begin, from the lowest bit;
in the order of such numbers all that hold a word stand together, and for each of them its weightiest class first."""


_AND_PART, _AND_NEXT = f" {PART} ", f" {NEXT} "
_PARTED, _DONE = -1, -2
"""The numbers of what parts texts."""


class _Numbers(dict[bytes, int]):
    """The numbers of words as they are written, given out as they come; a plural has that of its singular.

    Attributes:
        words: the numbers by the word in the form it is matched in.
    """

    def __init__(self) -> None:
        super().__init__({PART.encode(): _PARTED, NEXT.encode(): _DONE})
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
        written, runs, others = array("q"), array("b"), []
        for place, record in enumerate(records):
            written.extend(numbers.of(_laid_out(record)))
            for name in record.synonyms:
                run = is_run(name)
                runs.append(run)
                if not run and written_words(name):
                    others.append((name, place))
        held = np.asarray(written)
        self._words = numbers.words
        self._names = _names(held, np.asarray(runs, dtype=bool), len(self._words), self._size)
        self._phrases = Phrasebook(others)
        postings = _postings(held)
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


def _laid_out(record: Procedure) -> str:
    """Return the words of a record, class after class, title and synonyms parted from each other."""
    return _AND_NEXT.join(
        (
            _AND_PART.join((record.title, *record.synonyms)),
            "\n".join(record.indications),
            "\n".join((*record.approach.steps, _own(record.summary))),
            "",
        )
    )


def _names(held: NDArray[np.int64], runs: NDArray[np.bool], words: int, size: int) -> Names:
    """Return the synonyms that are runs of words.

    Args:
        held: the numbers of the words of all records as they are laid out.
        runs: whether each synonym is one.
        words: how many words are numbered.
        size: how many records there are.
    """
    signs = np.flatnonzero(held < 0)
    parted = np.flatnonzero(held[signs] == _PARTED)
    starts, ends = signs[parted] + 1, signs[parted + 1]
    records = (parted - np.arange(len(parted))) // len(_WEIGHTS)  # by the signs before that end a class
    return Names(held, starts[runs], (ends - starts)[runs], records[runs], words=words, size=size)


def _postings(held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return every word of every record once, in its weightiest class, as numbers in order.

    Args:
        held: the numbers of the words of all records as they are laid out; they are lost.
    """
    ends = np.flatnonzero(held == _DONE)
    places, classes = np.divmod(np.arange(len(ends), dtype=np.int64), len(_WEIGHTS))
    words = held >= 0
    # In place where it can be: each of these arrays takes tens of megabytes, and as long to get as to fill.
    held <<= _WORD
    held |= np.repeat(places << _PLACE | classes << _CLASS, np.diff(ends, prepend=-1))
    postings = held[words]
    postings.sort()
    pairs = postings >> _PLACE
    first = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=first[1:])
    return postings[first]


def _own(summary: str) -> str:
    """Return a summary without the sentences that speak of another code."""
    text = _on_lines(summary)
    kept, rest = "", 0
    for code in _CODE.finditer(text):
        if code.start() >= rest:
            kept += text[rest : text.rfind("\n", 0, code.start()) + 1]
            rest = text.find("\n", code.start()) % (len(text) + 1)  # the last one goes on to the end
    return kept + text[rest:]


def _on_lines(summary: str) -> str:
    """Return a summary, which is one line, with every sentence on one of its own."""
    for mark in ".?!;":
        summary = summary.replace(f"{mark} ", f"{mark}\n")
    return summary
