"""How far does a cue reach? To the end of its clause, through a list, or over its sentence, and never without limit."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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

    Every way to reach yields runs of places, and may be asked for the cues of a note in the order of their places.
    """

    def __init__(self, tokens: Sequence[Token], turns: Iterable[int]) -> None:
        self._turns = sorted(turns)
        self._words = [token.word for token in tokens]
        self._clauses = _spans([token.clause for token in tokens])
        self._sentences = _spans([token.sentence for token in tokens])
        self._rests: dict[int, int] = {}
        self._opened: set[int] = set()

    def forward(self, hit: Hit) -> Iterator[range]:
        """Yield the places after a cue, to the end of its clause."""
        start = hit.last + 1
        stop = min(start + REACH, self._clauses[hit.last].stop)
        turn = bisect_left(self._turns, start)
        yield range(start, min([stop, *self._turns[turn : turn + 1]]))

    def backward(self, hit: Hit) -> Iterator[range]:
        """Yield the places before a cue, to the beginning of its clause."""
        start = max(hit.first - REACH, self._clauses[hit.first].start)
        turn = bisect_left(self._turns, hit.first)
        yield range(max([start, *self._turns[max(turn - 1, 0) : turn]]), hit.first)

    def list_forward(self, hit: Hit) -> Iterator[range]:
        """Yield the places after a cue, on through the short clauses of a list."""
        yield from self.forward(hit)
        clause = self._clauses[hit.last]
        for _ in range(MOST_ITEMS):
            if clause.stop >= self._sentences[hit.last].stop:
                return
            clause = self._clauses[clause.stop]
            if len(clause) > LIST_ITEM or not self._ends_list(clause):
                return
            yield clause

    def list_backward(self, hit: Hit) -> Iterator[range]:
        """Yield the places before a cue, back through the short clauses of a list."""
        yield from self.backward(hit)
        clause = self._clauses[hit.first]
        for _ in range(MOST_ITEMS):
            if clause.start <= self._sentences[hit.first].start:
                return
            clause = self._clauses[clause.start - 1]
            if len(clause) > LIST_ITEM - 2:
                return
            yield clause

    def rest(self, hit: Hit) -> Iterator[range]:
        """Yield the places after a cue, to the end of its sentence; what another cue has reached is not gone over."""
        start, stop = hit.last + 1, self._sentences[hit.last].stop
        reached = self._rests.get(stop, stop)
        if start < reached:
            self._rests[stop] = start
            yield range(start, reached)

    def sentence(self, hit: Hit) -> Iterator[range]:
        """Yield every place of a cue's sentence; one that is little else speaks of the sentence before it, too."""
        own = self._sentences[hit.first]
        short = len(own) <= hit.last - hit.first + 1 + LITTLE
        first = self._sentences[own.start - 1].start if short and own.start else own.start
        if own.start not in self._opened:
            self._opened.add(own.start)
            yield range(first, own.stop)

    def _ends_list(self, clause: range) -> bool:
        words = self._words[clause.start : clause.stop]
        return "or" in words or "nor" in words


def _spans(numbers: Sequence[int]) -> list[range]:
    """Return, place by place, the run of equal numbers that it stands in."""
    spans: list[range] = []
    for _, run in groupby(numbers):
        start = len(spans)
        length = sum(1 for _ in run)
        spans += [range(start, start + length)] * length
    return spans
