"""How far does a cue reach? To the end of its clause, through a list, or over its sentence, and never without limit."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from service.phrases import Hit, Token

REACH = 12
"""Words that a cue reaches, at most, where its clause does not end before."""

LIST_ITEM = 4
"""Words of a clause that still belongs to a list, as in "facets, foramina and discs untouched"."""

LITTLE = 1
"""Words beside a cue in a sentence that says nothing else, as in "not in the report"."""

MOST_ITEMS = 6
"""Clauses of a list that a cue reaches through, at most."""


class Reach:
    """The clauses and sentences of a note, ready to be asked how far a cue in it reaches.

    Args:
        tokens: the words of the note.
        turns: the places of words that end a reach, such as "but".
    """

    def __init__(self, tokens: Sequence[Token], turns: frozenset[int]) -> None:
        self._turns = turns
        self._words = [token.word for token in tokens]
        self._clauses = _spans([token.clause for token in tokens])
        self._sentences = _spans([token.sentence for token in tokens])
        self._spread: set[int] = set()

    def forward(self, hit: Hit) -> Iterator[int]:
        """Yield the places after a cue, to the end of its clause."""
        for place in range(hit.last + 1, min(hit.last + 1 + REACH, self._clauses[hit.last].stop)):
            if place in self._turns:
                return
            yield place

    def backward(self, hit: Hit) -> Iterator[int]:
        """Yield the places before a cue, to the beginning of its clause."""
        for place in range(hit.first - 1, max(hit.first - 1 - REACH, self._clauses[hit.first].start - 1), -1):
            yield place
            if place in self._turns:
                return

    def list_forward(self, hit: Hit) -> Iterator[int]:
        """Yield the places after a cue, on through the short clauses of a list."""
        yield from self.forward(hit)
        clause = self._clauses[hit.last]
        for _ in range(MOST_ITEMS):
            if clause.stop >= self._sentences[hit.last].stop:
                return
            clause = self._clauses[clause.stop]
            if len(clause) > LIST_ITEM or not self._ends_list(clause):
                return
            yield from clause

    def list_backward(self, hit: Hit) -> Iterator[int]:
        """Yield the places before a cue, back through the short clauses of a list."""
        yield from self.backward(hit)
        clause = self._clauses[hit.first]
        for _ in range(MOST_ITEMS):
            if clause.start <= self._sentences[hit.first].start:
                return
            clause = self._clauses[clause.start - 1]
            if len(clause) > LIST_ITEM - 2:
                return
            yield from clause

    def rest(self, hit: Hit) -> Iterator[int]:
        """Yield the places after a cue, to the end of its sentence; what another cue has reached is not gone over."""
        for place in range(hit.last + 1, self._sentences[hit.last].stop):
            if place in self._spread:
                return
            self._spread.add(place)
            yield place

    def sentence(self, hit: Hit) -> Iterator[int]:
        """Yield every place of a cue's sentence; one that is little else speaks of the sentence before it, too."""
        own = self._sentences[hit.first]
        short = len(own) <= hit.last - hit.first + 1 + LITTLE
        first = self._sentences[own.start - 1].start if short and own.start else own.start
        if (key := -1 - own.start) not in self._spread:
            self._spread.add(key)
            yield from range(first, own.stop)

    def _ends_list(self, clause: range) -> bool:
        return bool({"or", "nor"} & {self._words[place] for place in clause})


def _spans(numbers: Sequence[int]) -> list[range]:
    """Return, place by place, the run of equal numbers that it stands in."""
    spans: list[range] = []
    for _, run in groupby(range(len(numbers)), key=numbers.__getitem__):
        places = list(run)
        spans.extend([range(places[0], places[-1] + 1)] * len(places))
    return spans
