"""What are the words of a note, and where does a phrase of the lexicon stand in them?

Nothing here backtracks without limit: a phrase is tried at a place only if its first word fits there, and its gaps
span four words at most.
"""

import re
import string
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

LONGEST_GAP = 4
"""Words that three dots in a phrase may stand for."""

PART, NEXT = "\x01", "\x02"
"""What parts texts that are split into words together; no record holds a control character."""

_TOKEN = re.compile(r"(?P<word>[a-z0-9]+)|(?P<end>[.?!]+(?=\s|$)|\n|;)|(?P<pause>[,:()\u2013\u2014]|\s-+\s|--)")
_WRITTEN = re.compile(r"\.\.\.|[a-z0-9]+\*?")
_BYTES = bytes(
    ord(sign.lower()) if ((sign := chr(number)).isascii() and sign.isalnum()) or sign in PART + NEXT else ord(" ")
    for number in range(256)
)
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
"""Only these change: some other letters have a lower case of two characters, and every place would shift."""


class Token(NamedTuple):
    """A word in the form it is matched in, where it stands in the text, and the numbers of clause and sentence."""

    word: str
    start: int
    end: int
    clause: int
    sentence: int


class Hit(NamedTuple):
    """A phrase found in a note: its number in the book, and the places of its first and last word."""

    number: int
    first: int
    last: int


def tokenize(text: str) -> list[Token]:
    """Return the words of `text` in lower case, plurals as singulars; marks end clauses, full stops sentences."""
    tokens: list[Token] = []
    clause = sentence = 0
    for match in _TOKEN.finditer(lowered(text)):
        if match.lastgroup == "word":
            word, (start, end) = match[0], match.span()
            tokens.append(Token(singular(word) if word[-1] == "s" else word, start, end, clause, sentence))
        else:
            clause += 1
            sentence += match.lastgroup == "end"
    return tokens


def lowered(text: str) -> str:
    """Return `text` with its ASCII letters in lower case, every character in its place."""
    return text.translate(_LOWER)


def written_words(text: str) -> list[bytes]:
    """Return the words of `text` in lower case as they are written, in ASCII; as `tokenize` finds them, but fast.

    `PART` and `NEXT` are words too, where blanks stand around them.
    """
    return text.encode(errors="replace").translate(_BYTES).split()


def is_run(phrase: str) -> bool:
    """Return whether a phrase is read as its words and no more, one after the other: no word open, none skipped."""
    if phrase.isascii():
        return "*" not in phrase and "..." not in phrase
    return _WRITTEN.findall(phrase.lower()) == [word.decode() for word in written_words(phrase)]


def singular(word: str) -> str:
    """Return a word without the ending of a plural; short words and those in -ss, -us or -is stay."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


@dataclass(frozen=True, slots=True)
class _Step:
    """A word of a phrase: whole or only its beginning, and whether words may stand before it."""

    word: str
    whole: bool
    gap: bool

    def fits(self, word: str) -> bool:
        return word == self.word if self.whole else word.startswith(self.word)


class Phrasebook:
    """Phrases, each with a number, to be found in notes; of those that begin at a word, each is found once."""

    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        self._by_word: dict[str, list[tuple[tuple[_Step, ...], int]]] = {}
        self._by_beginning: dict[str, list[tuple[tuple[_Step, ...], int]]] = {}
        for written, number in phrases:
            steps = _steps(written)
            book = self._by_word if steps[0].whole else self._by_beginning
            book.setdefault(steps[0].word, []).append((steps, number))
        self._lengths = sorted({len(beginning) for beginning in self._by_beginning})

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return every phrase that stands in a note, in the order of its first word; a phrase stays in its sentence."""
        places: dict[str, list[int]] = {}
        for place, token in enumerate(tokens):
            places.setdefault(token.word, []).append(place)
        words = sorted(places)
        found = []
        for word in words:
            for steps, number in self._beginning(word):
                if len(steps) == 1:
                    found += [Hit(number, place, place) for place in places[word]]
                elif _present(steps, words):
                    ends = ((place, _end(steps, tokens, place)) for place in places[word])
                    found += [Hit(number, place, last) for place, last in ends if last is not None]
        return sorted(found, key=_FIRST)

    def _beginning(self, word: str) -> Iterator[tuple[tuple[_Step, ...], int]]:
        yield from self._by_word.get(word, ())
        for length in self._lengths:
            if length <= len(word):
                yield from self._by_beginning.get(word[:length], ())


_FIRST = attrgetter("first")


def _present(steps: Sequence[_Step], words: Sequence[str]) -> bool:
    """Return whether every word of a phrase is among the sorted words of a note, so that it is worth looking for."""
    for step in steps[1:]:
        place = bisect_left(words, step.word)
        if place == len(words) or not step.fits(words[place]):
            return False
    return True


def _steps(written: str) -> tuple[_Step, ...]:
    """Return a phrase as it is matched."""
    steps, gap = [], False
    for part in _WRITTEN.findall(written.lower()):
        if part == "...":
            gap = True
        else:
            whole = not part.endswith("*")
            steps.append(_Step(singular(part) if whole else part[:-1], whole, gap))
            gap = False
    return tuple(steps)


def _end(steps: Sequence[_Step], tokens: Sequence[Token], place: int) -> int | None:
    """Return the place of the last word of a phrase that begins at `place`, or None if it does not stand there."""
    sentence = tokens[place].sentence
    for step in steps[1:]:
        reach = place + 2 + (LONGEST_GAP if step.gap else 0)
        for next_place in range(place + 1, min(reach, len(tokens))):
            if tokens[next_place].sentence == sentence and step.fits(tokens[next_place].word):
                place = next_place
                break
        else:
            return None
    return place
