"""How like the words of a record are the words of a note? Shared words weighed by how rare they are in the set."""

import math
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.fields import CODE_PATTERN
from schemas.procedure import Procedure
from service.names import Names, spread
from service.phrases import Phrasebook, Token, is_run, singular, written_words

_WEIGHTS = np.array([1.0, 0.7, 0.6])
"""What a word weighs in title and synonyms, in indications, and in steps and summary; the reasons of edges speak of two
codes at once and do not count."""

_CODE = re.compile(CODE_PATTERN.lower())
_OTHER_CODE = re.compile(rf"\b{CODE_PATTERN}\b")


class _Numbers(dict[bytes, int]):
    """The numbers of words as they are written, given out as they come; a plural has that of its singular.

    Attributes:
        words: the numbers by the word in the form it is matched in.
        codes: the numbers of those that look like codes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}
        self.codes: set[int] = set()

    def __missing__(self, written: bytes) -> int:
        word = singular(written.decode())
        number = self[written] = self.words.setdefault(word, len(self.words))
        if _CODE.fullmatch(word):
            self.codes.add(number)
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
        held, counts = array("i"), array("i")
        for record in records:
            seen: set[int] = set()
            for told in _weighed(record, numbers):
                found = told - seen
                seen |= found
                held.extend(found)
                counts.append(len(found))
        self._words = numbers.words
        order = np.argsort(held, kind="stable")
        fields = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
        self._places, self._classes = fields // len(_WEIGHTS), (fields % len(_WEIGHTS)).astype(np.uint8)
        self._holders = np.bincount(held, minlength=len(self._words))
        self._starts = np.cumsum(self._holders) - self._holders
        synonyms = [(name, place) for place, record in enumerate(records) for name in record.synonyms]
        runs = ((numbers.of(name), place) for name, place in synonyms if is_run(name))
        self._names = Names(runs, words=len(numbers.words), size=self._size)
        others = ((name, place) for name, place in synonyms if not is_run(name) and written_words(name))
        self._phrases = Phrasebook(others)

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


def _weighed(record: Procedure, numbers: _Numbers) -> Iterator[set[int]]:
    """Yield the words of a record, by what they weigh; a sentence that speaks of another code is left out."""
    yield set(numbers.of("\n".join((record.title, *record.synonyms))))
    yield set(numbers.of("\n".join(record.indications)))
    found = set(numbers.of("\n".join(record.approach.steps)))
    for part in _sentences(record.summary):
        said = set(numbers.of(part))
        if said.isdisjoint(numbers.codes) or not _OTHER_CODE.search(part):
            found |= said
    yield found


def _sentences(summary: str) -> list[str]:
    """Return what stands between the blanks that follow a mark; a text of one line holds no line break."""
    for mark in ".?!;":
        summary = summary.replace(f"{mark} ", f"{mark}\n")
    return summary.split("\n")
