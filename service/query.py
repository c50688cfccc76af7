"""What does a caller look for? A line of text, read as codes, levels of the spine, and words."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.fields import read_code
from schemas.vocabulary import VOCABULARIES
from service.fulltext import Fulltext, any_form_of, every, some, within, words_of
from service.levels import levels_in

WORD, UNKNOWN, LEVEL = "word", "unknown", "level"
"""The kinds of things that a text can look for by its words."""

REGION_FIELDS = ("title", "synonyms", "region")
"""Where the name of a region counts; elsewhere it is part of another name, such as a lumbar drain in the neck."""

MOST_READINGS = 8
"""Words that an unknown one is read as, at most."""

MOST_GUESSES = 10
"""Unknown words of one text that are read as similar ones, at most; the rest finds nothing."""

SHORTEST = 4
"""Characters that a word must have to be read as another: shorter ones have too many neighbours."""

LONG = 6
"""Characters from which on two slips of the pen are forgiven, and not one only."""

SHORTEST_PREFIX = 3
"""Digits from which on a number among words is read as the beginning of codes; a number alone always is."""

_NUMBER = re.compile("[0-9]{1,4}")

_REGIONS = frozenset(VOCABULARIES["region"])

_PASSED_OVER = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"}
)
"""Words that nobody looks for; "no" and "without" are not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing looked for: what was given, of which kind it is, and the words of the set that it is read as.

    A word is read as its own forms, an unknown one as similar words, a level as its regions. `fields` is where the
    words must stand, empty for anywhere.
    """

    given: str
    kind: str
    words: tuple[str, ...]
    fields: tuple[str, ...] = ()

    @property
    def expression(self) -> str:
        """The expression that finds it."""
        found = any_form_of(self.given) if self.kind == WORD else some(map(any_form_of, self.words))
        return within(self.fields, found) if self.fields else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: codes, all codes with a beginning, and terms."""

    codes: tuple[str, ...]
    prefixes: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def read_as(self) -> dict[str, list[str]]:
        """What was not taken as it stands, with what it was read as: levels, and words that the set does not have."""
        return {term.given: list(term.words) for term in self.terms if term.kind != WORD and term.words}

    @property
    def any_word(self) -> str:
        """The expression for records that hold any term, empty if nothing can."""
        return some(term.expression for term in self.terms if term.words)

    @property
    def expressions(self) -> dict[str, str]:
        """The expressions that find records by terms, by the name of the way, the best one first."""
        found = {}
        if self.terms and all(term.words for term in self.terms):
            guessed = any(term.kind == UNKNOWN for term in self.terms)
            found["near-spelling" if guessed else "all-words"] = every(term.expression for term in self.terms)
        if self.any_word and len(self.terms) > 1:
            found["any-word"] = self.any_word
        return found


def understand(text: str, codes: Sequence[str], fulltext: Fulltext) -> Query:
    """Return what `text` looks for in a set with these codes, given in order, and these words."""
    words, named = _without_levels(text)
    kept = [word for word in words if word.lower() not in _PASSED_OVER] or ([] if named else words)
    given = {word.lower(): word for word in reversed(kept)}
    alone = len(words) == 1 and not named
    return Query(
        codes=tuple(sorted({code for word in kept if (code := read_code(word)) and _holds(codes, code)})),
        prefixes=tuple(sorted({word for word in kept if _begins(codes, word, alone=alone)})),
        terms=(*named, *_read([given[key] for key in reversed(given)], fulltext)),
    )


def _without_levels(text: str) -> tuple[list[str], list[Term]]:
    """Return the words of a text outside its levels, and a term for each level that looks for its regions."""
    words: list[str] = []
    named: dict[str, Term] = {}
    end = 0
    for level in levels_in(text):
        words += words_of(text[end : level.start])
        end, given = level.end, text[level.start : level.end]
        named.setdefault(given.lower(), _level(given, level.regions))
    return words + words_of(text[end:]), list(named.values())


def _holds(codes: Sequence[str], code: str) -> bool:
    place = bisect_left(codes, code)
    return place < len(codes) and codes[place] == code


def _begins(codes: Sequence[str], word: str, *, alone: bool) -> bool:
    """Return whether a word is a number that codes begin with, and long enough to be meant so."""
    if not _NUMBER.fullmatch(word) or not (alone or len(word) >= SHORTEST_PREFIX):
        return False
    place = bisect_left(codes, word)
    return place < len(codes) and codes[place].startswith(word)


def _level(given: str, regions: tuple[str, ...]) -> Term:
    return Term(given=given, kind=LEVEL, words=regions, fields=("region",))


def _read(words: Iterable[str], fulltext: Fulltext) -> Iterator[Term]:
    """Yield a term for every word."""
    guesses = 0
    for word in words:
        forms = fulltext.forms(word)
        kind, read_as = WORD, forms
        if not forms:
            guesses += 1
            kind, read_as = UNKNOWN, _similar(word.lower(), fulltext) if guesses <= MOST_GUESSES else ()
        yield Term(given=word, kind=kind, words=read_as, fields=REGION_FIELDS if _REGIONS & set(read_as) else ())


def _similar(word: str, fulltext: Fulltext) -> tuple[str, ...]:
    """Return the words that an unknown one may stand for, most frequent first; none for a short one or a number.

    Words that begin with it come before words spelt like it, and of these such as share its first letter, which is
    seldom the slip. Spelling is compared by optimal string alignment: letters added, left out, changed or swapped.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    slips = 2 if len(word) >= LONG else 1
    similar = _beginning(fulltext.vocabulary, word) or fulltext.spelling.near(word, slips, SHORTEST)
    return tuple(sorted(similar, key=lambda other: (-fulltext.frequencies[other], other))[:MOST_READINGS])


def _beginning(known: Sequence[str], prefix: str) -> Sequence[str]:
    return known[bisect_left(known, prefix) : bisect_left(known, prefix + "\U0010ffff")]
